//! Creating a subscription, and the preview that creates nothing.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::customers::Customer;
use super::subscription::{State, Subscription};
use super::{Chargify, FIRST_CUSTOMER, Reply, manifest, refusals};
use crate::calendar::{after, parse};
use crate::vendor::Answer;

const KNOWN: [&str; 17] = [
    "product_handle",
    "product_id",
    "product_price_point_handle",
    "product_price_point_id",
    "customer_id",
    "customer_reference",
    "customer_attributes",
    "coupon_code",
    "coupon_codes",
    "payment_profile_id",
    "payment_collection_method",
    "reference",
    "next_billing_at",
    "initial_billing_at",
    "cancel_at_end_of_period",
    "skip_billing_manifest_taxes",
    "currency",
];
const KNOWN_CUSTOMER: [&str; 11] = [
    "first_name",
    "last_name",
    "email",
    "organization",
    "reference",
    "address",
    "city",
    "state",
    "zip",
    "country",
    "phone",
];

/// Who signs up.
enum Who {
    Known(u64),
    New(Box<Customer>),
}

/// A signup whose parts were all found.
struct Signup {
    product: usize,
    coupons: Vec<usize>,
    who: Option<Who>,
    card: Option<u64>,
    collection: String,
    reference: Option<String>,
    next_billing: Option<Timestamp>,
    initial_billing: Option<Timestamp>,
    cancel_at_end: bool,
}

impl Chargify {
    pub(super) fn create_subscription(&mut self, body: &Value, now: Timestamp) -> Reply {
        let mut signup = self.read_signup(body, now).map_err(refusals::list)?;
        let product = &self.products[signup.product];
        let customer = match &signup.who {
            None => return Err(refusals::list(["Customer: cannot be blank."])),
            Some(Who::Known(id)) => Some(*id),
            Some(Who::New(_)) => None,
        };
        let card = signup
            .card
            .or_else(|| customer.and_then(|id| self.card_of(id)).map(|card| card.id));
        let charged = signup.collection == "automatic";
        if product.needs_card && charged && card.is_none() {
            return Err(refusals::list(["Credit card: cannot be blank."]));
        }
        let trial = product.trial.filter(|_| signup.initial_billing.is_none());
        let price = trial.map_or(product.cents, |trial| trial.cents);
        let due = if signup.initial_billing.is_some() || signup.next_billing.is_some() {
            0
        } else {
            price
        };
        let due = self.due(due, signup.coupons.iter().copied());
        let declined = self
            .cards
            .iter()
            .any(|known| Some(known.id) == card && known.declines);
        if charged && due > 0 && declined {
            // The words of the vendor's own test gateway.
            return Err(refusals::list(["Bogus Gateway: Forced failure"]));
        }
        let customer = match signup.who.take() {
            Some(Who::New(new)) => {
                let id = new.id;
                self.customers.push(*new);
                id
            }
            _ => customer.unwrap_or_default(),
        };
        let position = self.subscriptions.len();
        let subscription = self.begin(&signup, customer, card, charged.then_some(due), now);
        self.subscriptions.push(subscription);
        let created = json!({ "subscription": self.render(&self.subscriptions[position]) });
        Ok(Answer::json(201, &created).changed())
    }

    /// The new subscription; `paid` is what was charged, or nothing where an invoice is sent instead.
    fn begin(
        &mut self,
        signup: &Signup,
        customer: u64,
        card: Option<u64>,
        paid: Option<i64>,
        now: Timestamp,
    ) -> Subscription {
        let waits = signup.initial_billing.is_some();
        let mut coupons = self.use_coupons(&signup.coupons);
        let product = &self.products[signup.product];
        let costs_now = !waits
            && signup.next_billing.is_none()
            && product.trial.is_none_or(|trial| trial.cents > 0);
        for applied in &mut coupons {
            applied.used = u32::from(costs_now);
        }
        let trial = product
            .trial
            .filter(|_| !waits)
            .map(|trial| (now, after(now, trial.interval, trial.unit)));
        let end = trial.map_or_else(
            || after(now, product.interval, product.unit),
            |(_, end)| end,
        );
        let state = match (waits, trial) {
            (true, _) => State::AwaitingSignup,
            (false, Some(_)) => State::Trialing,
            (false, None) => State::Active,
        };
        let owed = self.due(product.cents, signup.coupons.iter().copied());
        Subscription {
            id: super::seed::FIRST_SUBSCRIPTION + self.subscriptions.len() as u64,
            state,
            previous: state,
            customer,
            product: signup.product,
            card,
            collection: signup.collection.clone(),
            reference: signup.reference.clone(),
            coupons,
            balance: if paid.is_none() && state == State::Active {
                owed
            } else {
                0
            },
            revenue: paid.unwrap_or(0),
            signup_revenue: paid.unwrap_or(0),
            created: now,
            updated: now,
            activated: (state == State::Active).then_some(now),
            period: (!waits).then_some((now, signup.next_billing.unwrap_or(end))),
            trial,
            expires: product.expires.map(|(count, unit)| after(now, count, unit)),
            next_assessment: signup.initial_billing.or(signup.next_billing).or(Some(end)),
            on_hold: None,
            cancel_at_end: signup.cancel_at_end,
            cancel_scheduled: None,
            canceled: None,
            cancel_message: None,
            cancel_method: None,
            reason: None,
        }
    }

