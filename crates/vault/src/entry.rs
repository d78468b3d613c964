//! How the secrets of one connector look as keychain entries: names, the JSON object, and its division into
//! parts.
//!
//! Nothing here talks to a keychain; `stored.rs` does, with what this module encodes and decodes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Secret, VaultError};

/// The secrets of one connector: setting key → secret. Each value is overwritten with zeros when dropped.
pub type Secrets = BTreeMap<String, Secret>;

/// The service name of every entry that Patchbay keeps.
pub const SERVICE: &str = "patchbay";

/// The most that one entry holds, in bytes. Windows takes 2,560 per credential.
pub(crate) const ENTRY_BYTES: usize = 2_000;
/// The most parts that an entry is split into.
pub(crate) const MAX_PARTS: usize = 32;
/// The most that the secrets of one connector may take as JSON, in bytes.
pub(crate) const MAX_BYTES: usize = (ENTRY_BYTES - 3) * MAX_PARTS; // a piece ends up to 3 bytes early, see `pieces`

/// The entry of one connector of one app: the service `patchbay` and the user name `WORKSPACE/APP/CONNECTOR`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryName {
    user: String,
}

impl EntryName {
    /// Names the entry. `%`, `/` and `#` inside a component are percent-encoded, so that two
    /// different triples never share a name, nor does a triple share one with a part of another entry.
    pub fn new(workspace: &str, app: &str, connector: &str) -> Self {
        let plain = |text: &str| {
            text.replace('%', "%25")
                .replace('/', "%2F")
                .replace('#', "%23")
        };
        Self {
            user: format!("{}/{}/{}", plain(workspace), plain(app), plain(connector)),
        }
    }

    /// The user name under which the keychain has the entry.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The user name of part `number` (from 1) of a generation. Even and odd generations have parts of
    /// their own names, so that one is complete before the other goes.
    pub(crate) fn part(&self, generation: u64, number: usize) -> String {
        let slot = if generation.is_multiple_of(2) {
            'a'
        } else {
            'b'
        };
        format!("{}#{slot}{number}", self.user)
    }

    pub(crate) fn damaged(&self, what: &'static str) -> VaultError {
        VaultError::Damaged {
            entry: self.user.clone(),
            what,
        }
    }
}

/// What stands in the entry itself when the secrets are kept in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Grows by one with each set of parts.
    pub generation: u64,
    /// Number of parts.
    pub count: usize,
    /// Length of all parts together.
    pub bytes: usize,
    /// [`check`] of all parts together, as hexadecimal digits.
    pub check: String,
}

/// Around the head, so that it cannot be taken for secrets: their values are texts, never objects.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadEntry<H> {
    #[serde(rename = "$parts")]
    parts: H,
}
const HEAD_START: &[u8] = b"{\"$parts\":{";

/// What an entry's text turned out to be.
pub(crate) enum Stored {
    Whole(Secrets),
    Split(Head),
}

impl Head {
    pub(crate) fn over(json: &[u8], generation: u64, count: usize) -> Self {
        Self {
            generation,
            count,
            bytes: json.len(),
            check: check(json),
        }
    }

    /// Whether these are the very bytes that the head was written for.
    pub(crate) fn fits(&self, json: &[u8]) -> bool {
        self.bytes == json.len() && self.check == check(json)
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(&HeadEntry { parts: self })
            .map_err(|_| VaultError::other("an entry could not be written as JSON"))
    }
}

/// Reads the text of an entry.
pub(crate) fn decode(name: &EntryName, text: &[u8]) -> Result<Stored, VaultError> {
    if !text.starts_with(HEAD_START) {
        return decode_secrets(name, text).map(Stored::Whole);
    }
    match serde_json::from_slice::<HeadEntry<Head>>(text) {
        Ok(HeadEntry { parts })
            if (1..=MAX_PARTS).contains(&parts.count) && parts.bytes <= MAX_BYTES =>
        {
            Ok(Stored::Split(parts))
        }
        _ => Err(name.damaged("its list of parts is unreadable")),
    }
}

/// Reads the JSON object of the secrets. The parser's error is dropped, because it quotes the text.
pub(crate) fn decode_secrets(name: &EntryName, json: &[u8]) -> Result<Secrets, VaultError> {
    serde_json::from_slice(json).map_err(|_| name.damaged("it is not a JSON object of texts"))
}

/// Writes the secrets as a JSON object, into a buffer that never moves and is overwritten when dropped.
pub(crate) fn encode(
    name: &EntryName,
    secrets: &Secrets,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let plain: BTreeMap<&str, &str> = secrets
        .iter()
        .map(|(key, secret)| (key.as_str(), secret.expose()))
        .collect();
    // JSON writes a byte as at most six (\u00XX); with the whole room taken at once, no copy is left behind
    // by growth.
    let room = plain
        .iter()
        .map(|(key, secret)| 6 * (key.len() + secret.len()) + 6)
        .sum::<usize>()
        + 2;
    let mut json = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *json, &plain)
        .map_err(|_| VaultError::other("an entry could not be written as JSON"))?;
    if json.len() > MAX_BYTES {
        return Err(VaultError::TooLarge {
            entry: name.user.clone(),
            limit: MAX_BYTES,
        });
    }
    Ok(json)
}

