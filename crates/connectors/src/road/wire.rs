//! One sending: from a signed request to a whole answer, or to how far it came.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use super::{Road, Sent, fault};
use crate::account::is_loopback;
use crate::error::{Error, Kind, Result, Stage};
use crate::reply::Reply;
use crate::request::{Request, Signed};
use crate::session::Session;

/// Longest reply that is read, in bytes.
const MAX_REPLY: usize = 10 * 1024 * 1024;
/// Time to open a connection: name, TCP and TLS together.
const CONNECT: Duration = Duration::from_secs(5);
/// Redirects that a read follows.
const MAX_REDIRECTS: usize = 5;

/// One client for each way of sending, built when it is first needed: reading the machine's certificates takes
/// time, and one that has none can still start and talk to itself.
#[derive(Default)]
pub(super) struct Clients {
    remote: OnceLock<Pair>,
    /// Loopback is spoken to directly: a proxy would be handed what must not leave this machine.
    local: OnceLock<Pair>,
}

struct Pair {
    reads: reqwest::Client,
    /// Changing requests get a fresh connection each: on a kept one, a close that crosses the request
    /// could not be told from a lost answer.
    writes: reqwest::Client,
}

impl Pair {
    fn remote() -> reqwest::Result<Self> {
        Self::new(|builder| builder)
    }

    fn local() -> reqwest::Result<Self> {
        // Plain http, the usual case, needs no certificates.
        Self::new(reqwest::ClientBuilder::no_proxy)
            .or_else(|_| Self::new(|builder| builder.no_proxy().tls_certs_only([])))
    }

    fn new(
        adapt: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> reqwest::Result<Self> {
        let builder = || {
            adapt(reqwest::Client::builder())
                .user_agent(concat!("Patchbay/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                .retry(reqwest::retry::never())
        };
        Ok(Self {
            reads: builder()
                .redirect(reqwest::redirect::Policy::custom(same_origin_only))
                .build()?,
            writes: builder()
                .pool_max_idle_per_host(0)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
        })
    }
}

impl Clients {
    fn of(&self, request: &Request) -> Result<&reqwest::Client> {
        let (place, build): (_, fn() -> _) = if is_loopback(&request.url) {
            (&self.local, Pair::local)
        } else {
            (&self.remote, Pair::remote)
        };
        let pair = if let Some(pair) = place.get() {
            pair
        } else {
            let pair = build().map_err(|e| fault::no_client(&e))?;
            place.get_or_init(|| pair)
        };
        Ok(if request.changes {
            &pair.writes
        } else {
            &pair.reads
        })
    }
}

impl Road {
    /// Sends once.
    pub(super) async fn once(&self, session: &Session, request: &Request, signed: &Signed) -> Sent {
        let limits = &session.account.definition().limits;
        let usual = if request.changes {
            limits.write_timeout_secs
        } else {
            limits.read_timeout_secs
        };
        let timeout = request.timeout.unwrap_or(Duration::from_secs(usual.into()));
        let about = fault::about(session, request);
        let ready = self
            .clients
            .of(request)
            .and_then(|client| Ok((client, build(client, request, signed, timeout)?)));
        let (client, built) = match ready {
            Ok(ready) => ready,
            Err(error) => return Sent::Unsent(error),
        };
        let mut response = match client.execute(built).await {
            Ok(response) => response,
            Err(error) if error.is_connect() => {
                return Sent::Unsent(fault::unreachable(&about, &error));
            }
            Err(error) => return Sent::Lost(fault::no_answer(&about, &error, timeout)),
        };
        let status = response.status().as_u16();
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > MAX_REPLY => {
                    return Sent::Lost(fault::too_large(&about));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Sent::Lost(fault::no_answer(&about, &error, timeout)),
            }
        }
        Sent::Answered(Reply {
            status,
            headers,
            body,
            changes: request.changes,
            in_doubt: false,
            about,
        })
    }
}

fn build(
    client: &reqwest::Client,
    request: &Request,
    signed: &Signed,
    timeout: Duration,
) -> Result<reqwest::Request> {
    let unusable = |what: String| Error::new(Kind::Invalid, what).at(Stage::Prepare);
    let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
        .map_err(|e| unusable(format!("the method cannot be sent: {e}")))?;
    let mut builder = client.request(method, signed.url.clone()).timeout(timeout);
    for (name, value, secret) in &signed.headers {
        // The value is not repeated: it may be a secret.
        let mut value = reqwest::header::HeaderValue::from_str(value).map_err(|_| {
            unusable(format!(
                "the header {name} has characters that cannot be sent"
            ))
            .hint("Enter the setting or value that it is made of again, without line breaks")
        })?;
        value.set_sensitive(*secret);
        builder = builder.header(name.as_str(), value);
    }
    if let Some(body) = &signed.body {
        builder = builder.body(body.clone());
    }
    builder
        .build()
        .map_err(|e| unusable(format!("the request cannot be built: {}", e.without_url())))
}

fn same_origin_only(attempt: reqwest::redirect::Attempt) -> reqwest::redirect::Action {
    let origin = attempt.previous().first().map(url::Url::origin);
    if attempt.previous().len() > MAX_REDIRECTS || origin != Some(attempt.url().origin()) {
        attempt.error("redirect to another place")
    } else {
        attempt.follow()
    }
}
