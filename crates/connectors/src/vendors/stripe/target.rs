//! Whom and what an action is about: the customer, the subscription, the price, the discount. It never guesses.

use serde::de::DeserializeOwned;

use super::client::{Client, Form, List};
use super::replies::{
    Coupon, Cursor, Customer, Page, Preview, Price, PromotionCode, Row, Subscription,
};
use super::shown;
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::request::Request;
use crate::target::{self, Words};

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

/// More customers with one e-mail address than this are not looked into.
const MAX_TWINS: usize = 10;
/// Rows of a page: the most that Stripe gives.
pub(super) const PER_PAGE: u32 = 100;

/// Whom the action is about, and what they have.
pub(super) struct Target {
    pub customer: Customer,
    /// All but the cancelled ones, which Stripe leaves out.
    pub subscriptions: Vec<Subscription>,
}

impl Draft<'_> {
    /// Makes a look-up, writes it down, and decodes the answer.
    pub async fn ask<T: DeserializeOwned>(&mut self, request: Request) -> Result<T> {
        let purpose = request.purpose.clone();
        let reply = self.look(request).await?;
        self.client.judged(&purpose, &reply)
    }

    /// A list, read to its end.
    async fn all<T: DeserializeOwned + Row>(&mut self, list: List) -> Result<Vec<T>> {
        let mut cursor = Cursor::default();
        let mut all = Vec::new();
        while !cursor.ended {
            let request = self.client.page(&list, PER_PAGE, cursor.after.as_deref())?;
            let page: Page<T> = self.ask(request).await?;
            all.extend(cursor.take(&list.name, page)?);
        }
        Ok(all)
    }

    async fn subscriptions_of(&mut self, customer: &Customer) -> Result<Vec<Subscription>> {
        let all: Vec<Subscription> = self.all(List::subscriptions_of(&customer.id)).await?;
        // Something that drops the filter would show those of others.
        if let Some(other) = all.iter().find(|s| s.customer.id() != customer.id) {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Stripe listed {} of customer {} among the subscriptions of {}",
                    other.id,
                    other.customer.id(),
                    customer.id
                ),
            )
            .hint("Check that the Base URL leads to Stripe and passes the query on"));
        }
        if let Some(cut) = all.iter().find(|s| s.items.has_more) {
            return Err(Error::new(
                Kind::Unsupported,
                format!("{} has more plans than Stripe lists at once", cut.id),
            )
            .hint("Change it in the Stripe Dashboard"));
        }
        Ok(all)
    }

    /// The customer of the traits and what they have.
    pub async fn target(&mut self) -> Result<Target> {
        let found = if let Some(id) = self.intent.trait_value("stripe_id") {
            self.by_id(id).await?
        } else {
            let email = self.intent.required_trait("email_address")?;
            self.by_email(email).await?
        };
        if found.customer.livemode == Some(true) {
            self.warn("This is live mode: it is about a real customer and real money");
        }
        Ok(found)
    }

    async fn by_id(&mut self, id: &str) -> Result<Target> {
        let request = self.client.customer(id)?;
        let customer: Customer = self.ask(request).await.map_err(|e| match e.kind {
            Kind::NotFound => e.field("stripe_id"),
            _ => e,
        })?;
        if customer.id != id {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Stripe answered with customer {} when asked for {id}",
                    customer.id
                ),
            )
            .hint("Check that the Base URL leads to Stripe"));
        }
        if customer.deleted {
            return Err(Error::new(
                Kind::NotFound,
                format!("Customer {id} was deleted at Stripe"),
            )
            .field("stripe_id")
            .hint("A deleted customer cannot be brought back: use the id of the present one"));
        }
        let subscriptions = self.subscriptions_of(&customer).await?;
        Ok(Target {
            customer,
            subscriptions,
        })
    }

    async fn by_email(&mut self, email: &str) -> Result<Target> {
        let list = List::new(
            "customers",
            format!("the customers with the e-mail address {email}"),
        )
        .with("email", email);
        let mut all: Vec<Customer> = self.all(list).await?;
        all.retain(|c| {
            !c.deleted
                && c.email
                    .as_deref()
                    .is_some_and(|e| e.eq_ignore_ascii_case(email))
        });
        let words = Words {
            who: &format!("the e-mail address {email}"),
            which: "",
            noun: "customer",
            rest: "",
            field: "stripe_id",
        };
        let every: Vec<_> = all.iter().collect();
        if all.len() < 2 || all.len() > MAX_TWINS {
            let found = target::one(self.intent, &every, &all, shown::customer, &words);
            let customer = found
                .cloned()
                .map_err(|e| match e.kind {
                    Kind::NotFound => e.field("email_address").hint(
                        "Stripe minds letter case here: give the address just as it stands there, or the stripe_id",
                    ),
                    _ => e,
                })?;
            let subscriptions = self.subscriptions_of(&customer).await?;
            return Ok(Target {
                customer,
                subscriptions,
            });
        }
        let mut theirs = Vec::new();
        for customer in &all {
            theirs.push(self.subscriptions_of(customer).await?);
        }
        let living: Vec<_> = theirs
            .iter()
            .enumerate()
            .filter(|(_, subscriptions)| subscriptions.iter().any(live))
            .map(|(at, _)| at)
            .collect();
        let [at] = living[..] else {
            let fitting = match living.len() {
                0 => every,
                _ => living.iter().map(|at| &all[*at]).collect(),
            };
            target::one(self.intent, &fitting, &all, shown::customer, &words)?;
            return Err(Error::new(Kind::Ambiguous, "several customers fit"));
        };
        let customer = all.swap_remove(at);
        self.warn(format!(
            "{} customers have the e-mail address {email}: {} was taken, the only one with a live subscription",
            theirs.len(),
            customer.id
        ));
        Ok(Target {
            customer,
            subscriptions: theirs.swap_remove(at),
        })
    }

    /// The price of a parameter, with its product.
    pub async fn price(&mut self, param: &'static str) -> Result<Price> {
        let id = self.intent.required(param)?;
        let purpose = format!("Find plan {id}");
        let request = self
            .client
            .get(purpose, &["prices", id], &[("expand[]", "product")])?;
        let price: Price = self.ask(request).await.map_err(|e| match e.kind {
            Kind::NotFound => e
                .field(param)
                .hint("Sync the plans under Catalogue, and choose one"),
            _ => e,
        })?;
        if price.recurring.is_none() {
            return Err(Error::invalid(
                param,
                format!(
                    "{} is paid once, so nobody can subscribe to it",
                    shown::plan(&price)
                ),
            )
            .hint("Choose a recurring price"));
        }
        if price.active == Some(false) {
            self.warn(format!(
                "{} is archived: Stripe may refuse it",
                shown::plan(&price)
            ));
        }
        Ok(price)
    }

    /// The coupon of the parameter, which must still be good.
    pub async fn coupon(&mut self) -> Result<Option<Coupon>> {
        let Some(id) = self.intent.param("coupon") else {
            return Ok(None);
        };
        let request = self
            .client
            .get(format!("Find coupon {id}"), &["coupons", id], &[])?;
        let coupon: Coupon = self.ask(request).await.map_err(|e| match e.kind {
            Kind::NotFound => e
                .field("coupon")
                .hint("Sync the coupons under Catalogue, and choose one"),
            _ => e,
        })?;
        good(&coupon).map(|()| Some(coupon))
    }

    /// The promotion code of the parameter, by its id or as it is typed, for this customer.
    pub async fn promotion_code(&mut self, customer: &Customer) -> Result<Option<PromotionCode>> {
        let Some(given) = self.intent.param("promotion_code") else {
            return Ok(None);
        };
        let found = if given.starts_with("promo_") {
            let purpose = format!("Find promotion code {given}");
            let request = self.client.get(purpose, &["promotion_codes", given], &[])?;
            self.ask(request).await.map_err(|e| match e.kind {
                Kind::NotFound => e.field("promotion_code"),
                _ => e,
            })?
        } else {
            let list = List::new("promotion_codes", format!("the promotion codes {given}"))
                .with("code", given)
                .with("active", "true");
            let mut all: Vec<PromotionCode> = self.all(list).await?;
            // Of the same code, those of other customers are no choice.
            all.retain(|p| p.code.eq_ignore_ascii_case(given) && is_for(p, customer));
            match all.len() {
                1 => all.swap_remove(0),
                n => {
                    return Err(Error::new(
                        Kind::NotFound,
                        format!("{n} active promotion codes {given} are open to this customer"),
                    )
                    .field("promotion_code")
                    .hint("Sync the promotion codes under Catalogue, and choose one by its id"));
                }
            }
        };
        let refused = |why: &str| {
            Error::new(
                Kind::Refused,
                format!("Promotion code {} ({}) {why}", found.code, found.id),
            )
            .field("promotion_code")
            .hint("Choose another one")
        };
        if !found.active {
            return Err(refused("is no longer active"));
        }
        if !is_for(&found, customer) {
            return Err(refused("is for another customer"));
        }
        good(&found.coupon).map_err(|e| e.field("promotion_code"))?;
        Ok(Some(found))
    }

    /// What the next invoice would be. Where the key may not ask for that, the plan goes on without it.
    pub async fn next_invoice(&mut self, purpose: String, form: Form) -> Result<()> {
        let request = self.client.preview(purpose, form)?;
        match self.ask::<Preview>(request).await {
            Ok(preview) => self.preview = shown::preview(&preview),
            Err(e) if e.kind == Kind::Forbidden => {
                let remedy = e.hint.unwrap_or_default();
                self.warn(format!(
                    "The amounts are not known: this key may not preview invoices. {remedy}"
                ));
            }
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

fn is_for(code: &PromotionCode, customer: &Customer) -> bool {
    code.customer.as_ref().is_none_or(|c| c.id() == customer.id)
}

fn good(coupon: &Coupon) -> Result<()> {
    if coupon.valid == Some(false) {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Coupon {} has expired or was redeemed as often as it may be",
                coupon.id
            ),
        )
        .field("coupon")
        .hint("Choose another one"));
    }
    Ok(())
}

