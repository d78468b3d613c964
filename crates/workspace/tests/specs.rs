//! Trait specs of an app's own: kept, found by a file's header, made from a file, removed.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{Place, default_app};
use patchbay_workspace::operations::apps::{Environment, NewApp};
use patchbay_workspace::operations::exports::{CheckRequest, OpenRequest};
use patchbay_workspace::operations::specs::{SpecChange, SpecChoice, SpecFromExport, SpecName};
use patchbay_workspace::operations::{
    AppsCreate, ExportsCheck, ExportsOpen, Nothing, SpecsFromExport, SpecsList, SpecsRemove,
    SpecsSave, SpecsShow,
};
use patchbay_workspace::{Call, Code, Error, TraitSpec};
use serde_json::json;

fn spec(name: &str, columns: &[&str]) -> TraitSpec {
    let columns: Vec<_> = columns.iter().map(|c| json!({ "name": c })).collect();
    TraitSpec::from_json(&json!({ "name": name, "columns": columns }).to_string()).unwrap()
}

async fn save(call: &Call, spec: TraitSpec) -> Result<TraitSpec, Error> {
    call.perform::<SpecsSave>(SpecChange { spec }).await
}

async fn show(call: &Call, name: &str) -> Result<TraitSpec, Error> {
    call.perform::<SpecsShow>(SpecName { name: name.into() })
        .await
}

async fn names(call: &Call) -> Vec<String> {
    let list = call.perform::<SpecsList>(Nothing {}).await.unwrap();
    list.into_iter()
        .map(|s| {
            if s.builtin {
                s.name
            } else {
                format!("{} (own)", s.name)
            }
        })
        .collect()
}

#[tokio::test]
async fn an_app_keeps_specs_of_its_own() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let builtin = [
        "evergent", "recurly", "stripe", "zuora", "piano", "chargify", "generic",
    ];
    assert_eq!(names(&call).await, builtin);
    save(&call, spec("acme", &["a"])).await.unwrap();
    let saved = save(&call, spec("acme", &["a", "b"])).await.unwrap();
    assert_eq!(show(&call, "acme").await.unwrap(), saved);
    assert_eq!(names(&call).await[..2], ["acme (own)", "evergent"]);
    // Another process sees it, another app does not.
    let other = NewApp {
        id: "other".into(),
        name: "Other".into(),
        environment: Environment::Test,
    };
    call.perform::<AppsCreate>(other).await.unwrap();
    assert_eq!(
        show(&default_app(&place.cli()), "acme").await.unwrap(),
        saved
    );
    let error = show(&workspace.call("other"), "acme").await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::NotFound, "there is no trait spec acme")
    );
    let error = show(&call, "acmee").await.unwrap_err();
    assert!(
        error
            .hint
            .unwrap()
            .starts_with("The trait specs are: acme, evergent, ")
    );
    let remove = |name: &str| call.perform::<SpecsRemove>(SpecName { name: name.into() });
    remove("acme").await.unwrap();
    assert_eq!(names(&call).await, builtin);
    assert_eq!(remove("acme").await.unwrap_err().code, Code::NotFound);
    let error = remove("evergent").await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::Invalid, Some("name"))
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_the_name_of_its_column() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let error = save(&call, TraitSpec::by_name("evergent").unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::Invalid, Some("name"))
    );
    let mut twice = spec("acme", &["a", "b"]);
    twice.columns[1].header = Some("a".into());
    let error = save(&call, twice).await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str(), error.hint.as_deref()),
        (
            Code::Invalid,
            "the trait spec `acme` has the column `a` twice",
            Some("Correct it")
        )
    );
    let mut misnamed = spec("acme", &["a"]);
    misnamed.name = "./acme".into();
    assert_eq!(save(&call, misnamed).await.unwrap_err().code, Code::Invalid);
    assert_eq!(names(&call).await.len(), TraitSpec::names().len());
    // What comes as JSON is told by the place.
    let error = call
        .dispatch("specs.save", json!({ "spec": { "name": "acme", "columns": [{ "name": "a", "rule": { "type": "colour" } }] } }))
        .await
        .unwrap_err();
    assert!(
        error.message.contains("unknown variant `colour`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_is_judged_by_the_spec_that_fits_it_or_by_the_one_that_is_named() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let open = async |name: &str, text: &str| {
        let path = place.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let request = OpenRequest::new(path);
        call.perform::<ExportsOpen>(request).await.unwrap().export
    };
    let check = async |export: &str, spec: Option<SpecChoice>| {
        let request = CheckRequest {
            export: export.into(),
            spec,
        };
        call.perform::<ExportsCheck>(request).await
    };
    let traits = open("traits.csv", "user_id,ltv\nu1,150\nu2,0\n").await;
    assert_eq!(check(&traits, None).await.unwrap().spec, "generic");
    // The app's own fits it better.
    save(&call, spec("acme", &["user_id", "ltv"]))
        .await
        .unwrap();
    assert_eq!(check(&traits, None).await.unwrap().spec, "acme");
    let named = |name: &str| Some(SpecChoice::Name(name.into()));
    assert_eq!(
        check(&traits, named("generic")).await.unwrap().spec,
        "generic"
    );
    let error = check(&traits, named("acmee")).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    // One that nobody kept will do too, if it makes sense.
    let whole = |spec: TraitSpec| Some(SpecChoice::Whole(Box::new(spec)));
    let report = check(&traits, whole(spec("draft", &["user_id", "nps"])))
        .await
        .unwrap();
    assert_eq!((report.spec.as_str(), report.issues.len()), ("draft", 2));
    let mut senseless = spec("draft", &["user_id"]);
    senseless.key.push("nps".into());
    assert_eq!(
        check(&traits, whole(senseless)).await.unwrap_err().code,
        Code::Invalid
    );
    let request = json!({ "export": traits, "spec": { "name": "draft", "colums": [] } });
    let error = call.dispatch("exports.check", request).await.unwrap_err();
    assert!(error.message.contains("unknown field `colums`"), "{error}");
    let report = call
        .dispatch(
            "exports.check",
            json!({ "export": traits, "spec": "generic" }),
        )
        .await
        .unwrap();
    assert_eq!(report["spec"], "generic");
    // What fits none is told what it lacks of the daily export.
    let other = open("other.csv", "a,b\n1,2\n").await;
    assert_eq!(check(&other, None).await.unwrap().spec, "evergent");
}

