//! The one subscription that an action is about. It never guesses: where none fits, the error lists what there is;
//! where several do, one must be named.

use serde_json::{Value, json};

use super::catalogue::Pages;
use super::client::{Client, List, rows, subscription_of};
use super::replies::{Subscription, text};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::target::{Candidate, Words, one};

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

/// What a subscription must be, and how that is said around the noun: "subscription that can be resumed".
pub(super) struct Wanted<'a> {
    pub fits: &'a (dyn Fn(&Subscription) -> bool + Sync),
    pub which: &'a str,
    pub rest: &'a str,
}

pub(super) async fn subscription(
    draft: &mut Draft<'_>,
    wanted: &Wanted<'_>,
) -> Result<Subscription> {
    if let Some(id) = draft.intent.trait_value("subscription_id") {
        return by_id(draft, id, wanted).await;
    }
    let uid = match draft.intent.trait_value("uid") {
        Some(uid) => uid.to_owned(),
        None => user(draft).await?,
    };
    let mut pages = Pages::new(List::subscriptions(&uid));
    let mut all: Vec<Subscription> = Vec::new();
    while let Some(page) = pages.next(&draft.client).await? {
        for row in &page.rows {
            let found = Subscription::read(row).map_err(|why| page.reply.malformed(&why))?;
            if found.uid.as_deref().is_some_and(|u| u != uid) {
                return Err(page
                    .reply
                    .malformed(&format!("subscription {} is not user {uid}'s", found.id)));
            }
            if !all.iter().any(|s| s.id == found.id) {
                all.push(found);
            }
        }
        let status = page.reply.status;
        draft.steps.push(Step::made(page.request, status));
    }
    for found in &mut all {
        found.uid.get_or_insert_with(|| uid.clone());
    }
    let fitting: Vec<_> = all.iter().filter(|s| (wanted.fits)(s)).collect();
    let who = format!("user {uid}");
    let words = Words {
        who: &who,
        which: wanted.which,
        noun: "subscription",
        rest: wanted.rest,
        field: "subscription_id",
    };
    one(
        draft.intent,
        &fitting,
        &all,
        Subscription::candidate,
        &words,
    )
    .cloned()
}

async fn by_id(draft: &mut Draft<'_>, id: &str, wanted: &Wanted<'_>) -> Result<Subscription> {
    if let Some(other) = draft.intent.param("subscription_id").filter(|p| *p != id) {
        return Err(Error::invalid(
            "subscription_id",
            format!(
                "The parameter names subscription {other}, but the trait subscription_id names {id}"
            ),
        )
        .hint("Leave the parameter empty, or give the right trait"));
    }
    let request = draft.client.subscription(id)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let mut found = match subscription_of(&reply, &purpose, id) {
        Err(e) if e.kind == Kind::NotFound => {
            return Err(e.field("subscription_id").hint(
                "The trait must hold the id of a subscription of this application, in the region that is set",
            ));
        }
        other => other?,
    };
    if let Some(uid) = draft.intent.trait_value("uid") {
        match &found.uid {
            Some(owner) if owner != uid => {
                return Err(Error::invalid(
                    "uid",
                    format!("Subscription {id} is user {owner}'s, and not {uid}'s"),
                )
                .hint("The traits subscription_id and uid must be of the same user"));
            }
            _ => found.uid = Some(uid.to_owned()),
        }
    }
    if !(wanted.fits)(&found) {
        let parts = [wanted.which, "subscription", wanted.rest];
        let parts: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        return Err(Error::new(
            Kind::NotFound,
            format!("Subscription {} is no {}", found.brief(), parts.join(" ")),
        )
        .field("subscription_id")
        .hint("Choose another user, or look at the subscription at Piano")
        .details(json!({ "subscriptions": [{
            "id": found.id, "status": found.status, "term_id": found.term_id, "auto_renew": found.auto_renew,
        }] })));
    }
    Ok(found)
}

struct User {
    uid: String,
    email: Option<String>,
}

/// The user's id, by the address.
async fn user(draft: &mut Draft<'_>) -> Result<String> {
    let email = draft.intent.required_trait("email_address")?;
    let request = draft.client.users(email)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let (rows, _) = rows(&reply, &purpose, "users")?;
    let mut found: Vec<User> = Vec::new();
    // A search may also find others.
    let same = |row: &&Value| text(row, "email").is_some_and(|e| e.eq_ignore_ascii_case(email));
    for row in rows.iter().filter(same) {
        let uid = text(row, "uid").ok_or_else(|| reply.malformed("a user without uid"))?;
        if !found.iter().any(|u| u.uid == uid) {
            found.push(User {
                uid,
                email: text(row, "email"),
            });
        }
    }
    if found.is_empty() {
        return Err(Error::new(
            Kind::NotFound,
            format!("Piano has no user with the e-mail address {email}"),
        )
        .field("email_address")
        .hint("Check the trait, and that the application and the region are the right ones"));
    }
    let all: Vec<_> = found.iter().collect();
    let who = format!("the e-mail address {email}");
    let words = Words {
        who: &who,
        which: "",
        noun: "user",
        rest: "",
        field: "uid",
    };
    let candidate = |user: &User| Candidate {
        id: user.uid.clone(),
        brief: user.uid.clone(),
        facts: json!({ "email": user.email }),
    };
    one(draft.intent, &all, &found, candidate, &words).map(|u| u.uid.clone())
}