/// Divides JSON into pieces of at most [`ENTRY_BYTES`], never inside a character: some keychains (`KWallet`)
/// take only text.
pub(crate) fn pieces(json: &[u8]) -> Vec<&[u8]> {
    let mut rest = json;
    let mut pieces = Vec::new();
    while rest.len() > ENTRY_BYTES {
        let continues = |at: usize| rest[at] & 0b1100_0000 == 0b1000_0000;
        let mut cut = ENTRY_BYTES;
        while cut > 1 && continues(cut) {
            cut -= 1;
        }
        let (piece, after) = rest.split_at(cut);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// FNV-1a, 64 bits. It finds parts that do not belong together; it is no protection against forgery, which
/// whoever can write the keychain has no need of.
fn check(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(pairs: &[(&str, &str)]) -> Secrets {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Secret::new((*value).to_owned())))
            .collect()
    }

    fn name() -> EntryName {
        EntryName::new("w", "default", "stripe")
    }

    #[test]
    fn names_are_readable_and_never_shared() {
        assert_eq!(name().user(), "w/default/stripe");
        assert_eq!(EntryName::new("w", "a/b", "c").user(), "w/a%2Fb/c");
        assert_ne!(
            EntryName::new("w", "a/b", "c"),
            EntryName::new("w", "a", "b/c")
        );
        assert_ne!(
            EntryName::new("w", "a%2Fb", "c"),
            EntryName::new("w", "a/b", "c")
        );
        assert_ne!(
            EntryName::new("w", "a", "c#a1").user(),
            EntryName::new("w", "a", "c").part(2, 1)
        );
        assert_eq!(name().part(2, 1), "w/default/stripe#a1");
        assert_eq!(name().part(3, 12), "w/default/stripe#b12");
    }

    #[test]
    fn a_small_entry_is_a_plain_json_object() {
        let all = secrets(&[("api_key", "k-\"1\""), ("token", "線\n")]);
        let json = encode(&name(), &all).unwrap();
        assert_eq!(
            std::str::from_utf8(&json).unwrap(),
            r#"{"api_key":"k-\"1\"","token":"線\n"}"#
        );
        let Stored::Whole(back) = decode(&name(), &json).unwrap() else {
            panic!("a head")
        };
        assert_eq!(back.len(), 2);
        assert_eq!(back["api_key"].expose(), "k-\"1\"");
        assert_eq!(back["token"].expose(), "線\n");
    }

    #[test]
    fn the_buffer_never_grows() {
        let worst = "\u{1}".repeat(5_000);
        let all = secrets(&[("a", &worst), ("b", &worst)]);
        let json = encode(&name(), &all).unwrap();
        let room = 2 * (6 * 5_001 + 6) + 2;
        assert_eq!(json.capacity(), room, "grown from {room}");
    }

    #[test]
    fn a_setting_may_be_called_like_the_head() {
        let json = encode(&name(), &secrets(&[("$parts", "{")])).unwrap();
        assert!(matches!(decode(&name(), &json), Ok(Stored::Whole(_))));
    }

    #[test]
    fn heads_go_through_and_bad_ones_are_damage() {
        let head = Head::over(b"abc", 7, 2);
        assert!(head.fits(b"abc") && !head.fits(b"abd") && !head.fits(b"ab"));
        let text = head.encode().unwrap();
        assert_eq!(
            std::str::from_utf8(&text).unwrap(),
            r#"{"$parts":{"generation":7,"count":2,"bytes":3,"check":"e71fa2190541574b"}}"#
        );
        assert!(matches!(decode(&name(), &text), Ok(Stored::Split(back)) if back == head));
        for count in [0, MAX_PARTS + 1] {
            let text = Head::over(b"abc", 7, count).encode().unwrap();
            assert!(matches!(
                decode(&name(), &text),
                Err(VaultError::Damaged { .. })
            ));
        }
    }

    #[test]
    fn damage_is_named_without_the_text() {
        for text in [
            &b"k-CANARY"[..],
            b"{\"a\":\"k-CANARY",
            b"{\"a\":1}",
            b"[\"k-CANARY\"]",
            b"\xff",
            b"",
            b"{\"$parts\":{\"k-CANARY\":1}}",
        ] {
            let Err(error) = decode(&name(), text) else {
                panic!("{text:?} was taken")
            };
            assert!(matches!(error, VaultError::Damaged { .. }));
            assert!(!format!("{error} {error:?}").contains("CANARY"));
        }
    }

    #[test]
    fn pieces_fit_and_are_whole_characters() {
        for text in [
            String::new(),
            "x".repeat(ENTRY_BYTES),
            "x".repeat(ENTRY_BYTES + 1),
            "線".repeat(3_000),
            format!("x{}", "😀".repeat(1_500)),
        ] {
            let pieces = pieces(text.as_bytes());
            assert!(
                pieces
                    .iter()
                    .all(|piece| piece.len() <= ENTRY_BYTES && std::str::from_utf8(piece).is_ok())
            );
            assert_eq!(pieces.concat(), text.as_bytes());
        }
    }

    #[test]
    fn what_exceeds_all_parts_is_too_large() {
        let fits = secrets(&[("k", &"x".repeat(MAX_BYTES - 8))]);
        assert_eq!(encode(&name(), &fits).unwrap().len(), MAX_BYTES);
        let over = secrets(&[("k", &"x".repeat(MAX_BYTES - 7))]);
        let limit = MAX_BYTES;
        assert_eq!(
            encode(&name(), &over).unwrap_err(),
            VaultError::TooLarge {
                entry: "w/default/stripe".into(),
                limit
            }
        );
    }
}
