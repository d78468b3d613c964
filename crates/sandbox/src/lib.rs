//! The vendor simulator on loopback: stateful sites of every vendor, with faults on demand.
//!
//! It is for a first run without accounts, for rehearsals, and for tests. It is not a mock: a cancelled
//! subscription stays cancelled, a coupon that was redeemed is redeemed, and a request that a vendor would
//! refuse is refused in that vendor's own words. It reads the vendors' facts for itself and shares no code
//! with the connectors, so that the two readings keep each other honest.
//!
//! One HTTP server, a path prefix per vendor (`/chargify/…`, `/evergent/demo/…`), control routes under
//! `/sandbox/`. A vendor is a folder that implements `vendor::Vendor` and one line in `world`.
//! All data comes from a seed and a start time; time then moves one second with each change, and by
//! `POST /sandbox/clock`.
#![recursion_limit = "256"]

mod amazon;
mod apple;
mod braintree;
mod calendar;
mod chargify;
mod cleeng;
mod connection;
mod control;
mod csv;
mod devices;
mod evergent;
mod faults;
mod google;
mod journal;
mod jwt;
mod page;
mod people;
mod piano;
mod random;
mod recurly;
mod replays;
mod roku;
mod sendgrid;
mod server;
mod shopify;
mod stripe;
mod twilio;
mod vendor;
mod vindicia;
mod world;
mod zuora;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use braintree::{
    MERCHANT as BRAINTREE_MERCHANT, PRIVATE_KEY as BRAINTREE_KEY,
    PUBLIC_KEY as BRAINTREE_PUBLIC_KEY,
};
pub use chargify::{API_KEY as CHARGIFY_KEY, SUBDOMAIN as CHARGIFY_SUBDOMAIN};
pub use cleeng::API_KEY as CLEENG_KEY;
pub use evergent::{API_KEY as EVERGENT_KEY, CHANNEL_PARTNER as EVERGENT_CHANNEL_PARTNER};
pub use faults::{Armed, Fault, FaultError, FaultKind, Faults};
pub use journal::JournalEntry;
pub use piano::{AID as PIANO_AID, API_TOKEN as PIANO_TOKEN};
pub use recurly::API_KEY as RECURLY_KEY;
pub use sendgrid::{API_KEY as SENDGRID_KEY, NARROW_KEY as SENDGRID_NARROW_KEY};
pub use shopify::TOKEN as SHOPIFY_TOKEN;
pub use stripe::{API_KEY as STRIPE_KEY, NARROW_KEY as STRIPE_NARROW_KEY};
pub use twilio::{
    ACCOUNT_SID as TWILIO_ACCOUNT, API_KEY_SECRET as TWILIO_KEY_SECRET, API_KEY_SID as TWILIO_KEY,
    AUTH_TOKEN as TWILIO_TOKEN,
};
pub use vindicia::{PASSWORD as VINDICIA_PASSWORD, USERNAME as VINDICIA_USERNAME};
pub use zuora::{CLIENT_ID as ZUORA_CLIENT_ID, CLIENT_SECRET as ZUORA_CLIENT_SECRET};

/// How a sandbox is made. The same options give the same data, byte for byte.
#[derive(Debug, Clone)]
pub struct Options {
    /// The TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// What every name, price history and state is drawn from.
    pub seed: u64,
    /// The start of its time, between the years 2000 and 2200. The sandbox never reads a clock.
    pub now: jiff::Timestamp,
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken or not allowed.
    #[error(
        "the sandbox cannot listen on 127.0.0.1:{port} ({source}); choose another port, or 0 for any free one"
    )]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The start time leaves no room for subscriptions before and after it.
    #[error(
        "the sandbox cannot start its time at {0}; choose a time between the years 2000 and 2200"
    )]
    StartTime(jiff::Timestamp),
}

