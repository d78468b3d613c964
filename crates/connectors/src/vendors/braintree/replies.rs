//! What Braintree tells of customers, payment methods and subscriptions, as far as it is looked at, and how that is
//! said to people.

use std::collections::HashSet;

use crate::plan::Fact;
use crate::say;
use crate::xml::Element;

type Read<T> = Result<T, String>;

/// A customer of the vault, with all that belongs to them.
#[derive(Debug)]
pub(super) struct Customer {
    pub id: String,
    name: String,
    pub email: Option<String>,
    pub methods: Vec<PaymentMethod>,
    /// Those of all payment methods, each once.
    pub subscriptions: Vec<Subscription>,
}

/// A stored card, account or wallet.
#[derive(Debug)]
pub(super) struct PaymentMethod {
    pub token: String,
    pub default: bool,
    pub expired: bool,
    /// "credit card Visa 1111".
    pub shown: String,
}

#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub plan: String,
    pub status: String,
    pub token: Option<String>,
    pub price: Option<String>,
    balance: Option<String>,
    next_date: Option<String>,
    next_amount: Option<String>,
    pub discounts: Vec<Discount>,
    pub add_ons: Vec<AddOn>,
    /// Id and status of its last payment.
    pub payment: Option<(String, String)>,
}

/// A discount, as the list has it or as a subscription does.
#[derive(Debug, Clone)]
pub(super) struct Discount {
    pub id: String,
    pub name: String,
    pub amount: Option<String>,
    quantity: i64,
    cycles: Option<i64>,
    forever: bool,
}

/// Something bought beside a plan, as the list has it or as a subscription does.
#[derive(Debug, Clone)]
pub(super) struct AddOn {
    pub id: String,
    pub name: String,
    amount: Option<String>,
    quantity: i64,
    cycles: Option<i64>,
}

/// A plan that is sold.
#[derive(Debug)]
pub(super) struct Plan {
    pub id: String,
    pub name: String,
    pub price: Option<String>,
    pub currency: Option<String>,
    months: Option<i64>,
    cycles: Option<i64>,
    pub billing_day: Option<i64>,
    pub trial: bool,
    trial_length: Option<(i64, String)>,
    /// What each bill has beside the price: "Add-on HD 3.00", "discount Loyal 1.00".
    pub extras: Vec<String>,
}

fn owned(element: &Element, path: &str) -> Option<String> {
    element.text_of(path).map(str::to_owned)
}

fn id_of(element: &Element, what: &str) -> Read<String> {
    owned(element, "id").ok_or_else(|| format!("it has a {what} without an id"))
}

fn flag(element: &Element, path: &str) -> Read<bool> {
    Ok(element.boolean_of(path)?.unwrap_or(false))
}

impl Customer {
    pub fn read(element: &Element) -> Read<Self> {
        let mut methods = Vec::new();
        let mut subscriptions: Vec<Subscription> = Vec::new();
        let mut seen = HashSet::new();
        // Whatever has a token is a payment method, so that new kinds of them keep working.
        let stored = element.children.iter().flat_map(|list| &list.children);
        for method in stored.filter(|m| m.text_of("token").is_some()) {
            methods.push(PaymentMethod::read(method)?);
            let theirs = method.child("subscriptions");
            for one in theirs.iter().flat_map(|s| s.children_named("subscription")) {
                let one = Subscription::read(one)?;
                if seen.insert(one.id.clone()) {
                    subscriptions.push(one);
                }
            }
        }
        let names = ["first-name", "last-name"].map(|n| element.text_of(n));
        let names: Vec<_> = names.into_iter().flatten().collect();
        let name = match names.as_slice() {
            [] => owned(element, "company").unwrap_or_default(),
            names => names.join(" "),
        };
        Ok(Self {
            id: id_of(element, "customer")?,
            name,
            email: owned(element, "email"),
            methods,
            subscriptions,
        })
    }

    /// "customer `cust_81` (Ada Lovelace)".
    pub fn shown(&self) -> String {
        if self.name.is_empty() {
            format!("customer {}", self.id)
        } else {
            format!("customer {} ({})", self.id, self.name)
        }
    }
}

