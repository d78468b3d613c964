//! The JSON documents that others rely on (DESIGN, section 6).

use serde_json::{Value, json};

use crate::room::Room;

const USER: [&str; 4] = ["--user", "cust-1001", "--trait", "chargify_id=20001001"];

/// The members of an object, in their order.
fn members(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// The connector of that id in a list.
fn of(list: &Value, id: &str) -> Value {
    let mut all = list.as_array().unwrap().iter();
    all.find(|known| known["id"] == id).unwrap().clone()
}

#[test]
fn connectors() {
    let room = Room::ready();
    let list = room.json(&["connectors", "list"]);
    for connector in list.as_array().unwrap() {
        assert_eq!(
            members(connector)[..],
            [
                "id",
                "name",
                "category",
                "summary",
                "active",
                "settings",
                "traits",
                "catalogues",
                "actions"
            ]
        );
        for setting in connector["settings"].as_array().unwrap() {
            assert_eq!(
                members(setting),
                ["key", "label", "secret", "required", "state"]
            );
        }
        for action in connector["actions"].as_array().unwrap() {
            assert_eq!(
                members(action),
                [
                    "id",
                    "name",
                    "destructive",
                    "moves_money",
                    "reaches_person",
                    "requires",
                    "params"
                ]
            );
            for param in action["params"].as_array().unwrap() {
                assert_eq!(members(param)[..3], ["key", "type", "required"]);
            }
        }
    }
    let chargify = &of(&list, "chargify");
    assert_eq!(
        (&chargify["id"], &chargify["category"], &chargify["active"]),
        (&json!("chargify"), &json!("billing"), &json!(true))
    );
    assert_eq!(
        chargify["catalogues"],
        json!(["products", "coupons", "reason_codes"])
    );
    let state = |key: &str| {
        let settings = chargify["settings"].as_array().unwrap();
        settings.iter().find(|s| s["key"] == key).unwrap()["state"].clone()
    };
    assert_eq!(
        (state("api_key"), state("domain")),
        (json!("present"), json!("present"))
    );

    let check = room.json(&["connectors", "check", "chargify"]);
    assert_eq!(members(&check), ["id", "verdict", "checks"]);
    assert_eq!(
        (&check["id"], &check["verdict"]),
        (&json!("chargify"), &json!("proven"))
    );
    for one in check["checks"].as_array().unwrap() {
        assert_eq!(members(one), ["what", "verdict", "detail"]);
    }
    assert_eq!(
        of(&room.json(&["connectors", "list"]), "chargify")["checked"]["verdict"],
        "proven"
    );

    let shown = room.json(&["connectors", "show", "evergent"]);
    assert_eq!(
        (&shown["definition"]["id"], &shown["missing"]),
        (&json!("evergent"), &json!([]))
    );
    assert_eq!(shown["values"]["channel_partner_id"], "DEMO_US");
    assert_eq!(shown["states"]["api_key"], "present");

    assert_eq!(
        room.json(&["connectors", "remove", "chargify"]),
        json!({ "removed": "chargify" })
    );
    let list = room.json(&["connectors", "list"]);
    assert_eq!(of(&list, "chargify")["active"], false);
}

#[test]
fn catalogues() {
    let room = Room::ready();
    let reports = room.json(&["catalogue", "sync", "chargify"]);
    let kinds: Vec<_> = reports
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["kind"].clone())
        .collect();
    assert_eq!(kinds, ["products", "coupons", "reason_codes"]);
    assert_eq!(
        members(&reports[0]),
        ["kind", "total", "added", "changed", "archived", "at"]
    );
    assert_eq!(
        room.json(&["catalogue", "sync", "evergent", "products"])[0]["kind"],
        "products"
    );

    let list = |more: &[&str]| {
        let all = room.json(&[&["catalogue", "list", "chargify", "products"], more].concat());
        all.as_array().unwrap().clone()
    };
    let (usable, all) = (list(&[]), list(&["--archived"]));
    assert!(usable.len() < all.len() && usable.iter().all(|item| item["state"] == "active"));
    assert_eq!(all.len() as u64, reports[0]["total"].as_u64().unwrap());
    assert!(all.iter().any(|item| item["state"] == "archived"));
    assert_eq!(members(&all[0])[..2], ["id", "name"]);
    let found: Vec<_> = list(&["--search", "GOLD"])
        .iter()
        .map(|item| item["id"].clone())
        .collect();
    assert_eq!(found, ["gold", "gold-annual"]);
}