/// One vendor's connector settings for this sandbox. The secrets are constants of this crate and guard nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoConnector {
    /// The connector's id, such as `chargify`.
    pub id: &'static str,
    /// Settings that are no secret, `base_url` among them.
    pub settings: BTreeMap<&'static str, String>,
    /// Secret settings.
    pub secrets: BTreeMap<&'static str, String>,
}

/// One of the two hundred invented customers, whom every vendor knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoUser {
    /// `cust-1001` … `cust-1200`.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// What an action needs to find the user: `customer_id`, `chargify_id`, `email_address`, ….
    pub traits: BTreeMap<&'static str, String>,
    /// One line on the state at each vendor where they have something: `Chargify: active on gold. Evergent: ACTIVE on
    /// demo_monthly.`
    pub note: String,
}

/// An order that succeeds when those of the same connector before it were run, from the start of any seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoOrder {
    /// The connector's id.
    pub connector: &'static str,
    /// The action's id.
    pub action: &'static str,
    /// One of [`Sandbox::users`], whose traits the action takes.
    pub user: String,
    /// Parameters by key.
    pub params: BTreeMap<&'static str, &'static str>,
}

/// A running sandbox. It ends when stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    shared: Arc<server::Shared>,
    serving: Option<JoinHandle<()>>,
}

/// Clients that hold a connection open get this long to finish when the sandbox stops.
const STOP_GRACE: Duration = Duration::from_secs(2);

impl Sandbox {
    /// Starts the server on the loopback interface; it answers as soon as this returns.
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        let world = world::World::new(options.seed, options.now)
            .ok_or(SandboxError::StartTime(options.now))?;
        let listen = |source| SandboxError::Listen {
            port: options.port,
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .map_err(listen)?;
        let url = format!("http://{}", listener.local_addr().map_err(listen)?);
        let shared = Arc::new(server::Shared::new(url.clone(), world));
        let service = server::router(Arc::clone(&shared))
            .into_make_service_with_connect_info::<connection::Cut>();
        let stop = shared.stop.clone();
        let serving = tokio::spawn(async move {
            let server = axum::serve(connection::Loopback(listener), service)
                .with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = server.await {
                tracing::error!(%error, "the sandbox stopped serving");
            }
        });
        Ok(Self {
            url,
            shared,
            serving: Some(serving),
        })
    }

    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The settings with which each connector reaches this sandbox.
    pub fn connectors(&self) -> Vec<DemoConnector> {
        self.shared.world().connectors(&self.url)
    }

    /// The customers, with their state of this moment.
    pub fn users(&self) -> Vec<DemoUser> {
        self.shared.world().users()
    }

    /// At least one order for every action of every connector: plan and run them in this order.
    pub fn rehearsals(&self) -> Vec<DemoOrder> {
        self.shared.world().rehearsals()
    }

    /// Today's Evergent trait export of the customers: 20 columns, UTF-8, LF, one record per customer and pack.
    /// It is valid with warnings: some payment methods are outside the documented list, as in real exports.
    pub fn export_csv(&self) -> String {
        self.shared.world().export_csv()
    }

    /// The sandbox's present time.
    pub fn now(&self) -> jiff::Timestamp {
        self.shared.world().now()
    }

    /// Moves the sandbox's time forward; renewals, ends of trials and scheduled cancellations happen on the way.
    /// Time stops at the year 2200.
    pub fn advance(&self, by: Duration) {
        self.shared.world().advance(by);
    }

    /// The faults that wait for a request.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// What was asked of the vendors, oldest first: the last 10,000 requests, secrets masked.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shared.journal.entries()
    }

    /// Ends the server and frees the port. Answers under way get two seconds.
    pub async fn stop(mut self) {
        self.shared.stop.cancel();
        if let Some(mut serving) = self.serving.take()
            && tokio::time::timeout(STOP_GRACE, &mut serving)
                .await
                .is_err()
        {
            serving.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

/// Which connection a request came on, for the handlers that must cut it.
type OnConnection = ConnectInfo<connection::Cut>;
/// Says that the sandbox is stopping.
type Stop = CancellationToken;