    pub(super) fn preview_subscription(&self, body: &Value, now: Timestamp) -> Reply {
        let signup = self.read_signup(body, now).map_err(refusals::list)?;
        let coupons: Vec<_> = signup
            .coupons
            .iter()
            .map(|&place| &self.coupons[place])
            .collect();
        let start = signup.initial_billing.unwrap_or(now);
        Ok(Answer::json(
            200,
            &manifest::preview(&self.products[signup.product], &coupons, start),
        ))
    }

    /// Finds all that a signup names, or says all that is wrong with it.
    fn read_signup(&self, body: &Value, now: Timestamp) -> Result<Signup, Vec<String>> {
        let Some(asked) = body.get("subscription").filter(|asked| asked.is_object()) else {
            return Err(vec!["subscription must be an Object".to_owned()]);
        };
        let mut wrong: Vec<String> = refusals::not_simulated(asked, &KNOWN).collect();
        let product = keep(&mut wrong, self.signup_product(asked));
        let who = keep(&mut wrong, self.signup_customer(asked, now)).flatten();
        let known = match who {
            Some(Who::Known(id)) => Some(id),
            _ => None,
        };
        let card = keep(&mut wrong, self.signup_card(asked, known)).flatten();
        let coupons = match (product, keep(&mut wrong, coupon_codes(asked))) {
            (Some(product), Some(codes)) => {
                match self.fit(&codes, &[], self.products[product].family, now) {
                    Ok(coupons) => coupons,
                    Err(unfit) => {
                        wrong.extend(unfit.messages);
                        wrong.push("Coupon is invalid.".to_owned());
                        Vec::new()
                    }
                }
            }
            _ => Vec::new(),
        };
        let collection = asked
            .get("payment_collection_method")
            .map_or(Some("automatic"), Value::as_str);
        let collection = collection
            .filter(|method| ["automatic", "remittance", "prepaid", "invoice"].contains(method));
        if collection.is_none() {
            wrong.push("Payment collection method: is not included in the list".to_owned());
        }
        if asked
            .get("currency")
            .is_some_and(|currency| currency != "USD")
        {
            wrong.push("Currency: this site has only USD".to_owned());
        }
        let reference = keep(&mut wrong, text(asked, "reference")).flatten();
        if reference.as_ref().is_some_and(|new| {
            self.subscriptions
                .iter()
                .any(|known| known.reference.as_ref() == Some(new))
        }) {
            wrong.push("Reference: must be unique - that value has been taken.".to_owned());
        }
        let next_billing = keep(&mut wrong, future(asked, "next_billing_at", now)).flatten();
        let initial_billing = keep(&mut wrong, future(asked, "initial_billing_at", now)).flatten();
        let cancel_at_end = asked.get("cancel_at_end_of_period") == Some(&Value::Bool(true));
        if cancel_at_end && next_billing.is_some() {
            wrong.push(
                "cancel_at_end_of_period: cannot be used together with next_billing_at".to_owned(),
            );
        }
        match (product, collection) {
            (Some(product), Some(collection)) if wrong.is_empty() => Ok(Signup {
                product,
                coupons,
                who,
                card,
                collection: collection.to_owned(),
                reference,
                next_billing,
                initial_billing,
                cancel_at_end,
            }),
            _ => Err(wrong),
        }
    }

