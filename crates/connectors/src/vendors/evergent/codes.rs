//! Evergent's error codes in plain words.
//!
//! Evergent publishes no list. These are the codes met in its customers' public programs; none of them is
//! particular to coupons, pauses or changes of service. An unknown code is never guessed at.

use crate::error::Kind;

/// What is known of a code.
pub(super) struct Meaning {
    /// What it says, as the middle of a sentence.
    pub text: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The kind of failure.
    pub kind: Kind,
}

const KEY: &str =
    "Check apiKey and channelPartnerID, and in the instance profile the credential style";
const CUSTOMER: &str = "Check the user's customer_id, and customer.field in the instance profile: it says which id that is";
const FIELDS: &str = "Compare the request with Evergent's documentation of this instance, and correct methods in the instance profile";
const SUPPORT: &str = "Try again later; if it stays so, ask Evergent's support with the code";
const PAYMENT: &str = "Look at the customer's payments in Evergent before trying again";

/// What a code means, letter case ignored (some programs write `ev…`).
pub(super) fn meaning(code: &str) -> Option<Meaning> {
    use Kind::{NotFound, Refused, Unauthorized};
    let (text, remedy, kind) = match code.trim().to_ascii_lowercase().as_str() {
        "111111111" => ("authentication failed", KEY, Unauthorized),
        "ev2124" => ("the session is not valid", KEY, Unauthorized),
        "ev2043" => ("the token or code is not valid", KEY, Unauthorized),
        "ev2134" => ("wrong user name or password", KEY, Unauthorized),
        "ev2231" => ("logged out", KEY, Unauthorized),
        "ev2767" => ("the refresh token is not valid", KEY, Unauthorized),
        "ev4492" => ("the login is blocked", KEY, Unauthorized),
        "ev4502" => ("the password is expired", KEY, Unauthorized),
        "20003" => ("a required parameter is missing", FIELDS, Refused),
        "ev1270" => ("the account type is not valid", FIELDS, Refused),
        "ev1268" => (
            "there is no zone for the DMA id",
            "Correct dmaID in methods.getProducts.extra of the instance profile",
            Refused,
        ),
        "ev2374" => (
            "no service has that app service id",
            "Choose a service of the catalogue, synced anew",
            Refused,
        ),
        "ev2327" => ("there is no such account", CUSTOMER, NotFound),
        "ev1003" => (
            "the account id is not valid for this business unit",
            CUSTOMER,
            NotFound,
        ),
        "ev1907" => ("the contact id is not valid", CUSTOMER, NotFound),
        "ev2138" => ("a failure that Evergent does not explain", SUPPORT, Refused),
        "ev3345" => ("something went wrong at Evergent", SUPPORT, Refused),
        "ev2378" => ("the receipt was already used", PAYMENT, Refused),
        "ev2402" => (
            "the subscription behind the receipt is over",
            PAYMENT,
            Refused,
        ),
        "ev2365" => (
            "the subscription belongs to another account",
            PAYMENT,
            Refused,
        ),
        "ev1144" => (
            "it was already bought",
            "Look at the customer's subscriptions in Evergent",
            Refused,
        ),
        "ev2428" | "ev2597" => ("a payment is still in progress", PAYMENT, Refused),
        "ev2292" => ("the payment failed", PAYMENT, Refused),
        "ev4331" => ("there are not enough credits", PAYMENT, Refused),
        "ev2143" => (
            "the device limit is reached",
            "Remove a device of the customer's in Evergent",
            Refused,
        ),
        "ev1733" | "ev2268" => ("the device is missing or not known", FIELDS, Refused),
        "ev1259" | "ev4161" | "ev1062" | "ev2160" | "ev2793" | "ev2795" | "ev2362" | "ev2788"
        | "ev4014" => (
            "an account with that name or e-mail exists already",
            CUSTOMER,
            Refused,
        ),
        "ev2329" | "ev2373" | "ev2846" | "ev2847" => (
            "a one-time password is expired, missing or sent too often",
            "Evergent asks for a login code, which no action sends: check the method in the instance profile",
            Refused,
        ),
        _ => return None,
    };
    Some(Meaning { text, remedy, kind })
}
