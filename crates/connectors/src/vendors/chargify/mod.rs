//! Chargify (Maxio Advanced Billing).
use crate::{
    Category, CheckReport, Connector, Definition, Error, Intent, Item, Kind, Limits, Plan, Result,
    RunReport, Session,
};
use async_trait::async_trait;

/// Chargify (Maxio Advanced Billing).
pub struct Chargify;

static DEFINITION: Definition = Definition {
    id: "chargify",
    name: "Chargify",
    category: Category::Billing,
    summary: "",
    docs_url: "",
    settings: &[],
    traits: &[],
    catalogues: &[],
    actions: &[],
    limits: Limits::USUAL,
    assumptions: &[],
};

#[async_trait]
impl Connector for Chargify {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }
    async fn check(&self, _: &Session) -> Result<CheckReport> {
        Err(Error::new(Kind::Unsupported, "being built"))
    }
    async fn sync(&self, _: &Session, _: &str) -> Result<Vec<Item>> {
        Err(Error::new(Kind::Unsupported, "being built"))
    }
    async fn plan(&self, _: &Session, _: &Intent) -> Result<Plan> {
        Err(Error::new(Kind::Unsupported, "being built"))
    }
    async fn run(&self, _: &Session, _: &Plan) -> RunReport {
        RunReport::ended(Error::new(Kind::Unsupported, "being built"))
    }
}