    fn signup_product(&self, asked: &Value) -> Result<usize, String> {
        let found = match (asked.get("product_handle"), asked.get("product_id")) {
            (Some(handle), _) => {
                let handle = handle.as_str();
                self.products
                    .iter()
                    .position(|product| handle.is_some() && product.handle == handle)
            }
            (None, Some(id)) => self
                .products
                .iter()
                .position(|product| id.as_u64() == Some(product.id)),
            (None, None) => return Err("Product: cannot be blank.".to_owned()),
        };
        let place = found.ok_or("Product: could not be found.")?;
        let product = &self.products[place];
        if product.archived.is_some() {
            return Err("Product: is archived.".to_owned());
        }
        let handle = asked
            .get("product_price_point_handle")
            .is_none_or(|handle| *handle == format!("uuid:{}", product.price_point()));
        let id = asked
            .get("product_price_point_id")
            .is_none_or(|id| *id == product.price_point());
        if handle && id {
            Ok(place)
        } else {
            Err("Product price point: could not be found.".to_owned())
        }
    }

    fn signup_customer(&self, asked: &Value, now: Timestamp) -> Result<Option<Who>, String> {
        if let Some(id) = asked.get("customer_id") {
            let known = id
                .as_u64()
                .and_then(|id| self.customer(id))
                .ok_or("Customer: could not be found.")?;
            return Ok(Some(Who::Known(known.id)));
        }
        if let Some(reference) = asked.get("customer_reference") {
            let known = self
                .customers
                .iter()
                .find(|customer| {
                    customer.reference.as_deref() == reference.as_str() && reference.is_string()
                })
                .ok_or("Customer: could not be found.")?;
            return Ok(Some(Who::Known(known.id)));
        }
        let Some(new) = asked.get("customer_attributes") else {
            return Ok(None);
        };
        if let Some(unknown) = refusals::not_simulated(new, &KNOWN_CUSTOMER).next() {
            return Err(unknown);
        }
        let needed =
            |name: &str, label: &str| text(new, name)?.ok_or(format!("{label}: cannot be blank."));
        let reference = text(new, "reference")?;
        if reference.is_some()
            && self
                .customers
                .iter()
                .any(|known| known.reference == reference)
        {
            return Err("Reference: must be unique - that value has been taken.".to_owned());
        }
        Ok(Some(Who::New(Box::new(Customer {
            id: FIRST_CUSTOMER + self.customers.len() as u64,
            first: needed("first_name", "First name")?,
            last: needed("last_name", "Last name")?,
            email: needed("email", "Email address")?,
            organization: text(new, "organization")?,
            reference,
            street: text(new, "address")?,
            city: text(new, "city")?,
            state: text(new, "state")?,
            zip: text(new, "zip")?,
            country: text(new, "country")?,
            country_name: None,
            phone: text(new, "phone")?,
            created: now,
        }))))
    }

    fn signup_card(&self, asked: &Value, customer: Option<u64>) -> Result<Option<u64>, String> {
        let Some(id) = asked.get("payment_profile_id") else {
            return Ok(None);
        };
        self.cards
            .iter()
            .find(|card| id.as_u64() == Some(card.id) && Some(card.customer) == customer)
            .map(|card| Some(card.id))
            .ok_or_else(|| "Payment profile: could not be found for this customer.".to_owned())
    }
}

/// The value, or its complaint added to the others.
fn keep<T>(wrong: &mut Vec<String>, found: Result<T, String>) -> Option<T> {
    found.map_err(|complaint| wrong.push(complaint)).ok()
}

/// A member that must be text; blank text counts as none.
fn text(object: &Value, name: &str) -> Result<Option<String>, String> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(_) => Err(format!("{name}: must be a string")),
    }
}

fn future(asked: &Value, name: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    let Some(given) = text(asked, name)? else {
        return Ok(None);
    };
    match parse(&given) {
        Some(at) if at > now => Ok(Some(at)),
        Some(_) => Err(format!("{name}: must be in the future")),
        None => Err(format!("{name}: is not a date")),
    }
}

/// The array, or the old single form.
fn coupon_codes(asked: &Value) -> Result<Vec<&str>, String> {
    let codes = match (asked.get("coupon_codes"), asked.get("coupon_code")) {
        (Some(Value::Array(codes)), _) => codes.iter().map(Value::as_str).collect(),
        (None, Some(Value::String(code))) => Some(vec![code.as_str()]),
        (None, None) => Some(Vec::new()),
        _ => None,
    };
    codes.ok_or_else(|| "coupon_codes: must be an array of strings".to_owned())
}
