//! `patchbay catalogue`.

use clap::{Args, Subcommand};
use patchbay_workspace::Call;
use patchbay_workspace::operations::catalogue::{CatalogueEntry, ListRequest, SyncRequest};
use patchbay_workspace::operations::{CatalogueList, CatalogueSync};

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{table, time};

/// What to do with catalogues.
#[derive(Subcommand)]
pub enum Command {
    /// Read a vendor's catalogues to their end and apply each as a whole
    Sync {
        /// The connector
        id: String,
        /// One catalogue; all of the connector's if absent
        kind: Option<String>,
    },
    /// What was synced
    List(List),
}

/// Which entries to list.
#[derive(Args)]
pub struct List {
    /// The connector
    id: String,
    /// The catalogue
    kind: String,
    /// Only entries whose id, name, group or detail has this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Archived and expired entries too
    #[arg(long)]
    archived: bool,
}

/// Entries in one window of the operation.
const WINDOW: u32 = 1_000;

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        match self {
            Self::Sync { id, kind } => {
                let reports = call
                    .perform::<CatalogueSync>(SyncRequest {
                        connector: id,
                        kind,
                    })
                    .await?;
                let rows = reports.iter().map(|r| {
                    [
                        r.kind.clone(),
                        r.total.to_string(),
                        r.added.to_string(),
                        r.changed.to_string(),
                        r.archived.to_string(),
                    ]
                });
                Answer::new(
                    &reports,
                    table(["CATALOGUE", "ENTRIES", "NEW", "CHANGED", "ARCHIVED"], rows),
                )
            }
            Self::List(list) => list.perform(&call).await,
        }
    }
}

impl List {
    async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let mut items: Vec<CatalogueEntry> = Vec::new();
        let synced_at = loop {
            let page = call
                .perform::<CatalogueList>(ListRequest {
                    connector: self.id.clone(),
                    kind: self.kind.clone(),
                    search: self.search.clone(),
                    archived: self.archived,
                    start: u32::try_from(items.len()).unwrap_or(u32::MAX),
                    rows: Some(WINDOW),
                })
                .await?;
            let last = page.items.len() < WINDOW as usize;
            items.extend(page.items);
            if last {
                break page.synced_at;
            }
        };
        let rows = items.iter().map(|CatalogueEntry { item, .. }| {
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            [
                item.id.clone(),
                item.name.clone(),
                text(&item.group),
                word(&item.state),
                text(&item.detail),
            ]
        });
        let shown = table(["ID", "NAME", "GROUP", "STATE", "DETAIL"], rows);
        let answer = Answer::new(
            &items,
            if items.is_empty() {
                String::new()
            } else {
                shown
            },
        )?;
        Ok(match synced_at {
            None => answer.note(format!(
                "never synced: patchbay catalogue sync {} {}",
                self.id, self.kind
            )),
            Some(at) if items.is_empty() => {
                answer.note(format!("no entries fit, as synced {}", time(&at)))
            }
            Some(at) => answer.note(format!("{} entries, as synced {}", items.len(), time(&at))),
        })
    }
}
