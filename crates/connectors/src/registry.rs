//! The vendors that are served: one line each.

use crate::connector::Connector;
use crate::vendors;

static ALL: &[&dyn Connector] = &[
    &vendors::amazon::Amazon,
    &vendors::apple::Apple,
    &vendors::braintree::Braintree,
    &vendors::chargify::Chargify,
    &vendors::cleeng::Cleeng,
    &vendors::evergent::Evergent,
    &vendors::google::Google,
    &vendors::piano::Piano,
    &vendors::recurly::Recurly,
    &vendors::roku::Roku,
    &vendors::sendgrid::SendGrid,
    &vendors::shopify::Shopify,
    &vendors::stripe::Stripe,
    &vendors::twilio::Twilio,
    &vendors::vindicia::Vindicia,
    &vendors::zuora::Zuora,
];

/// Every connector, in the order of their ids.
pub fn all() -> &'static [&'static dyn Connector] {
    ALL
}

/// The connector of that id.
pub fn find(id: &str) -> Option<&'static dyn Connector> {
    ALL.iter().copied().find(|c| c.definition().id == id)
}

#[cfg(test)]
mod tests;
