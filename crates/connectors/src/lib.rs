//! Connectors: what one is, the road that every request takes, and one folder per vendor.
//!
//! A connector's [`Definition`] is data, and everything else is drawn from it: the settings form,
//! validation, command-line help, the documentation page. Its behaviour is the [`Connector`] trait:
//! check, sync, plan and run, with no default implementations to hide behind.
//!
//! A request is described by a [`Request`], which names secrets but never holds one, and leaves only
//! by [`Session::send`]: sign, wait for the rate limit, send, retry, record, redact. No vendor folder
//! holds an HTTP client, a retry loop, a sleep or a log line of its own.
//!
//! This crate knows nothing of SQLite, Tauri, exports or where secrets are kept: its host passes in the
//! [`Account`] (settings and opened secrets), the clock, the ids and a [`Recorder`].

mod account;
pub mod address;
mod connector;
mod curl;
mod definition;
mod draft;
mod error;
mod grant;
mod intent;
mod jwt;
mod outlet;
mod placeholders;
mod plan;
pub mod purchase;
pub mod push;
mod redact;
mod registry;
mod reply;
mod request;
mod road;
pub mod say;
mod session;
mod target;
#[cfg(test)]
mod testing;
mod vendors;
mod xml;

pub use account::{Account, Values};
pub use connector::{Check, CheckReport, Connector, Item, ItemState, Verdict};
pub use curl::curl;
pub use definition::{
    Acceptance, Action, Assumption, Catalogue, Category, Choice, Definition, Effect, Idempotency,
    Limits, Param, ParamKind, Rate, Retry, Setting, SettingKind, Trait, When,
};
pub use error::{Error, Kind, Result, Stage};
pub use grant::Grant;
pub use intent::{Intent, Order, doubts};
pub use jwt::{Algorithm, Jwt, KeyAt, p8, service_account};
pub use placeholders::{Part, parts};
pub use plan::{Assumed, Fact, Handout, Outcome, Plan, PlanView, RunReport, Step, StepView};
pub use redact::Redactor;
pub use registry::{all, find};
pub use reply::{Exchange, Reply};
pub use request::{Body, Credential, Method, Request, later, segment};
pub use road::Road;
pub use session::{Ambient, Patience, Progress, Recorder, Session};
pub use xml::Element;
