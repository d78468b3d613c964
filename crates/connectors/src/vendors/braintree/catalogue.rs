//! The lists of plans, discounts and add-ons, each one answer long, and the check, which reads the same.

use serde_json::{Map, Value};

use super::client::Client;
use super::replies::{AddOn, Discount, Plan};
use crate::connector::{Check, CheckReport, Item, ItemState, Verdict};
use crate::error::{Error, Kind, Result};
use crate::session::Session;
use crate::xml::Element;

/// An address that nobody has (RFC 2606): searching it proves the right to search and finds nobody.
const NOBODY: &str = "patchbay-check@example.invalid";

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let client = Client::new(session)?;
    let items = match catalogue {
        "plans" => {
            let rows = rows(&client.read(&client.plans()?, "plans").await?, "plan")?;
            rows.iter().map(plan).collect::<Result<Vec<_>>>()?
        }
        "discounts" => {
            let list = client.read(&client.discounts()?, "discounts").await?;
            let rows = rows(&list, "discount")?;
            rows.iter().map(discount).collect::<Result<Vec<_>>>()?
        }
        "add_ons" => {
            let list = client.read(&client.add_ons()?, "add-ons").await?;
            let rows = rows(&list, "add-on")?;
            rows.iter().map(add_on).collect::<Result<Vec<_>>>()?
        }
        other => {
            return Err(Error::new(
                Kind::NotFound,
                format!("Braintree has no catalogue {other}"),
            )
            .hint("Its catalogues are: plans, discounts, add_ons"));
        }
    };
    let what = format!("All {}", catalogue.replace('_', "-"));
    session.progress(what, items.len() as u64, Some(items.len() as u64));
    Ok(items)
}

/// The rows of a list. Anything else in it means that it cannot be known to be whole.
pub(super) fn rows(list: &Element, row: &str) -> Result<Vec<Element>> {
    if let Some(other) = list.children.iter().find(|c| c.name != row) {
        return Err(unreadable(&format!(
            "there is a {} among the {}",
            other.name, list.name
        )));
    }
    Ok(list.children.clone())
}

/// The error for a value that Braintree sent and that is not what it documents.
pub(super) fn unreadable(why: &str) -> Error {
    Error::new(
        Kind::Malformed,
        format!("Braintree's answer cannot be read: {why}"),
    )
    .hint("Check that the environment or Base URL leads to Braintree")
}

fn plan(row: &Element) -> Result<Item> {
    let plan = Plan::read(row).map_err(|why| unreadable(&why))?;
    Ok(Item {
        detail: plan.terms(),
        id: plan.id,
        name: plan.name,
        group: None,
        state: ItemState::Active,
        fields: fields(row),
    })
}

fn discount(row: &Element) -> Result<Item> {
    let discount = Discount::read(row).map_err(|why| unreadable(&why))?;
    Ok(Item {
        detail: discount.terms(),
        id: discount.id,
        name: discount.name,
        group: None,
        state: ItemState::Active,
        fields: fields(row),
    })
}

fn add_on(row: &Element) -> Result<Item> {
    let add_on = AddOn::read(row).map_err(|why| unreadable(&why))?;
    Ok(Item {
        detail: add_on.terms(),
        id: add_on.id,
        name: add_on.name,
        group: None,
        state: ItemState::Active,
        fields: fields(row),
    })
}

/// The fields that hold a single value, beside those that are shown by themselves.
fn fields(row: &Element) -> Map<String, Value> {
    row.children
        .iter()
        .filter(|c| c.children.is_empty() && !matches!(c.name.as_str(), "id" | "name"))
        .filter_map(|c| Some((c.name.replace('-', "_"), row.text_of(&c.name)?.into())))
        .collect()
}

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let environment = session.account.required("environment")?;
    let merchant = session.account.required("merchant_id")?;
    let plans = client.read(&client.plans()?, "plans").await;
    let what = "Credentials";
    let opened = match plans.and_then(|list| rows(&list, "plan")) {
        Ok(rows) => Check::new(
            what,
            Verdict::Proven,
            format!(
                "Merchant {merchant} in {environment}; the keys may read its {} plans",
                rows.len()
            ),
        ),
        Err(error) if error.is_local() => return Err(error),
        Err(error) if error.kind == Kind::NotFound => Check::new(
            what,
            Verdict::Refused,
            format!(
                "There is no merchant {merchant} in {environment}. Check merchant ID and environment"
            ),
        ),
        Err(error) => Check::failed(what, &error),
    };
    if opened.verdict != Verdict::Proven {
        return Ok(CheckReport::new(vec![opened]));
    }
    let discounts = client.read(&client.discounts()?, "discounts").await;
    let search = client.customers_by_email(format!("Search customers for {NOBODY}"), NOBODY)?;
    let search = client.read(&search, "search-results").await;
    Ok(CheckReport::new(vec![
        opened,
        Check::probe(
            "Read discounts",
            discounts.and_then(|list| rows(&list, "discount")),
            "The keys may read discounts",
        )?,
        Check::probe(
            "Search customers",
            search,
            "The keys may search customers by e-mail address",
        )?,
    ]))
}
