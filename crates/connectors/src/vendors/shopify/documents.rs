//! What is asked of the Storefront API, document by document.

pub(super) const SHOP: &str =
    "query Shop { shop { name primaryDomain { host url } paymentSettings { currencyCode } } }";

pub(super) const PRODUCTS: &str = "query Products($first: Int!, $variants: Int!, $after: String) { \
    products(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id title \
    variants(first: $variants) { pageInfo { hasNextPage endCursor } \
    nodes { id sku title availableForSale price { amount currencyCode } } } } } }";

/// The rest of a product's variants.
pub(super) const VARIANTS: &str = "query Variants($id: ID!, $variants: Int!, $after: String) { \
    product(id: $id) { id title variants(first: $variants, after: $after) { pageInfo { hasNextPage endCursor } \
    nodes { id sku title availableForSale price { amount currencyCode } } } } }";

pub(super) const VARIANT: &str = "query Variant($id: ID!) { node(id: $id) { __typename ... on ProductVariant { id sku title \
    availableForSale price { amount currencyCode } product { id title } } } }";

pub(super) const CART_CREATE: &str = "mutation CartCreate($input: CartInput!, $lines: Int!) { cartCreate(input: $input) { \
    cart { id checkoutUrl totalQuantity cost { totalAmount { amount currencyCode } } discountCodes { code applicable } \
    lines(first: $lines) { nodes { __typename quantity merchandise { __typename ... on ProductVariant { id sku title } } } } } \
    userErrors { code field message } warnings { code message target } } }";
