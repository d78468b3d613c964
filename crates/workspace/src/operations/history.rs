//! History: every run with its plan and its exchanges, redacted.

use patchbay_connectors::{Exchange, Fact, Outcome, PlanView};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::hosts::Host;
use crate::store::{Store, from_json, pattern, to_json};

/// Which runs to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HistoryRequest {
    /// Only this connector's.
    #[serde(default)]
    #[ts(optional)]
    pub connector: Option<String>,
    /// Only runs that ended so.
    #[serde(default)]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// Only runs whose user, action or summary has this text, letter case ignored.
    #[serde(default)]
    #[ts(optional)]
    pub search: Option<String>,
    /// First run of the window, from 0.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub start: u32,
    /// Runs in the window; 100 when absent, at most 1,000.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// A run as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunSummary {
    /// The run's id.
    pub run: String,
    /// The connector's id.
    pub connector: String,
    /// The action's id.
    pub action: String,
    /// How the user is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user: Option<String>,
    /// Who ran it.
    pub operator: String,
    /// How it ended; absent while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// One sentence.
    pub summary: String,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// When it ended; absent while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_at: Option<String>,
}

/// Some of the runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryPage {
    /// Newest first.
    pub runs: Vec<RunSummary>,
    /// How many fit in all.
    pub total: u32,
}

/// Names a run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RunId {
    /// The run's id.
    pub run: String,
}

/// A run with all that was kept of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunDetail {
    /// The run.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// What was planned.
    pub plan: PlanView,
    /// What was sent and answered.
    pub exchanges: Vec<Exchange>,
    /// The vendor's ids and values.
    #[ts(type = "Record<string, unknown>")]
    pub vendor: Map<String, Value>,
    /// The state after, with the labels of the plan's `before`.
    pub after: Vec<Fact>,
    /// Why it did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::error::Error>,
}

/// How many runs were removed.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Cleared {
    /// Runs removed.
    pub runs: u32,
}

/// The history as a document.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryDocument {
    /// The app.
    pub app: String,
    /// When it was written, RFC 3339.
    pub written_at: String,
    /// Every run, newest first.
    pub runs: Vec<RunDetail>,
}

/// How long closed runs are kept when nothing else is said.
pub(crate) const RETENTION_DAYS: u32 = 90;

/// As the database calls it.
pub(crate) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
        Outcome::Unknown => "unknown",
    }
}

fn outcome(name: &str) -> Outcome {
    match name {
        "succeeded" => Outcome::Succeeded,
        "refused" => Outcome::Refused,
        "failed" => Outcome::Failed,
        _ => Outcome::Unknown,
    }
}

