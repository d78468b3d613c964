//! What can be chosen for an action: the parameters and their builders. `intent` judges what is given for them.

use serde::Serialize;
use ts_rs::TS;

use super::setting::Choice;

/// One choice to make for an action.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Param {
    /// Stable key.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it does.
    pub help: &'static str,
    /// What it may hold.
    pub kind: ParamKind,
    /// The action cannot be planned without it.
    pub required: bool,
    /// Folded away under "Advanced".
    pub advanced: bool,
    /// What is taken when it is left empty.
    pub default: Option<&'static str>,
    /// Asked for only when an earlier parameter has one of these values; then alone it is `required`, and given
    /// otherwise it is an error.
    pub only_when: Option<When>,
}

/// The values of an earlier parameter under which another is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct When {
    /// The key of the earlier parameter: a choice or a boolean.
    pub param: &'static str,
    /// The values.
    pub values: &'static [&'static str],
}

impl Param {
    const fn new(
        kind: ParamKind,
        key: &'static str,
        label: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            help,
            kind,
            required: false,
            advanced: false,
            default: None,
            only_when: None,
        }
    }

    /// A text of at most `max` characters. Like all of these optional, unless said otherwise.
    pub const fn text(
        key: &'static str,
        label: &'static str,
        max: u32,
        help: &'static str,
    ) -> Self {
        Self::new(ParamKind::Text { max }, key, label, help)
    }

    /// A whole number from `min` to `max`.
    pub const fn integer(
        key: &'static str,
        label: &'static str,
        min: i32,
        max: i32,
        help: &'static str,
    ) -> Self {
        Self::new(ParamKind::Integer { min, max }, key, label, help)
    }

    /// A decimal number of at most `places` places, zero or more.
    pub const fn decimal(
        key: &'static str,
        label: &'static str,
        places: u8,
        help: &'static str,
    ) -> Self {
        let negative = false;
        Self::new(ParamKind::Decimal { negative, places }, key, label, help)
    }

    /// A decimal number of at most `places` places, also below zero.
    pub const fn signed_decimal(
        key: &'static str,
        label: &'static str,
        places: u8,
        help: &'static str,
    ) -> Self {
        let negative = true;
        Self::new(ParamKind::Decimal { negative, places }, key, label, help)
    }

    /// `true` or `false`.
    pub const fn boolean(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(ParamKind::Boolean, key, label, help)
    }

    /// A calendar date.
    pub const fn date(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(ParamKind::Date, key, label, help)
    }

    /// One of a fixed list.
    pub const fn choice(
        key: &'static str,
        label: &'static str,
        choices: &'static [Choice],
        help: &'static str,
    ) -> Self {
        Self::new(ParamKind::Choice { choices }, key, label, help)
    }

    /// An entry of a catalogue.
    pub const fn catalogue(
        key: &'static str,
        label: &'static str,
        catalogue: &'static str,
        help: &'static str,
    ) -> Self {
        Self::new(ParamKind::Catalogue { catalogue }, key, label, help)
    }

    /// A JSON object of at most `max` bytes.
    pub const fn json(
        key: &'static str,
        label: &'static str,
        max: u32,
        help: &'static str,
    ) -> Self {
        Self::new(ParamKind::Json { max }, key, label, help)
    }

    /// The action cannot be planned without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Folded away under "Advanced".
    #[must_use]
    pub const fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// What is taken when it is left empty.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// Asked for only when the earlier parameter has one of the values.
    #[must_use]
    pub const fn only_when(mut self, param: &'static str, values: &'static [&'static str]) -> Self {
        self.only_when = Some(When { param, values });
        self
    }
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum ParamKind {
    /// A text of at most `max` characters.
    Text {
        /// Longest text that the vendor takes, in characters.
        max: u32,
    },
    /// A whole number between the two, both included.
    Integer {
        /// Smallest.
        min: i32,
        /// Largest.
        max: i32,
    },
    /// A decimal number such as `12.50`, kept as text and never as a float.
    Decimal {
        /// Whether it may be below zero.
        negative: bool,
        /// Most digits after the point.
        places: u8,
    },
    /// `true` or `false`.
    Boolean,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// One of a fixed list.
    Choice {
        /// The list.
        choices: &'static [Choice],
    },
    /// The id of an entry of a catalogue.
    Catalogue {
        /// The catalogue's id.
        catalogue: &'static str,
    },
    /// One JSON object.
    Json {
        /// Its greatest length without needless blanks, in bytes.
        max: u32,
    },
}
