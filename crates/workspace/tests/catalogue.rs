//! Catalogues: applied whole or not at all, what vanished is marked and kept.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{Place, change, default_app};
use patchbay_connectors::ItemState;
use patchbay_workspace::operations::catalogue::{CataloguePage, ListRequest, SyncRequest};
use patchbay_workspace::operations::{
    CatalogueList, CatalogueStatus, CatalogueSync, ConnectorsSet, Nothing,
};
use patchbay_workspace::{Call, Code};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn product(handle: &str, name: &str, archived: bool) -> Value {
    json!({ "product": {
        "id": handle.len() * 1000 + usize::from(handle.as_bytes()[0]), "handle": handle, "name": name, "price_in_cents": 4900, "interval": 1, "interval_unit": "month",
        "archived_at": archived.then_some("2026-01-01T00:00:00Z"),
        "product_family": { "id": 1, "name": "Plans", "handle": "plans" }
    } })
}

async fn offers(vendor: &MockServer, products: &[Value]) {
    vendor.reset().await;
    let site = json!({ "site": { "id": 1, "name": "Acme", "subdomain": "acme", "currency": "USD", "test": true } });
    for (at, body) in [("/site.json", site), ("/products.json", json!(products))] {
        Mock::given(method("GET"))
            .and(path(at))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(vendor)
            .await;
    }
}

async fn sync(call: &Call) -> Result<(u32, u32, u32, u32), patchbay_workspace::Error> {
    let request = SyncRequest {
        connector: "chargify".into(),
        kind: Some("products".into()),
    };
    let report = call.perform::<CatalogueSync>(request).await?.remove(0);
    Ok((report.total, report.added, report.changed, report.archived))
}

async fn list(call: &Call, search: &str, archived: bool) -> CataloguePage {
    let request = ListRequest {
        connector: "chargify".into(),
        kind: "products".into(),
        search: Some(search.into()),
        archived,
        ..ListRequest::default()
    };
    call.perform::<CatalogueList>(request).await.unwrap()
}

fn ids(page: &CataloguePage) -> Vec<&str> {
    page.items.iter().map(|e| e.item.id.as_str()).collect()
}

#[tokio::test]
async fn a_sync_tells_what_changed_and_keeps_what_vanished() {
    let (place, vendor) = (Place::new(), MockServer::start().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    let set = change(
        "chargify",
        &[("domain", "acme"), ("base_url", &vendor.uri())],
        &[("api_key", "some-key")],
        Some(true),
    );
    call.perform::<ConnectorsSet>(set).await.unwrap();

    let before = call.perform::<CatalogueStatus>(Nothing {}).await.unwrap();
    assert!(
        before
            .iter()
            .all(|c| c.synced_at.is_none() && c.usable == 0)
    );

    offers(
        &vendor,
        &[
            product("gold", "Gold", false),
            product("silver", "Sílver_100%", false),
            product("old", "Old", true),
        ],
    )
    .await;
    assert_eq!(sync(&call).await.unwrap(), (3, 3, 0, 0));
    assert_eq!(ids(&list(&call, "", false).await), ["gold", "silver"]);
    assert_eq!(ids(&list(&call, "", true).await), ["gold", "silver", "old"]);
    // Letter case is ignored beyond ASCII, and a search's own signs are themselves.
    assert_eq!(ids(&list(&call, "SÍLVER_100%", false).await), ["silver"]);
    assert!(list(&call, "g%d", false).await.items.is_empty());
    assert_eq!(sync(&call).await.unwrap(), (3, 0, 0, 0));

    offers(
        &vendor,
        &[
            product("gold", "Gold Plus", false),
            product("bronze", "Bronze", false),
        ],
    )
    .await;
    assert_eq!(sync(&call).await.unwrap(), (4, 1, 1, 1));
    let all = list(&call, "", true).await;
    let silver = all.items.iter().find(|e| e.item.id == "silver").unwrap();
    assert_eq!(
        silver.item.state,
        ItemState::Archived,
        "an action may still refer to it"
    );
    assert_eq!(ids(&list(&call, "", false).await), ["gold", "bronze"]);

    // A failed sync changes nothing, and is said.
    vendor.reset().await;
    let error = sync(&call).await.unwrap_err();
    assert_ne!(error.code, Code::Internal);
    assert_eq!(ids(&list(&call, "", false).await), ["gold", "bronze"]);
    let status = call.perform::<CatalogueStatus>(Nothing {}).await.unwrap();
    let products = status
        .iter()
        .find(|c| c.connector == "chargify" && c.kind == "products")
        .unwrap();
    assert_eq!((products.usable, products.archived), (2, 2));
    assert!(products.error.is_some() && products.synced_at.is_some());

    // Empty is a valid catalogue.
    offers(&vendor, &[]).await;
    assert_eq!(sync(&call).await.unwrap(), (4, 0, 0, 2));
    assert!(list(&call, "", false).await.items.is_empty());
}

#[tokio::test]
async fn an_unknown_catalogue_is_named() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let request = SyncRequest {
        connector: "chargify".into(),
        kind: Some("planets".into()),
    };
    let error = call.perform::<CatalogueSync>(request).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert!(error.hint.unwrap().contains("products"));
}
