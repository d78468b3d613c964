//! `patchbay sandbox`.

use std::io::{BufRead as _, BufReader};

use serde_json::{Value, json};

use crate::room::{Killed, Room, signal};

#[test]
fn it_prints_one_line_serves_and_ends_with_exit_code_0() {
    let room = Room::bare();
    for end in ["-INT", "-TERM"] {
        let mut child = Killed(room.patchbay(&["sandbox"]).spawn().unwrap());
        let mut out = BufReader::new(child.0.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let document: Value = serde_json::from_str(&line).unwrap();
        let url = document["url"].as_str().unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        let chargify = &document["connectors"]["chargify"];
        assert_eq!(chargify["settings"]["base_url"], format!("{url}/chargify"));
        assert_eq!(
            chargify["secrets"]["api_key"],
            patchbay_sandbox::CHARGIFY_KEY
        );
        assert_eq!(
            document["connectors"]["evergent"]["settings"]["channel_partner_id"],
            "DEMO_US"
        );
        let user = &document["users"][0];
        assert_eq!(
            (&user["id"], &user["traits"]["chargify_id"]),
            (&json!("cust-1001"), &json!("20001001"))
        );
        std::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        signal(&child.0, end);
        assert_eq!(child.0.wait().unwrap().code(), Some(0), "{end}");
        line.clear();
        assert_eq!(out.read_line(&mut line).unwrap(), 0, "{line}");
    }
    assert!(!room.data_dir().exists(), "it needs no data directory");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let room = Room::bare();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let error = room.error(1, &["sandbox", "--port", &port]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains(&format!("127.0.0.1:{port}")),
        "{error}"
    );
}
