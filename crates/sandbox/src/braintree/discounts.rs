//! Adding discounts to a subscription, all or none.

use super::customers::Status;
use super::wares::{Discount, cents};
use super::xml::Node;
use super::{Braintree, Reply, refusals};
use crate::vendor::Answer;

const KNOWN: [&str; 5] = [
    "inherited-from-id",
    "amount",
    "quantity",
    "number-of-billing-cycles",
    "never-expires",
];

impl Braintree {
    pub(super) fn update(&mut self, id: &str, asked: &Node) -> Reply {
        let place = self.subscription(id)?;
        let add = match asked.children.as_slice() {
            [only] if asked.name == "subscription" && only.name == "discounts" => {
                if let Some(name) = only.beside(&["add"]) {
                    return Err(refusals::not_simulated(name));
                }
                only.child("add")
            }
            _ => None,
        };
        let add = add.ok_or_else(|| refusals::not_simulated("this change of a subscription"))?;
        let invalid = |code, message| Err(refusals::invalid(&[], code, "base", message));
        match self.subscriptions[place].status {
            Status::Canceled => return invalid("81901", "Subscription has already been canceled."),
            Status::Expired => return invalid("81910", "Cannot edit an expired subscription."),
            Status::PastDue => {
                return invalid("91920", "Cannot add discounts to a past due subscription.");
            }
            Status::Active | Status::Pending => {}
        }
        let mut all = self.subscriptions[place].discounts.clone();
        for (number, item) in add.children.iter().enumerate() {
            let discount = self.added(number, item)?;
            if all.iter().any(|d| d.id == discount.id) {
                return Err(refused(
                    number,
                    "91911",
                    "Discount has already been added to the subscription.",
                ));
            }
            all.push(discount);
        }
        self.subscriptions[place].discounts = all;
        Ok(self.shown(200, place).changed())
    }

    fn added(&self, number: usize, item: &Node) -> Result<Discount, Answer> {
        if let Some(name) = item.beside(&KNOWN) {
            return Err(refusals::not_simulated(name));
        }
        let id = item
            .text_of("inherited-from-id")
            .ok_or_else(|| refused(number, "92014", "Inherited from ID is required."))?;
        let mut discount = self
            .discounts
            .iter()
            .find(|d| d.id == id)
            .cloned()
            .ok_or_else(|| refused(number, "92013", "Inherited from ID is invalid."))?;
        if let Some(text) = item.text_of("amount") {
            discount.cents = cents(text)
                .ok_or_else(|| refused(number, "92002", "Amount is an invalid format."))?;
        }
        let whole = |name: &str, code, message| match item.text_of(name) {
            None => Ok(None),
            Some(text) => match text.parse::<i64>() {
                Ok(n) if n > 0 => Ok(Some(n)),
                _ => Err(refused(number, code, message)),
            },
        };
        if let Some(n) = whole("quantity", "92001", "Quantity is invalid.")? {
            discount.quantity = n;
        }
        let cycles = whole(
            "number-of-billing-cycles",
            "92005",
            "Number of billing cycles is invalid.",
        )?;
        match (cycles, item.text_of("never-expires")) {
            (Some(_), Some("true")) | (None, Some("false")) => {
                return Err(refused(
                    number,
                    "92015",
                    "Number of billing cycles does not go with never expires.",
                ));
            }
            (Some(n), _) => discount.cycles = Some(n),
            (None, Some(_)) => discount.cycles = None,
            (None, None) => {}
        }
        Ok(discount)
    }
}

fn refused(number: usize, code: &str, message: &str) -> Answer {
    let index = format!("index-{number}");
    let path = ["discounts", "add", index.as_str()];
    refusals::invalid(&path, code, "inherited_from_id", message)
}
