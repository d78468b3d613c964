//! Orders: one action on one subscription or a new one, and previews of these.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::changes::{Change, Effect, Terms, day, unit};
use super::replies::{no, only, text, yes};
use super::{Mode, Reply, Zuora};
use crate::vendor::Answer;

fn missing(name: &str) -> Answer {
    no(58_490_022, format!("'{name}' is required"))
}

/// The only row of a list.
fn sole<'a>(body: &'a Value, name: &str) -> Result<&'a Value, Answer> {
    match body.get(name).and_then(Value::as_array).map(Vec::as_slice) {
        Some([row]) => Ok(row),
        Some([]) | None => Err(missing(name)),
        Some(_) => Err(no(
            58_490_021,
            format!("The Patchbay sandbox simulates one of '{name}' in an order"),
        )),
    }
}

impl Zuora {
    /// `POST /v1/orders` and `POST /v1/orders/preview`.
    pub(super) fn order(&mut self, body: &Value, today: Date, mode: Mode) -> Reply {
        only(
            body,
            &[
                "orderDate",
                "existingAccountNumber",
                "subscriptions",
                "previewOptions",
            ],
        )?;
        day(body, "orderDate")?;
        if mode == Mode::Preview && body["previewOptions"]["previewTypes"][0] != "BillingDocs" {
            return Err(missing("previewOptions"));
        }
        let account = self.account(text(body, "existingAccountNumber")?)?;
        let on = sole(body, "subscriptions")?;
        only(on, &["subscriptionNumber", "orderActions"])?;
        let action = sole(on, "orderActions")?;
        let from = from(action)?;
        let kind = text(action, "type")?;
        let (member, content) = content(action, kind)?;
        only(action, &["type", "triggerDates", member])?;
        if kind == "CreateSubscription" {
            let plan = subscribed(content)?;
            let plan = self.plan(plan)?;
            let (new, effect) = self.made(account, plan, terms(content)?, from, today)?;
            let (name, status) = (new.name(), new.status);
            if mode == Mode::Real {
                self.subscriptions.push(new);
            }
            return Ok(self.ordered(account, &name, status, &effect, today, mode));
        }
        let name = text(on, "subscriptionNumber")?;
        let index = self.subscription(name)?;
        if self.subscriptions[index].account != account {
            return Err(no(
                58_490_030,
                format!("The subscription {name} is of another account"),
            ));
        }
        let change = match kind {
            "AddProduct" => {
                only(content, &["productRatePlanId"])?;
                Change::Add(self.plan(text(content, "productRatePlanId")?)?)
            }
            "RemoveProduct" => {
                only(content, &["ratePlanId"])?;
                Change::Remove(text(content, "ratePlanId")?.to_owned())
            }
            _ => {
                only(content, &["autoRenew"])?;
                let on = content.get("autoRenew").and_then(Value::as_bool);
                Change::AutoRenew(on.ok_or_else(|| missing("autoRenew"))?)
            }
        };
        let effect = self.change(index, &change, mode)?;
        let status = self.subscriptions[index].status;
        Ok(self.ordered(account, name, status, &effect, today, mode))
    }

    fn ordered(
        &mut self,
        account: usize,
        name: &str,
        status: &str,
        effect: &Effect,
        today: Date,
        mode: Mode,
    ) -> Answer {
        if mode == Mode::Preview {
            let mut result = json!({ "invoices": [], "creditMemos": [] });
            if let Some((kind, mut bill)) = self.document(effect, today) {
                let mut items = bill["items"].take();
                for item in items.as_array_mut().into_iter().flatten() {
                    item["subscriptionNumber"] = name.into();
                    if let Some(fields) = item.as_object_mut() {
                        fields.remove("chargeAmount");
                    }
                }
                let (list, rows) = match kind {
                    "invoice" => ("invoices", "invoiceItems"),
                    _ => ("creditMemos", "creditMemoItems"),
                };
                bill[rows] = items;
                if let Some(fields) = bill.as_object_mut() {
                    fields.remove("items");
                }
                result[list] = json!([bill]);
            }
            return yes(json!({ "previewResult": result }));
        }
        self.count += 1;
        yes(json!({
            "orderNumber": format!("O-{:08}", self.count),
            "accountNumber": self.accounts[account].number,
            "status": "Completed",
            "subscriptionNumbers": [name],
            "subscriptions": [{ "subscriptionNumber": name, "status": status }],
        }))
        .changed()
    }
}

/// The day of the contract; the other dates must be dates too.
fn from(action: &Value) -> Result<Date, Answer> {
    let dates = action.get("triggerDates").and_then(Value::as_array);
    let mut contract = None;
    for date in dates.into_iter().flatten() {
        only(date, &["name", "triggerDate"])?;
        let day = day(date, "triggerDate")?;
        match text(date, "name")? {
            "ContractEffective" => contract = Some(day),
            "ServiceActivation" | "CustomerAcceptance" => {}
            other => {
                return Err(no(58_490_020, format!("'{other}' is no trigger date")));
            }
        }
    }
    contract.ok_or_else(|| missing("triggerDates"))
}

/// The member that an action's type wants.
fn content<'a>(action: &'a Value, kind: &str) -> Result<(&'static str, &'a Value), Answer> {
    let member = match kind {
        "CreateSubscription" => "createSubscription",
        "AddProduct" => "addProduct",
        "RemoveProduct" => "removeProduct",
        "TermsAndConditions" => "termsAndConditions",
        other => {
            return Err(no(
                58_490_021,
                format!("The Patchbay sandbox does not simulate the order action '{other}'"),
            ));
        }
    };
    let content = action.get(member).ok_or_else(|| missing(member))?;
    Ok((member, content))
}

fn subscribed(content: &Value) -> Result<&str, Answer> {
    only(content, &["terms", "subscribeToRatePlans"])?;
    let row = sole(content, "subscribeToRatePlans")?;
    only(row, &["productRatePlanId"])?;
    text(row, "productRatePlanId")
}

fn terms(content: &Value) -> Result<Terms, Answer> {
    let terms = content.get("terms").ok_or_else(|| missing("terms"))?;
    only(
        terms,
        &["initialTerm", "autoRenew", "renewalSetting", "renewalTerms"],
    )?;
    let first = terms
        .get("initialTerm")
        .ok_or_else(|| missing("initialTerm"))?;
    only(first, &["termType", "period", "periodType"])?;
    let termed = match text(first, "termType")? {
        "TERMED" => true,
        "EVERGREEN" => false,
        _ => {
            return Err(no(
                58_490_020,
                "'termType' value should be one of: TERMED, EVERGREEN",
            ));
        }
    };
    let period = |row: &Value| row.get("period").and_then(Value::as_i64);
    let initial = period(first);
    if termed && initial.is_none_or(|n| n < 1) {
        return Err(missing("period"));
    }
    let renewal = match terms.get("renewalTerms").and_then(|rows| rows.get(0)) {
        Some(row) => (period(row).unwrap_or(0), unit(row, "periodType")?),
        None if termed => return Err(missing("renewalTerms")),
        None => (0, "Month"),
    };
    Ok(Terms {
        termed,
        initial: (initial.unwrap_or(0), unit(first, "periodType")?),
        renewal,
        auto_renew: terms["autoRenew"] == true,
    })
}
