//! Plans that were made and not run yet. Each can be run once, within ten minutes, with the settings it was made with.

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use patchbay_connectors::{Account, Plan};

use crate::error::{Code, Error, Result};

/// How long a plan may be run: what it looked up may have changed since.
pub(crate) const PLAN_LIFE: Duration = Duration::from_secs(600);
/// More than anybody looks at; the oldest go first.
const MOST: usize = 200;

/// A plan and what must still be so when it is run.
pub(crate) struct Held {
    pub app: String,
    pub plan: Plan,
    /// The account that it was made with, by [`HeldPlans::fingerprint`].
    pub account: u64,
}

/// The plans of this process.
#[derive(Default)]
pub(crate) struct HeldPlans {
    plans: Mutex<HashMap<String, Held>>,
    state: RandomState,
}

impl HeldPlans {
    /// What tells an account from one with other settings or another key: the same plan would reach others by it.
    pub fn fingerprint(&self, account: &Account) -> u64 {
        account.fingerprint(&self.state)
    }

    /// Keeps a plan.
    pub fn keep(&self, id: String, held: Held) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let now = held.plan.made_at;
        plans.retain(|_, held| !too_old(&held.plan, now));
        while plans.len() >= MOST {
            let oldest = plans
                .iter()
                .min_by_key(|(_, h)| h.plan.made_at)
                .map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            plans.remove(&oldest);
        }
        plans.insert(id, held);
    }

    /// Takes a plan to run it: whoever comes second finds it gone. `ready` may refuse, then it stays.
    pub fn take(
        &self,
        id: &str,
        app: &str,
        now: Timestamp,
        ready: impl FnOnce(&Held) -> Result<()>,
    ) -> Result<Held> {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = || {
            Error::new(
                Code::PlanGone,
                "this plan was already run, or is too old to be run",
            )
            .hint("Look at the history, then plan again: what it looked up may have changed")
        };
        match plans.get(id) {
            Some(held) if held.app == app && !too_old(&held.plan, now) => ready(held)?,
            _ => return Err(gone()),
        }
        plans.remove(id).ok_or_else(gone)
    }
}

fn too_old(plan: &Plan, now: Timestamp) -> bool {
    now.duration_since(plan.made_at).unsigned_abs() > PLAN_LIFE
}