#[test]
fn actions() {
    let room = Room::ready();
    let list = room.json(&["actions", "list", "evergent"]);
    let ids: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids[..2], ["redeem_coupon", "change_service"]);
    let all = room.json(&["actions", "list"]);
    let theirs = |id: &str| {
        let all = all.as_array().unwrap().iter();
        all.filter(|action| action["connector"] == id).count()
    };
    assert_eq!((theirs("evergent"), theirs("chargify")), (ids.len(), 3));

    let wanted = ["chargify", "cancel_subscription", "--param", "plan=gold"];
    let plan = room.json(&[&["actions", "plan"], &wanted[..], &USER[..]].concat());
    assert_eq!(
        (&plan["connector"], &plan["action"], &plan["user"]),
        (
            &json!("chargify"),
            &json!("cancel_subscription"),
            &json!("cust-1001")
        )
    );
    assert!(plan["warnings"].is_array());
    let steps = plan["steps"].as_array().unwrap();
    let (change, looked_up) = steps.split_last().unwrap();
    assert_eq!(
        members(change),
        [
            "purpose", "method", "url", "headers", "body", "changes", "sent"
        ]
    );
    assert_eq!(
        (&change["changes"], &change["sent"], &change["method"]),
        (&json!(true), &json!(false), &json!("POST"))
    );
    assert_eq!(
        change["url"],
        format!(
            "{}/chargify/subscriptions/70000001/delayed_cancel.json",
            room.sandbox().url()
        )
    );
    assert!(!looked_up.is_empty());
    for step in looked_up {
        assert_eq!(
            (&step["changes"], &step["sent"], &step["status"]),
            (&json!(false), &json!(true), &json!(200))
        );
    }
    assert_eq!(room.changes(), 0);

    let report = room.json(&[&["actions", "run"], &wanted[..], &USER[..], &["--yes"]].concat());
    assert_eq!(
        members(&report),
        [
            "run", "outcome", "summary", "vendor", "steps", "before", "after", "warnings"
        ]
    );
    assert_eq!(
        (&report["outcome"], &report["vendor"]["subscription_id"]),
        (&json!("succeeded"), &json!(70_000_001))
    );
    let sent = report["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&sent["sent"], &sent["status"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(room.changes(), 1);

    let history = room.json(&["history", "list"]);
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &history[0]["run"],
            &history[0]["outcome"],
            &history[0]["user"]
        ),
        (&report["run"], &json!("succeeded"), &json!("cust-1001"))
    );
    let run = report["run"].as_str().unwrap();
    let detail = room.json(&["history", "show", run]);
    assert_eq!(
        (&detail["run"], &detail["plan"]["steps"]),
        (&report["run"], &plan["steps"])
    );
    assert_eq!(detail["exchanges"][0]["status"], 200);
    let document = room.json(&["history", "export"]);
    assert_eq!(
        (&document["app"], &document["runs"][0]),
        (&json!("default"), &detail)
    );
    assert_eq!(
        room.json(&["history", "list", "--search", "GOLD"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        room.json(&["history", "list", "--search", "nobody"]),
        json!([])
    );
    assert_eq!(
        room.json(&["history", "clear", "--yes"]),
        json!({ "runs": 1 })
    );
    assert_eq!(room.json(&["history", "list"]), json!([]));
}

#[test]
fn apps_and_users() {
    let room = Room::bare();
    let made = room.json(&[
        "apps",
        "create",
        "acme-eu",
        "--name",
        "Acme EU",
        "--environment",
        "production",
    ]);
    assert_eq!(
        made,
        json!({ "id": "acme-eu", "name": "Acme EU", "company": "Company", "environment": "production", "time_zone": "UTC" })
    );
    let ids: Vec<_> = room
        .json(&["apps", "list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].clone())
        .collect();
    assert_eq!(ids, ["acme-eu", "default"]);
    assert_eq!(room.json(&["users", "list"]), json!([]));
    let insert = r#"INSERT INTO users VALUES ('default', 'u1', 'Una', NULL, 'saved', '{"customer_id":"u1"}', 'u1 una')"#;
    room.database().execute(insert, []).unwrap();
    let una = json!([{ "id": "u1", "name": "Una", "traits": { "customer_id": "u1" }, "source": "saved" }]);
    assert_eq!(room.json(&["users", "list", "--search", "UNA"]), una);
    assert_eq!(
        room.json(&["users", "list", "--search", "nobody"]),
        json!([])
    );
}
