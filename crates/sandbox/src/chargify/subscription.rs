//! A subscription: its states, how it reads on the wire, its lists and look-ups.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::catalogue::Coupon;
use super::{Chargify, Reply, lists, refusals};
use crate::calendar::{iso, year_month};
use crate::vendor::{Answer, Request};

macro_rules! states {
    ($($variant:ident $name:literal)*) => {
        /// The vendor's fifteen states.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum State { $($variant),* }

        impl State {
            /// The word on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

states! {
    Pending "pending"
    FailedToCreate "failed_to_create"
    Trialing "trialing"
    Assessing "assessing"
    Active "active"
    SoftFailure "soft_failure"
    PastDue "past_due"
    Suspended "suspended"
    Canceled "canceled"
    Expired "expired"
    Paused "paused"
    Unpaid "unpaid"
    TrialEnded "trial_ended"
    OnHold "on_hold"
    AwaitingSignup "awaiting_signup"
}

/// A coupon on a subscription.
#[derive(Debug, Clone)]
pub(super) struct Applied {
    /// Its place in the site's coupons.
    pub coupon: usize,
    /// For how many periods it has counted.
    pub used: u32,
}

/// A customer's subscription to a product.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub id: u64,
    pub state: State,
    pub previous: State,
    pub customer: u64,
    /// Its place in the site's products.
    pub product: usize,
    pub card: Option<u64>,
    pub collection: String,
    pub reference: Option<String>,
    pub coupons: Vec<Applied>,
    pub balance: i64,
    pub revenue: i64,
    pub signup_revenue: i64,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub activated: Option<Timestamp>,
    pub period: Option<(Timestamp, Timestamp)>,
    pub trial: Option<(Timestamp, Timestamp)>,
    pub expires: Option<Timestamp>,
    pub next_assessment: Option<Timestamp>,
    pub on_hold: Option<Timestamp>,
    pub cancel_at_end: bool,
    pub cancel_scheduled: Option<Timestamp>,
    pub canceled: Option<Timestamp>,
    pub cancel_message: Option<String>,
    pub cancel_method: Option<&'static str>,
    pub reason: Option<String>,
}

impl Subscription {
    /// Goes over into another state.
    pub fn enter(&mut self, state: State, now: Timestamp) {
        self.previous = self.state;
        self.state = state;
        self.updated = now;
    }

    /// Whether it is over, so that nothing more can be cancelled or discounted.
    pub fn ended(&self) -> bool {
        matches!(
            self.state,
            State::Canceled | State::Expired | State::FailedToCreate | State::TrialEnded
        )
    }
}

impl Chargify {
    /// The subscription of a path; 404 when there is none.
    pub(super) fn position(&self, id: &str) -> Result<usize, Answer> {
        let id: u64 = id.parse().map_err(|_| refusals::not_found())?;
        self.subscriptions
            .iter()
            .position(|known| known.id == id)
            .ok_or_else(refusals::not_found)
    }

    /// A subscription with its customer, product and card.
    pub(super) fn render(&self, subscription: &Subscription) -> Value {
        let product = &self.products[subscription.product];
        let coupons = &subscription.coupons;
        let first = coupons.first().map(|applied| &self.coupons[applied.coupon]);
        let codes: Vec<&str> = coupons
            .iter()
            .map(|applied| self.coupons[applied.coupon].code)
            .collect();
        let customer = self.customer(subscription.customer);
        let card = subscription
            .card
            .and_then(|id| self.cards.iter().find(|card| card.id == id));
        let at = |time: Option<Timestamp>| time.map(iso);
        let end = subscription.period.map(|(_, end)| end);
        let mut row = json!({
            "id": subscription.id,
            "state": subscription.state.name(),
            "trial_started_at": at(subscription.trial.map(|(start, _)| start)),
            "trial_ended_at": at(subscription.trial.map(|(_, end)| end)),
            "activated_at": at(subscription.activated),
            "created_at": iso(subscription.created),
            "updated_at": iso(subscription.updated),
            "expires_at": at(subscription.expires),
            "balance_in_cents": subscription.balance,
            "current_period_ends_at": at(end),
            "next_assessment_at": at(subscription.next_assessment),
            "canceled_at": at(subscription.canceled),
            "cancellation_message": subscription.cancel_message,
            "cancellation_method": subscription.cancel_method,
            "next_product_id": null,
            "next_product_handle": null,
            "next_product_price_point_id": null,
            "cancel_at_end_of_period": subscription.cancel_at_end,
            "delayed_cancel_at": at(subscription.cancel_at_end.then_some(end).flatten()),
            "scheduled_cancellation_at": at(subscription.cancel_scheduled),
            "current_period_started_at": at(subscription.period.map(|(start, _)| start)),
            "previous_state": subscription.previous.name(),
            "signup_payment_id": subscription.id + 500_000_000,
            "signup_revenue": format!("{}.{:02}", subscription.signup_revenue / 100, subscription.signup_revenue % 100),
            "total_revenue_in_cents": subscription.revenue,
            "product_price_in_cents": product.cents,
            "product_version_number": 1,
            "product_price_point_id": product.price_point(),
            "product_price_point_type": "default",
            "current_billing_amount_in_cents": product.cents,
        });
        let more = json!({
            "payment_type": card.map(|_| "credit_card"),
            "payment_collection_method": subscription.collection,
            "coupon_code": first.map(|coupon| coupon.code),
            "coupon_codes": codes,
            "coupon_use_count": coupons.first().map(|applied| applied.used),
            "coupon_uses_allowed": first.and_then(Coupon::uses_allowed),
            "reason_code": subscription.reason,
            "reference": subscription.reference,
            "referral_code": null,
            "automatically_resume_at": null,
            "on_hold_at": at(subscription.on_hold),
            "snap_day": null,
            "offer_id": null,
            "payer_id": subscription.customer,
            "group": null,
            "net_terms": 0,
            "stored_credential_transaction_id": null,
            "prepaid_dunning": false,
            "dunning_communication_delay_enabled": false,
            "dunning_communication_delay_time_zone": null,
            "receives_invoice_emails": null,
            "locale": null,
            "currency": "USD",
            "credit_balance_in_cents": 0,
            "prepayment_balance_in_cents": 0,
            "prepaid_configuration": null,
            "customer": customer.map(super::customers::Customer::render),
            "product": product.render(&self.families),
        });
        if let (Value::Object(row), Value::Object(more)) = (&mut row, more) {
            row.extend(more);
            if let Some(card) = card {
                row.insert("credit_card".to_owned(), card.render());
            }
        }
        row
    }

    /// A 200 with one subscription.
    pub(super) fn answer_with(&self, position: usize) -> Answer {
        Answer::json(
            200,
            &json!({ "subscription": self.render(&self.subscriptions[position]) }),
        )
    }

    pub(super) fn read_subscription(&self, id: &str, request: &Request) -> Reply {
        let subscription = &self.subscriptions[self.position(id)?];
        let mut row = self.render(subscription);
        for (_, wanted) in request
            .query
            .iter()
            .filter(|(name, _)| name == "include" || name == "include[]")
        {
            match wanted.as_str() {
                "coupons" => row["coupons"] = self.included_coupons(subscription),
                "self_service_page_token" => {
                    row["self_service_page_token"] = json!(format!("token-{}", subscription.id));
                }
                _ => {
                    return Err(refusals::parameter(
                        "include",
                        "is not included in the list",
                    ));
                }
            }
        }
        Ok(Answer::json(200, &json!({ "subscription": row })))
    }

    fn included_coupons(&self, subscription: &Subscription) -> Value {
        let coupons = subscription.coupons.iter().map(|applied| {
            let coupon = &self.coupons[applied.coupon];
            let mut row = json!({
                "code": coupon.code,
                "use_count": applied.used,
                "expires_at": coupon.ends.map(iso),
                "recurring": coupon.recurs != super::catalogue::Recurs::Once,
                "amount_in_cents": coupon.cents(),
                "percentage": coupon.percentage(),
            });
            if let Some(allowed) = coupon.uses_allowed() {
                row["uses_allowed"] = json!(allowed);
            }
            row
        });
        coupons.collect()
    }

    pub(super) fn look_subscription_up(&self, request: &Request) -> Reply {
        let reference = request.param("reference").ok_or_else(refusals::not_found)?;
        let found = self
            .subscriptions
            .iter()
            .position(|known| known.reference.as_deref() == Some(reference));
        found
            .map(|position| self.answer_with(position))
            .ok_or_else(refusals::not_found)
    }

    /// All of a customer's subscriptions, newest first, in one piece: this list has no paging parameters.
    pub(super) fn list_customer_subscriptions(&self, id: &str, _now: Timestamp) -> Reply {
        let customer = id
            .parse()
            .ok()
            .and_then(|id| self.customer(id))
            .ok_or_else(refusals::not_found)?;
        let theirs = self
            .subscriptions
            .iter()
            .rev()
            .filter(|known| known.customer == customer.id);
        let rows: Vec<Value> = theirs
            .map(|known| json!({ "subscription": self.render(known) }))
            .collect();
        Ok(Answer::json(200, &Value::Array(rows)))
    }

    pub(super) fn list_subscriptions(&self, request: &Request, now: Timestamp) -> Reply {
        const DATES: [&str; 9] = [
            "created_at",
            "current_period_ends_at",
            "current_period_starts_at",
            "activated_at",
            "canceled_at",
            "expires_at",
            "trial_started_at",
            "trial_ended_at",
            "updated_at",
        ];
        const SORTS: [(&str, &str); 6] = [
            ("signup_date", "created_at"),
            ("period_start", "current_period_started_at"),
            ("period_end", "current_period_ends_at"),
            ("next_assessment", "next_assessment_at"),
            ("updated_at", "updated_at"),
            ("created_at", "created_at"),
        ];
        if request
            .query
            .iter()
            .any(|(name, _)| name.starts_with("metadata"))
        {
            return Err(refusals::parameter(
                "metadata",
                "the Patchbay sandbox does not simulate this parameter",
            ));
        }
        let product = lists::number(request, "product")?;
        let price_point = lists::number(request, "product_price_point_id")?;
        let coupon = lists::number(request, "coupon")?;
        let range = lists::Range::read(request, &DATES, str::to_owned)?;
        let descending = lists::descending(request, true)?;
        let sort = request.param("sort").unwrap_or("signup_date");
        let Some((_, key)) = SORTS.iter().find(|(name, _)| *name == sort) else {
            return Err(refusals::parameter("sort", "is not included in the list"));
        };
        let mut rows = Vec::new();
        for known in &self.subscriptions {
            let sold = &self.products[known.product];
            let wanted = self.in_state(known, request.param("state"), now)?
                && product.is_none_or(|id| sold.id == id)
                && price_point.is_none_or(|id| sold.price_point() == id)
                && coupon.is_none_or(|id| {
                    known
                        .coupons
                        .iter()
                        .any(|applied| self.coupons[applied.coupon].id == id)
                });
            if wanted {
                rows.push(self.render(known));
            }
        }
        rows.retain(|row| range.holds(row));
        // All times carry one offset, so their text sorts as they do; rows without the date come first.
        rows.sort_by(|one, other| one[*key].as_str().cmp(&other[*key].as_str()));
        if descending {
            rows.reverse();
        }
        lists::page(
            request,
            20,
            rows.into_iter().map(|row| json!({ "subscription": row })),
        )
    }

    fn in_state(
        &self,
        subscription: &Subscription,
        filter: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, Answer> {
        let Some(filter) = filter else {
            return Ok(true);
        };
        match filter {
            "active" | "canceled" | "expired" | "on_hold" | "past_due" | "suspended"
            | "trial_ended" | "trialing" | "unpaid" => Ok(subscription.state.name() == filter),
            "pending_cancellation" => Ok(subscription.cancel_at_end),
            "expired_cards" => Ok(self.cards.iter().any(|card| {
                Some(card.id) == subscription.card && (card.year, card.month) < year_month(now)
            })),
            "pending_renewal" => Err(refusals::parameter(
                "state",
                "the Patchbay sandbox does not simulate this filter",
            )),
            _ => Err(refusals::parameter("state", "is not included in the list")),
        }
    }
}
