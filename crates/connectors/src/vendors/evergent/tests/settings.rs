//! The domain, and the definition as people read it.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use crate::vendors::evergent::{DEFINITION, domain};

#[test]
fn domains() {
    let mut text = String::new();
    for typed in [
        "rest-prod-acme.evergent.com",
        " rest-prod-acme.evergent.com/acme/ ",
        "https://rest-prod-acme.evergentpd.com/qp/hooq/",
        "host:8443/x",
        "http://127.0.0.1:9000/ev",
        "http://localhost:9000/ev",
        "http://rest-dev.evergent.com/acme",
        "ftp://host/x",
        "user:password@host/x",
        "https://user@host/x",
        "host/x?y=1",
        "host/x#y",
        "https://rest-prod-acme.evergent.com/acme/getProducts",
        "",
        "two words",
    ] {
        let _ = writeln!(text, "{typed:?} → {:?}", domain(typed));
    }
    assert_snapshot!(text);
}

#[test]
fn the_definition_as_people_read_it() {
    let mut definition = serde_json::to_value(&DEFINITION).unwrap();
    for setting in definition["settings"].as_array_mut().unwrap() {
        if setting["key"] == "instance_profile" {
            setting["default"] = json!("(profile.json)");
        }
    }
    assert_snapshot!(serde_json::to_string_pretty(&definition).unwrap());
}
