//! A connector for tests of the framework: one of everything, and no opinion of its own.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use super::{CANARY, account, session_on};
use crate::account::safe_url;
use crate::definition::{BASE_URL, opaque};
use crate::{
    Acceptance, Action, Catalogue, Category, CheckReport, Choice, Connector, Definition,
    Idempotency, Intent, Item, Limits, Method, Param, ParamKind, Plan, Request, Result, Retry,
    Road, RunReport, Session, Setting, SettingKind, Trait,
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

const TEXT: Setting = Setting {
    key: "",
    label: "",
    help: "",
    kind: SettingKind::Text,
    secret: false,
    required: false,
    advanced: false,
    default: None,
    example: "",
    normalise: trimmed,
};

const PARAM: Param = Param {
    key: "",
    label: "",
    help: "",
    kind: ParamKind::Text { max: 10 },
    required: false,
    advanced: false,
    default: None,
};

pub(crate) static TINY: Definition = Definition {
    id: "tiny",
    name: "Tiny",
    category: Category::Billing,
    summary: "",
    docs_url: "",
    settings: &[
        Setting {
            key: "site",
            label: "Site name",
            required: true,
            example: "acme",
            normalise: |text| match text.trim() {
                "bad" => Err("must not be bad".into()),
                text => Ok(text.to_lowercase()),
            },
            ..TEXT
        },
        Setting {
            key: "region",
            label: "Region",
            default: Some("us"),
            ..TEXT
        },
        Setting {
            key: "api_key",
            label: "API key",
            secret: true,
            required: true,
            normalise: opaque,
            ..TEXT
        },
        Setting {
            key: "pin",
            label: "PIN",
            secret: true,
            // A careless sentence, to see that it does not get through.
            normalise: |text| match text {
                "wrong-pin-7" => Err(format!("must not be {text}")),
                text => Ok(text.to_owned()),
            },
            ..TEXT
        },
        Setting {
            key: "token_url",
            label: "Token URL",
            kind: SettingKind::Url,
            normalise: safe_url,
            ..TEXT
        },
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
            Param {
                key: "to",
                label: "New plan",
                kind: ParamKind::Catalogue { catalogue: "plans" },
                required: true,
                ..PARAM
            },
            Param {
                key: "note",
                label: "Note",
                ..PARAM
            },
            Param {
                key: "days",
                label: "Days",
                kind: ParamKind::Integer { min: 1, max: 730 },
                ..PARAM
            },
            Param {
                key: "prorate",
                label: "Prorate",
                kind: ParamKind::Boolean,
                default: Some("false"),
                ..PARAM
            },
            Param {
                key: "on",
                label: "Date",
                kind: ParamKind::Date,
                ..PARAM
            },
            Param {
                key: "when",
                label: "When",
                kind: ParamKind::Choice {
                    choices: &[
                        Choice {
                            value: "now",
                            label: "Now",
                        },
                        Choice {
                            value: "period_end",
                            label: "At the period's end",
                        },
                    ],
                },
                ..PARAM
            },
            Param {
                key: "region",
                label: "Region",
                default: Some("%credential.region%"),
                ..PARAM
            },
        ],
        destructive: false,
        moves_money: false,
        idempotency: Idempotency::None,
        acceptance: Acceptance::Recorded,
    }],
    limits: LIMITS,
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
