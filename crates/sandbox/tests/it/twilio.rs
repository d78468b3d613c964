//! Twilio: who may enter, phone numbers, and what becomes of a text message.

use patchbay_sandbox::{TWILIO_ACCOUNT, TWILIO_KEY, TWILIO_KEY_SECRET, TWILIO_TOKEN};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said, basic};

const SERVICE: &str = "MG5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a";
const FROM: &str = "%2B14155550100";

impl Rig {
    async fn twilio_as(&self, user: &str, word: &str, path: &str, form: Option<String>) -> Said {
        let authorization = basic(user, word);
        let mut headers = vec![("authorization", authorization.as_str())];
        let method = if form.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            Method::POST
        } else {
            Method::GET
        };
        let path = format!("/twilio/2010-04-01/Accounts/{path}");
        self.call(method, &path, &headers, form.unwrap_or_default())
            .await
    }

    async fn twilio(&self, path: &str) -> Said {
        let path = format!("{TWILIO_ACCOUNT}{path}");
        self.twilio_as(TWILIO_ACCOUNT, TWILIO_TOKEN, &path, None)
            .await
    }

    /// A message by a form.
    async fn text(&self, form: &str) -> Said {
        let path = format!("{TWILIO_ACCOUNT}/Messages.json");
        self.twilio_as(TWILIO_ACCOUNT, TWILIO_TOKEN, &path, Some(form.to_owned()))
            .await
    }

    fn number(&self, person: u32) -> Option<String> {
        let users = self.sandbox.users();
        let id = format!("cust-{person}");
        let user = users.iter().find(|u| u.id == id).unwrap();
        user.traits.get("phone_number").cloned()
    }
}

#[tokio::test]
async fn a_token_opens_the_account_and_a_key_all_but_that() {
    let rig = Rig::new().await;
    let account = format!("{TWILIO_ACCOUNT}.json");
    let numbers = format!("{TWILIO_ACCOUNT}/IncomingPhoneNumbers.json?PageSize=1");
    for (user, word, path, status) in [
        (TWILIO_ACCOUNT, TWILIO_TOKEN, &account, 200),
        (TWILIO_ACCOUNT, TWILIO_TOKEN, &numbers, 200),
        (TWILIO_ACCOUNT, "wrong", &account, 401),
        (TWILIO_KEY, TWILIO_KEY_SECRET, &numbers, 200),
        (TWILIO_KEY, TWILIO_KEY_SECRET, &account, 401),
        (TWILIO_KEY, TWILIO_TOKEN, &numbers, 401),
    ] {
        let said = rig.twilio_as(user, word, path, None).await;
        assert_eq!(said.status, status, "{user} {word} {path}: {}", said.text);
        if status == 401 {
            assert_eq!(said.json()["code"], 20003);
        }
    }
    assert_eq!(rig.twilio(".json").await.json()["status"], "active");
    let other = format!("{}.json", TWILIO_ACCOUNT.replace('5', "6"));
    let said = rig
        .twilio_as(TWILIO_ACCOUNT, TWILIO_TOKEN, &other, None)
        .await;
    assert_eq!((said.status, &said.json()["code"]), (404, &json!(20404)));
    let journal = format!("{:?}", rig.sandbox.journal());
    assert!(!journal.contains(TWILIO_TOKEN), "{journal}");
}

#[tokio::test]
async fn numbers_come_in_pages_to_their_end() {
    let rig = Rig::new().await;
    let first = rig
        .twilio("/IncomingPhoneNumbers.json?PageSize=50")
        .await
        .json();
    assert_eq!(
        first["incoming_phone_numbers"].as_array().unwrap().len(),
        50
    );
    let next = first["next_page_uri"].as_str().unwrap();
    let (_, next) = next.split_once(TWILIO_ACCOUNT).unwrap();
    let second = rig.twilio(next).await.json();
    let rows = second["incoming_phone_numbers"].as_array().unwrap();
    assert_eq!((rows.len(), &second["next_page_uri"]), (7, &Value::Null));

    let like = rig
        .twilio("/IncomingPhoneNumbers.json?PhoneNumber=%2B14155550102")
        .await;
    let rows = &like.json()["incoming_phone_numbers"];
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["capabilities"]["sms"], false);
    let odd = rig.twilio("/IncomingPhoneNumbers.json?Beta=true").await;
    assert_eq!(odd.status, 400);
}

