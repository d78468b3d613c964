//! Evergent (User Lifecycle Management): coupons, changes of service, pauses, resumptions, cancellations.
//!
//! Evergent publishes no reference, and its instances differ. What is here follows its customers' public
//! programs and Recurly's page on the connector; what was never seen is named in the assumptions, and every
//! name on the wire can be overridden in the instance profile.

mod actions;
mod catalogue;
mod client;
mod codes;
mod profile;
mod run;
mod subscriptions;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::account::safe_url;
use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Definition, Effect, Idempotency,
    Limits, Param, Setting, Trait, opaque,
};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Evergent.
pub struct Evergent;

#[async_trait]
impl Connector for Evergent {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        catalogue::check(session).await.map(CheckReport::new)
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        match catalogue {
            "products" => catalogue::products(session).await,
            other => Err(
                Error::new(Kind::NotFound, format!("Evergent has no catalogue {other}"))
                    .hint("Its only catalogue is products; coupons cannot be listed"),
            ),
        }
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        actions::plan(session, intent).await
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        run::run(session, plan).await
    }
}

/// A host, with or without scheme and path prefix, as the URL that method names are appended to.
fn domain(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    // The parser would take the first word of a bare path for the host.
    if text.starts_with(['/', '\\']) {
        return Err("has no host: it must come before the path".into());
    }
    let url = if text.contains("://") {
        safe_url(text)?
    } else {
        safe_url(&format!("https://{text}"))?
    };
    let last = url.rsplit('/').next().unwrap_or_default();
    if profile::Call::ALL
        .iter()
        .any(|c| c.name().eq_ignore_ascii_case(last))
    {
        return Err(format!(
            "must end before the method's name: leave out /{last}"
        ));
    }
    Ok(url)
}

/// A customer's id: one line of text, as the vendor wrote it.
fn customer_id(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("must be one line without control characters".into());
    }
    if text.chars().count() > 256 {
        return Err("must have at most 256 characters".into());
    }
    Ok(text.to_owned())
}

/// A profile is kept as it was typed, once it is known to be right.
fn instance_profile(text: &str) -> std::result::Result<String, String> {
    profile::Profile::read(text).map(|_| text.trim().to_owned())
}

const NEEDS_CUSTOMER: &[&[&str]] = &[&["customer_id"]];

const SERVICE: Param = Param::catalogue(
    "service",
    "Service",
    "products",
    "The subscription's serviceID. Needed only when the customer has several that fit.",
);

