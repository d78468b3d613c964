//! The daily trait export: 20 columns, one record per customer and pack.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Evergent;
use super::accounts::{Account, Item, Status};
use super::catalogue::decimal;
use crate::calendar::date;
use crate::csv::record;

const COLUMNS: [&str; 20] = [
    "customer_id",
    "business_unit",
    "country",
    "current_payment_method",
    "pack_id",
    "package",
    "pack_price",
    "pack_type",
    "currency_code",
    "valid_from_date",
    "valid_to_date",
    "payment_status",
    "payment_type",
    "payment_date",
    "declined_reason",
    "promotion_amount",
    "promotion_code",
    "coupon_code",
    "cancellation_requested_date",
    "classification",
];

impl Evergent {
    /// The export as of `now`. A customer with two subscriptions to one pack has one record, of the newer.
    pub(super) fn export(&self, now: Timestamp) -> String {
        let mut out = String::new();
        record(&mut out, COLUMNS);
        for account in &self.accounts {
            let mut packs: BTreeMap<&str, &Item> = BTreeMap::new();
            for item in account
                .items
                .iter()
                .filter(|item| item.status != Status::PendingActive || item.start <= now)
            {
                packs.insert(self.services[item.service].id, item);
            }
            for item in packs.values() {
                record(&mut out, self.row(account, item));
            }
        }
        out
    }

    fn row(&self, account: &Account, item: &Item) -> [String; 20] {
        let service = &self.services[item.service];
        let promotion = item.promotions.first();
        let classification = if service.freemium {
            "Free Trial"
        } else if item.method == "Coupon" {
            "Retail"
        } else {
            "Paid"
        };
        [
            account.customer.clone(),
            account.unit.to_owned(),
            account.country.to_owned(),
            item.method.to_owned(),
            service.id.to_owned(),
            service.name.to_owned(),
            decimal(service.cents),
            service.kind.to_owned(),
            account.currency.to_owned(),
            date(item.start),
            date(item.valid_till),
            if item.declined.is_some() {
                "Declined"
            } else {
                "Posted"
            }
            .to_owned(),
            if item.renewal { "Renewal" } else { "Purchase" }.to_owned(),
            date(item.paid),
            item.declined.unwrap_or_default().to_owned(),
            promotion
                .map(|promotion| decimal(promotion.off))
                .unwrap_or_default(),
            promotion
                .map(|promotion| promotion.name.to_owned())
                .unwrap_or_default(),
            promotion
                .map(|promotion| promotion.code.to_owned())
                .unwrap_or_default(),
            item.cancel_requested.map(date).unwrap_or_default(),
            classification.to_owned(),
        ]
    }
}