#[tokio::test]
async fn people_have_numbers_of_their_own() {
    let rig = Rig::new().await;
    let users = rig.sandbox.users();
    let mut numbers: Vec<&String> = users
        .iter()
        .filter_map(|user| user.traits.get("phone_number"))
        .collect();
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!((count, numbers.len()), (199, 199));
    assert_eq!(rig.number(1001).as_deref(), Some("+13035550100"));
    assert_eq!(rig.number(1010), None);
    assert_eq!(rig.number(1001), Rig::seeded(8).await.number(1001));
}

#[tokio::test]
async fn a_message_is_queued_and_told_in_the_note() {
    let rig = Rig::new().await;
    let to = rig.number(1001).unwrap().replace('+', "%2B");
    let said = rig
        .text(&format!("To={to}&From={FROM}&Body=Gr%C3%BC%C3%9Fe"))
        .await;
    let message = said.json();
    assert_eq!((said.status, &message["status"]), (201, &json!("queued")));
    assert_eq!(message["body"], "Grüße");
    let said = rig
        .text(&format!("To={to}&MessagingServiceSid={SERVICE}&Body=Hello"))
        .await;
    let message = said.json();
    assert_eq!(
        (said.status, &message["status"], &message["num_segments"]),
        (201, &json!("accepted"), &json!("0"))
    );
    let note = &rig.sandbox.users()[0].note;
    assert!(note.contains("Twilio: 2 text messages."), "{note}");
    let changed = rig.sandbox.journal().iter().filter(|e| e.changed).count();
    assert_eq!(changed, 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_said_and_nothing_is_sent() {
    let rig = Rig::new().await;
    let long = format!("To=%2B13035550100&From={FROM}&Body={}", "x".repeat(1601));
    let same = format!("To={FROM}&From={FROM}&Body=a");
    let mut wrong = vec![(long, 21617), (same, 21266)];
    for (to, code) in [
        (rig.number(1007).unwrap(), 21610),
        (rig.number(1012).unwrap(), 21211),
        ("+15005550002".to_owned(), 21612),
        ("+15005550003".to_owned(), 21408),
        ("+15005550009".to_owned(), 21614),
        ("303".to_owned(), 21211),
        (String::new(), 21604),
    ] {
        let to = to.replace('+', "%2B");
        wrong.push((format!("To={to}&From={FROM}&Body=a"), code));
    }
    for (rest, code) in [
        ("Body=a", 21603),
        ("From=%2B14155550100", 21602),
        ("From=%2B14155550102&Body=a", 21606),
        ("From=%2B19995550100&Body=a", 21606),
        ("MessagingServiceSid=MG0&Body=a", 20404),
        ("From=%2B14155550100&Body=a&MediaUrl=x", 20001),
    ] {
        wrong.push((format!("To=%2B13035550100&{rest}"), code));
    }
    for (form, code) in wrong {
        let said = rig.text(&form).await;
        assert!((400..500).contains(&said.status), "{form}");
        assert_eq!(said.json()["code"], code, "{form}: {}", said.text);
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn drawn_from_the_seed() {
    let authorization = basic(TWILIO_ACCOUNT, TWILIO_TOKEN);
    let path = format!(
        "/twilio/2010-04-01/Accounts/{TWILIO_ACCOUNT}/IncomingPhoneNumbers.json?PageSize=100"
    );
    crate::all::drawn_from_the_seed(&[&path], &[("authorization", &authorization)]).await;
}
