//! Test pushes: what is shared by the push services. How a message is built and sent is each folder's own.

use serde_json::{Map, Value};

use crate::definition::Param;
use crate::error::{Error, Result};
use crate::intent::Intent;
use crate::plan::Fact;

/// The title. The folder says whether it is `.required()`.
pub const TITLE: Param = Param::text("title", "Title", 200, "The first line of the notification");

/// The text below the title. The folder says whether it is `.required()`.
pub const BODY: Param = Param::text("body", "Text", 2000, "The text of the notification");

/// What the app gets beside the text.
pub const DATA: Param = Param::json(
    "data",
    "Data",
    4096,
    "A JSON object that the app gets beside the text",
)
.advanced();

/// The first warning of every plan of a push.
pub const SEEN: &str = "A real person will see this on their device";

/// The JSON object of a parameter such as [`DATA`]; empty when it is not given.
pub fn object(intent: &Intent, param: &str) -> Result<Map<String, Value>> {
    match intent.param(param).map(serde_json::from_str) {
        None => Ok(Map::new()),
        Some(Ok(Value::Object(members))) => Ok(members),
        Some(_) => Err(Error::invalid(
            param,
            format!("{param} must be a JSON object"),
        )),
    }
}

/// The same where the service takes texts only: another value is an error that names it, since what a number
/// looks like as a text is not for us to guess.
pub fn texts(intent: &Intent, param: &str) -> Result<Map<String, Value>> {
    let members = object(intent, param)?;
    match members.iter().find(|(_, value)| !value.is_string()) {
        None => Ok(members),
        Some((key, _)) => Err(Error::invalid(
            param,
            format!("{param}: {key} is not a text, and only texts are delivered"),
        )
        .hint(format!("Write it in quotes: \"{key}\": \"…\""))),
    }
}

/// How long a message is, for the preview. One that is too long is an error, before anything is sent.
pub fn size(bytes: usize, most: usize) -> Result<Fact> {
    if bytes > most {
        return Err(Error::invalid(
            BODY.key,
            format!("the message has {bytes} bytes, and at most {most} are delivered"),
        )
        .hint("Shorten the text or the data"));
    }
    Ok(Fact::new("Size", format!("{bytes} of {most} bytes")))
}

#[cfg(test)]
mod tests;
