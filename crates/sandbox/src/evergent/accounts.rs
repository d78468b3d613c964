//! Accounts and what they subscribe to.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Evergent;
use super::catalogue::{Service, money};
use super::replies::{self, Failure};
use crate::calendar::date;
use crate::people::Person;

/// The status words. `Paused` is inferred: no public source shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    /// Cancelled, usable until the end of the period.
    FinalBill,
    PendingActive,
    Paused,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::FinalBill => "FINAL BILL",
            Self::PendingActive => "PENDING ACTIVE",
            Self::Paused => "PAUSED",
        }
    }
}

/// A redeemed coupon on a subscription.
#[derive(Debug, Clone)]
pub(super) struct Promotion {
    pub code: &'static str,
    pub name: &'static str,
    pub percent: Option<i32>,
    /// Cents off.
    pub off: i32,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// One subscription of an account.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub order: String,
    /// Its place in the services.
    pub service: usize,
    pub status: Status,
    pub start: Timestamp,
    pub valid_till: Timestamp,
    pub paid: Timestamp,
    pub renewal: bool,
    pub method: &'static str,
    /// Why the last payment was declined.
    pub declined: Option<&'static str>,
    pub promotions: Vec<Promotion>,
    /// Since when it is paused, and until when, where that was said.
    pub pause: Option<(Timestamp, Option<Timestamp>)>,
    pub cancel_requested: Option<Timestamp>,
}

impl Item {
    fn render(&self, service: &Service, currency: &str) -> Value {
        let (period, duration) = service.period();
        let off: i32 = self.promotions.iter().map(|promotion| promotion.off).sum();
        let promotions: Vec<Value> = self
            .promotions
            .iter()
            .map(|promotion| promotion.render(service))
            .collect();
        json!({
            "serviceID": service.id,
            "serviceName": service.name,
            "displayName": service.short,
            "serviceType": "PRODUCT",
            "status": self.status.name(),
            "orderID": self.order,
            "isRenewal": self.status == Status::Active && !service.freemium,
            "isFreemium": service.freemium,
            "isInFreeTrail": false,
            "basicService": service.kind == "Base",
            "startDate": self.start.as_millisecond(),
            "startDateInMillis": self.start.as_millisecond(),
            "validityTill": self.valid_till.as_millisecond(),
            "period": period,
            "duration": duration,
            "priceCharged": money((service.cents - off).max(0)),
            "planPrice": money(service.cents),
            "retailPrice": money(service.cents),
            "currencyCode": currency,
            "paymentMethod": self.method,
            "promotions": promotions,
        })
    }
}

impl Promotion {
    fn render(&self, service: &Service) -> Value {
        let mut row = json!({
            "promotionId": self.code,
            "promotionName": self.name,
            "promotionType": "COUPON",
            "amount": money(self.off),
            "promotionalPrice": money((service.cents - self.off).max(0)),
            "startDate": date(self.from),
            "endDate": date(self.until),
            "isDefaultPromo": false,
            "isVODPromotion": false,
            "isFreeTrail": false,
        });
        if let Some(percent) = self.percent {
            row["percentage"] = json!(percent);
        }
        row
    }
}

/// An account.
#[derive(Debug)]
pub(super) struct Account {
    /// `cpCustomerID`.
    pub customer: String,
    /// `spAccountID`.
    pub number: String,
    pub email: String,
    pub country: &'static str,
    pub currency: &'static str,
    pub unit: &'static str,
    pub items: Vec<Item>,
}

/// The account number of one of the two hundred.
pub(super) fn account_id(person: &Person) -> String {
    format!("5{:07}", person.number * 37)
}

impl Account {
    /// The subscriptions as the reply has them.
    pub fn render(&self, services: &[Service]) -> Vec<Value> {
        self.items
            .iter()
            .map(|item| item.render(&services[item.service], self.currency))
            .collect()
    }

    /// The one subscription to a service whose status is among `statuses`.
    pub fn item(
        &mut self,
        service: &Service,
        place: usize,
        statuses: &[Status],
    ) -> Result<&mut Item, Failure> {
        let mut theirs = self
            .items
            .iter()
            .filter(|item| item.service == place)
            .peekable();
        let Some(first) = theirs.peek().map(|item| item.status) else {
            return Err(replies::failure(
                "eV9003",
                format!("The account has no subscription to '{}'", service.id),
            ));
        };
        match theirs
            .filter(|item| statuses.contains(&item.status))
            .count()
        {
            0 => {
                let message = format!("The subscription to '{}' is {}", service.id, first.name());
                Err(replies::failure("eV9004", message))
            }
            1 => self
                .items
                .iter_mut()
                .find(|item| item.service == place && statuses.contains(&item.status))
                .ok_or_else(|| replies::failure("eV2138", "Generic failure")),
            count => {
                let message = format!("The account has {count} subscriptions to '{}'", service.id);
                Err(replies::failure("eV9005", message))
            }
        }
    }
}

impl Evergent {
    /// The place of the account of a customer id.
    pub(super) fn account(&self, customer: &str) -> Result<usize, Failure> {
        self.accounts
            .iter()
            .position(|account| account.customer == customer)
            .ok_or_else(|| replies::failure("eV2327", "No account found"))
    }

    /// The place of a service.
    pub(super) fn service(&self, id: &str) -> Result<usize, Failure> {
        self.services
            .iter()
            .position(|service| service.id == id)
            .ok_or_else(|| replies::failure("eV9002", format!("Service '{id}' is unknown")))
    }

    pub(super) fn next_order(&mut self) -> String {
        self.orders += 1;
        format!("ord-{}", self.orders)
    }
}
