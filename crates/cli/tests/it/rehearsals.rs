//! Every connector through the program: listed, configured with all its secrets, one plan and one run. Nothing here names
//! a vendor.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::room::Room;

#[test]
fn every_connector_is_listed_configured_planned_and_run() {
    let mut room = Room::new();
    room.start_sandbox_now();
    let connectors = room.sandbox().connectors();
    for connector in &connectors {
        room.configure(connector.id);
    }
    let known: Vec<&str> = connectors.iter().map(|c| c.id).collect();
    let listed = room.json(&["connectors", "list"]);
    let ids = |list: &Value| -> Vec<String> {
        let all = list.as_array().unwrap().iter();
        all.map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&listed), known);
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["active"] == true)
    );
    let table = room.run(&["connectors", "list"]).out;
    for id in &known {
        let line = table
            .lines()
            .find(|line| line.split(' ').next() == Some(id));
        let line = line.unwrap_or_else(|| panic!("{id} is not in the table"));
        assert!(
            line.contains(" yes ") && line.contains(" complete "),
            "{line}"
        );
    }

    let users = room.sandbox().users();
    let mut run = BTreeSet::new();
    for order in room.sandbox().rehearsals() {
        if !run.insert(order.connector) {
            continue;
        }
        let user = users.iter().find(|user| user.id == order.user).unwrap();
        let mut wanted = vec![order.connector.to_owned(), order.action.to_owned()];
        wanted.extend(["--user".to_owned(), user.id.clone()]);
        for (key, value) in &user.traits {
            wanted.extend(["--trait".to_owned(), format!("{key}={value}")]);
        }
        for (key, value) in &order.params {
            wanted.extend(["--param".to_owned(), format!("{key}={value}")]);
        }
        let command = |word: &str, more: &[String]| {
            [&["actions".to_owned(), word.to_owned()], &wanted[..], more].concat()
        };
        let before = room.changes();
        let plan = room.json(&command("plan", &[]));
        assert_eq!(room.changes(), before, "{order:?}");
        let steps = plan["steps"].as_array().unwrap().iter();
        let said = steps.filter(|step| step["changes"] == true).count();
        let report = room.json(&command("run", &["--yes".to_owned()]));
        assert_eq!(report["outcome"], "succeeded", "{order:?}: {report:#}");
        assert_eq!(room.changes(), before + said, "{order:?}");
    }
    assert_eq!(run.into_iter().collect::<Vec<_>>(), known);
    for secret in connectors.iter().flat_map(|c| c.secrets.values()) {
        let line = secret.lines().max_by_key(|line| line.len()).unwrap();
        assert!(room.files_with(line).is_empty(), "a secret is in a file");
    }
}
