//! Settings and secrets: saved all or nothing, secrets in the keychain alone, never read back.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{CANARY, Place, change, configure, default_app, sandbox};
use patchbay_connectors::Verdict;
use patchbay_workspace::operations::connectors::{ConnectorId, SettingState};
use patchbay_workspace::operations::home::Health;
use patchbay_workspace::operations::{
    ConnectorsCheck, ConnectorsList, ConnectorsRemove, ConnectorsSet, ConnectorsShow, HomeShow,
    Nothing, SettingsShow,
};
use patchbay_workspace::{Call, Code};
use serde_json::json;

fn id(id: &str) -> ConnectorId {
    ConnectorId { id: id.into() }
}

/// The keychain entry of a connector of the default app, as it is kept.
fn entry(place: &Place, connector: &str) -> Option<String> {
    let cred = place
        .creds()
        .into_iter()
        .find(|c| c.specifiers.1.ends_with(&format!("/default/{connector}")))?;
    let data = cred.inner.lock().unwrap();
    let secret = data.borrow().secret.clone();
    secret.map(|s| String::from_utf8(s).unwrap())
}

async fn states(call: &Call, connector: &str) -> Vec<(String, SettingState)> {
    let detail = call.perform::<ConnectorsShow>(id(connector)).await.unwrap();
    detail
        .states
        .into_iter()
        .filter(|(k, _)| k == "api_key" || k == "domain")
        .collect()
}

#[tokio::test]
async fn a_secret_goes_to_the_keychain_and_nowhere_else() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let set = change(
        "chargify",
        &[("domain", "https://Acme.chargify.com/")],
        &[("API Key", CANARY)],
        Some(true),
    );
    let detail = call.perform::<ConnectorsSet>(set).await.unwrap();
    assert!(detail.active && detail.missing.is_empty());
    assert_eq!(detail.values["domain"], "acme.chargify.com");
    assert_eq!(detail.states["api_key"], SettingState::Present);
    assert!(entry(&place, "chargify").unwrap().contains(CANARY));
    place.assert_no(CANARY);
    for name in ["connectors.list", "home.show", "settings.show"] {
        let said = call
            .dispatch(name, serde_json::json!({}))
            .await
            .unwrap()
            .to_string();
        assert!(!said.contains(CANARY));
    }
    assert!(!serde_json::to_string(&detail).unwrap().contains(CANARY));

    call.perform::<ConnectorsRemove>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(entry(&place, "chargify"), None);
    assert!(
        states(&call, "chargify")
            .await
            .iter()
            .all(|(_, s)| *s == SettingState::Missing)
    );
}

#[tokio::test]
async fn a_wrong_setting_saves_nothing_at_all() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    for (values, secrets, field) in [
        (
            &[("domain", "evil.example.com")][..],
            &[("api_key", CANARY)][..],
            "domain",
        ),
        (
            &[("base_url", "http://vendor.example.com")],
            &[("api_key", CANARY)],
            "base_url",
        ),
        (
            &[("base_url", "https://u:p@vendor.example.com")],
            &[("api_key", CANARY)],
            "base_url",
        ),
        (
            &[("domain", "acme")],
            &[("api_key", "two words")],
            "api_key",
        ),
        (&[("colour", "blue")], &[("api_key", CANARY)], "colour"),
        (&[("api_key", CANARY)], &[], "api_key"),
        (&[], &[("domain", "acme")], "domain"),
    ] {
        let error = call
            .perform::<ConnectorsSet>(change("chargify", values, secrets, None))
            .await
            .err()
            .unwrap();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (Code::Invalid, Some(field)),
            "{error:?}"
        );
        assert!(!format!("{error:?}").contains(CANARY));
        assert_eq!(entry(&place, "chargify"), None, "{values:?}");
        assert!(
            states(&call, "chargify")
                .await
                .iter()
                .all(|(_, s)| *s == SettingState::Missing)
        );
    }
    // Activation without a key: the settings that came with it are not kept either.
    let error = call
        .perform::<ConnectorsSet>(change("chargify", &[("domain", "acme")], &[], Some(true)))
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::NotReady, Some("api_key"))
    );
    assert!(
        states(&call, "chargify")
            .await
            .iter()
            .all(|(_, s)| *s == SettingState::Missing)
    );
}

#[tokio::test]
async fn a_keychain_that_fails_saves_nothing_and_hides_nothing() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    call.perform::<ConnectorsSet>(change(
        "chargify",
        &[("domain", "acme")],
        &[("api_key", CANARY)],
        Some(true),
    ))
    .await
    .unwrap();
    let fail = || {
        for cred in place.creds() {
            cred.set_error(keyring_core::Error::NoStorageAccess("locked".into()));
        }
    };
    fail();
    let new = change(
        "chargify",
        &[("domain", "other")],
        &[("api_key", "another-key-entirely")],
        None,
    );
    let error = call.perform::<ConnectorsSet>(new).await.err().unwrap();
    assert_eq!(error.code, Code::Keychain);
    assert!(error.hint.is_some() && error.retryable);
    assert!(
        entry(&place, "chargify").unwrap().contains(CANARY),
        "the old key stays"
    );
    let detail = call
        .perform::<ConnectorsShow>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(
        detail.values["domain"], "acme.chargify.com",
        "and so do the old settings"
    );

    fail();
    let detail = call
        .perform::<ConnectorsShow>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(detail.states["api_key"], SettingState::Unreadable);
    assert_eq!(detail.keychain.unwrap().code, Code::Keychain);
    fail();
    let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
    let chargify = home.connectors.iter().find(|c| c.id == "chargify").unwrap();
    assert_eq!(
        (chargify.health, chargify.secrets),
        (Health::Bad, SettingState::Unreadable)
    );
    assert!(call.perform::<SettingsShow>(Nothing {}).await.is_ok());
}

