//! One folder per vendor: its definition as data, its API, its actions, its catalogue, its tests.

pub mod amazon;
pub mod apple;
pub mod braintree;
pub mod chargify;
pub mod cleeng;
pub mod evergent;
pub mod google;
pub mod piano;
pub mod recurly;
pub mod roku;
pub mod sendgrid;
pub mod shopify;
pub mod stripe;
pub mod twilio;
pub mod vindicia;
pub mod zuora;
