//! What a preview says: what the next bill run would bill or credit. Nothing of it is charged by the action itself.

use super::replies::{Bill, Line, Preview};
use crate::plan::Fact;
use crate::say;

/// The preview as facts.
pub(super) fn facts(preview: &Preview, currency: Option<&str>) -> Vec<Fact> {
    let of_order = preview.preview_result.as_ref();
    let invoices = preview
        .invoice
        .iter()
        .chain(of_order.into_iter().flat_map(|o| &o.invoices));
    let credits = preview
        .credit_memo
        .iter()
        .chain(of_order.into_iter().flat_map(|o| &o.credit_memos));
    let mut facts = Vec::new();
    for bill in invoices {
        billed("Next bill run charges", bill, currency, &mut facts);
    }
    for memo in credits {
        billed("Next bill run credits", memo, currency, &mut facts);
    }
    if facts.is_empty() {
        facts.push(Fact::new(
            "Next bill run charges",
            "nothing by this preview",
        ));
    }
    let metrics = [
        ("Recurring a month", &preview.contracted_mrr),
        ("Recurring a month, change", &preview.total_delta_mrr),
        ("Contract value", &preview.total_contracted_value),
        ("Contract value, change", &preview.total_delta_tcv),
    ];
    for (label, value) in metrics {
        let value = value.as_ref().and_then(|v| say::decimal(v, currency));
        facts.extend(value.map(|value| Fact::new(label, value)));
    }
    facts
}

fn billed(label: &str, bill: &Bill, currency: Option<&str>, facts: &mut Vec<Fact>) {
    let said =
        |value: &Option<serde_json::Value>| value.as_ref().and_then(|v| say::decimal(v, currency));
    let amount = said(&bill.amount).unwrap_or_else(|| "an amount that is not told".into());
    let until = bill.target_date.as_deref();
    let until = until.map(|d| format!(", until {d}")).unwrap_or_default();
    facts.push(Fact::new(label, format!("{amount}{until}")));
    if let Some(tax) = &bill.tax_amount
        && tax.as_f64() != Some(0.0)
    {
        facts.extend(said(&bill.tax_amount).map(|tax| Fact::new("of this, tax", tax)));
    }
    for line in &bill.invoice_items {
        let amount = said(&line.charge_amount).or_else(|| said(&line.amount_without_tax));
        facts.extend(amount.map(|amount| Fact::new(of(line), amount)));
    }
}

/// "Video, Monthly fee, 2026-11-21 to 2026-12-20".
fn of(line: &Line) -> String {
    let span = match (&line.service_start_date, &line.service_end_date) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (Some(day), None) => Some(day.clone()),
        _ => None,
    };
    let parts = [line.product_name.clone(), line.charge_name.clone(), span];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "Charge".into()
    } else {
        parts.join(", ")
    }
}
