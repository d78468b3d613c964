//! The six methods that change something.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::accounts::{Item, Promotion, Status};
use super::replies::{Failure, failure, optional, text};
use super::{Done, Evergent, Reply};

const LONGEST_PAUSE_DAYS: i64 = 90;
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn done() -> Done {
    Done {
        members: Map::new(),
        changed: true,
    }
}

/// `serviceType` is `PRODUCT` in any case; only some methods insist on it.
fn service_type(asked: &Map<String, Value>, required: bool) -> Result<(), Failure> {
    let given = if required {
        Some(text(asked, "serviceType")?)
    } else {
        optional(asked, "serviceType")?
    };
    match given {
        Some(kind) if !kind.eq_ignore_ascii_case("PRODUCT") => Err(failure(
            "eV9006",
            format!("Service type '{kind}' is unknown; use PRODUCT"),
        )),
        _ => Ok(()),
    }
}

impl Evergent {
    /// The one subscription that a request is about, in one of these statuses.
    fn target(
        &mut self,
        asked: &Map<String, Value>,
        statuses: &[Status],
    ) -> Result<&mut Item, Failure> {
        let account = self.account(text(asked, "cpCustomerID")?)?;
        let place = self.service(text(asked, "serviceID")?)?;
        self.accounts[account].item(&self.services[place], place, statuses)
    }

