//! In-app purchases: what is shared by the app stores. A purchase is started by an app on a device, so the action
//! sends nothing: it hands out the small descriptor that tells the app which product to offer, judged against the
//! product ids that are known.

use serde_json::{Map, json};

use crate::account::Account;
use crate::connector::{Item, ItemState};
use crate::definition::{Choice, Param, Setting};
use crate::draft::Draft;
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Handout, Plan};
use crate::session::Session;

/// The setting with the product ids that people type, one on a line. The folder adds its judge and an example.
pub const PRODUCT_IDS: Setting = Setting::list(
    "product_ids",
    "In-app product IDs",
    "The products that prompts offer, by the store's own ids, one on a line. They fill the choice of products.",
);

/// The product that is offered. Its catalogue is `products`.
pub const PRODUCT_ID: Param = Param::catalogue(
    "product_id",
    "Product",
    "products",
    "The product that the app offers, by the store's own id",
)
.required();

/// What kind of purchase the app starts.
pub const PURCHASE_TYPE: Param = Param::choice(
    "purchase_type",
    "Purchase type",
    &[
        Choice::new("purchase", "Purchase"),
        Choice::new("upgrade", "Upgrade"),
        Choice::new("downgrade", "Downgrade"),
    ],
    "Whether the subscriber buys the product, or moves up or down to it",
)
.default("purchase");

/// The form of an id: Latin letters, digits and these others, at most so many of them.
pub fn id(text: &str, others: &str, longest: usize) -> std::result::Result<String, String> {
    let text = text.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    if text.chars().count() > longest {
        return Err(format!("is longer than {longest} characters"));
    }
    if text.is_empty() || !text.chars().all(fits) {
        let others: Vec<_> = others.chars().map(String::from).collect();
        return Err(format!(
            "must consist of letters, digits and {}",
            others.join(" ")
        ));
    }
    Ok(text.to_owned())
}

/// The product ids of a list setting as entries of a catalogue, in the order in which they were typed.
pub fn typed(account: &Account, setting: &str) -> Vec<Item> {
    account
        .list(setting)
        .into_iter()
        .map(|id| Item {
            id: id.to_owned(),
            name: id.to_owned(),
            group: None,
            detail: Some("Typed in the settings".into()),
            state: ItemState::Active,
            fields: Map::new(),
        })
        .collect()
}

/// What the store lists, and behind it what was typed and the store does not list.
pub fn joined(mut listed: Vec<Item>, typed: Vec<Item>) -> Vec<Item> {
    for item in typed {
        if !listed.iter().any(|known| known.id == item.id) {
            listed.push(item);
        }
    }
    listed
}

/// The plan that hands out the descriptor: `{"store", "product_id", "purchase_type"}`, the last where the action
/// asks for it. `setting` is the list of typed ids, by whose judge the product's id is judged too; one that is not
/// typed there is good, with a warning. [`RunReport::handed_out`](crate::RunReport::handed_out) runs it.
pub fn plan(session: &Session, intent: &Intent, store: &str, setting: &str) -> Result<Plan> {
    let account = &session.account;
    let definition = account.definition();
    let given = intent.required("product_id")?;
    let list = definition.settings.iter().find(|s| s.key == setting);
    let id = match list {
        Some(list) => (list.normalise)(given).map_err(|why| {
            crate::Error::invalid(
                "product_id",
                format!("{}: {given} {why}", intent.action.name),
            )
        })?,
        None => given.to_owned(),
    };
    let mut warnings = Vec::new();
    if !account.list(setting).contains(&id.as_str()) {
        let label = list.map_or(setting, |l| l.label);
        warnings.push(format!(
            "{id} is not among the {label} of the settings: check that the store has it, letter by letter"
        ));
    }
    let mut descriptor = json!({ "store": store, "product_id": id });
    let kind = intent.param("purchase_type");
    if let Some(kind) = kind {
        descriptor["purchase_type"] = kind.into();
    }
    let what = format!("{} of {id}", kind.unwrap_or("purchase"));
    let mut draft = Draft::new((), session, intent);
    draft.warnings = warnings;
    Ok(draft.made(
        format!("Hand out the descriptor for the {what}; nothing is sent"),
        Handout::descriptor(format!("In-app {what}"), descriptor),
    ))
}

#[cfg(test)]
mod tests;
