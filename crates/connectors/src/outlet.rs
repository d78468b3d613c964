//! The way out of this crate: what a vendor's folder returns, without secrets, and changes only where a run
//! was asked for.
//!
//! A folder reads replies as they came, keys and all, and builds errors, items and reports from them; a person may
//! have pasted a key where it does not belong. Hosts call a connector through these five, so that no folder can forget.

use serde_json::{Map, Value};

use crate::connector::{CheckReport, Connector, Item};
use crate::error::{Error, Kind, Result};
use crate::intent::{Intent, Order};
use crate::plan::{Fact, Plan, PlanView, RunReport};
use crate::session::Session;

impl Session {
    /// [`Connector::check`]: no change can leave, and nothing returned holds a secret.
    pub async fn check(&self, connector: &dyn Connector) -> Result<CheckReport> {
        self.let_only_reads(true);
        let mut report = connector
            .check(self)
            .await
            .map_err(|e| self.redact_error(e))?;
        for check in &mut report.checks {
            check.what = self.redact(&check.what);
            check.detail = self.redact(&check.detail);
        }
        Ok(report)
    }

    /// [`Connector::sync`]: no change can leave, and nothing returned holds a secret.
    pub async fn sync(&self, connector: &dyn Connector, catalogue: &str) -> Result<Vec<Item>> {
        self.let_only_reads(true);
        let items = connector
            .sync(self, catalogue)
            .await
            .map_err(|e| self.redact_error(e))?;
        items
            .into_iter()
            .map(|item| {
                // An id goes back to the vendor as it is: masked, it would name nothing.
                if self.redact(&item.id) != item.id {
                    return Err(self.redact_error(
                        Error::new(
                            Kind::Malformed,
                            format!(
                                "an entry of {catalogue} has an id that holds a secret: {}",
                                item.id
                            ),
                        )
                        .hint("Check that the address leads to the vendor and not to something that echoes requests"),
                    ));
                }
                Ok(Item {
                    name: self.redact(&item.name),
                    group: item.group.map(|g| self.redact(&g)),
                    detail: item.detail.map(|d| self.redact(&d)),
                    fields: self.redact_fields(item.fields),
                    ..item
                })
            })
            .collect()
    }

    /// Judges an order: the errors repeat what was asked for, but no secret in it.
    pub fn intent(&self, order: &Order) -> Result<Intent> {
        Intent::new(&self.account, order).map_err(|e| self.redact_error(e))
    }

    /// [`Connector::plan`]: look-ups are made, no change can leave. Show it by [`Session::view`].
    pub async fn plan(&self, connector: &dyn Connector, intent: &Intent) -> Result<Plan> {
        self.let_only_reads(true);
        connector
            .plan(self, intent)
            .await
            .map_err(|e| self.redact_error(e))
    }

    /// [`Connector::run`]: the changes leave, and nothing returned holds a secret.
    pub async fn run(&self, connector: &dyn Connector, plan: &Plan) -> RunReport {
        self.let_only_reads(false);
        let report = connector.run(self, plan).await;
        RunReport {
            outcome: report.outcome,
            summary: self.redact(&report.summary),
            vendor: self.redact_fields(report.vendor),
            after: report
                .after
                .into_iter()
                .map(|f| Fact::new(self.redact(&f.label), self.redact(&f.value)))
                .collect(),
            error: report.error.map(|e| self.redact_error(e)),
        }
    }

    /// The plan as it is shown and stored, without secrets.
    pub fn view(&self, plan: &Plan) -> PlanView {
        plan.view(self.account.definition(), &self.redactor())
    }

    fn redact_fields(&self, fields: Map<String, Value>) -> Map<String, Value> {
        fields
            .into_iter()
            .map(|(key, value)| (key, self.redact_json(value)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
