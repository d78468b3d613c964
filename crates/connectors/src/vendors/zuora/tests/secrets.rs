//! The client's secret and its tokens are in what Zuora receives and nowhere else, whatever is echoed and whatever
//! field they are pasted into.

use serde_json::json;

use super::{
    ACCOUNT, AGAIN, CLIENT, ORDERS, ORDERS_PREVIEW, PRODUCTS, SPORTS, SUBSCRIPTIONS, TOKEN, WHO,
    account, gold, invoice, newer, no, order_preview, ordered, page, plan_row, product,
    subscription,
};
use crate::testing::CANARY;
use crate::testing::golden::{Golden, shown_check, shown_error, shown_plan, shown_report, with};
use crate::vendors::zuora::Zuora;

const GRANTED: &str = "canary-t0ken-7c6b5a";

fn clean(what: &str, text: &str) {
    for secret in [CANARY, GRANTED] {
        assert!(!text.contains(secret), "a secret is in the {what}: {text}");
    }
}

async fn vendor() -> Golden {
    let golden = Golden::new(&Zuora, CLIENT).await;
    let token = json!({ "access_token": GRANTED, "token_type": "bearer", "expires_in": 3599, "scope": CANARY });
    golden.json(TOKEN, 200, &token);
    golden
}

#[tokio::test]
async fn a_vendor_that_echoes_both_everywhere() {
    let both = format!("{CANARY} {GRANTED}");
    let golden = vendor().await;
    let mut account = account();
    account["basicInfo"]["name"] = both.as_str().into();
    account["basicInfo"]["status"] = both.as_str().into();
    let theirs = with(
        subscription(71, "Active"),
        json!({ "ratePlans": [with(gold(), json!({ "ratePlanName": &both }))], "termEndDate": &both }),
    );
    let mut bill = invoice(5.0);
    bill["invoiceItems"][0]["chargeName"] = both.as_str().into();
    let row = plan_row(SPORTS, &both, "Active", &both);
    let products = json!({ "success": true, "products": [product("p", &both, json!([row]))] });
    golden
        .json(ACCOUNT, 200, &account)
        .json(SUBSCRIPTIONS, 200, &page(std::slice::from_ref(&theirs)))
        .json(PRODUCTS, 200, &products)
        .json(ORDERS_PREVIEW, 200, &order_preview(&[bill], &[]));
    let add = [("product_rate_plan", SPORTS)];
    let plan = golden.plan("add_plan", WHO, &add).await.unwrap();
    let shown = shown_plan(&plan, &golden.session, &golden.vendor);
    clean("plan", &shown);
    assert!(
        shown.contains("‹client_secret›"),
        "it was not tried: {shown}"
    );

    let echoed = with(
        ordered(71),
        json!({ "orderNumber": &both, "status": "Pending" }),
    );
    golden
        .json(ORDERS, 200, &echoed)
        .json(AGAIN, 200, &newer(theirs));
    let report = golden.session.run(&Zuora, &plan).await;
    clean(
        "report",
        &format!("{}{report:?}", shown_report(&report, &golden.vendor)),
    );

    golden.json(ORDERS, 200, &no(both.as_str(), &both));
    let report = golden.session.run(&Zuora, &plan).await;
    clean("refusal", &format!("{report:?}"));

    golden
        .json(ORDERS, 200, &json!(both))
        .json(AGAIN, 200, &no(53_100_040, &both));
    let report = golden.session.run(&Zuora, &plan).await;
    clean("unreadable answer", &format!("{report:?}"));
    clean("tape", &golden.tape.text());

    let received = golden.vendor.transcript().await;
    assert_eq!(
        received.matches(CANARY).count(),
        1,
        "it is sent for the token alone"
    );
    assert!(received.contains(&format!("client_secret={CANARY}")));
    assert_eq!(
        received
            .matches(&format!("authorization: Bearer {GRANTED}"))
            .count(),
        9
    );
}

#[tokio::test]
async fn a_check_and_a_sync_that_are_answered_with_both() {
    let both = format!("{CANARY} {GRANTED}");
    let golden = vendor().await;
    golden.json(
        "GET /v1/catalog/products?page=1&pageSize=1",
        403,
        &no(50_600_010, &both),
    );
    let report = golden.session.check(&Zuora).await.unwrap();
    clean("check", &shown_check(&report, &golden.vendor));

    let row = plan_row("id", &both, "Active", &both);
    let products = json!({ "success": true, "products": [product("p", &both, json!([row]))] });
    golden.json(PRODUCTS, 200, &products);
    let items = golden.session.sync(&Zuora, "rate_plans").await.unwrap();
    clean("items", &format!("{items:?}"));

    golden.json(
        PRODUCTS,
        200,
        &json!({ "success": true, "products": [{ "id": [&both], "name": &both }] }),
    );
    let error = golden.session.sync(&Zuora, "rate_plans").await.unwrap_err();
    clean("error", &shown_error(&error, &golden.vendor));

    let refused = Golden::new(&Zuora, CLIENT).await;
    refused.json(
        TOKEN,
        401,
        &json!({ "error": "invalid_client", "error_description": CANARY }),
    );
    let report = refused.session.check(&Zuora).await.unwrap();
    clean("refused token", &shown_check(&report, &refused.vendor));
    clean(
        "tape",
        &format!("{}{}", golden.tape.text(), refused.tape.text()),
    );
}

/// People paste keys into the wrong field. They are then sent as they said, but shown nowhere.
#[tokio::test]
async fn a_secret_pasted_into_a_parameter_or_trait() {
    let golden = vendor().await;
    golden.json(ACCOUNT, 200, &account()).json(
        SUBSCRIPTIONS,
        200,
        &page(&[subscription(71, "Active")]),
    );
    let params = [
        ("cancellation_policy", "EndOfCurrentTerm"),
        ("subscription_number", CANARY),
    ];
    let error = golden
        .plan("cancel_subscription", WHO, &params)
        .await
        .err()
        .unwrap();
    clean("error", &shown_error(&error, &golden.vendor));

    golden.json(
        &format!("GET /v1/accounts/{CANARY}"),
        200,
        &no(50_000_040, CANARY),
    );
    let who = [("account_number", CANARY)];
    let error = golden
        .plan("cancel_subscription", &who, &params[..1])
        .await
        .err()
        .unwrap();
    clean("error", &shown_error(&error, &golden.vendor));
    clean("tape", &golden.tape.text());
}