impl PaymentMethod {
    fn read(element: &Element) -> Read<Self> {
        let kind = match element.name.as_str() {
            "android-pay-card" => "Google Pay".to_owned(),
            "apple-pay-card" => "Apple Pay".to_owned(),
            "paypal-account" => "PayPal".to_owned(),
            "us-bank-account" => "US bank account".to_owned(),
            name => name.replace('-', " "),
        };
        let tells = [
            element.text_of("card-type"),
            element.text_of("last-4"),
            element.text_of("email"),
        ];
        let tells: Vec<_> = std::iter::once(kind.as_str())
            .chain(tells.into_iter().flatten())
            .collect();
        Ok(Self {
            token: owned(element, "token").unwrap_or_default(),
            default: flag(element, "default")?,
            expired: flag(element, "expired")?,
            shown: tells.join(" "),
        })
    }
}

impl Subscription {
    pub fn read(element: &Element) -> Read<Self> {
        let id = id_of(element, "subscription")?;
        let need = |name: &str| {
            owned(element, name).ok_or_else(|| format!("subscription {id} has no {name}"))
        };
        let (plan, status) = (need("plan-id")?, need("status")?);
        let discounts = element.child("discounts");
        let add_ons = element.child("add-ons");
        let add_ons = add_ons
            .iter()
            .flat_map(|list| list.children_named("add-on"))
            .map(AddOn::read);
        let payment = element
            .at("transactions/transaction")
            .and_then(|t| Some((owned(t, "id")?, owned(t, "status")?)));
        Ok(Self {
            plan,
            status,
            token: owned(element, "payment-method-token"),
            price: owned(element, "price"),
            balance: owned(element, "balance"),
            next_date: owned(element, "next-billing-date"),
            next_amount: owned(element, "next-billing-period-amount"),
            discounts: discounts
                .iter()
                .flat_map(|d| d.children_named("discount"))
                .map(Discount::read)
                .collect::<Read<_>>()?,
            add_ons: add_ons.collect::<Read<_>>()?,
            payment,
            id,
        })
    }

    pub fn live(&self) -> bool {
        matches!(self.status.as_str(), "Active" | "Pending" | "Past Due")
    }

    pub fn discount(&self, id: &str) -> Option<&Discount> {
        self.discounts.iter().find(|d| d.id == id)
    }

    /// "`sub_1` (Active, next bill 2026-12-21)".
    pub fn in_brief(&self) -> String {
        match &self.next_date {
            Some(date) if self.live() => {
                format!("{} ({}, next bill {date})", self.id, self.status)
            }
            _ => format!("{} ({})", self.id, self.status),
        }
    }

    /// Its state, under the labels that plans and reports share.
    pub fn facts(&self) -> Vec<Fact> {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
        let discounts: Vec<_> = self.discounts.iter().map(Discount::in_words).collect();
        let add_ons: Vec<_> = self.add_ons.iter().map(AddOn::in_words).collect();
        let mut facts = vec![
            Fact::new("Subscription", &self.id),
            Fact::new("Plan", &self.plan),
            Fact::new("State", &self.status),
            Fact::new("Price", or_none(&self.price)),
            Fact::new("Discounts", say::list(&discounts)),
            Fact::new("Add-ons", say::list(&add_ons)),
            Fact::new("Next bill", or_none(&self.next_date)),
            Fact::new("Amount of the next bill", or_none(&self.next_amount)),
        ];
        facts.extend(self.balance.as_ref().map(|b| Fact::new("Balance", b)));
        facts
    }
}

impl AddOn {
    pub fn read(element: &Element) -> Read<Self> {
        let id = id_of(element, "add-on")?;
        Ok(Self {
            name: owned(element, "name").unwrap_or_else(|| id.clone()),
            amount: owned(element, "amount"),
            quantity: element.integer_of("quantity")?.unwrap_or(1),
            cycles: element.integer_of("number-of-billing-cycles")?,
            id,
        })
    }

    /// "3.00 on every bill", "2 times 1.00 on 3 bills".
    pub fn terms(&self) -> Option<String> {
        let amount = self.amount.as_deref()?;
        let times = match self.quantity {
            1 => String::new(),
            n => format!("{n} times "),
        };
        let bills = match self.cycles {
            Some(1) => "1 bill".to_owned(),
            Some(n) => format!("{n} bills"),
            None => "every bill".to_owned(),
        };
        Some(format!("{times}{amount} on {bills}"))
    }