/// At start: runs whose process died in the middle become `unknown`.
pub(crate) fn close_abandoned(store: &Store, host: &Host, now: Timestamp) -> Result<()> {
    let open: Vec<(String, String)> = store.read(|c| {
        c.prepare("SELECT id, host FROM runs WHERE outcome IS NULL")?
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect()
    })?;
    for (run, of) in open {
        if !host.has_ended(&of) {
            continue;
        }
        let changes = store.read(|c| {
            let exchanges: Vec<String> = c
                .prepare("SELECT exchange_json FROM exchanges WHERE run = ?1 ORDER BY number")?
                .query_map([&run], |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            exchanges
                .iter()
                .map(|e| from_json::<Exchange>(e))
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let what = changes.iter().rfind(|e| e.changes).map_or_else(
            || "no changing request is recorded, but one may have been about to leave".into(),
            |e| format!("last sent: {} ({} {})", e.purpose, e.method.as_str(), e.url),
        );
        let error = Error::new(
            Code::Unknown,
            format!("Patchbay ended in the middle of this run; {what}"),
        )
        .hint("Look at the user at the vendor before repeating it");
        store.write(|t| {
            t.execute(
                "UPDATE runs SET outcome = 'unknown', summary = summary || ' (interrupted)', error_json = ?2, ended_at = ?3
                 WHERE id = ?1 AND outcome IS NULL",
                params![run, to_json(&error)?, now.to_string()],
            )
        })?;
    }
    Ok(())
}

/// Removes closed runs that are older than the retention.
pub(crate) fn forget_old(store: &Store, now: Timestamp) -> Result<()> {
    let days = retention(store)?;
    let limit = now - SignedDuration::from_hours(24 * i64::from(days));
    store.write(|t| {
        t.execute(
            "DELETE FROM runs WHERE outcome IS NOT NULL AND started_at < ?1",
            [limit.to_string()],
        )
    })?;
    super::prompts::forget_old(store, limit)?;
    Ok(())
}

/// For how many days closed runs are kept.
pub(crate) fn retention(store: &Store) -> Result<u32> {
    Ok(store
        .meta("retention_days")?
        .and_then(|d| d.parse().ok())
        .unwrap_or(RETENTION_DAYS))
}

const COLUMNS: &str = "SELECT id, connector, action, user, operator, outcome, summary, started_at, ended_at FROM runs";

fn summary(row: &Row) -> rusqlite::Result<RunSummary> {
    Ok(RunSummary {
        run: row.get(0)?,
        connector: row.get(1)?,
        action: row.get(2)?,
        user: row.get(3)?,
        operator: row.get(4)?,
        outcome: row.get::<_, Option<String>>(5)?.as_deref().map(outcome),
        summary: row.get(6)?,
        started_at: row.get(7)?,
        ended_at: row.get(8)?,
    })
}

/// What a list's filters come to.
const FITS: &str = "WHERE app = ?1 AND search LIKE ?2 ESCAPE '\\'
    AND (?3 IS NULL OR connector = ?3) AND (?4 IS NULL OR outcome = ?4)";

/// Runs, newest first.
pub(super) async fn list(call: &Call, request: HistoryRequest) -> Result<HistoryPage> {
    let search = pattern(request.search.as_deref().unwrap_or_default());
    let rows = request.rows.unwrap_or(100).min(1_000);
    let outcome = request.outcome.map(outcome_name);
    call.workspace.store.read(|c| {
        let total = c.query_row(
            &format!("SELECT count(*) FROM runs {FITS}"),
            params![call.app, search, request.connector, outcome],
            |r| r.get(0),
        )?;
        let runs = c
            .prepare(&format!(
                "{COLUMNS} {FITS} ORDER BY started_at DESC, id LIMIT ?5 OFFSET ?6"
            ))?
            .query_map(
                params![
                    call.app,
                    search,
                    request.connector,
                    outcome,
                    rows,
                    request.start
                ],
                summary,
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(HistoryPage { runs, total })
    })
}

/// One run with all that was kept of it.
pub(super) async fn show(call: &Call, RunId { run }: RunId) -> Result<RunDetail> {
    detail(call, &run)?.ok_or_else(|| {
        Error::new(
            Code::NotFound,
            format!("there is no run {run} in the app {}", call.app),
        )
        .hint("It may have been cleared, or be older than the retention")
    })
}

fn detail(call: &Call, run: &str) -> Result<Option<RunDetail>> {
    call.workspace.store.read(|c| {
        let summary = c
            .query_row(
                &format!("{COLUMNS} WHERE app = ?1 AND id = ?2"),
                [&call.app, run],
                summary,
            )
            .optional()?;
        let Some(summary) = summary else {
            return Ok(None);
        };
        let exchanges = c
            .prepare("SELECT exchange_json FROM exchanges WHERE run = ?1 ORDER BY number")?
            .query_map([run], |r| from_json(&r.get::<_, String>(0)?))?
            .collect::<rusqlite::Result<_>>()?;
        c.query_row(
            "SELECT plan_json, vendor_json, after_json, error_json FROM runs WHERE id = ?1",
            [run],
            |r| {
                Ok(Some(RunDetail {
                    summary,
                    plan: from_json(&r.get::<_, String>(0)?)?,
                    exchanges,
                    vendor: from_json(&r.get::<_, String>(1)?)?,
                    after: from_json(&r.get::<_, String>(2)?)?,
                    error: r
                        .get::<_, Option<String>>(3)?
                        .map(|e| from_json(&e))
                        .transpose()?,
                }))
            },
        )
    })
}

/// Removes all closed runs of the app.
pub(super) async fn clear(call: &Call, _: Nothing) -> Result<Cleared> {
    let runs = call.workspace.store.write(|t| {
        // A rehearsal holds what its runs did.
        t.execute("DELETE FROM rehearsals WHERE app = ?1", [&call.app])?;
        t.execute(
            "DELETE FROM runs WHERE app = ?1 AND outcome IS NOT NULL",
            [&call.app],
        )
    })?;
    Ok(Cleared {
        runs: u32::try_from(runs).unwrap_or(u32::MAX),
    })
}

/// The whole history of the app as one document.
pub(super) async fn export(call: &Call, _: Nothing) -> Result<HistoryDocument> {
    let ids: Vec<String> = call.workspace.store.read(|c| {
        c.prepare("SELECT id FROM runs WHERE app = ?1 ORDER BY started_at DESC, id")?
            .query_map([&call.app], |r| r.get(0))?
            .collect()
    })?;
    let mut runs = Vec::new();
    for id in ids {
        runs.extend(detail(call, &id)?);
    }
    Ok(HistoryDocument {
        app: call.app.clone(),
        written_at: call.workspace.now().to_string(),
        runs,
    })
}
