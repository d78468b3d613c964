//! Sources of exports: their settings and their key, on a keychain in memory.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{CANARY, Place, default_app};
use patchbay_workspace::operations::connectors::SettingState;
use patchbay_workspace::operations::sources::{SourceChange, SourceName};
use patchbay_workspace::operations::{Nothing, SourcesList, SourcesRemove, SourcesSave};
use patchbay_workspace::{Call, Code};
use serde_json::{Value, json};

fn change(more: &Value, secret: Option<&str>) -> SourceChange {
    let mut settings =
        json!({ "name": "daily", "bucket": "acme", "region": "eu-west-1", "access_key": "AK" });
    for (key, value) in more.as_object().unwrap() {
        settings[key] = value.clone();
    }
    let mut change = json!({ "settings": settings });
    if let Some(secret) = secret {
        change["secret"] = secret.into();
    }
    serde_json::from_value(change).unwrap()
}

async fn secret(call: &Call) -> SettingState {
    call.perform::<SourcesList>(Nothing {}).await.unwrap()[0].secret
}

#[tokio::test]
async fn a_source_is_saved_with_its_key_in_the_keychain_and_replaced_and_removed() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let saved = call
        .perform::<SourcesSave>(change(&json!({ "prefix": "/daily/" }), Some(CANARY)))
        .await
        .unwrap();
    assert_eq!(saved.secret, SettingState::Present);
    assert_eq!(
        (
            saved.settings.prefix.as_str(),
            saved.settings.keep,
            saved.settings.late_minutes
        ),
        ("daily/", 14, 60)
    );
    place.assert_no(CANARY);
    assert!(!serde_json::to_string(&saved).unwrap().contains(CANARY));

    // All settings are replaced; the key stays when nothing is said of it.
    let again = change(
        &json!({ "due": "06:30", "keep": 3, "endpoint": "https://r2.example.com/" }),
        None,
    );
    let saved = call.perform::<SourcesSave>(again).await.unwrap();
    assert_eq!(saved.settings.prefix, "");
    assert_eq!(
        saved.settings.endpoint.as_deref(),
        Some("https://r2.example.com")
    );
    assert_eq!(secret(&call).await, SettingState::Present);
    call.perform::<SourcesSave>(change(&json!({}), Some("")))
        .await
        .unwrap();
    assert_eq!(secret(&call).await, SettingState::Missing);
    // Without an access key id there is nothing that its secret could belong to.
    call.perform::<SourcesSave>(change(&json!({}), Some(CANARY)))
        .await
        .unwrap();
    call.perform::<SourcesSave>(change(&json!({ "access_key": "" }), None))
        .await
        .unwrap();
    assert_eq!(secret(&call).await, SettingState::Missing);
    let error = call
        .perform::<SourcesSave>(change(&json!({ "access_key": "" }), Some(CANARY)))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::Invalid, Some("access_key"))
    );

    let gone = call
        .perform::<SourcesRemove>(SourceName {
            name: "daily".into(),
        })
        .await
        .unwrap();
    assert_eq!(gone.files, 0);
    assert!(
        call.perform::<SourcesList>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
    let error = call
        .perform::<SourcesRemove>(SourceName {
            name: "daily".into(),
        })
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_field_and_nothing_is_kept() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    for (field, value) in [
        ("name", json!("../daily")),
        ("bucket", json!("s3://acme")),
        ("region", json!("")),
        ("endpoint", json!("http://storage.example.com")),
        ("access_key", json!("A K")),
        ("keep", json!(0)),
        ("due", json!("6:30")),
        ("late_minutes", json!(721)),
        ("smaller_percent", json!(101)),
        ("larger_percent", json!(0)),
    ] {
        let error = call
            .perform::<SourcesSave>(change(&json!({ field: value }), Some(CANARY)))
            .await
            .unwrap_err();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (Code::Invalid, Some(field)),
            "{error}"
        );
        assert!(error.hint.is_some() && !format!("{error:?}").contains(CANARY));
    }
    assert!(
        call.perform::<SourcesList>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
    assert!(place.creds().is_empty());
}