    fn in_words(&self) -> String {
        match self.terms() {
            Some(terms) => format!("{} ({terms})", self.id),
            None => self.id.clone(),
        }
    }
}

impl Discount {
    pub fn read(element: &Element) -> Read<Self> {
        let id = id_of(element, "discount")?;
        Ok(Self {
            name: owned(element, "name").unwrap_or_else(|| id.clone()),
            amount: owned(element, "amount"),
            quantity: element.integer_of("quantity")?.unwrap_or(1),
            cycles: element.integer_of("number-of-billing-cycles")?,
            forever: flag(element, "never-expires")?,
            id,
        })
    }

    /// "3.00 off 3 bills", "2 times 1.00 off every bill".
    pub fn terms(&self) -> Option<String> {
        let amount = self.amount.as_deref()?;
        let times = match self.quantity {
            1 => String::new(),
            n => format!("{n} times "),
        };
        let bills = match self.cycles {
            _ if self.forever => "every bill".to_owned(),
            Some(1) => "1 bill".to_owned(),
            Some(n) => format!("{n} bills"),
            None => "every bill".to_owned(),
        };
        Some(format!("{times}{amount} off {bills}"))
    }

    fn in_words(&self) -> String {
        match self.terms() {
            Some(terms) => format!("{} ({terms})", self.id),
            None => self.id.clone(),
        }
    }

    /// The same with other terms.
    pub fn changed(
        mut self,
        amount: Option<&str>,
        quantity: Option<i64>,
        cycles: Option<i64>,
        forever: Option<bool>,
    ) -> Self {
        self.amount = amount.map(str::to_owned).or(self.amount);
        self.quantity = quantity.unwrap_or(self.quantity);
        if let Some(cycles) = cycles {
            (self.cycles, self.forever) = (Some(cycles), false);
        }
        self.forever = forever.unwrap_or(self.forever);
        self
    }
}

impl Plan {
    pub fn read(element: &Element) -> Read<Self> {
        let id = id_of(element, "plan")?;
        let trial_length = element
            .integer_of("trial-duration")?
            .zip(owned(element, "trial-duration-unit"));
        let extra = |list: &str, row: &str, word: &str| -> Vec<String> {
            let rows = element.child(list);
            rows.iter()
                .flat_map(|l| l.children_named(row))
                .map(|e| {
                    let name = e.text_of("name").or_else(|| e.text_of("id"));
                    let parts = [Some(word), name, e.text_of("amount")];
                    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
                })
                .collect()
        };
        let mut extras = extra("add-ons", "add-on", "add-on");
        extras.extend(extra("discounts", "discount", "discount"));
        Ok(Self {
            name: owned(element, "name").unwrap_or_else(|| id.clone()),
            price: owned(element, "price"),
            currency: owned(element, "currency-iso-code"),
            months: element.integer_of("billing-frequency")?,
            cycles: element.integer_of("number-of-billing-cycles")?,
            billing_day: element.integer_of("billing-day-of-month")?,
            trial: flag(element, "trial-period")?,
            trial_length,
            extras,
            id,
        })
    }

    /// "12.00 EUR", of this plan or of another price.
    pub fn money(&self, amount: &str) -> String {
        match &self.currency {
            Some(currency) => format!("{amount} {currency}"),
            None => amount.to_owned(),
        }
    }

    /// "every month", "every 3 months, 12 times".
    pub fn rhythm(&self) -> Option<String> {
        let months = u32::try_from(self.months?).ok()?;
        let every = say::every(months, "month");
        Some(match self.cycles {
            Some(n) => format!("{every}, {n} times"),
            None => every,
        })
    }

    /// "14 days", where it is told.
    pub fn trial_length(&self) -> Option<String> {
        let (count, unit) = self.trial_length.as_ref()?;
        Some(say::span(u32::try_from(*count).ok()?, unit))
    }

    /// "12.00 EUR every month, 14 days trial".
    pub fn terms(&self) -> Option<String> {
        let price = self.price.as_ref().map(|p| match self.rhythm() {
            Some(rhythm) => format!("{} {rhythm}", self.money(p)),
            None => self.money(p),
        });
        let trial = self.trial.then(|| match self.trial_length() {
            Some(length) => format!("{length} trial"),
            None => "trial".to_owned(),
        });
        let parts: Vec<_> = [price, trial].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
