//! A connector for tests of the framework: one of everything, and no opinion of its own.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use super::{CANARY, account, session_on};
use crate::definition::BASE_URL;
use crate::{
    Acceptance, Action, Catalogue, Category, CheckReport, Choice, Connector, Definition, Effect,
    Idempotency, Intent, Item, Limits, Method, Param, Plan, Request, Result, Retry, Road,
    RunReport, Session, Setting, Trait,
};

/// Repeats at once, at most three sendings.
pub(crate) const LIMITS: Limits = Limits {
    retry: Retry {
        attempts: 3,
        pause_ms: 0,
        total_secs: 60,
    },
    ..Limits::USUAL
};

#[allow(clippy::unnecessary_wraps)] // a normaliser
fn trimmed(text: &str) -> std::result::Result<String, String> {
    Ok(text.trim().to_owned())
}

const fn text(key: &'static str, label: &'static str) -> Setting {
    Setting::text(key, label, "")
}

const WHEN: &[Choice] = &[
    Choice::new("now", "Now"),
    Choice::new("period_end", "At the period's end"),
];

pub(crate) static TINY: Definition = Definition {
    id: "tiny",
    name: "Tiny",
    category: Category::Billing,
    summary: "",
    docs_url: "",
    settings: &[
        text("site", "Site name")
            .required()
            .example("acme")
            .judge(|text| match text.trim() {
                "bad" => Err("must not be bad".into()),
                text => Ok(text.to_lowercase()),
            }),
        text("region", "Region").default("us"),
        Setting::secret("api_key", "API key", "").required(),
        // A careless sentence, to see that it does not get through.
        text("pin", "PIN").hidden().judge(|text| match text {
            "wrong-pin-7" => Err(format!("must not be {text}")),
            text => Ok(text.to_owned()),
        }),
        Setting::address("token_url", "Token URL", ""),
        Setting::list("colours", "Colours", ""),
        BASE_URL,
    ],
    traits: &[
        Trait {
            key: "tiny_id",
            label: "Tiny id",
            help: "",
            normalise: |text| {
                let text = text.trim();
                if text.bytes().all(|b| b.is_ascii_digit()) {
                    Ok(text.to_owned())
                } else {
                    Err("must be a number".into())
                }
            },
        },
        Trait {
            key: "email_address",
            label: "E-mail",
            help: "",
            normalise: trimmed,
        },
        Trait {
            key: "plan",
            label: "Plan",
            help: "",
            normalise: trimmed,
        },
    ],
    catalogues: &[Catalogue {
        id: "plans",
        name: "Plans",
        help: "",
    }],
    actions: &[Action {
        id: "do_it",
        name: "Do it",
        description: "",
        requires: &[&["tiny_id", "email_address"], &["plan"]],
        params: &[
            Param::catalogue("to", "New plan", "plans", "").required(),
            Param::text("note", "Note", 10, ""),
            Param::integer("days", "Days", 1, 730, ""),
            Param::boolean("prorate", "Prorate", "").default("false"),
            Param::date("on", "Date", ""),
            Param::choice("when", "When", WHEN, ""),
            Param::text("region", "Region", 10, "").default("%credential.region%"),
            Param::decimal("price", "Price", 2, ""),
            Param::signed_decimal("units", "Units", 3, ""),
            Param::json("data", "Data", 40, ""),
            Param::text("why", "Why", 10, "")
                .required()
                .only_when("when", &["now"]),
            Param::text("keep", "Keep", 10, "")
                .default("all")
                .only_when("prorate", &["true"]),
        ],
        effect: Effect::Records,
        destructive: false,
        moves_money: false,
        reaches_person: false,
        idempotency: Idempotency::None,
        acceptance: Acceptance::Recorded,
    }],
    limits: LIMITS,
    proves: "",
    assumptions: &[],
};

/// The settings and secrets that every tiny account has.
pub(crate) const SITE: &[(&str, &str)] = &[("site", "acme")];
pub(crate) const KEYS: &[(&str, &str)] = &[("api_key", CANARY)];

/// A session of its own, on a road of its own.
pub(crate) fn tiny() -> (Session, Arc<super::Tape>) {
    let account = account(&TINY, SITE, KEYS).unwrap();
    session_on(account, &Road::new())
}

/// `GET base/path`, to read.
pub(crate) fn read(base: &str, path: &str) -> Request {
    let url = Url::parse(base).unwrap().join(path).unwrap();
    Request::read("Look", Method::Get, url)
}

/// `POST base/path`, to change.
pub(crate) fn change(base: &str, path: &str, idempotency: Idempotency) -> Request {
    let url = Url::parse(base).unwrap().join(path).unwrap();
    Request::change("Change", Method::Post, url, idempotency)
}

/// A connector whose every part is what a test makes of it.
#[derive(Default)]
pub(crate) struct Tiny {
    pub check: Option<fn() -> Result<CheckReport>>,
    pub items: Option<fn() -> Result<Vec<Item>>>,
    pub plan: Option<Box<dyn Fn() -> Request + Send + Sync>>,
    pub report: Option<fn() -> RunReport>,
}

#[async_trait]
impl Connector for Tiny {
    fn definition(&self) -> &'static Definition {
        &TINY
    }

    async fn check(&self, _: &Session) -> Result<CheckReport> {
        self.check.unwrap()()
    }

    async fn sync(&self, _: &Session, _: &str) -> Result<Vec<Item>> {
        self.items.unwrap()()
    }

    /// Sends the request, as if it were a look-up.
    async fn plan(&self, session: &Session, _: &Intent) -> Result<Plan> {
        let request = self.plan.as_ref().unwrap()();
        session.send(&request).await?;
        unreachable!("the tests' look-ups fail")
    }

    async fn run(&self, _: &Session, _: &Plan) -> RunReport {
        self.report.unwrap()()
    }
}
