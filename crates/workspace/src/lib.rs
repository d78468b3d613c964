//! The workspace: SQLite state, and the operations: all that a host can ask for.
//!
//! A host (the desktop, the command line) opens a [`Workspace`] on a data directory and performs
//! [`operations`] on it; each checks its permission itself. Nothing in the database is secret: secrets go to the
//! vault and come back only into the signer of a request. This crate knows no window and no terminal.

mod error;
mod export_files;
mod held_plans;
mod hosts;
mod leases;
pub mod operations;
mod recording;
mod sandbox_app;
mod sessions;
mod store;
mod workspace;

pub use error::{Code, Error, Result};
pub use operations::{Call, OPERATIONS, Operation, OperationEntry, Permission, Topic};
pub use patchbay_connectors::{
    Action, Ambient, Assumed, Exchange, Fact, Handout, Order, Outcome, ParamKind, PlanView,
    Progress, StepView, Verdict, find as find_connector,
};
pub use patchbay_exports::sources::AddressStyle;
pub use patchbay_exports::{
    Column as SpecColumn, ColumnProfile as ExportColumn, ColumnType as ExportType,
    Empty as SpecEmpty, Encoding as ExportEncoding, Frequent as ExportFrequent,
    Histogram as ExportHistogram, Rule as SpecRule, TraitSpec, Verdict as ExportVerdict,
};
pub use workspace::{DEFAULT_APP, HostKind, Options, Workspace};
