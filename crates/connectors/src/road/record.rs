//! What is kept of a request and its answer: redacted, and of bounded length.

use serde_json::Value;
use tokio::time::Instant;

use crate::reply::{Exchange, Reply};
use crate::request::Request;
use crate::session::Session;

/// Longest reply that is recorded, in bytes; the rest is cut.
const MAX_RECORDED: usize = 64 * 1024;

/// The record of a request that is about to leave.
pub(super) fn of_request(session: &Session, request: &Request) -> Exchange {
    Exchange {
        number: session.next_number(),
        purpose: session.redact(&request.purpose),
        method: request.method,
        url: session.redact(&request.shown_url()),
        headers: request
            .shown_headers()
            .into_iter()
            .map(|(name, value)| (name, session.redact(&value)))
            .collect(),
        body: request.shown_body().map(|b| session.redact_json(b)),
        changes: request.changes,
        sent_at: session.now().to_string(),
        attempts: 0,
        status: None,
        reply: None,
        elapsed_ms: None,
        error: None,
    }
}

/// A reply as it is kept: JSON where it is JSON, else text; long ones cut, and said so.
pub(super) fn of_reply(session: &Session, request: &Request, reply: &Reply) -> Value {
    if request.secret_reply && reply.is_success() {
        return Value::String("(not kept: it holds a token)".into());
    }
    if reply.body.len() <= MAX_RECORDED
        && let Ok(json) = serde_json::from_slice::<Value>(&reply.body)
    {
        return session.redact_json(json);
    }
    // Redacted before it is cut, so that no half of a secret is left at the cut.
    Value::String(cut(session.redact(&reply.text())))
}

/// The text, at most 64 KiB of it.
pub(super) fn cut(text: String) -> String {
    if text.len() <= MAX_RECORDED {
        return text;
    }
    let mut end = MAX_RECORDED;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}… (cut: {} bytes in all)", &text[..end], text.len())
}

pub(super) fn millis(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX)
}
