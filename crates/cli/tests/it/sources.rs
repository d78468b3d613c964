//! Sources on a real S3 server, and the schedule, as a person and as a cron job use them.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::room::{Ended, Killed, Room, signal, until};
use crate::s3s::{ACCESS_KEY, S3s};
use crate::snapshot;

const CANARY: &str = "CANARY-s3-4f1d7b20";
/// The server that every test has of its own.
fn s3s() -> S3s {
    S3s::start(CANARY)
}

fn february(day: u64) -> SystemTime {
    // 2026-02-01T05:00:00Z
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_769_922_000 + (day - 1) * 86_400)
}

fn users(count: usize) -> String {
    let users = (0..count).map(|user| format!("u{user},gold\n"));
    std::iter::once("user_id,plan\n".to_owned())
        .chain(users)
        .collect()
}

fn add(room: &Room, port: u16, more: &[&str]) -> Ended {
    let endpoint = format!("http://127.0.0.1:{port}");
    let mut arguments = vec![
        "exports",
        "sources",
        "add",
        "daily",
        "--bucket",
        "acme",
        "--prefix",
        "out/",
        "--region",
        "us-east-1",
        "--endpoint",
        &endpoint,
        "--access-key",
        ACCESS_KEY,
        "--secret",
        "--spec",
        "generic",
    ];
    arguments.extend(more);
    room.with_input(&arguments, format!("{CANARY}\n"))
}

