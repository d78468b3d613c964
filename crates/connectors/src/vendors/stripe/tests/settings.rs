//! Settings and traits: what is taken, what is refused, and in which words.

use crate::connector::Connector as _;
use crate::testing::{CANARY, account};
use crate::vendors::stripe::Stripe;

fn kept(key: &str, text: &str) -> String {
    match Stripe.definition().setting(key).unwrap().kept(text) {
        Ok(kept) => format!("{key} {text}: kept as {kept:?}"),
        Err(why) => format!("{key} {text}: {why}"),
    }
}

fn normalised(key: &str, text: &str) -> String {
    match (Stripe.definition().trait_named(key).unwrap().normalise)(text) {
        Ok(kept) => format!("{key} {text}: kept as {kept:?}"),
        Err(why) => format!("{key} {text}: {why}"),
    }
}

#[test]
fn what_is_kept_and_what_is_refused() {
    let all = [
        kept("api_key", " rk_test_51Abc "),
        kept("api_key", "sk_live_51Abc"),
        kept("api_key", "pk_live_51Abc"),
        kept("api_key", "whsec_51Abc"),
        kept("api_key", "sk_org_51Abc"),
        kept("api_key", "rk_test 51"),
        kept("account_id", " acct_1Abc"),
        kept("account_id", ""),
        kept("account_id", "1Abc"),
        kept("account_id", "acct_"),
        kept("account_id", "acct_1/../x"),
        kept("api_version", "2025-02-24.acacia"),
        kept("api_version", " 2024-06-20 "),
        kept("api_version", "acacia"),
        kept("api_version", "2025-02-24.acacia\nx"),
        kept("api_version", "2025-02-24."),
        normalised("stripe_id", " cus_9s6XKzkNRiz8i3 "),
        normalised("stripe_id", "sub_1"),
        normalised("stripe_id", "cus_1/../cus_2"),
        normalised("email_address", " Ada@example.com"),
        normalised("email_address", "Ada"),
        normalised("email_address", "a@b, c@d"),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_wrong_key_is_not_repeated() {
    for prefix in ["pk_", "whsec_", "sk_org_"] {
        let key = format!("{prefix}{CANARY}");
        let secrets = [("api_key", key.as_str())];
        let error = account(Stripe.definition(), &[], &secrets).err().unwrap();
        assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
    }
}

#[test]
fn the_definition_as_people_read_it() {
    let json = serde_json::to_string_pretty(Stripe.definition()).unwrap();
    insta::assert_snapshot!(json);
}
