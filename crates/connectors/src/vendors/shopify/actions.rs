//! Plans the three actions: a link that is handed out, or the one request that makes an anonymous test cart.

use serde_json::{Value, json};

use super::carts::{Line, Memo};
use super::catalogue::{self, Variant, number_of, unreadable};
use super::client::{Client, data};
use super::shop;
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Handout, Plan, Step};
use crate::request::Request;
use crate::session::Session;

/// The most lines of a cart.
const MAX_LINES: usize = 250;

type Draft<'a> = draft::Draft<'a, Client<'a>>;

impl Draft<'_> {
    /// Makes a look-up, and gives the `data` of its answer.
    async fn read(&mut self, request: Request) -> Result<Value> {
        let purpose = request.purpose.clone();
        let reply = self.look(request).await?;
        data(&reply, &purpose, self.client.token)
    }
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let draft = Draft::new(Client::new(session)?, session, intent);
    match intent.action.id {
        "add_to_cart" => add_to_cart(draft).await,
        "redirect" => redirect(draft).await,
        "add_discount" => add_discount(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Shopify has no action {other}"),
        )),
    }
}

async fn add_to_cart(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let quantity = whole("quantity", intent.required("quantity")?)?;
    let code = intent
        .param("discount")
        .map(|c| code("discount", c))
        .transpose()?;
    let more = intent.param("lines").map_or(Ok(Vec::new()), lines)?;
    let mut found = vec![(
        variant(&mut draft, "variant", intent.required("variant")?).await?,
        quantity,
    )];
    for (number, quantity) in more {
        let one = by_number(&mut draft, &number).await?;
        let one = one.ok_or_else(|| no_variant("lines", &number))?;
        match found.iter_mut().find(|(v, _)| v.number == one.number) {
            Some((_, n)) => *n += quantity,
            None => found.push((one, quantity)),
        }
    }
    if found.len() > MAX_LINES {
        return Err(Error::invalid(
            "lines",
            format!(
                "Add to cart: a cart holds at most {MAX_LINES} lines, not {}",
                found.len()
            ),
        ));
    }
    for (variant, _) in found.iter().filter(|(v, _)| !v.available) {
        let warning = format!("{} is sold out: the shop may not take it", variant.name);
        draft.warn(warning);
    }
    let what: Vec<_> = found
        .iter()
        .map(|(v, n)| format!("{n} × {}", v.name))
        .collect();
    let what = match code {
        Some(code) => format!("{} with the code {code}", what.join(", ")),
        None => what.join(", "),
    };
    draft.preview = found
        .iter()
        .map(|(v, n)| Fact::new(&v.name, format!("{n} × {}", v.price)))
        .collect();
    let host = draft.client.host;
    match intent.required("how")? {
        "add_link" => {
            let (variant, quantity) = &found[0];
            let quantity = quantity.to_string();
            let mut query = vec![
                ("id", variant.number.as_str()),
                ("quantity", quantity.as_str()),
            ];
            query.extend(code.map(|c| ("discount", c)));
            let url = shop::link(host, &["cart", "add"], &query)?;
            let label = format!("Add {what} to the visitor's cart");
            Ok(draft.made(format!("Link: {label}"), Handout::link(label, &url)))
        }
        "checkout_link" => {
            let pairs: Vec<_> = found
                .iter()
                .map(|(v, n)| format!("{}:{n}", v.number))
                .collect();
            let query: Vec<_> = code.map(|c| ("discount", c)).into_iter().collect();
            // Commas and colons may stand in a path as they are, and Shopify reads them so.
            let mut url = shop::link(host, &["cart", "x"], &query)?;
            url.set_path(&format!("/cart/{}", pairs.join(",")));
            let label = format!("Check out with {what}");
            draft.warn(
                "A checkout link starts a new cart: what the visitor has in theirs is left out",
            );
            Ok(draft.made(format!("Link: {label}"), Handout::link(label, &url)))
        }
        _ => test_cart(draft, &found, code, &what),
    }
}

async fn redirect(mut draft: Draft<'_>) -> Result<Plan> {
    let text = draft.intent.required("target_url")?.to_owned();
    let host = draft.client.host.to_owned();
    let url = if text.starts_with('/') {
        shop::page(&host, "target_url", &text)?
    } else {
        let url = shop::whole("target_url", &text)?;
        let asked = url.host_str().unwrap_or_default().to_owned();
        if asked != host {
            let request = draft.client.shop();
            let shop = draft.read(request).await?;
            let own = shop
                .pointer("/shop/primaryDomain/host")
                .and_then(Value::as_str);
            let own = own.ok_or_else(|| unreadable("it has no shop/primaryDomain/host"))?;
            if !asked.eq_ignore_ascii_case(own) {
                return Err(Error::invalid(
                    "target_url",
                    format!("Redirect: {asked} is not this shop, which is at {host} and {own}"),
                )
                .hint("Visitors are sent to the shop's own pages only: give a path such as /collections/sale"));
            }
        }
        url
    };
    let label = format!("Go to {}{}", url.host_str().unwrap_or_default(), url.path());
    Ok(draft.made(format!("Link: {label}"), Handout::link(label, &url)))
}

