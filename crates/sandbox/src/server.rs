//! The road of a request: find the vendor, play the faults, let the vendor answer, write the journal.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts, Query, Request as HttpRequest, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use crate::faults::{FaultKind, Faults};
use crate::journal::{self, Journal, JournalEntry};
use crate::vendor::{Answer, Request};
use crate::world::World;
use crate::{OnConnection, Stop, connection, control, page};

/// No request of a connector comes near this.
const BODY_LIMIT: usize = 4 << 20;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    url: String,
    world: Mutex<World>,
    vendors: Vec<InProcess>,
    pub faults: Faults,
    pub journal: Journal,
    pub stop: Stop,
}

/// How many requests of one vendor are in process.
#[derive(Debug)]
struct InProcess {
    vendor: &'static str,
    count: AtomicUsize,
}

/// Counts a request for as long as it lives, also when the client goes away.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> (Self, usize) {
        let others = count.fetch_add(1, Ordering::AcqRel);
        (Self(count), others)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Shared {
    pub fn new(url: String, world: World) -> Self {
        let ids = world.vendor_ids();
        let vendors = ids
            .iter()
            .map(|&vendor| InProcess {
                vendor,
                count: AtomicUsize::new(0),
            })
            .collect();
        Self {
            url,
            world: Mutex::new(world),
            vendors,
            faults: Faults::new(ids),
            journal: Journal::default(),
            stop: Stop::new(),
        }
    }

    /// The state, for one reader or writer at a time.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as at the start: state, time, faults, journal.
    pub fn reset(&self) {
        self.world().reset();
        self.faults.clear();
        self.journal.clear();
    }
}

/// The whole server.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(front_page))
        .nest("/sandbox", control::routes())
        .fallback(vendors)
        .with_state(shared)
}

async fn front_page(State(shared): State<Arc<Shared>>) -> String {
    page::text(&shared.url, &shared.world().connectors(&shared.url))
}

/// Everything that is not a control route belongs to a vendor.
async fn vendors(State(shared): State<Arc<Shared>>, request: HttpRequest) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().trim_start_matches('/');
    let (prefix, rest) = path.split_once('/').unwrap_or((path, ""));
    let Some(vendor) = shared
        .vendors
        .iter()
        .position(|known| known.vendor == prefix)
    else {
        let known: Vec<&str> = shared.vendors.iter().map(|known| known.vendor).collect();
        let message = format!(
            "There is no vendor '{prefix}' here. Known: {}. See {}/\n",
            known.join(", "),
            shared.url
        );
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    let path = format!("/{rest}");
    let Ok(Query(query)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
        return (StatusCode::BAD_REQUEST, "The query cannot be decoded.\n").into_response();
    };
    let Ok(ConnectInfo(cut)) = OnConnection::from_request_parts(&mut parts, &()).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return (
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is larger than 4 MiB.\n",
        )
            .into_response();
    };
    let request = Request {
        method: parts.method,
        path,
        query,
        headers: parts.headers,
        body,
    };
    serve(&shared, vendor, &request, &cut).await
}

async fn serve(
    shared: &Shared,
    vendor: usize,
    request: &Request,
    cut: &connection::Cut,
) -> Response {
    let InProcess { vendor: id, count } = &shared.vendors[vendor];
    let (_counted, others) = Counted::new(count);
    let (latency, fault) = shared
        .faults
        .take(id, request.method.as_str(), &request.path);
    let (answer, at, path) = {
        let mut world = shared.world();
        let at = world.now();
        let busy = world
            .concurrency(vendor)
            .is_some_and(|limit| others >= limit);
        let answer = match &fault {
            Some(FaultKind::DropBefore) => Answer::text(500, "text/plain", ""),
            Some(FaultKind::Status {
                status,
                retry_after,
                body,
            }) => troubled(*status, retry_after.as_ref(), body.as_ref()),
            Some(FaultKind::RateLimited { retry_after }) => {
                let mut answer = world.rate_limited(vendor);
                answer.headers.extend(
                    retry_after
                        .iter()
                        .map(|value| ("retry-after", value.clone())),
                );
                answer
            }
            _ if busy => world.rate_limited(vendor),
            _ => world.answer(vendor, request),
        };
        (answer, at, world.shown_path(vendor, &request.path))
    };
    let dropped = matches!(fault, Some(FaultKind::DropBefore | FaultKind::DropAfter));
    shared.journal.add(JournalEntry {
        number: 0,
        at,
        vendor: id,
        method: request.method.to_string(),
        path,
        query: request.query.clone(),
        body: journal::body(request),
        status: (!dropped).then_some(answer.status),
        changed: answer.changed,
        fault: fault
            .as_ref()
            .map(FaultKind::name)
            .or(latency.map(|_| "latency")),
    });
    if let Some(ms) = latency {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(ms)) => {}
            () = shared.stop.cancelled() => {}
        }
    }
    match fault {
        _ if dropped => {
            cut.set();
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Some(FaultKind::Huge { bytes }) => huge(bytes),
        Some(FaultKind::Malformed) => response(&answer, half(&answer.body)),
        _ => response(&answer, Bytes::from(answer.body.clone())),
    }
}

/// The answer of a vendor in trouble, in the words of whoever armed the fault.
fn troubled(status: u16, retry_after: Option<&String>, body: Option<&Value>) -> Answer {
    let mut answer = match body {
        None => Answer::text(status, "text/plain", ""),
        Some(Value::String(text)) => Answer::text(status, "text/plain", text),
        Some(json) => Answer::json(status, json),
    };
    answer
        .headers
        .extend(retry_after.map(|value| ("retry-after", value.clone())));
    answer
}

fn response(answer: &Answer, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(answer.content_type),
    );
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    response
}

/// The first half of a body, never all of it.
fn half(body: &str) -> Bytes {
    Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2])
}

/// `{"padding":"aaa…"}` of exactly `bytes` bytes, made while it is sent.
fn huge(bytes: u64) -> Response {
    let (before, after) = (&b"{\"padding\":\""[..], &b"\"}"[..]);
    let padding = bytes.saturating_sub((before.len() + after.len()) as u64);
    let body = before
        .chain(tokio::io::repeat(b'a').take(padding))
        .chain(after);
    let headers = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (
        headers,
        Body::from_stream(ReaderStream::with_capacity(body, 64 << 10)),
    )
        .into_response()
}
