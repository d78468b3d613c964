//! XML as this vendor speaks it: requests into a small tree, answers as text.

use quick_xml::escape::{escape, resolve_xml_entity};
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// An element of a request. Attributes say types and are not looked at.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    /// The tree of a document; `None` when it is none.
    pub fn parse(document: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
        let mut open: Vec<Self> = Vec::new();
        loop {
            let done = match reader.read_event().ok()? {
                Event::Start(tag) => {
                    open.push(Self::named(tag.name().as_ref()));
                    None
                }
                Event::Empty(tag) => Some(Self::named(tag.name().as_ref())),
                Event::End(_) => open.pop(),
                Event::Text(text) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&text.xml10_content().ok()?);
                    }
                    None
                }
                Event::GeneralRef(entity) => {
                    let text = match entity.resolve_char_ref().ok()? {
                        Some(letter) => letter.to_string(),
                        None => resolve_xml_entity(&entity.decode().ok()?)?.to_owned(),
                    };
                    open.last_mut()?.text.push_str(&text);
                    None
                }
                Event::Eof | Event::DocType(_) => return None,
                _ => None,
            };
            let Some(done) = done else { continue };
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => return Some(done),
            }
        }
    }

    fn named(name: &[u8]) -> Self {
        Self {
            name: String::from_utf8_lossy(name).into_owned(),
            ..Self::default()
        }
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The text of a child; `None` when there is none or it is empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The first child that is not among these.
    pub fn beside(&self, known: &[&str]) -> Option<&str> {
        let names = self.children.iter().map(|c| c.name.as_str());
        names.into_iter().find(|name| !known.contains(name))
    }
}

/// The whole answer.
pub(super) fn document(root: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}\n")
}

/// An element that holds others.
pub(super) fn element(name: &str, inner: &str) -> String {
    format!("<{name}>{inner}</{name}>")
}

/// An element that holds a text.
pub(super) fn text(name: &str, value: &str) -> String {
    format!("<{name}>{}</{name}>", escape(value))
}

/// An element with a type, nil without a value.
pub(super) fn typed(name: &str, kind: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("<{name} type=\"{kind}\">{}</{name}>", escape(value)),
        None => format!("<{name} type=\"{kind}\" nil=\"true\"/>"),
    }
}

/// A flag.
pub(super) fn flag(name: &str, value: bool) -> String {
    typed(name, "boolean", Some(if value { "true" } else { "false" }))
}

/// A list of elements.
pub(super) fn list(name: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.collect();
    format!("<{name} type=\"array\">{rows}</{name}>")
}
