//! Tokens that vendors granted or that were signed here, kept in memory only, for all sessions of the same account.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use patchbay_vault::Secret;

use super::{Road, fault};
use crate::account::Account;
use crate::error::Result;
use crate::grant::{Grant, How, Token, oauth_token};
use crate::session::Session;

/// Renewed so long before its end that a request which waits its turn still arrives in time, but no
/// earlier than in the last tenth of its life.
const EARLY: Duration = Duration::from_secs(300);

/// A token in hand, since when and until when it is used.
struct Held {
    token: Arc<Secret>,
    since: Timestamp,
    until: Timestamp,
}

/// The lock is held while a token is obtained, so that many requests at once ask for one only.
type Place = Arc<tokio::sync::Mutex<Option<Held>>>;

#[derive(Default)]
pub(super) struct Tokens {
    places: Mutex<HashMap<u64, Place>>,
    hasher: RandomState,
}

impl Tokens {
    /// The place of an account's token. Other settings or another secret make another account: a token that
    /// an old secret obtained proves nothing about a new one. A token that is signed here hangs on its key and what
    /// it says alone: whoever counts tokens counts those of all accounts with that key.
    fn place(&self, account: &Account, grant: &Grant) -> Place {
        let whose = match &grant.how {
            How::Signed(jwt) => account.secret_fingerprint(jwt.key.setting(), &self.hasher),
            How::Asked(_) => account.fingerprint(&self.hasher),
        };
        let key = self.hasher.hash_one((whose, grant.described()));
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(key).or_default())
    }

    /// Drops this token, unless a newer one has taken its place, or it was signed here a moment ago: another one
    /// would not be taken either.
    pub(super) async fn forget(
        &self,
        account: &Account,
        grant: &Grant,
        token: &Arc<Secret>,
        now: Timestamp,
    ) {
        let place = self.place(account, grant);
        let mut held = place.lock().await;
        let kept = |held: &Held| {
            matches!(grant.how, How::Signed(_)) && now < after(held.since, Grant::KEPT)
        };
        if held
            .as_ref()
            .is_some_and(|h| Arc::ptr_eq(&h.token, token) && !kept(h))
        {
            *held = None;
        }
    }
}

fn after(start: Timestamp, span: Duration) -> Timestamp {
    start.checked_add(span).unwrap_or(Timestamp::MAX)
}

impl Road {
    /// A token that is good for a while, obtained if need be. If `anew`, a granted one is asked for in any case; of
    /// a signed one in hand nothing more could be learnt, since it is of this very key.
    pub(crate) async fn token(
        &self,
        session: &Session,
        grant: &Grant,
        anew: bool,
    ) -> Result<Arc<Secret>> {
        let place = self.tokens.place(&session.account, grant);
        let mut held = match &grant.how {
            // Nobody holds the place for long.
            How::Signed(_) => place.lock().await,
            How::Asked(request) => tokio::select! {
                biased;
                () = session.cancel.cancelled() => return Err(fault::cancelled(session, request)),
                held = place.lock() => held,
            },
        };
        let anew = anew && matches!(grant.how, How::Asked(_));
        if let Some(held) = held.as_ref().filter(|h| !anew && session.now() < h.until) {
            session.hide_token(&held.token);
            return Ok(Arc::clone(&held.token));
        }
        *held = None;
        let now = session.now();
        let (secret, used) = match &grant.how {
            How::Signed(jwt) => {
                let token = jwt
                    .sign(&session.account, now)
                    .map_err(|e| session.redact_error(e))?;
                let passed = now.as_second() - jwt.issued(now);
                let left = i64::from(jwt.used_secs) - passed;
                (token, Duration::from_secs(left.unsigned_abs()))
            }
            How::Asked(request) => {
                let reply = self.travel(session, request, None).await?;
                let Token { secret, lives } =
                    oauth_token(&reply).map_err(|e| session.redact_error(e))?;
                (secret, lives.saturating_sub(EARLY.min(lives / 10)))
            }
        };
        session.hide_token(&secret);
        let token = Arc::new(secret);
        let now = session.now();
        *held = Some(Held {
            token: Arc::clone(&token),
            since: now,
            until: after(now, used),
        });
        Ok(token)
    }
}