#[tokio::test]
async fn a_check_is_kept_until_the_settings_change() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "chargify").await;
    let health = async || {
        let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
        home.connectors
            .iter()
            .find(|c| c.id == "chargify")
            .unwrap()
            .health
    };
    assert_eq!(health().await, Health::Unproven);
    let checked = call
        .perform::<ConnectorsCheck>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(checked.verdict, Verdict::Proven, "{checked:#?}");
    assert_eq!(health().await, Health::Good);

    // Saving the same again changes nothing; another key does.
    let same = change("chargify", &[], &[], Some(true));
    call.perform::<ConnectorsSet>(same).await.unwrap();
    assert_eq!(health().await, Health::Good);
    call.perform::<ConnectorsSet>(change("chargify", &[], &[("api_key", CANARY)], None))
        .await
        .unwrap();
    assert_eq!(health().await, Health::Unproven);
    let checked = call
        .perform::<ConnectorsCheck>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(checked.verdict, Verdict::Refused);
    assert_eq!(health().await, Health::Bad);
    assert!(!serde_json::to_string(&checked).unwrap().contains(CANARY));

    // Nobody there is not "bad credentials".
    call.perform::<ConnectorsSet>(change(
        "chargify",
        &[("base_url", "http://127.0.0.1:1")],
        &[],
        None,
    ))
    .await
    .unwrap();
    let checked = call
        .perform::<ConnectorsCheck>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(checked.verdict, Verdict::Unreachable, "{checked:#?}");
}

/// Answers like a Chargify site, and only once it is told to.
struct Gate {
    asked: tokio::sync::mpsc::UnboundedSender<()>,
    open: std::sync::Mutex<std::sync::mpsc::Receiver<()>>,
}

impl wiremock::Respond for Gate {
    fn respond(&self, request: &wiremock::Request) -> wiremock::ResponseTemplate {
        let site = json!({ "site": { "name": "Acme", "subdomain": "acme" } });
        let body = if request.url.path() == "/site.json" {
            self.asked.send(()).unwrap();
            self.open.lock().unwrap().recv().unwrap();
            site
        } else {
            json!([])
        };
        wiremock::ResponseTemplate::new(200).set_body_json(body)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_on_another_key_is_not_kept() {
    let (asked, mut was_asked) = tokio::sync::mpsc::unbounded_channel();
    let (let_go, open) = std::sync::mpsc::channel();
    let open = std::sync::Mutex::new(open);
    let vendor = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(Gate { asked, open })
        .mount(&vendor)
        .await;
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let values = [("domain", "acme"), ("base_url", &vendor.uri())];
    let set = change("chargify", &values, &[("api_key", "first")], Some(true));
    call.perform::<ConnectorsSet>(set).await.unwrap();
    let kept = async || {
        let detail = call.perform::<ConnectorsShow>(id("chargify")).await;
        detail.unwrap().checked.map(|c| c.verdict)
    };

    let check = tokio::spawn({
        let call = call.clone();
        async move { call.perform::<ConnectorsCheck>(id("chargify")).await }
    });
    was_asked.recv().await.unwrap();
    let set = change("chargify", &[], &[("api_key", "second")], None);
    call.perform::<ConnectorsSet>(set).await.unwrap();
    let_go.send(()).unwrap();
    assert_eq!(check.await.unwrap().unwrap().verdict, Verdict::Proven);
    assert_eq!(kept().await, None, "the first key's verdict");

    let_go.send(()).unwrap();
    call.perform::<ConnectorsCheck>(id("chargify"))
        .await
        .unwrap();
    assert_eq!(kept().await, Some(Verdict::Proven));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_that_save_at_once_lose_nothing() {
    let place = Place::new();
    let (one, other) = (place.cli(), place.cli());
    for round in 0..60 {
        let domain = format!("site-{round}");
        let base = format!("https://proxy-{round}.example.com");
        let set = |workspace, values: &[(&str, &str)], secrets: &[(&str, &str)]| {
            let (call, set) = (
                default_app(workspace),
                change("chargify", values, secrets, None),
            );
            tokio::spawn(async move { call.perform::<ConnectorsSet>(set).await.map(drop) })
        };
        let (a, b) = tokio::join!(
            set(&one, &[("domain", &domain)], &[("api_key", CANARY)]),
            set(&other, &[("base_url", &base)], &[]),
        );
        a.unwrap().unwrap();
        b.unwrap().unwrap();
        let detail = default_app(&one)
            .perform::<ConnectorsShow>(id("chargify"))
            .await
            .unwrap();
        assert_eq!(detail.values["domain"], format!("{domain}.chargify.com"));
        assert_eq!(detail.values["base_url"], base);
    }
}

#[tokio::test]
async fn removing_a_needed_setting_switches_the_connector_off() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    call.perform::<ConnectorsSet>(change(
        "chargify",
        &[("domain", "acme")],
        &[("api_key", CANARY)],
        Some(true),
    ))
    .await
    .unwrap();
    let detail = call
        .perform::<ConnectorsSet>(change("chargify", &[], &[("api_key", "")], None))
        .await
        .unwrap();
    assert!(!detail.active);
    assert_eq!(detail.missing, ["API Key is missing"]);
    let views = call.perform::<ConnectorsList>(Nothing {}).await.unwrap();
    assert!(views.iter().all(|v| !v.active));
}
