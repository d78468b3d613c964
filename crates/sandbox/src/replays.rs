//! Answers that a vendor keeps under an idempotency key, for as long as it promises to.
//!
//! What a repeat with another body or for another route comes to differs from vendor to vendor, and so does which
//! answers are kept: the vendor decides on what [`Replays::look`] says, and calls [`Replays::keep`] where it wants to.

use axum::body::Bytes;
use axum::http::Method;
use jiff::{SignedDuration, Timestamp};

use crate::vendor::{Answer, Request};

/// The answers of one vendor.
#[derive(Debug)]
pub(crate) struct Replays {
    life: SignedDuration,
    kept: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    key: String,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Bytes,
    at: Timestamp,
    answer: Answer,
}

/// What is known of a key.
#[derive(Debug)]
pub(crate) enum Seen {
    /// Nothing, or the request has no key: it is to be done.
    Never,
    /// The same request was answered so. Nothing is changed by the repeat.
    Repeat(Answer),
    /// Method and path are the same, query or body are not; the answer is that of the first.
    OtherBody(Answer),
    /// The key came with another method or path.
    OtherRoute,
}

impl Replays {
    /// Keeps answers for `life`.
    pub fn new(life: SignedDuration) -> Self {
        Self {
            life,
            kept: Vec::new(),
        }
    }

    /// What is known of a request's key; an empty one counts as none.
    pub fn look(&mut self, key: &str, request: &Request, now: Timestamp) -> Seen {
        self.kept
            .retain(|kept| now.duration_since(kept.at) < self.life);
        let mut theirs = self.kept.iter().filter(|kept| kept.key == key).peekable();
        if key.is_empty() || theirs.peek().is_none() {
            return Seen::Never;
        }
        let Some(kept) =
            theirs.find(|kept| kept.method == request.method && kept.path == request.path)
        else {
            return Seen::OtherRoute;
        };
        let mut answer = kept.answer.clone();
        answer.changed = false;
        if kept.query == request.query && kept.body == request.body {
            Seen::Repeat(answer)
        } else {
            Seen::OtherBody(answer)
        }
    }

    /// Keeps the first answer to a request under its key; nothing when the key is empty.
    pub fn keep(&mut self, key: &str, request: &Request, now: Timestamp, answer: &Answer) {
        if key.is_empty() {
            return;
        }
        self.kept.push(Kept {
            key: key.to_owned(),
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: request.body.clone(),
            at: now,
            answer: answer.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, Method};
    use jiff::{SignedDuration, Timestamp};

    use super::{Replays, Seen};
    use crate::vendor::{Answer, Request};

    fn post(path: &str, body: &'static str) -> Request {
        Request {
            method: Method::POST,
            path: path.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn a_key_brings_the_first_answer_back_for_its_time() {
        let now: Timestamp = "2026-11-21T15:00:00Z".parse().unwrap();
        let mut replays = Replays::new(SignedDuration::from_hours(1));
        let first = post("/subscriptions", "a=1");
        assert!(matches!(replays.look("k", &first, now), Seen::Never));
        replays.keep(
            "k",
            &first,
            now,
            &Answer::text(201, "text/plain", "made").changed(),
        );
        let soon = now + SignedDuration::from_mins(59);
        let Seen::Repeat(answer) = replays.look("k", &first, soon) else {
            panic!("the repeat is not known");
        };
        assert_eq!(
            (answer.status, &*answer.body, answer.changed),
            (201, "made", false)
        );
        let other = post("/subscriptions", "a=2");
        assert!(matches!(
            replays.look("k", &other, soon),
            Seen::OtherBody(_)
        ));
        let other = post("/purchases", "a=1");
        assert!(matches!(replays.look("k", &other, soon), Seen::OtherRoute));
        assert!(matches!(replays.look("l", &first, soon), Seen::Never));
        let late = now + SignedDuration::from_hours(1);
        assert!(matches!(replays.look("k", &first, late), Seen::Never));
    }

    #[test]
    fn without_a_key_nothing_is_kept() {
        let now: Timestamp = "2026-11-21T15:00:00Z".parse().unwrap();
        let mut replays = Replays::new(SignedDuration::from_hours(1));
        let request = post("/subscriptions", "");
        replays.keep("", &request, now, &Answer::empty(201));
        assert!(matches!(replays.look("", &request, now), Seen::Never));
    }
}
