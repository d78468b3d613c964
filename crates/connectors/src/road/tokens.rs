//! Tokens that vendors granted, kept in memory only, for all sessions of the same account.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use patchbay_vault::Secret;

use super::{Road, fault};
use crate::account::Account;
use crate::error::Result;
use crate::grant::{Grant, Token, oauth_token};
use crate::session::Session;

/// Renewed so long before its end that a request which waits its turn still arrives in time, but no
/// earlier than in the last tenth of its life.
const EARLY: Duration = Duration::from_secs(300);

/// A token in hand, and until when it is used.
struct Held {
    token: Arc<Secret>,
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
    /// an old secret obtained proves nothing about a new one.
    fn place(&self, account: &Account, grant: &Grant) -> Place {
        let account = account.fingerprint(&self.hasher);
        let key = self.hasher.hash_one((account, grant.request.url.as_str()));
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(key).or_default())
    }

    /// Drops this token, unless a newer one has taken its place.
    pub(super) async fn forget(&self, account: &Account, grant: &Grant, token: &Arc<Secret>) {
        let place = self.place(account, grant);
        let mut held = place.lock().await;
        if held.as_ref().is_some_and(|h| Arc::ptr_eq(&h.token, token)) {
            *held = None;
        }
    }
}

impl Road {
    /// A token that is good for a while, obtained if need be, or in any case if `anew`.
    pub(crate) async fn token(
        &self,
        session: &Session,
        grant: &Grant,
        anew: bool,
    ) -> Result<Arc<Secret>> {
        let place = self.tokens.place(&session.account, grant);
        let mut held = tokio::select! {
            biased;
            () = session.cancel.cancelled() => {
                return Err(fault::cancelled(session, &grant.request));
            }
            held = place.lock() => held,
        };
        if let Some(held) = held.as_ref().filter(|h| !anew && session.now() < h.until) {
            session.hide_token(&held.token);
            return Ok(Arc::clone(&held.token));
        }
        *held = None;
        let reply = self.travel(session, &grant.request, None).await?;
        let Token { secret, lives } = oauth_token(&reply).map_err(|e| session.redact_error(e))?;
        session.hide_token(&secret);
        let token = Arc::new(secret);
        let used = lives.saturating_sub(EARLY.min(lives / 10));
        let until = session.now().checked_add(used).unwrap_or(Timestamp::MAX);
        *held = Some(Held {
            token: Arc::clone(&token),
            until,
        });
        Ok(token)
    }
}