async fn add_discount(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let code = code("code", intent.required("code")?)?;
    if intent.required("how")? == "link" {
        let host = draft.client.host;
        let page = intent.param("redirect");
        // Judged as a page of the shop, sent as the path that it is.
        let page = page.map(|p| shop::page(host, "redirect", p)).transpose()?;
        let page = page.map(|p| match p.query() {
            Some(query) => format!("{}?{query}", p.path()),
            None => p.path().to_owned(),
        });
        let query: Vec<_> = page.iter().map(|p| ("redirect", p.as_str())).collect();
        let url = shop::link(host, &["discount", code], &query)?;
        let label = format!("Bring the discount code {code} into the visitor's cart");
        draft.warn(
            "Whether the code exists is not known: codes cannot be listed. Try it on a test cart",
        );
        return Ok(draft.made(format!("Link: {label}"), Handout::link(label, &url)));
    }
    let found = variant(&mut draft, "variant", intent.required("variant")?).await?;
    let what = format!("1 × {} with the code {code}", found.name);
    test_cart(draft, &[(found, 1)], Some(code), &what)
}

/// The plan that makes an anonymous cart.
fn test_cart(
    mut draft: Draft<'_>,
    found: &[(Variant, u32)],
    code: Option<&str>,
    what: &str,
) -> Result<Plan> {
    let lines: Vec<_> = found
        .iter()
        .map(|(v, n)| {
            json!({ "merchandiseId": format!("gid://shopify/ProductVariant/{}", v.number), "quantity": n })
        })
        .collect();
    let count = lines.len();
    let mut input = json!({ "lines": lines });
    if let Some(code) = code {
        input["discountCodes"] = json!([code]);
    }
    draft.remember(&Memo {
        what: what.to_owned(),
        code: code.map(str::to_owned),
        lines: found
            .iter()
            .map(|(v, n)| Line {
                number: v.number.clone(),
                name: v.name.clone(),
                quantity: *n,
            })
            .collect(),
    })?;
    let change = draft
        .client
        .cart(format!("Make a test cart of {what}"), &input, count);
    let summary = format!("Make an anonymous test cart of {what}; nothing is bought");
    Ok(draft.planned(summary, vec![change]))
}

/// The variant of a number or, where no variant has it, of a SKU.
async fn variant(draft: &mut Draft<'_>, field: &str, text: &str) -> Result<Variant> {
    let number = number_of(text).unwrap_or(text);
    if number.bytes().all(|b| b.is_ascii_digit())
        && let Some(found) = by_number(draft, number).await?
    {
        return Ok(found);
    }
    let mut steps = Vec::new();
    let all = catalogue::variants(&draft.client, |request, status| {
        steps.push(Step::made(request, status));
    })
    .await?;
    draft.steps.extend(steps);
    let fitting: Vec<_> = all
        .iter()
        .filter(|v| v.sku.as_deref() == Some(text))
        .collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(no_variant(field, text)),
        several => {
            let briefs: Vec<_> = several.iter().map(|v| v.in_brief()).collect();
            let candidates: Vec<_> = several
                .iter()
                .map(|v| json!({ "id": v.number, "name": v.name, "price": v.price, "available": v.available }))
                .collect();
            Err(Error::new(
                Kind::Ambiguous,
                format!(
                    "{} variants have the SKU {text}: {}",
                    several.len(),
                    briefs.join(", ")
                ),
            )
            .field(field)
            .hint(format!(
                "Choose one by its number, such as {}",
                several[0].number
            ))
            .details(json!({ "candidates": candidates })))
        }
    }
}

async fn by_number(draft: &mut Draft<'_>, number: &str) -> Result<Option<Variant>> {
    let request = draft.client.variant(number);
    let found = Variant::found(&draft.read(request).await?)?;
    match found {
        Some(found) if found.number != number => Err(unreadable(&format!(
            "it is about variant {} when asked for {number}",
            found.number
        ))),
        found => Ok(found),
    }
}

fn no_variant(field: &str, text: &str) -> Error {
    Error::new(
        Kind::NotFound,
        format!("The shop has no variant with the number or SKU {text}"),
    )
    .field(field)
    .hint("Sync the variants under Catalogue, and choose one")
}

/// A code as Shopify takes it: a comma would make two of it.
fn code<'a>(field: &str, text: &'a str) -> Result<&'a str> {
    if text.contains(',') || text.chars().any(char::is_control) {
        return Err(Error::invalid(
            field,
            format!(
                "The discount code must be one code, without commas or line breaks, not {text:?}"
            ),
        ));
    }
    Ok(text)
}

/// "40011223344:2, 40011223355:1".
fn lines(text: &str) -> Result<Vec<(String, u32)>> {
    text.split(',')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (number, quantity) = line.split_once(':').unwrap_or((line, "1"));
            let number = number.trim();
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Error::invalid(
                    "lines",
                    format!("More lines: {line:?} must be a variant's number and a quantity, such as 40011223344:2"),
                ));
            }
            Ok((number.to_owned(), whole("lines", quantity.trim())?))
        })
        .collect()
}

fn whole(field: &str, text: &str) -> Result<u32> {
    match text.parse() {
        Ok(n @ 1..=999) => Ok(n),
        _ => Err(Error::invalid(
            field,
            format!("A quantity must be a whole number from 1 to 999, not {text:?}"),
        )),
    }
}
