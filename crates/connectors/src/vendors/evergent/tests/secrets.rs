//! The planted key is masked wherever Evergent echoes it.

use serde_json::json;

use super::{LOOK, WHO, at, defaults, holds, subscription, wrapped};
use crate::testing::CANARY;
use crate::testing::golden::{clean, shown_items, shown_plan, shown_report};
use crate::vendors::evergent::Evergent;
use crate::vendors::evergent::profile::Call;

#[tokio::test]
async fn secrets_that_evergent_echoes_are_masked_everywhere() {
    let echo = format!("Plan {CANARY}");
    let mut held = subscription("demo_monthly", &echo, "ACTIVE");
    held["paymentMethod"] = json!(echo);
    let golden = at(&defaults()).await;
    golden
        .json(LOOK, 200, &holds(std::slice::from_ref(&held)))
        .json(
            "POST /acme/removeSubscription",
            200,
            &wrapped(
                Call::Remove,
                &json!({ "responseCode": "1", "orderID": echo, "orderedProductIds": [echo] }),
            ),
        )
        .json(LOOK, 200, &holds(&[held]))
        .json(
            "POST /acme/getProducts",
            200,
            &wrapped(
                Call::Products,
                &json!({ "responseCode": "1", "productsResponseMessage": [{
                    "skuORQuickCode": "a", "displayName": echo, "productCategory": echo,
                    "promotions": [{ "promotionName": echo }] }] }),
            ),
        );
    let plan = golden.plan("remove_subscription", WHO, &[]).await.unwrap();
    let (session, vendor) = (&golden.session, &golden.vendor);
    let report = session.run(&Evergent, &plan).await;
    let items = session.sync(&Evergent, "products").await.unwrap();
    for (what, text) in [
        ("plan", shown_plan(&plan, session, vendor)),
        ("report", shown_report(&report, vendor)),
        ("items", shown_items(&items, vendor)),
        ("tape", golden.tape.text()),
    ] {
        assert!(
            text.contains("‹api_key›"),
            "the {what} was not tried: {text}"
        );
        clean(what, &text);
    }
    vendor.transcript().await;
}
