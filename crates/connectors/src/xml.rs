//! XML as far as vendors' APIs use it: a small tree, read from a reply and written into a request. No DTD, no
//! entities of one's own, no namespaces (a prefix is a part of the name). Reading never fails on what is merely
//! unknown; it is the folder that judges what the tree says.

mod read;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use crate::error::{Error, Result};

/// One element with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, with its prefix if it has one.
    pub name: String,
    /// Its attributes, in order.
    pub attributes: Vec<(String, String)>,
    /// The elements in it, in order.
    pub children: Vec<Element>,
    /// The text in it, as it is; between child elements the blanks are dropped.
    pub text: String,
}

impl Element {
    /// An empty element.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// An element that holds a text.
    pub fn of(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::new(name)
        }
    }

    /// With an attribute.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// With one more element in it.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With one more element that holds a text, when there is one.
    #[must_use]
    pub fn with_text(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with(Self::of(name, text)),
            None => self,
        }
    }

    /// The tree of a document, or one sentence on why it is none: for [`Reply::xml`](crate::Reply::xml).
    pub fn parse(document: &[u8]) -> std::result::Result<Self, String> {
        read::document(document)
    }

    /// The value of an attribute.
    pub fn value_of(&self, attribute: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == attribute)
            .map(|(_, value)| value.as_str())
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All children of that name.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The element at `a/b/c`, the first one of each name.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |at, name| at.child(name))
    }

    /// The text at `a/b/c`. An element with `nil="true"` or without text has none.
    pub fn text_of(&self, path: &str) -> Option<&str> {
        self.at(path)
            .filter(|e| e.value_of("nil") != Some("true"))
            .map(|e| e.text.as_str())
            .filter(|t| !t.is_empty())
    }

    /// The whole number at `a/b/c`, if there is any text; a sentence on what is there instead.
    pub fn integer_of(&self, path: &str) -> std::result::Result<Option<i64>, String> {
        self.typed(path, "a whole number")
    }

    /// `true` or `false` at `a/b/c`, if there is any text; a sentence on what is there instead.
    pub fn boolean_of(&self, path: &str) -> std::result::Result<Option<bool>, String> {
        self.typed(path, "true or false")
    }

    fn typed<T: std::str::FromStr>(
        &self,
        path: &str,
        what: &str,
    ) -> std::result::Result<Option<T>, String> {
        self.text_of(path)
            .map(|text| {
                text.trim()
                    .parse()
                    .map_err(|_| format!("{path} is {text:?} and not {what}"))
            })
            .transpose()
    }

    /// The document as it is sent, for [`Body::Xml`](crate::Body::Xml). Fails on a character that XML cannot
    /// carry in any spelling (XML 1.0, 2.2), naming the element.
    pub fn write(&self) -> Result<String> {
        let mut out = r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned();
        self.write_to(&mut out)?;
        Ok(out)
    }

    fn write_to(&self, out: &mut String) -> Result<()> {
        let _ = write!(out, "<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, r#" {name}=""#);
            self.escape(value, out)?;
            out.push('"');
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>");
            return Ok(());
        }
        out.push('>');
        self.escape(&self.text, out)?;
        for child in &self.children {
            child.write_to(out)?;
        }
        let _ = write!(out, "</{}>", self.name);
        Ok(())
    }

    fn escape(&self, text: &str, out: &mut String) -> Result<()> {
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                // A reader would make blanks or line feeds of them.
                '\t' | '\n' | '\r' => {
                    let _ = write!(out, "&#{};", u32::from(c));
                }
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    return Err(Error::invalid(
                        &self.name,
                        format!(
                            "{} holds the character U+{:04X}, which cannot be sent",
                            self.name,
                            u32::from(c)
                        ),
                    )
                    .hint("Type the value again, without control characters"));
                }
                c => out.push(c),
            }
        }
        Ok(())
    }
}
