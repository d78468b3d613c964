//! The secret type: a string that cannot be printed, logged or written out by accident.
//!
//! It has no `Debug`, `Display` or `Serialize`; the only way to its text is [`Secret::expose`], which is
//! called where a secret leaves for its one destination: the signer of a request, or the keychain.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A secret text, overwritten with zeros when dropped.
///
/// ```compile_fail
/// fn printable<T: std::fmt::Debug>(_: T) {}
/// printable(patchbay_vault::Secret::new("k".into()));
/// ```
/// ```compile_fail
/// fn writable<T: serde::Serialize>(_: T) {}
/// writable(patchbay_vault::Secret::new("k".into()));
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of the text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Call it only where the secret goes to its destination.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_from_text_and_gives_it_only_when_exposed() {
        let secret: Secret = serde_json::from_str(r#""k-\"1\"""#).unwrap();
        assert_eq!(secret.expose(), "k-\"1\"");
        assert_eq!(secret.clone().expose(), "k-\"1\"");
        assert!(!secret.is_empty() && Secret::new(String::new()).is_empty());
    }

    #[test]
    fn what_is_not_a_text_is_no_secret() {
        for json in ["1", "null", "[]", "{}"] {
            assert!(serde_json::from_str::<Secret>(json).is_err(), "{json}");
        }
    }
}
