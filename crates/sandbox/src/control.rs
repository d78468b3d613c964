//! The control routes under `/sandbox/`: faults, journal, users, time, reset.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::faults::Fault;
use crate::server::Shared;

/// The routes, to be nested under `/sandbox`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/faults",
            get(list_faults).post(add_fault).delete(clear_faults),
        )
        .route("/journal", get(journal))
        .route("/users", get(users))
        .route("/clock", get(clock).post(advance))
        .route("/reset", post(reset))
}

type World = State<Arc<Shared>>;

/// Bodies are read as JSON whatever their label, so that a bare `curl -d` works.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(Refused::new)
}

/// A control request that makes no sense, and why.
struct Refused(String);

impl Refused {
    fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = Json(json!({ "error": self.0 }));
        (StatusCode::UNPROCESSABLE_ENTITY, error).into_response()
    }
}

async fn list_faults(State(shared): World) -> Response {
    Json(shared.faults.list()).into_response()
}

async fn add_fault(State(shared): World, body: Bytes) -> Result<Response, Refused> {
    let fault: Fault = read(&body)?;
    let id = shared.faults.add(fault).map_err(Refused::new)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

async fn clear_faults(State(shared): World) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}

async fn journal(State(shared): World) -> Response {
    Json(shared.journal.entries()).into_response()
}

async fn users(State(shared): World) -> Response {
    Json(shared.world().users()).into_response()
}

async fn clock(State(shared): World) -> Response {
    Json(json!({ "now": shared.world().now() })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn advance(State(shared): World, body: Bytes) -> Result<Response, Refused> {
    let Advance { advance_seconds } = read(&body)?;
    let mut world = shared.world();
    world.advance(Duration::from_secs(advance_seconds));
    Ok(Json(json!({ "now": world.now() })).into_response())
}

async fn reset(State(shared): World) -> StatusCode {
    shared.reset();
    StatusCode::NO_CONTENT
}