/// Whether it is running, or may run again.
pub(super) fn live(subscription: &Subscription) -> bool {
    !matches!(
        subscription.status.as_str(),
        "canceled" | "incomplete_expired"
    )
}

impl Target {
    /// The one subscription with the price, in one of these states, or the one that is named.
    pub fn subscription(
        &self,
        draft: &Draft<'_>,
        price: Option<&str>,
        states: &[&str],
        which: &str,
    ) -> Result<&Subscription> {
        let fitting: Vec<_> = self
            .subscriptions
            .iter()
            .filter(|s| states.contains(&s.status.as_str()))
            .filter(|s| price.is_none_or(|p| s.has_price(p)))
            .collect();
        let rest = price.map(|p| format!("to {p}")).unwrap_or_default();
        target::one(
            draft.intent,
            &fitting,
            &self.subscriptions,
            shown::candidate,
            &Words {
                who: &self.customer.shown(),
                which,
                noun: "subscription",
                rest: &rest,
                field: "subscription_id",
            },
        )
    }
}

/// A subscription that a schedule manages takes its plans and dates from there, and would lose the change.
pub(super) fn free_of_schedule(subscription: &Subscription) -> Result<()> {
    let Some(schedule) = subscription.schedule_id() else {
        return Ok(());
    };
    Err(Error::new(
        Kind::Refused,
        format!(
            "Subscription {} is managed by schedule {schedule}, which would undo the change",
            subscription.id
        ),
    )
    .hint("Release the schedule in the Stripe Dashboard first, then run the action again"))
}
