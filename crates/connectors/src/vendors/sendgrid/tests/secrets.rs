//! The key is echoed wherever a vendor could echo it, and shows nowhere.

use std::fmt::Write as _;

use serde_json::json;

use super::{FIND, LIST, PUT, SEND, SendGrid, TEMPLATE, WHO, answer, golden, judged, no, taken};
use crate::testing::CANARY;
use crate::testing::golden::{clean, shown_check, shown_items, shown_report};

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let golden = golden().await;
    let mut all = String::new();
    let params = [
        ("template_id", TEMPLATE),
        ("data", &*format!(r#"{{"a":"{CANARY}"}}"#)),
    ];

    golden.vendor.reply(SEND, no(400, CANARY, Some(CANARY)));
    let error = golden.plan("send_email", WHO, &params).await.err().unwrap();
    write!(all, "{error:?}").unwrap();

    for reply in [
        taken().insert_header("x-message-id", CANARY),
        no(403, CANARY, Some("from")),
    ] {
        golden.vendor.reply(SEND, judged()).reply(SEND, reply);
        // What a person pasted into the data is sent, and shown nowhere.
        let plan = golden.plan("send_email", WHO, &params).await.unwrap();
        let report = golden.session.run(&SendGrid, &plan).await;
        write!(all, "{:?}{report:?}", golden.session.view(&plan)).unwrap();
        all += &shown_report(&report, &golden.vendor);
    }

    golden.vendor.reply(FIND, no(404, CANARY, None));
    golden
        .vendor
        .reply(PUT, answer(202, &json!({ "job_id": CANARY })));
    let job = format!("GET /v3/marketing/contacts/imports/{CANARY}");
    golden
        .vendor
        .reply(&job, answer(200, &json!({ "status": CANARY })));
    let plan = golden
        .plan("add_to_list", WHO, &[("list_id", LIST)])
        .await
        .unwrap();
    let report = golden.session.run(&SendGrid, &plan).await;
    all += &shown_report(&report, &golden.vendor);

    golden.vendor.reply("GET /v3/scopes", no(401, CANARY, None));
    let report = golden.session.check(&SendGrid).await.unwrap();
    all += &shown_check(&report, &golden.vendor);
    let rows = json!({ "result": [{ "id": "l1", "name": CANARY }] });
    golden.json("GET /v3/marketing/lists?page_size=100", 200, &rows);
    let items = golden.session.sync(&SendGrid, "lists").await.unwrap();
    all += &shown_items(&items, &golden.vendor);

    golden.vendor.transcript().await;
    all += &golden.tape.text();
    clean("texts", &all);
    assert!(all.contains("‹api_key›"), "{all}");
}
