//! The token is echoed wherever a vendor could echo it, and shows nowhere.

use std::fmt::Write as _;

use serde_json::json;

use super::{ACCOUNT, NUMBERS, SEND, Twilio, WHO, answer, golden, no};
use crate::testing::CANARY;
use crate::testing::golden::{clean, shown_check, shown_items, shown_report};

#[tokio::test]
async fn a_vendor_that_echoes_the_token_everywhere() {
    let golden = golden().await;
    let mut all = String::new();
    // What a person pasted into the text is sent, and shown nowhere.
    let params = [("body", CANARY)];
    for reply in [
        answer(
            201,
            &json!({ "sid": CANARY, "status": CANARY, "num_segments": CANARY }),
        ),
        answer(
            201,
            &json!({ "sid": CANARY, "status": "failed", "error_code": CANARY }),
        ),
        no(400, 21211, CANARY),
    ] {
        golden.vendor.reply(SEND, reply);
        let plan = golden.plan("send_sms", WHO, &params).await.unwrap();
        let report = golden.session.run(&Twilio, &plan).await;
        write!(all, "{:?}{report:?}", golden.session.view(&plan)).unwrap();
        all += &shown_report(&report, &golden.vendor);
    }
    golden.vendor.reply(ACCOUNT, no(401, 20003, CANARY));
    let report = golden.session.check(&Twilio).await.unwrap();
    all += &shown_check(&report, &golden.vendor);
    let row =
        json!({ "phone_number": "+1", "friendly_name": CANARY, "capabilities": { CANARY: true } });
    golden.json(
        &format!("{NUMBERS}?PageSize=50"),
        200,
        &json!({ "incoming_phone_numbers": [row] }),
    );
    let items = golden.session.sync(&Twilio, "phone_numbers").await.unwrap();
    all += &shown_items(&items, &golden.vendor);
    golden.vendor.transcript().await;
    all += &golden.tape.text();
    clean("texts", &all);
    assert!(all.contains("‹auth_token›"), "{all}");
}