#[tokio::test]
async fn a_spec_is_made_from_an_open_file_or_widened_by_it_and_not_kept() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = place.dir.path().join("traits.csv");
    let mut lines = vec![String::from("user_id,chargify_id,ltv,plan,since\n")];
    lines.extend((0..40).map(|i| {
        let plan = ["gold", "silver"][i % 2];
        format!("u{i},{i},-1.5,{plan},2026-11-{:02}\n", i % 28 + 1)
    }));
    std::fs::write(&path, lines.concat()).unwrap();
    let request = OpenRequest::new(path);
    let export = call.perform::<ExportsOpen>(request).await.unwrap().export;
    let from_export = async |name: &str, extends: Option<&str>| {
        let request = SpecFromExport {
            export: export.clone(),
            name: name.into(),
            extends: extends.map(str::to_owned),
        };
        call.perform::<SpecsFromExport>(request).await
    };
    let made = from_export("acme", None).await.unwrap();
    let rules = |spec: &TraitSpec| -> Vec<String> {
        let rule = |c: &patchbay_workspace::SpecColumn| {
            let rule = serde_json::to_value(&c.rule).unwrap();
            format!("{} {}", c.name, rule["type"].as_str().unwrap())
        };
        spec.columns.iter().map(rule).collect()
    };
    assert_eq!(
        rules(&made),
        [
            "user_id text",
            "chargify_id text",
            "ltv number",
            "plan open",
            "since date"
        ]
    );
    assert_eq!(made.key, ["user_id"]);
    let wider = from_export("wider", Some("chargify")).await.unwrap();
    assert_eq!(rules(&wider), rules(&made));
    assert_eq!(wider.source, TraitSpec::by_name("chargify").unwrap().source);
    assert_eq!(
        names(&call).await.len(),
        TraitSpec::names().len(),
        "nothing is kept"
    );
    let check = CheckRequest {
        export: export.clone(),
        spec: Some(SpecChoice::Whole(Box::new(made))),
    };
    let report = call.perform::<ExportsCheck>(check).await.unwrap();
    assert_eq!(report.issues.len(), 0, "{:?}", report.issues);
    assert_eq!(
        from_export("Not A Name", None).await.unwrap_err().code,
        Code::Invalid
    );
    assert_eq!(
        from_export("wider", Some("nobody")).await.unwrap_err().code,
        Code::NotFound
    );
}
