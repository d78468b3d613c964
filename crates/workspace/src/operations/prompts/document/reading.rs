//! From a text to a document: the first mistake is told with its place, and nothing is guessed.
//!
//! What is judged here is the text alone: syntax, shape, ids. What a document means for an app is judged by its caller,
//! who tells a mistake with the same [`Text::mistake`].

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use serde_path_to_error::{Path, Segment};

use super::super::document_types::{PromptDocument, VERSION};
use super::place;
use crate::error::{Code, Error, Result};

/// The longest document, in bytes.
const LONGEST: usize = 5_000_000;

/// A document's text.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    /// The text of a file, if it is not too long. A byte order mark is passed over.
    pub fn of(text: &'a str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::new(
                Code::Invalid,
                format!(
                    "the document has {} bytes; at most {LONGEST} are read",
                    text.len()
                ),
            )
            .hint("Leave out the prompts that did not change, or import it in parts"));
        }
        Ok(Self(text.strip_prefix('\u{feff}').unwrap_or(text)))
    }

    /// Reads it: JSON, of this version, of the right shape, each thing in it once.
    pub fn document(self) -> Result<PromptDocument> {
        self.read::<Anything>()?;
        self.version()?;
        let document: PromptDocument = self.read()?;
        let mut prompts = HashSet::new();
        for (number, prompt) in document.prompts.iter().enumerate() {
            if !prompts.insert(prompt.id.trim()) {
                let what = format!("the prompt {} is there twice", prompt.id);
                return Err(self
                    .mistake(&format!("/prompts/{number}/id"), &what)
                    .hint("Give one of them another id, or take it out"));
            }
            let mut actions = HashSet::new();
            for (interaction, chain) in &prompt.interactions {
                for (place, action) in chain.iter().enumerate() {
                    if !actions.insert(action.id.as_str()) {
                        let at = format!(
                            "/prompts/{number}/interactions/{}/{place}/id",
                            interaction.name()
                        );
                        let what =
                            format!("the prompt {} has two actions {}", prompt.id, action.id);
                        return Err(self.mistake(&at, &what).hint(
                            "Give one of them another id: it names the action wherever it is moved",
                        ));
                    }
                }
            }
        }
        Ok(document)
    }

    /// The document of a newer version may have any shape: its version is told, not what is strange in it.
    fn version(self) -> Result<()> {
        #[derive(Deserialize)]
        struct Head {
            patchbay: Option<Value>,
        }
        let head: Head = self.read()?;
        match head.patchbay.as_ref().map(Value::as_u64) {
            Some(Some(version)) if version == u64::from(VERSION) => Ok(()),
            Some(Some(version)) if version > u64::from(VERSION) => Err(self
                .mistake("/patchbay", &format!("the document is of version {version}, and this Patchbay reads version {VERSION}"))
                .hint("Update Patchbay, or export it again from an older one")),
            Some(_) => Err(self
                .mistake("/patchbay", &format!("the version of the document must be {VERSION}"))
                .hint(format!("Write \"patchbay\": {VERSION}"))),
            None => Err(self
                .mistake("", &format!("this is not a document of Patchbay: it lacks \"patchbay\": {VERSION}"))
                .hint("Take one that was exported from Prompts")),
        }
    }

    fn read<T: DeserializeOwned>(self) -> Result<T> {
        let mut json = serde_json::Deserializer::from_str(self.0);
        let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = pointer(error.path());
            self.misread(&path, error.inner())
        })?;
        json.end().map_err(|error| self.misread("", &error))?;
        Ok(read)
    }

    fn misread(self, path: &str, error: &serde_json::Error) -> Error {
        let (line, column) = (error.line(), error.column());
        let said = error.to_string();
        let said = said
            .strip_suffix(&format!(" at line {line} column {column}"))
            .unwrap_or(&said);
        let names_its_place = said.starts_with(TWICE) || said.starts_with("unknown field");
        if !error.is_data() || names_its_place {
            let at = place::of_column(self.0, line, column);
            let hint = if error.is_data() {
                "Take it out, or spell it as in a document that was exported from Prompts"
            } else {
                "The file must be one JSON document: look for a missing comma, quote or bracket"
            };
            return self.told(path, at, said).hint(hint);
        }
        // What is of the wrong type may be anything, also a key that stands in the wrong place: it is not repeated.
        let said = match (said.split_once(':'), said.rsplit_once(", expected ")) {
            (Some(("invalid type" | "invalid value", _)), Some((_, expected))) => {
                format!("this must be {expected}")
            }
            _ => said.to_owned(),
        };
        self.mistake(path, &said)
            .hint("Compare with a document that was exported from Prompts")
    }

    /// The error for a mistake at a JSON path: what it is, with its line and column.
    pub fn mistake(self, path: &str, what: &str) -> Error {
        self.told(path, place::of_path(self.0, path), what)
    }

    fn told(self, path: &str, at: usize, what: &str) -> Error {
        let (line, column) = place::line_and_column(self.0, at);
        Error::new(
            Code::Invalid,
            format!("line {line}, column {column}: {what}"),
        )
        .field(path)
        .details(json!({ "line": line, "column": column, "path": path }))
    }
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        let step = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => place::escaped(key),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => break,
        };
        pointer.push('/');
        pointer.push_str(&step);
    }
    pointer
}

const TWICE: &str = "there are two of ";

/// Any JSON whose objects have each of their keys once. Of two, a reader would take one, and nobody knows which.
struct Anything;

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

macro_rules! scalars {
    ($($visit:ident($type:ty)),*) => {
        $(fn $visit<E>(self, _: $type) -> std::result::Result<Anything, E> { Ok(Anything) })*
    };
}

impl<'de> Visitor<'de> for Any {
    type Value = Anything;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    scalars!(
        visit_bool(bool),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64),
        visit_str(&str)
    );

    fn visit_unit<E>(self) -> std::result::Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Anything, A::Error> {
        while seq.next_element::<Anything>()?.is_some() {}
        Ok(Anything)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Anything, A::Error> {
        let mut keys = HashSet::new();
        while map.next_key_seed(Key(&mut keys))?.is_some() {
            map.next_value::<Anything>()?;
        }
        Ok(Anything)
    }
}

/// A key that is not among those before it.
struct Key<'a>(&'a mut HashSet<String>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<(), D::Error> {
        let key = String::deserialize(from)?;
        if self.0.contains(&key) {
            return Err(D::Error::custom(format!("{TWICE}\"{key}\" in one object")));
        }
        self.0.insert(key);
        Ok(())
    }
}
