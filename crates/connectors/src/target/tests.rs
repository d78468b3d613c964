use super::*;
use crate::testing::tiny::{KEYS, SITE, TINY};
use crate::testing::{account, session_on};
use crate::{Order, Road};

/// Two of gold and one of silver; those of gold fit.
const ALL: &[(&str, &str)] = &[("71", "gold"), ("72", "gold"), ("9", "silver")];

fn intent(note: Option<&str>) -> Intent {
    let session = session_on(account(&TINY, SITE, KEYS).unwrap(), &Road::new()).0;
    let pairs = |pairs: &[(&str, &str)]| {
        let owned = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into()));
        owned.collect()
    };
    let mut params = vec![("to", "x")];
    params.extend(note.map(|n| ("note", n)));
    session
        .intent(&Order {
            action: "do_it".into(),
            traits: pairs(&[("tiny_id", "7"), ("plan", "gold")]),
            params: pairs(&params),
            ..Order::default()
        })
        .unwrap()
}

fn candidate(one: &(&str, &str)) -> Candidate {
    Candidate {
        id: one.0.into(),
        brief: format!("{} to {}", one.0, one.1),
        facts: json!({ "plan": one.1 }),
    }
}

fn chosen(note: Option<&str>, field: &str, all: &[(&'static str, &'static str)]) -> Result<String> {
    let fitting: Vec<_> = all.iter().filter(|(_, plan)| *plan == "gold").collect();
    let words = Words {
        who: "customer 8 (Ada)",
        which: "live",
        noun: "subscription",
        rest: "to gold",
        field,
    };
    one(&intent(note), &fitting, all, candidate, &words).map(|found| found.0.to_owned())
}

fn shown(error: &Error) -> String {
    format!(
        "{:?} {:?}\n{}\n{}\n{}",
        error.kind,
        error.field,
        error.message,
        error.hint.as_deref().unwrap(),
        error.details.as_ref().unwrap()
    )
}

#[test]
fn the_only_one_that_fits_is_taken() {
    assert_eq!(chosen(None, "note", &ALL[1..]).unwrap(), "72");
}

#[test]
fn the_one_that_is_named_is_taken() {
    assert_eq!(chosen(Some("71"), "note", ALL).unwrap(), "71");
}

#[test]
fn of_several_none_is_taken() {
    insta::assert_snapshot!(shown(&chosen(None, "note", ALL).unwrap_err()), @r#"
    Ambiguous Some("note")
    Customer 8 (Ada) has 2 live subscriptions to gold: 71 to gold, 72 to gold
    Choose one by Note, such as 71
    {"candidates":[{"id":"71","plan":"gold"},{"id":"72","plan":"gold"}]}
    "#);
    let by_trait = chosen(None, "tiny_id", ALL).unwrap_err();
    assert_eq!(
        by_trait.hint.unwrap(),
        "Choose one by the trait tiny_id, such as 71"
    );
}

#[test]
fn where_none_fits_what_there_is_is_told() {
    insta::assert_snapshot!(shown(&chosen(None, "note", &ALL[2..]).unwrap_err()), @r#"
    NotFound None
    Customer 8 (Ada) has no live subscription to gold
    Subscriptions of customer 8 (Ada): 9 to silver
    {"subscriptions":[{"id":"9","plan":"silver"}]}
    "#);
    insta::assert_snapshot!(shown(&chosen(None, "note", &[]).unwrap_err()), @r#"
    NotFound None
    Customer 8 (Ada) has no live subscription to gold
    Customer 8 (Ada) has no subscriptions at all
    {"subscriptions":[]}
    "#);
}

#[test]
fn a_wrong_choice_is_not_replaced_by_the_right_one() {
    insta::assert_snapshot!(shown(&chosen(Some("8"), "note", &ALL[1..]).unwrap_err()), @r#"
    NotFound Some("note")
    Subscription 8 is not one of customer 8 (Ada)
    Subscriptions of customer 8 (Ada): 72 to gold, 9 to silver
    {"subscriptions":[{"id":"72","plan":"gold"},{"id":"9","plan":"silver"}]}
    "#);
    insta::assert_snapshot!(shown(&chosen(Some("9"), "note", &ALL[1..]).unwrap_err()), @r#"
    NotFound Some("note")
    Subscription 9 to silver is no live subscription to gold
    Subscriptions of customer 8 (Ada): 72 to gold, 9 to silver
    {"subscriptions":[{"id":"72","plan":"gold"},{"id":"9","plan":"silver"}]}
    "#);
}
