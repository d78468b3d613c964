use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::Rig;

const COLUMNS: &str = "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,currency_code,\
valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,promotion_amount,promotion_code,coupon_code,\
cancellation_requested_date,classification";

/// Records of a CSV whose fields hold no line ends.
fn records(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| {
            let (mut fields, mut quoted) = (vec![String::new()], false);
            let mut letters = line.chars().peekable();
            while let Some(letter) = letters.next() {
                match letter {
                    '"' if quoted && letters.peek() == Some(&'"') => {
                        fields.last_mut().unwrap().extend(letters.next())
                    }
                    '"' => quoted = !quoted,
                    ',' if !quoted => fields.push(String::new()),
                    other => fields.last_mut().unwrap().push(other),
                }
            }
            fields
        })
        .collect()
}

#[tokio::test]
async fn the_export_keeps_the_trait_spec_but_for_the_open_list_of_payment_methods() {
    for seed in [1, 7, 99] {
        let rig = Rig::seeded(seed).await;
        let text = rig.sandbox.export_csv();
        assert_eq!(text.lines().next(), Some(COLUMNS));
        let rows = records(&text);
        let names: Vec<&str> = COLUMNS.split(',').collect();
        let mut keys = BTreeSet::new();
        let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for row in &rows[1..] {
            assert_eq!(row.len(), 20, "{row:?}");
            let cell =
                |name: &str| row[names.iter().position(|known| *known == name).unwrap()].as_str();
            assert!(
                keys.insert((cell("customer_id").to_owned(), cell("pack_id").to_owned())),
                "{row:?}"
            );
            for name in [
                "business_unit",
                "country",
                "current_payment_method",
                "pack_id",
                "package",
                "classification",
            ] {
                assert!(!cell(name).is_empty(), "{name} {row:?}");
            }
            assert!(cell("pack_price").parse::<f64>().unwrap() >= 0.0);
            assert!(cell("currency_code").len() == 3 && cell("country").len() == 2);
            for name in ["valid_from_date", "valid_to_date", "payment_date"] {
                assert!(
                    cell(name).parse::<jiff::civil::Date>().is_ok(),
                    "{name} {row:?}"
                );
            }
            assert!(cell("valid_from_date") <= cell("valid_to_date"), "{row:?}");
            assert!(["Declined", "Posted"].contains(&cell("payment_status")));
            assert!(["Renewal", "Purchase"].contains(&cell("payment_type")));
            assert_eq!(
                cell("payment_status") == "Declined",
                !cell("declined_reason").is_empty(),
                "{row:?}"
            );
            for name in [
                "current_payment_method",
                "payment_status",
                "payment_type",
                "classification",
                "package",
            ] {
                seen.entry(name).or_default().insert(cell(name).to_owned());
            }
        }
        assert!(rows.len() > 150, "{}", rows.len());
        assert_eq!(
            (seen["payment_status"].len(), seen["payment_type"].len()),
            (2, 2)
        );
        assert!(
            seen["classification"]
                .iter()
                .all(|word| ["Paid", "Free Trial", "Retail"].contains(&word.as_str()))
        );
        let listed = [
            "Google Wallet",
            "App Store Billing",
            "Credit Card",
            "Roku Payment",
            "Coupon",
        ];
        let unlisted: Vec<_> = seen["current_payment_method"]
            .iter()
            .filter(|method| !listed.contains(&method.as_str()))
            .collect();
        assert_eq!(unlisted, ["Amazon Billing", "PayPal"]);
        assert!(
            seen["package"].contains("Sports, all leagues")
                && seen["package"].contains("Kids \"Fun\" Monthly")
        );
    }
}

#[tokio::test]
async fn the_export_follows_what_was_done() {
    let rig = Rig::new().await;
    let row = |rig: &Rig| {
        let rows = records(&rig.sandbox.export_csv());
        rows.into_iter()
            .find(|row| row[0] == "cust-1001" && row[4] == "demo_monthly")
            .unwrap()
    };
    assert_eq!((row(&rig)[15].as_str(), row(&rig)[18].as_str()), ("", ""));
    let ask = json!({ "cpCustomerID": "cust-1001", "serviceID": "demo_monthly", "couponCode": "WINBACK25" });
    rig.evergent("redeemCoupon", ask).await;
    let ask = json!({ "cpCustomerID": "cust-1001", "serviceID": "demo_monthly", "serviceType": "PRODUCT" });
    rig.evergent("removeSubscription", ask).await;
    let after = row(&rig);
    assert_eq!(
        (after[15].as_str(), after[17].as_str(), after[18].as_str()),
        ("2.50", "WINBACK25", "2026-11-21")
    );
    let doubled = records(&rig.sandbox.export_csv())
        .into_iter()
        .filter(|row| row[0] == "cust-1008")
        .count();
    assert_eq!(doubled, 1);
}
