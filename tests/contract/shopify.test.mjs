import { graphql } from "./graphql.mjs";
import { contract } from "./vendor.mjs";

contract({
  id: "shopify",
  judge: graphql("shopify.json"),
  // All goes to one address: the operation says which request it was.
  normalise: (_, { body }) => /(query|mutation) \w+/.exec(JSON.parse(body).query)?.[0],
  runs: [
    ["add_to_cart", 1001, { variant: "41000000001" }, "query Variant"],
    ["add_to_cart", 1001, { variant: "BOX-GOLD", how: "checkout_link" }, "query Variants"],
    [
      "add_to_cart",
      1001,
      { variant: "41000000001", how: "test_cart", quantity: "2", discount: "SAVE10", lines: "41000000003:1" },
      "mutation CartCreate",
    ],
    ["redirect", 1001, { target_url: "https://shop.patchbay-demo.example/collections/sale" }, "query Shop"],
    ["add_discount", 1001, { code: "SAVE10", how: "test_cart", variant: "41000000001" }, "mutation CartCreate"],
  ],
  // Sold out; more than there is; codes that do not hold, each for another reason.
  refused: [
    ["add_to_cart", 1001, { variant: "41000000004", how: "test_cart" }],
    ["add_to_cart", 1001, { variant: "41000000005", how: "test_cart", quantity: "2" }],
    ...["NOSUCH", "SUMMER", "ONCE", "VIP", "BIG", "SHIRTS"].map((code) => [
      "add_discount",
      1001,
      { code, how: "test_cart", variant: "41000000001" },
    ]),
  ],
  wrong: {
    path: "/api/2026-04/graphql.json",
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "query Shop { shop { nonsense } }" }),
  },
});
