//! A connector as data. Forms, validation, help texts and documentation are drawn from these types;
//! nothing else may keep a second description of a vendor.

mod effect;
mod param;
mod setting;
#[cfg(test)]
mod tests;

pub use effect::Effect;
pub use param::{Param, ParamKind, When};
pub use setting::{BASE_URL, Choice, Setting, SettingKind, email, opaque};

use serde::Serialize;
use ts_rs::TS;

/// Everything that is known about a vendor before talking to it.
#[derive(Debug, Serialize, TS)]
pub struct Definition {
    /// Stable id, also the folder's name: `chargify`.
    pub id: &'static str,
    /// The vendor's name as people say it.
    pub name: &'static str,
    /// Where it is listed.
    pub category: Category,
    /// One sentence on what the connector is for.
    pub summary: &'static str,
    /// The vendor's own documentation.
    pub docs_url: &'static str,
    /// The fields of its form, in order. Secret ones live in the keychain only.
    pub settings: &'static [Setting],
    /// The traits that its actions look at.
    pub traits: &'static [Trait],
    /// What can be synced to fill the choices.
    pub catalogues: &'static [Catalogue],
    /// What it can do.
    pub actions: &'static [Action],
    /// How fast and how patiently it may be asked.
    pub limits: Limits,
    /// What a green check proves and what it does not, in one or two sentences.
    pub proves: &'static str,
    /// What was never seen on a live account, and where it can be overridden.
    pub assumptions: &'static [Assumption],
}

impl Definition {
    /// The setting of that key or label, letter case and punctuation ignored (`channelPartnerID`
    /// finds `channel_partner_id`).
    pub fn setting(&self, name: &str) -> Option<&'static Setting> {
        let plain = |s: &str| -> String {
            s.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_ascii_lowercase()
        };
        let wanted = plain(name);
        self.settings
            .iter()
            .find(|s| plain(s.key) == wanted || plain(s.label) == wanted)
    }

    /// The action of that id.
    pub fn action(&self, id: &str) -> Option<&'static Action> {
        self.actions.iter().find(|a| a.id == id)
    }

    /// The catalogue of that id.
    pub fn catalogue(&self, id: &str) -> Option<&'static Catalogue> {
        self.catalogues.iter().find(|c| c.id == id)
    }

    /// The trait of that key.
    pub fn trait_named(&self, key: &str) -> Option<&'static Trait> {
        self.traits.iter().find(|t| t.key == key)
    }

    /// What is assumed of an action, its traits, its parameters and their catalogues. What is assumed of the whole
    /// connector is told with the connector.
    pub fn assumed(&self, action: &str) -> Vec<&'static Assumption> {
        let Some(action) = self.action(action) else {
            return Vec::new();
        };
        let of_params = |about: &str| {
            action.params.iter().any(|param| {
                param.key == about
                    || matches!(param.kind, ParamKind::Catalogue { catalogue } if catalogue == about)
            })
        };
        let concerns = |assumption: &&Assumption| {
            let about = assumption.about;
            about == action.id || action.requires.concat().contains(&about) || of_params(about)
        };
        self.assumptions.iter().filter(concerns).collect()
    }
}

/// The shelf that a connector stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Subscription billing.
    Billing,
    /// Support, CRM and marketing.
    CrmMarketing,
    /// Analytics and event streams.
    AnalyticsEvents,
    /// App stores and push services.
    AppStoresPush,
}

/// An attribute of a user that actions look at.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Trait {
    /// Stable key, as in the export: `chargify_id`.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it is and where it comes from.
    pub help: &'static str,
    /// Trims and judges a value before anything is sent.
    #[serde(skip)]
    pub normalise: fn(&str) -> Result<String, String>,
}

/// A list that is synced from the vendor to fill choices.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Catalogue {
    /// Stable id: `products`.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// What one entry is.
    pub help: &'static str,
}

/// One operation of a connector.
#[derive(Debug, Serialize, TS)]
pub struct Action {
    /// Stable id: `cancel_subscription`.
    pub id: &'static str,
    /// What people read: "Cancel subscription".
    pub name: &'static str,
    /// What happens to the subscriber, and whether it can be undone.
    pub description: &'static str,
    /// The traits that it needs: one of each group.
    pub requires: &'static [&'static [&'static str]],
    /// What can be chosen.
    pub params: &'static [Param],
    /// What it comes to for the subscriber: by it a chain of actions is judged.
    pub effect: Effect,
    /// Takes something away from the subscriber, or cannot be undone in place.
    pub destructive: bool,
    /// May charge or refund money.
    pub moves_money: bool,
    /// A real person sees it at once, such as a notification on their device.
    pub reaches_person: bool,
    /// What makes a repeat harmless, if anything.
    pub idempotency: Idempotency,
    /// What a success of the vendor proves.
    pub acceptance: Acceptance,
}

impl Action {
    /// The parameter of that key.
    pub fn param(&self, key: &str) -> Option<&'static Param> {
        self.params.iter().find(|p| p.key == key)
    }
}

/// What makes a repeated write harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// A key in the request, by which the vendor knows a repeat.
    Key,
    /// Doing it twice is the same as doing it once.
    Natural,
    /// Nothing: it is never sent twice.
    None,
}

/// What a success of the vendor proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// The change is made.
    Recorded,
    /// It will be tried later.
    Queued,
    /// Nothing: the vendor accepts anything.
    Silent,
    /// No request changes anything: it ends in a link, a descriptor or a reading.
    NoChange,
}

/// How fast and how patiently a vendor account may be asked.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Limits {
    /// Requests under way at once; none means no limit of the vendor's.
    pub concurrency: Option<u32>,
    /// Requests per time; none means no limit of the vendor's.
    pub rate: Option<Rate>,
    /// Whole time of one reading request, in seconds.
    pub read_timeout_secs: u32,
    /// Whole time of one changing request, in seconds.
    pub write_timeout_secs: u32,
    /// How repeats of harmless requests are bounded.
    pub retry: Retry,
}

impl Limits {
    /// What holds where a vendor says nothing: 30 seconds a request, no limits, the usual retries.
    pub const USUAL: Self = Self {
        concurrency: None,
        rate: None,
        read_timeout_secs: 30,
        write_timeout_secs: 30,
        retry: Retry::USUAL,
    };
}

/// A number of requests in a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Rate {
    /// How many.
    pub requests: u32,
    /// In how many seconds.
    pub per_secs: u32,
}

/// How repeats of harmless requests are bounded: by count and by total time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Retry {
    /// Sendings in all, the first included.
    pub attempts: u32,
    /// First pause, in milliseconds; it doubles from one to the next, with jitter.
    pub pause_ms: u32,
    /// From the first sending on, no repeat starts after this many seconds.
    pub total_secs: u32,
}

impl Retry {
    /// Three sendings within a minute.
    pub const USUAL: Self = Self {
        attempts: 3,
        pause_ms: 400,
        total_secs: 60,
    };
}

/// Something about the vendor that is assumed, not seen.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Assumption {
    /// What it is about: the id of an action or catalogue, the key of a setting or trait, or `connector`.
    pub about: &'static str,
    /// The assumption, and where it can be overridden.
    pub text: &'static str,
    /// The key of the setting that overrides it, if one does.
    pub setting: Option<&'static str>,
}

impl Assumption {
    /// An assumption that no setting overrides.
    pub const fn new(about: &'static str, text: &'static str) -> Self {
        Self {
            about,
            text,
            setting: None,
        }
    }

    /// The same, overridden in that setting.
    #[must_use]
    pub const fn setting(mut self, key: &'static str) -> Self {
        self.setting = Some(key);
        self
    }
}