    /// Cancels at the end of the period.
    pub(super) fn remove(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Reply {
        optional(asked, "reason")?;
        service_type(asked, true)?;
        let item = self.target(
            asked,
            &[Status::Active, Status::Paused, Status::PendingActive],
        )?;
        item.status = Status::FinalBill;
        item.pause = None;
        item.cancel_requested = Some(now);
        Ok(done())
    }

    /// Takes a pending cancellation back.
    pub(super) fn reactivate(&mut self, asked: &Map<String, Value>, _now: Timestamp) -> Reply {
        service_type(asked, false)?;
        let item = self.target(asked, &[Status::FinalBill])?;
        item.status = Status::Active;
        item.cancel_requested = None;
        Ok(done())
    }

    pub(super) fn pause(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Reply {
        service_type(asked, false)?;
        let until = pause_end(asked, now)?;
        let item = self.target(asked, &[Status::Active])?;
        item.status = Status::Paused;
        item.pause = Some((now, until));
        Ok(done())
    }

    pub(super) fn resume(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Reply {
        service_type(asked, false)?;
        let item = self.target(asked, &[Status::Paused])?;
        item.resume(now);
        Ok(done())
    }

    /// Ends one service and begins another in its place, at once.
    pub(super) fn change(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Reply {
        service_type(asked, false)?;
        let account = self.account(text(asked, "cpCustomerID")?)?;
        let old = self.service(text(asked, "oldServiceID")?)?;
        let new = self.service(text(asked, "newServiceID")?)?;
        let service = &self.services[new];
        let (id, valid_till) = (service.id, service.end(now));
        let refuse = |why: &str| Err(failure("eV9301", format!("Service '{id}' {why}")));
        if old == new {
            return refuse("is the present one");
        }
        if service.retired || service.freemium {
            return refuse("cannot be changed to");
        }
        if self.accounts[account]
            .items
            .iter()
            .any(|item| item.service == new)
        {
            return refuse("is subscribed to already");
        }
        self.accounts[account].item(&self.services[old], old, &[Status::Active])?;
        let order = self.next_order();
        let item = self.accounts[account].item(&self.services[old], old, &[Status::Active])?;
        *item = Item {
            order: order.clone(),
            service: new,
            start: now,
            valid_till,
            paid: now,
            renewal: false,
            declined: None,
            promotions: Vec::new(),
            ..item.clone()
        };
        let members = json!({ "orderID": order, "validityTill": valid_till.as_millisecond(), "orderedProductIds": [id] });
        let Value::Object(members) = members else {
            return Ok(done());
        };
        Ok(Done {
            members,
            changed: true,
        })
    }

    /// Puts a coupon on a subscription.
    pub(super) fn redeem(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Reply {
        service_type(asked, false)?;
        let customer = text(asked, "cpCustomerID")?;
        let account = self.account(customer)?;
        let code = text(asked, "couponCode")?;
        let service = match optional(asked, "serviceID")? {
            Some(id) => self.service(id)?,
            None => self.only_service(account)?,
        };
        let refuse = |code, why: String| Err(failure(code, why));
        let Some(coupon) = self.coupons.iter_mut().find(|coupon| coupon.code == code) else {
            return refuse("eV9101", format!("Coupon '{code}' is unknown"));
        };
        if coupon.ends.is_some_and(|end| end <= now) {
            return refuse("eV9102", format!("Coupon '{code}' has expired"));
        }
        if coupon
            .redeemed
            .iter()
            .any(|by| coupon.single || by == customer)
        {
            return refuse(
                "eV9103",
                format!("Coupon '{code}' has been redeemed already"),
            );
        }
        let sold = &self.services[service];
        if coupon.service.is_some_and(|only| only != sold.id) {
            return refuse(
                "eV9104",
                format!("Coupon '{code}' is not for service '{}'", sold.id),
            );
        }
        let item = self.accounts[account].item(sold, service, &[Status::Active])?;
        item.promotions.push(Promotion {
            code: coupon.code,
            name: coupon.name,
            percent: coupon.percent,
            off: coupon.off(sold.cents),
            from: now,
            until: sold.end(item.valid_till),
        });
        coupon.redeemed.push(customer.to_owned());
        Ok(done())
    }

    /// The service of an account that has one active subscription.
    fn only_service(&self, account: usize) -> Result<usize, Failure> {
        let mut active = self.accounts[account]
            .items
            .iter()
            .filter(|item| item.status == Status::Active);
        match (active.next(), active.next()) {
            (Some(item), None) => Ok(item.service),
            (None, _) => Err(failure("eV9003", "The account has no active subscription")),
            _ => Err(failure(
                "eV9005",
                "The account has several active subscriptions; say serviceID",
            )),
        }
    }
}

impl Item {
    /// Goes on as of `at`; the time that it was paused is added to its validity.
    pub(super) fn resume(&mut self, at: Timestamp) {
        if let Some((since, _)) = self.pause.take() {
            let paused = at.duration_since(since);
            self.valid_till = self
                .valid_till
                .checked_add(paused)
                .unwrap_or(self.valid_till);
        }
        self.status = Status::Active;
    }
}

/// When a pause ends, where a length was sent: a number of days or an instant, 1 to 90 days from now.
fn pause_end(asked: &Map<String, Value>, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let whole = |name: &str| match asked.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_i64()
            .map(Some)
            .ok_or_else(|| failure("eV9006", format!("Parameter {name} must be an integer"))),
    };
    let out_of_range = || {
        failure(
            "eV9201",
            format!("A pause lasts 1 to {LONGEST_PAUSE_DAYS} days"),
        )
    };
    let until = match (whole("pauseDays")?, whole("pauseEndDate")?) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(failure(
                "eV9006",
                "Only one of pauseDays and pauseEndDate can be given",
            ));
        }
        (Some(days), None) => {
            let days = i32::try_from(days)
                .ok()
                .filter(|days| *days > 0)
                .ok_or_else(out_of_range)?;
            now.checked_add(DAY * days).map_err(|_| out_of_range())?
        }
        (None, Some(millis)) => Timestamp::from_millisecond(millis).map_err(|_| out_of_range())?,
    };
    let length = until.duration_since(now);
    // The end of a pause of ninety days may be rounded up to the end of its day.
    let longest = DAY * 91;
    let fits = length > SignedDuration::ZERO && length < longest;
    let exact = asked.contains_key("pauseDays");
    if fits && (!exact || length <= DAY * 90) {
        Ok(Some(until))
    } else {
        Err(out_of_range())
    }
}
