//! One folder per vendor: its definition as data, its API, its actions, its catalogue, its tests.

pub mod braintree;
pub mod chargify;
pub mod cleeng;
pub mod evergent;
pub mod piano;
pub mod stripe;
pub mod vindicia;
pub mod zuora;