#[test]
fn a_source_from_its_adding_to_its_removal() {
    let room = Room::new();
    let s3 = s3s();
    s3.put("out/traits.csv", users(20), february(1));
    let added = add(&room, s3.port, &["--smaller-by", "20", "--keep", "1"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let pull = ["exports", "sources", "pull", "daily"];
    let list = ["exports", "sources", "list"];
    let mut text = added.shown(&room);
    for step in [&list[..], &pull, &[&pull[..], &["--if-new"]].concat()] {
        text += &format!(
            "$ patchbay {}\n{}",
            step.join(" "),
            room.run(step).shown(&room)
        );
    }
    s3.put("out/traits.csv", users(10), february(2));
    s3.put("out/_SUCCESS", "", february(2));
    for step in [&pull[..], &list, &["exports", "sources", "files", "daily"]] {
        text += &format!(
            "$ patchbay {}\n{}",
            step.join(" "),
            room.run(step).shown(&room)
        );
    }
    s3.put("out/traits.csv", "user_id,plan\n,gold\n", february(3));
    for step in [&pull[..], &["exports", "sources", "remove", "daily"], &pull] {
        text += &format!(
            "$ patchbay {}\n{}",
            step.join(" "),
            room.run(step).shown(&room)
        );
    }
    snapshot!(text);
}

#[test]
fn the_key_is_in_the_keychain_and_nowhere_else() {
    let room = Room::new();
    let s3 = s3s();
    s3.put("out/traits.csv", users(20), february(1));
    let mut said = vec![add(&room, s3.port, &[])];
    assert_eq!(
        room.in_keychain("source:daily").unwrap(),
        format!(r#"{{"secret_key":"{CANARY}"}}"#)
    );
    // Both on standard input, the id first.
    let endpoint = format!("http://127.0.0.1:{}", s3.port);
    let both = [
        "exports",
        "sources",
        "add",
        "both",
        "--bucket",
        "acme",
        "--region",
        "us-east-1",
        "--endpoint",
        &endpoint,
        "--secret",
    ];
    said.push(room.with_input(&both, format!("{ACCESS_KEY}\n{CANARY}\n")));
    // A wrong one at the store.
    let wrong = [
        &both[..3],
        &["wrong"],
        &both[4..],
        &["--access-key", ACCESS_KEY],
    ]
    .concat();
    said.push(room.with_input(&wrong, format!("{CANARY}-wrong\n")));
    for ended in &said {
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    for (command, code) in [
        (&["exports", "sources", "list"][..], 0),
        (&["exports", "sources", "pull", "daily"], 0),
        (&["exports", "sources", "pull", "both"], 0),
        (&["exports", "sources", "files", "daily"], 0),
        (&["exports", "sources", "pull", "wrong"], 1),
        (&["schedule", "run-due"], 0),
    ] {
        for json in [&[][..], &["--json"]] {
            let mut patchbay = room.patchbay(&[command, json].concat());
            let ended: Ended = patchbay
                .env("PATCHBAY_LOG", "trace")
                .output()
                .unwrap()
                .into();
            assert_eq!(ended.code, Some(code), "{ended:?}");
            said.push(ended);
        }
    }
    let refused = room.error(1, &["exports", "sources", "pull", "wrong"]);
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&Value::from("refused"), &Value::from("secret"))
    );
    // Typed where it must not be: refused, and not said again.
    for slip in [&["--secret=CANARY-s3-4f1d7b20"][..], &["--secret", CANARY]] {
        let slipped = [&both[..both.len() - 1], slip].concat();
        let ended = room.with_input(&slipped, "");
        assert_eq!(ended.code, Some(2), "{ended:?}");
        said.push(ended);
    }
    for ended in &said {
        assert!(
            !ended.out.contains(CANARY) && !ended.err.contains(CANARY),
            "{ended:?}"
        );
    }
    assert!(room.files_with(CANARY).is_empty());
    for name in ["daily", "both", "wrong"] {
        assert_eq!(
            room.run(&["exports", "sources", "remove", name]).code,
            Some(0)
        );
        assert_eq!(room.in_keychain(&format!("source:{name}")), None);
    }
}

#[test]
fn the_schedule_pulls_once_also_when_two_ask() {
    let room = Room::new();
    let s3 = s3s();
    #[allow(clippy::disallowed_methods)] // the command line has the real clock
    let now = SystemTime::now();
    s3.put("out/traits.csv", users(20), now);
    // The minute that has just begun, in UTC.
    let minutes = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
        / 60;
    let due = format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let added = add(&room, s3.port, &["--due", &due]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let ask = || {
        Killed(
            room.patchbay(&["schedule", "run-due", "--json"])
                .spawn()
                .unwrap(),
        )
    };
    let mut both = [ask(), ask()];
    let pulled: usize = both
        .iter_mut()
        .map(|process| {
            let mut text = String::new();
            process
                .0
                .stdout
                .take()
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            let run: Value = serde_json::from_str(&text).unwrap();
            run["looked"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|looked| looked["pull"]["verdict"] == "valid")
                .count()
        })
        .sum();
    assert_eq!(pulled, 1);
    let again = room.run(&["schedule", "run-due"]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(0), "nothing is due\n")
    );
    let list = room.json(&["schedule", "list"]);
    assert_eq!(
        (&list[0]["state"], &list[0]["pull"]["rows"]),
        (&Value::from("pulled"), &Value::from(20))
    );
    assert_eq!(room.run(&["schedule", "list"]).code, Some(0));
}

#[test]
fn a_killed_pull_is_gone_on_with() {
    let room = Room::new();
    let s3 = s3s();
    let bytes = 80 << 20;
    let content: Vec<u8> = users(7_000_000)
        .into_bytes()
        .into_iter()
        .take(bytes)
        .collect();
    s3.put("out/traits.csv", &content, february(1));
    let network = Network::before(s3.port, 70 << 20);
    assert_eq!(add(&room, network.port, &[]).code, Some(0));
    let mut pull = Killed(
        room.patchbay(&["exports", "sources", "pull", "daily"])
            .spawn()
            .unwrap(),
    );
    let folder = room
        .data_dir()
        .join("exports/default/daily/2026-02-01T050000Z");
    until("some of it is on the disk", || {
        let note = std::fs::read_to_string(folder.join("traits.csv.part.json"));
        note.is_ok_and(|json| json.contains("\"kept\":33554432"))
    });
    assert_eq!(
        room.json(&["exports", "sources", "list"])[0]["pulling"],
        true
    );
    let busy = room.error(1, &["exports", "sources", "pull", "daily"]);
    assert_eq!(
        (&busy["code"], &busy["retryable"]),
        (&Value::from("not_ready"), &Value::from(true))
    );
    signal(&pull.0, "-KILL");
    pull.0.wait().unwrap();
    let before = network.mend();
    let reply = room.json(&["exports", "sources", "pull", "daily"]);
    assert_eq!(
        (&reply["pulled"], &reply["pull"]["bytes"]),
        (&Value::from(true), &Value::from(bytes))
    );
    assert_eq!(std::fs::read(folder.join("traits.csv")).unwrap(), content);
    let again = network.passed() - before;
    assert!(
        again < i64::try_from(bytes).unwrap() - (32 << 20) + (1 << 20),
        "{again} bytes came again"
    );
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
}

/// A port before the server, through which so many bytes of answers come until it is mended.
struct Network {
    port: u16,
    passed: Arc<AtomicI64>,
    whole: Arc<AtomicBool>,
}

impl Network {
    fn before(server: u16, bytes: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let network = Self {
            port: listener.local_addr().unwrap().port(),
            passed: Arc::default(),
            whole: Arc::default(),
        };
        let (passed, whole) = (Arc::clone(&network.passed), Arc::clone(&network.whole));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (mut client, server) = (
                    client.unwrap(),
                    TcpStream::connect(("127.0.0.1", server)).unwrap(),
                );
                let (mut requests, mut onwards) =
                    (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut requests, &mut onwards));
                let (passed, whole) = (Arc::clone(&passed), Arc::clone(&whole));
                std::thread::spawn(move || {
                    let mut answers = server;
                    let mut buffer = vec![0; 64 << 10];
                    while let Ok(read @ 1..) = answers.read(&mut buffer) {
                        let more = i64::try_from(read).unwrap();
                        // Stands still, as a line does that is down. The one that waits here dies with the test.
                        while passed.load(Ordering::SeqCst) + more > bytes
                            && !whole.load(Ordering::SeqCst)
                        {
                            std::thread::yield_now();
                        }
                        if client.write_all(&buffer[..read]).is_err() {
                            return;
                        }
                        passed.fetch_add(more, Ordering::SeqCst);
                    }
                });
            }
        });
        network
    }

    /// From now on everything comes through; gives what has by now.
    fn mend(&self) -> i64 {
        self.whole.store(true, Ordering::SeqCst);
        self.passed()
    }

    fn passed(&self) -> i64 {
        self.passed.load(Ordering::SeqCst)
    }
}