static DEFINITION: Definition = Definition {
    id: "evergent",
    name: "Evergent",
    category: Category::Billing,
    summary: "Redeem coupons, change, pause, resume, reactivate and remove subscriptions in Evergent.",
    docs_url: "https://docs.recurly.com/docs/evergent",
    settings: &[
        Setting::host(
            "domain",
            "Domain",
            "The host of your Evergent REST API, with the path that stands before the method names, usually the tenant's short name.",
            domain,
        )
        .required()
        .example("rest-prod-acme.evergent.com/acme"),
        Setting::secret(
            "api_key",
            "apiKey",
            "Your Evergent REST API key. For an instance with API users (see Instance profile) it is the API user's password.",
        )
        .required(),
        Setting::text(
            "channel_partner_id",
            "channelPartnerID",
            "Your channel partner identifier at Evergent, one per brand and country.",
        )
        .judge(opaque)
        .required()
        .example("ACME_US"),
        Setting::json(
            "instance_profile",
            "Instance profile",
            "How your instance differs from the defaults shown: a JSON document that holds only the differences. It renames methods, wrappers and fields, adds fixed fields (an extra that is given replaces the default one), says how a pause's length is sent (methods.pauseSubscription.length: {\"field\": \"…\", \"form\": \"days\" or \"end_date_ms\"}), and switches methods off (enabled: false). It is stored in clear: no secrets.",
        )
        .judge(instance_profile)
        .advanced()
        .default(profile::DEFAULT)
        .example(r#"{"customer": {"field": "spAccountID"}, "methods": {"pauseSubscription": {"enabled": false}}}"#),
        BASE_URL,
    ],
    traits: &[Trait {
        key: "customer_id",
        label: "Customer ID",
        help: "The customer's id at Evergent, column customer_id of the export. It is sent as cpCustomerID unless the instance profile says otherwise.",
        normalise: customer_id,
    }],
    catalogues: &[Catalogue {
        id: "products",
        name: "Products",
        help: "What the channel partner sells. A product's SKU is the serviceID of a subscription to it.",
    }],
    actions: &[
        Action {
            id: "redeem_coupon",
            name: "Redeem coupon",
            description: "Applies a coupon code to a subscription that the customer has. Its price changes as the coupon says; it cannot be taken back here.",
            requires: NEEDS_CUSTOMER,
            params: &[
                Param::text(
                    "coupon_code",
                    "Coupon code",
                    100,
                    "The code as Evergent issued it. Codes cannot be listed, so check its spelling.",
                )
                .required(),
                SERVICE,
            ],
            effect: Effect::Discounts,
            destructive: false,
            moves_money: true,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
        Action {
            id: "change_service",
            name: "Change service",
            description: "Moves the customer from one service to another, up or down. Evergent may charge or credit the difference; changing back is another change.",
            requires: NEEDS_CUSTOMER,
            params: &[
                Param::catalogue(
                    "from",
                    "From",
                    "products",
                    "The service that the customer has now.",
                )
                .required(),
                Param::catalogue("to", "To", "products", "The service to change to.").required(),
            ],
            effect: Effect::Changes,
            destructive: true,
            moves_money: true,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
        Action {
            id: "pause_subscription",
            name: "Pause subscription",
            description: "Pauses an active subscription for at most 90 days. Resume subscription ends the pause.",
            requires: NEEDS_CUSTOMER,
            params: &[
                SERVICE,
                Param::integer(
                    "days",
                    "Days",
                    1,
                    90,
                    "The length of the pause. It is sent only if the instance profile says in which field.",
                ),
            ],
            effect: Effect::Pauses,
            destructive: true,
            moves_money: false,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
        Action {
            id: "resume_subscription",
            name: "Resume subscription",
            description: "Ends the pause of a subscription; billing goes on.",
            requires: NEEDS_CUSTOMER,
            params: &[SERVICE],
            effect: Effect::Resumes,
            destructive: false,
            moves_money: true,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
        Action {
            id: "reactivate_subscription",
            name: "Reactivate subscription",
            description: "Takes back a cancellation before its end, so that the subscription renews again. The package's terms may forbid it.",
            requires: NEEDS_CUSTOMER,
            params: &[SERVICE],
            effect: Effect::Restarts,
            destructive: false,
            moves_money: true,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
        Action {
            id: "remove_subscription",
            name: "Remove subscription",
            description: "Cancels a subscription at the end of its period. Until then Reactivate subscription can take it back.",
            requires: NEEDS_CUSTOMER,
            params: &[
                SERVICE,
                Param::text(
                    "reason",
                    "Reason",
                    255,
                    "Why, as free text kept by Evergent. Not every instance takes it.",
                )
                .advanced(),
            ],
            effect: Effect::Ends,
            destructive: true,
            moves_money: false,
            reaches_person: false,
            idempotency: Idempotency::None,
            acceptance: Acceptance::Recorded,
        },
    ],
    // Evergent states no limits; its customers' programs wait from 15 to 120 seconds.
    limits: Limits {
        write_timeout_secs: 60,
        ..Limits::USUAL
    },
    proves: "A proven key was taken by getProducts for this channel partner. It does not show which of the six methods the instance has, nor, on an instance that does not look at the key there, that the key is right",
    assumptions: &[
        Assumption::new(
            "connector",
            "Evergent publishes no reference and instances differ: verify with Evergent which of the six methods yours has, and switch the others off in the instance profile (methods.….enabled)",
        )
        .setting("instance_profile"),
        Assumption::new(
            "connector",
            "A responseCode of 1 is a success and 0 a refusal, with HTTP status 200 for both, as seen in customers' programs",
        ),
        Assumption::new(
            "api_key",
            "The key travels in the body, inside the wrapper, as apiKey: seen on two instances. Others use apiUser and apiPassword: credentials.style in the instance profile. An instance may answer getProducts without looking at the key; then the check proves less than it says",
        )
        .setting("instance_profile"),
        Assumption::new(
            "domain",
            "The tenant's path prefix belongs to Domain, since there is no other setting for it",
        ),
        Assumption::new(
            "connector",
            "customer_id is sent as cpCustomerID; instances with spAccountID or contactID set customer.field in the instance profile, and customer.trait if another trait holds it. The key alone, without a customer's login, is taken to be enough",
        )
        .setting("instance_profile"),
        Assumption::new(
            "connector",
            "getProducts and its fields were seen; dmaID 001 is what every program sent: methods.getProducts.extra in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "redeem_coupon",
            "Only the method's name is documented; couponCode and serviceID are inferred: methods.redeemCoupon.fields in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "change_service",
            "Only the method's name is documented; oldServiceID and newServiceID were seen in one customer's gateway: methods.changeService.fields in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "pause_subscription",
            "Only the method's name and the 90 days are documented. How the length is sent is not known, so it is not sent unless methods.pauseSubscription.length is set in the instance profile; serviceID and serviceType are inferred from removeSubscription",
        )
        .setting("instance_profile"),
        Assumption::new(
            "pause_subscription",
            "The name of the paused status was never seen; PAUSED and SUSPENDED are taken for it: statuses.paused in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "resume_subscription",
            "Only the method's name is documented; its fields are inferred from removeSubscription: methods.resumeSubscription in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "reactivate_subscription",
            "Only the method's name is documented; its fields are inferred from removeSubscription, and that it fits the status FINAL BILL: methods.reactivateSubscription and statuses.final_bill in the instance profile",
        )
        .setting("instance_profile"),
        Assumption::new(
            "remove_subscription",
            "Method, wrapper, serviceID and serviceType were seen in a program that works with a customer's login; with the key and customer id in the body it is inferred. reason was seen in a gateway only: methods.removeSubscription in the instance profile",
        )
        .setting("instance_profile"),
    ],
};
