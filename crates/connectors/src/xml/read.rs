//! From bytes to a tree. Each refusal is one short sentence; it names elements, never what they hold.

use std::str;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::Element;

/// Elements within elements that are read; no vendor's answer is half as deep.
const DEPTH: usize = 64;

type Read<T> = Result<T, String>;

pub(super) fn document(bytes: &[u8]) -> Read<Element> {
    let text = str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader
            .read_event()
            .map_err(|_| format!("it is not XML at byte {}", reader.error_position()))?;
        let closed = match event {
            Event::Start(tag) => {
                if open.len() == DEPTH {
                    return Err(format!("it is more than {DEPTH} elements deep"));
                }
                open.push(element(&tag)?);
                None
            }
            Event::Empty(tag) => Some(element(&tag)?),
            // The reader has compared the names.
            Event::End(_) => open.pop(),
            Event::Text(part) => {
                let part = part.xml10_content().map_err(|_| "it is not UTF-8")?;
                add(&mut open, &part)?;
                None
            }
            Event::CData(part) => {
                let part = part.xml10_content().map_err(|_| "it is not UTF-8")?;
                add(&mut open, &part)?;
                None
            }
            Event::GeneralRef(entity) => {
                add(&mut open, &resolved(&entity)?)?;
                None
            }
            Event::DocType(_) => return Err("it has a DOCTYPE, which is not read".into()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => None,
            Event::Eof => break,
        };
        let Some(mut element) = closed else {
            continue;
        };
        if !element.children.is_empty() && element.text.trim().is_empty() {
            element.text.clear();
        }
        match open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if root.is_none() => root = Some(element),
            None => return Err(format!("{} stands behind its end", element.name)),
        }
    }
    match open.last() {
        Some(element) => Err(format!("it ends within {}", element.name)),
        None => root.ok_or_else(|| "there is no element in it".into()),
    }
}

fn element(tag: &BytesStart<'_>) -> Read<Element> {
    let name = |bytes: &[u8]| -> Read<String> {
        str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| "it is not UTF-8".into())
    };
    let mut element = Element::new(name(tag.name().as_ref())?);
    for attribute in tag.attributes() {
        let broken = || format!("an attribute of {} cannot be read", element.name);
        let attribute = attribute.map_err(|_| broken())?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| broken())?
            .into_owned();
        let name = name(attribute.key.as_ref())?;
        element.attributes.push((name, value));
    }
    Ok(element)
}

fn add(open: &mut [Element], text: &str) -> Read<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("there is text outside of any element".into()),
    }
    Ok(())
}

fn resolved(entity: &BytesRef<'_>) -> Read<String> {
    let unknown = || "it has an entity that is not XML's own".to_owned();
    if let Some(c) = entity.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(c.to_string());
    }
    let name = entity.decode().map_err(|_| unknown())?;
    resolve_xml_entity(&name)
        .map(str::to_owned)
        .ok_or_else(unknown)
}
