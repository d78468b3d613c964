//! The one list of operations: name, request, response, permission, what it reads and writes, description.
//!
//! The IPC bridge, the generated TypeScript client and the command line's JSON mode come from this list;
//! nothing keeps a second one. A permission is checked here, for every host alike.

// The list calls every handler alike, whether it waits for something or not.
#![allow(clippy::unused_async)]

pub mod actions;
pub mod apps;
pub mod catalogue;
pub mod connectors;
pub mod exports;
pub mod history;
pub mod home;
pub mod operators;
pub mod prompts;
pub mod sandbox;
pub mod schedule;
pub mod settings;
pub mod sources;
pub mod specs;
pub mod typescript;
pub mod users;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use patchbay_connectors::Progress;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::error::{Code, Error, Result};
use crate::workspace::Workspace;

/// What an operator's role must allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Every role, in every app: who is here, which apps there are.
    Anyone,
    /// Look: every role.
    Look,
    /// Test actions, open exports: `app_member` and up.
    Work,
    /// Configure the app: `app_admin` and up.
    Configure,
    /// Configure the company: `company_admin`.
    Company,
}

impl Permission {
    /// The least role that has it.
    pub(crate) fn role(self) -> operators::Role {
        match self {
            Self::Anyone | Self::Look => operators::Role::ReadOnly,
            Self::Work => operators::Role::AppMember,
            Self::Configure => operators::Role::AppAdmin,
            Self::Company => operators::Role::CompanyAdmin,
        }
    }
}

/// What an operation reads or changes, for the cache of a host: a write to a topic makes its reads stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are DESIGN's words
pub enum Topic {
    Apps,
    Operators,
    Connectors,
    Catalogue,
    Users,
    Exports,
    Sources,
    Schedule,
    Specs,
    Prompts,
    History,
    Settings,
}

/// One call of an operation: who asks, for which app, and how it can be followed and stopped.
#[derive(Clone)]
pub struct Call {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// The app's id.
    pub app: String,
    /// Told how far long work is; called from any thread.
    pub on_progress: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Stops long work.
    pub cancel: CancellationToken,
    /// In a sandbox app: a simulator of this call's own, in place of the one that the process shares.
    pub simulator: Option<Arc<patchbay_sandbox::Sandbox>>,
}

/// A request without content: `{}`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// One thing that a host can ask for.
pub trait Operation {
    /// Stable name: `connectors.check`.
    const NAME: &'static str;
    /// What it takes.
    type Request: DeserializeOwned + TS + Send + 'static;
    /// What it gives.
    type Response: Serialize + TS + Send + 'static;
    /// What the operator's role must allow.
    const PERMISSION: Permission;
    /// Performs it, without the permission check: use [`Call::perform`].
    fn perform(
        call: &Call,
        request: Self::Request,
    ) -> impl Future<Output = Result<Self::Response>> + Send;
}

impl Call {
    /// Performs an operation, if the operator may.
    pub async fn perform<O: Operation>(&self, request: O::Request) -> Result<O::Response> {
        self.workspace
            .authorise(&self.app, O::PERMISSION, O::NAME)?;
        O::perform(self, request).await
    }

    /// Performs the operation of that name with JSON in and out. Unknown names and malformed requests are errors
    /// that say so.
    pub async fn dispatch(&self, name: &str, request: Value) -> Result<Value> {
        let entry = OPERATIONS
            .iter()
            .find(|o| o.name == name)
            .ok_or_else(|| Error::new(Code::NotFound, format!("there is no operation {name}")))?;
        (entry.dispatch)(self.clone(), request).await
    }
}

type Dispatched = Pin<Box<dyn Future<Output = Result<Value>> + Send>>;

/// One line of the list, with types erased.
pub struct OperationEntry {
    /// Stable name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
    /// What the operator's role must allow.
    pub permission: Permission,
    /// What its answer depends on.
    pub reads: &'static [Topic],
    /// What it changes.
    pub writes: &'static [Topic],
    /// Only for hosts themselves, not for the page: it takes a path of the file system.
    pub host_only: bool,
    /// Performs it with JSON in and out.
    pub dispatch: fn(Call, Value) -> Dispatched,
    pub(crate) describe: fn(&mut typescript::Types) -> (String, String),
}

fn dispatch<O: Operation>(call: Call, request: Value) -> Dispatched {
    Box::pin(async move {
        let request: O::Request = serde_json::from_value(request).map_err(|e| {
            Error::new(
                Code::Invalid,
                format!("the request of {} is malformed: {e}", O::NAME),
            )
        })?;
        let response = call.perform::<O>(request).await?;
        serde_json::to_value(response).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("the answer of {} cannot be written: {e}", O::NAME),
            )
        })
    })
}

macro_rules! operations {
    ($(
        #[doc = $doc:literal]
        $type:ident = $name:literal, $module:ident::$function:ident($request:ty) -> $response:ty,
        needs $permission:ident, reads [$($read:ident),*], writes [$($write:ident),*] $(, $host_only:ident)?;
    )*) => {
        $(
            #[doc = $doc]
            pub struct $type;

            impl Operation for $type {
                const NAME: &'static str = $name;
                type Request = $request;
                type Response = $response;
                const PERMISSION: Permission = Permission::$permission;
                async fn perform(call: &Call, request: Self::Request) -> Result<Self::Response> {
                    $module::$function(call, request).await
                }
            }
        )*

        /// Every operation.
        pub static OPERATIONS: &[OperationEntry] = &[$(
            OperationEntry {
                name: $name,
                description: $doc.trim_ascii(),
                permission: Permission::$permission,
                reads: &[$(Topic::$read),*],
                writes: &[$(Topic::$write),*],
                host_only: false $(|| stringify!($host_only).len() > 0)?,
                dispatch: dispatch::<$type>,
                describe: typescript::describe::<$type>,
            },
        )*];
    };
}

operations! {
    #[doc = "What Home shows: health of every connector, last syncs, exports and runs, what needs attention."]
    HomeShow = "home.show", home::show(Nothing) -> home::Home,
        needs Look, reads [Apps, Connectors, Catalogue, Exports, Sources, Schedule, History, Settings], writes [];

    #[doc = "The apps that the operator may see."]
    AppsList = "apps.list", apps::list(Nothing) -> Vec<apps::App>, needs Anyone, reads [Apps], writes [];
    #[doc = "Makes an app."]
    AppsCreate = "apps.create", apps::create(apps::NewApp) -> apps::App, needs Company, reads [], writes [Apps];
    #[doc = "Changes an app's name, environment or time zone."]
    AppsUpdate = "apps.update", apps::update(apps::AppChange) -> apps::App, needs Configure, reads [], writes [Apps];

    #[doc = "The operators, and who is at the keyboard."]
    OperatorsList = "operators.list", operators::list(Nothing) -> operators::Operators, needs Anyone, reads [Operators], writes [];
    #[doc = "Adds an operator with a role."]
    OperatorsAdd = "operators.add", operators::add(operators::NewOperator) -> operators::Operator, needs Configure, reads [], writes [Operators];
    #[doc = "Removes an operator; the last company administrator stays."]
    OperatorsRemove = "operators.remove", operators::remove(operators::OperatorId) -> Nothing, needs Configure, reads [], writes [Operators];
    #[doc = "Says who is at the keyboard."]
    OperatorsSwitch = "operators.switch", operators::switch(operators::OperatorId) -> operators::Operators,
        needs Anyone, reads [], writes [Operators, Apps, Connectors, Catalogue, Users, Exports, Sources, Schedule, Specs, Prompts, History, Settings];

    #[doc = "Every connector with the state of its settings."]
    ConnectorsList = "connectors.list", connectors::list(Nothing) -> Vec<connectors::ConnectorView>, needs Look, reads [Connectors], writes [];
    #[doc = "One connector: its whole definition, what is set, and the last check."]
    ConnectorsShow = "connectors.show", connectors::show(connectors::ConnectorId) -> connectors::ConnectorDetail, needs Look, reads [Connectors], writes [];
    #[doc = "Saves settings and secrets, all or nothing, and switches a connector on or off."]
    ConnectorsSet = "connectors.set", connectors::set(connectors::ConnectorChange) -> connectors::ConnectorDetail, needs Configure, reads [], writes [Connectors];
    #[doc = "Asks the vendor what can be proven about the settings."]
    ConnectorsCheck = "connectors.check", connectors::check(connectors::ConnectorId) -> connectors::CheckView, needs Work, reads [], writes [Connectors];
    #[doc = "Forgets a connector's settings, secrets, catalogue and schedule."]
    ConnectorsRemove = "connectors.remove", connectors::remove(connectors::ConnectorId) -> Nothing, needs Configure, reads [], writes [Connectors, Catalogue, Schedule];

    #[doc = "Reads a vendor's catalogue to its end and applies it whole."]
    CatalogueSync = "catalogue.sync", catalogue::sync(catalogue::SyncRequest) -> Vec<catalogue::SyncReport>, needs Work, reads [], writes [Catalogue];
    #[doc = "A window of a catalogue, searched and filtered."]
    CatalogueList = "catalogue.list", catalogue::list(catalogue::ListRequest) -> catalogue::CataloguePage, needs Look, reads [Catalogue], writes [];
    #[doc = "Every catalogue of every connector with its counts and last sync."]
    CatalogueStatus = "catalogue.status", catalogue::status(Nothing) -> Vec<catalogue::CatalogueStatus>, needs Look, reads [Catalogue, Connectors], writes [];

    #[doc = "Test users of the app."]
    UsersList = "users.list", users::list(users::UserSearch) -> users::UserPage, needs Look, reads [Users], writes [];
    #[doc = "Keeps a test user, or replaces the one of that id."]
    UsersSave = "users.save", users::save(users::User) -> users::User, needs Work, reads [], writes [Users];
    #[doc = "Removes a test user."]
    UsersRemove = "users.remove", users::remove(users::UserId) -> Nothing, needs Work, reads [], writes [Users];
    #[doc = "The traits of a user by id: from the test users, else from the open exports."]
    UsersFind = "users.find", users::find(users::UserId) -> users::User, needs Look, reads [Users, Exports], writes [];

    #[doc = "The actions of every connector, or of one."]
    ActionsList = "actions.list", actions::list(actions::ActionsRequest) -> Vec<actions::ActionView>, needs Look, reads [Connectors], writes [];
    #[doc = "The exact requests that an action would send. Look-ups are really made, changes are not."]
    ActionsPlan = "actions.plan", actions::plan(actions::PlanRequest) -> actions::PlanReply, needs Work, reads [], writes [];
    #[doc = "Runs a plan, once."]
    ActionsRun = "actions.run", actions::run(actions::RunRequest) -> actions::RunView, needs Work, reads [], writes [History];

    #[doc = "Opens an export file."]
    ExportsOpen = "exports.open", exports::open(exports::OpenRequest) -> exports::ExportView, needs Work, reads [], writes [Exports], host_only;
    #[doc = "Takes in a file for the page to open."]
    ExportsOffer = "exports.offer", exports::offer(exports::OfferRequest) -> exports::OfferedFile, needs Work, reads [], writes [], host_only;
    #[doc = "Opens a file that the host has taken in: chosen in a dialog, dropped on the window, given at the start."]
    ExportsOpenOffered = "exports.open_offered", exports::open_offered(exports::OpenOfferedRequest) -> exports::ExportView, needs Work, reads [], writes [Exports];
    #[doc = "Opens again a file that was open before."]
    ExportsReopen = "exports.reopen", exports::reopen(exports::ReopenRequest) -> exports::ExportView, needs Work, reads [], writes [Exports];
    #[doc = "Reads an open export another way: with another delimiter, encoding, or without a header."]
    ExportsReread = "exports.reread", exports::reread(exports::RereadRequest) -> exports::ExportView, needs Work, reads [], writes [Exports];
    #[doc = "The exports that are open or were of late."]
    ExportsRecent = "exports.recent", exports::recent(Nothing) -> Vec<exports::RecentExport>, needs Look, reads [Exports], writes [];
    #[doc = "Forgets a file in the list of late ones; the file stays."]
    ExportsForget = "exports.forget", exports::forget(exports::RecentId) -> Nothing, needs Work, reads [], writes [Exports];
    #[doc = "A window of records."]
    ExportsPage = "exports.page", exports::page(exports::PageRequest) -> patchbay_exports::Page, needs Look, reads [], writes [];
    #[doc = "One cell as a whole, up to 1 MiB of it."]
    ExportsCell = "exports.cell", exports::cell(exports::CellRequest) -> patchbay_exports::CellText, needs Look, reads [], writes [];
    #[doc = "Finds where every record begins, and so how many there are."]
    ExportsIndex = "exports.index", exports::index(exports::ExportId) -> exports::ExportView, needs Look, reads [], writes [Exports];
    #[doc = "Tests every cell against a trait spec."]
    ExportsCheck = "exports.check", exports::check(exports::CheckRequest) -> patchbay_exports::CheckReport, needs Look, reads [], writes [Exports];
    #[doc = "What the columns hold: empty, distinct, least, greatest, most frequent values, how they are spread."]
    ExportsProfile = "exports.profile", exports::profile(exports::ProfileRequest) -> patchbay_exports::Profile, needs Look, reads [], writes [];
    #[doc = "Checks and profiles in one pass, tells what is odd for today's export, and keeps what was found with the open file."]
    ExportsExamine = "exports.examine", exports::examine(exports::ExamineRequest) -> exports::Examined, needs Look, reads [], writes [Exports];
    #[doc = "The cells and records with an issue, among some records; after an examination."]
    ExportsMarks = "exports.marks", exports::marks(exports::MarksRequest) -> Vec<patchbay_exports::Mark>, needs Look, reads [Exports], writes [];
    #[doc = "How many records have an issue in each part of the file; after an examination."]
    ExportsOverview = "exports.overview", exports::overview(exports::OverviewRequest) -> patchbay_exports::Overview, needs Look, reads [Exports], writes [];
    #[doc = "A window of the records with an issue; after an examination."]
    ExportsFlagged = "exports.flagged", exports::flagged(exports::FlaggedRequest) -> exports::FlaggedPage, needs Look, reads [Exports], writes [];
    #[doc = "The next record with an issue; after an examination."]
    ExportsNextFlagged = "exports.next_flagged", exports::next_flagged(exports::NextFlaggedRequest) -> exports::NextFlagged, needs Look, reads [Exports], writes [];
    #[doc = "All records of one customer."]
    ExportsFind = "exports.find", exports::find(exports::FindRequest) -> exports::FindReply, needs Look, reads [], writes [];
    #[doc = "The next cells that hold a text. It ends after so many hits or a stretch of the file: go on at `next`."]
    ExportsSearch = "exports.search", exports::search(exports::SearchRequest) -> patchbay_exports::Hits, needs Look, reads [], writes [];
    #[doc = "Compares two open exports by key."]
    ExportsCompare = "exports.compare", exports::compare(exports::CompareRequest) -> exports::ComparisonView, needs Look, reads [], writes [];
    #[doc = "A window of what differs between two compared exports."]
    ExportsDifferences = "exports.differences", exports::differences(exports::DifferencesRequest) -> patchbay_exports::Differences, needs Look, reads [], writes [];
    #[doc = "Closes a comparison."]
    ExportsCloseComparison = "exports.close_comparison", exports::close_comparison(exports::ComparisonId) -> Nothing, needs Look, reads [], writes [];
    #[doc = "Closes an export."]
    ExportsClose = "exports.close", exports::close(exports::ExportId) -> Nothing, needs Look, reads [], writes [Exports];

    #[doc = "The trait specs: the app's own, then the built-in ones."]
    SpecsList = "specs.list", specs::list(Nothing) -> Vec<specs::SpecSummary>, needs Look, reads [Specs], writes [];
    #[doc = "One trait spec, whole."]
    SpecsShow = "specs.show", specs::show(specs::SpecName) -> patchbay_exports::TraitSpec, needs Look, reads [Specs], writes [];
    #[doc = "Keeps a trait spec of the app's own, or replaces the one of that name."]
    SpecsSave = "specs.save", specs::save(specs::SpecChange) -> patchbay_exports::TraitSpec, needs Configure, reads [], writes [Specs];
    #[doc = "Removes a trait spec of the app's own."]
    SpecsRemove = "specs.remove", specs::remove(specs::SpecName) -> Nothing, needs Configure, reads [], writes [Specs];
    #[doc = "A trait spec made from an open export, or widened by it; it is not kept."]
    SpecsFromExport = "specs.from_export", specs::from_export(specs::SpecFromExport) -> patchbay_exports::TraitSpec, needs Look, reads [], writes [];

    #[doc = "Every source with its schedule, what was pulled from it, and its alerts."]
    SourcesList = "sources.list", sources::list(Nothing) -> Vec<sources::SourceView>, needs Look, reads [Sources, Exports], writes [];
    #[doc = "Saves a source, or replaces the one of that name; its secret key goes to the keychain."]
    SourcesSave = "sources.save", sources::save(sources::SourceChange) -> sources::SourceView, needs Configure, reads [], writes [Sources];
    #[doc = "Forgets a source, its key, and the files that were pulled from it."]
    SourcesRemove = "sources.remove", sources::remove(sources::SourceName) -> sources::RemovedSource, needs Configure, reads [], writes [Sources, Exports];
    #[doc = "Asks the store what can be proven about a source's settings."]
    SourcesCheck = "sources.check", sources::check(sources::SourceName) -> sources::CheckedSource, needs Work, reads [], writes [];
    #[doc = "The objects below a source's prefix, newest first."]
    SourcesObjects = "sources.objects", sources::objects(sources::ObjectsRequest) -> sources::ObjectsPage, needs Work, reads [Sources], writes [];
    #[doc = "The first records of a remote file, without downloading it."]
    SourcesPreview = "sources.preview", sources::preview(sources::PreviewRequest) -> sources::RemotePreview, needs Work, reads [], writes [];
    #[doc = "Downloads and examines the newest export of a source, or the one of a key."]
    SourcesPull = "sources.pull", sources::pull(sources::PullRequest) -> sources::PullReply, needs Work, reads [], writes [Sources, Exports];
    #[doc = "Takes an alert of a source off the list."]
    SourcesDismiss = "sources.dismiss", sources::dismiss(sources::AlertId) -> Nothing, needs Work, reads [], writes [Sources];

    #[doc = "What is done every day by itself, syncs of connectors and pulls of sources, and how its day stands."]
    ScheduleList = "schedule.list", schedule::list(Nothing) -> Vec<schedule::ScheduleEntry>, needs Look, reads [Schedule, Sources, Connectors, Catalogue, Apps], writes [];
    #[doc = "Sets when a connector's catalogues are synced every day, or that they are synced by hand only."]
    ScheduleSet = "schedule.set", schedule::set(schedule::ScheduleChange) -> schedule::ChangedSchedule, needs Configure, reads [], writes [Schedule];
    #[doc = "Takes the alert of a connector's failed sync off the list."]
    ScheduleDismiss = "schedule.dismiss", schedule::dismiss(schedule::ScheduledConnector) -> Nothing, needs Work, reads [], writes [Schedule];
    #[doc = "Does everything that is due in every app: syncs connectors, looks at sources and pulls what is new."]
    ScheduleRunDue = "schedule.run_due", schedule::run_due(Nothing) -> schedule::DueRun, needs Anyone, reads [], writes [Schedule, Sources, Exports, Catalogue], host_only;

    #[doc = "The prompts of the app, with how many findings each has."]
    PromptsList = "prompts.list", prompts::list(Nothing) -> Vec<prompts::PromptSummary>, needs Look, reads [Prompts, Connectors, Catalogue, Users], writes [];
    #[doc = "One prompt with its chains, what is wrong with it, and how it was rehearsed."]
    PromptsShow = "prompts.show", prompts::show(prompts::PromptId) -> prompts::PromptDetail, needs Look, reads [Prompts, Connectors, Catalogue, Users], writes [];
    #[doc = "What an editor of prompts offers: known traits, actions."]
    PromptsChoices = "prompts.choices", prompts::choices(Nothing) -> prompts::PromptChoices, needs Look, reads [Connectors, Users, Exports, Specs], writes [];
    #[doc = "What is wrong with a prompt that is being edited; nothing is kept."]
    PromptsJudge = "prompts.judge", prompts::judge(prompts::Prompt) -> Vec<prompts::Finding>, needs Look, reads [Connectors, Catalogue, Users, Exports, Specs], writes [];
    #[doc = "Keeps a prompt, or a change of one, if it makes sense."]
    PromptsSave = "prompts.save", prompts::save(prompts::PromptChange) -> prompts::PromptDetail, needs Work, reads [], writes [Prompts];
    #[doc = "Removes a prompt; what was rehearsed of it stays."]
    PromptsRemove = "prompts.remove", prompts::remove(prompts::PromptId) -> Nothing, needs Work, reads [], writes [Prompts];
    #[doc = "Prompts by interactions: what runs when, what is broken, what was never rehearsed since it changed."]
    PromptsCoverage = "prompts.coverage", prompts::coverage(Nothing) -> prompts::Coverage, needs Look, reads [Prompts, Connectors, Catalogue, Users], writes [];
    #[doc = "Begins a rehearsal: the plan of a whole chain for one user. Look-ups are really made, changes are not."]
    PromptsPlan = "prompts.plan", prompts::plan(prompts::RehearsalRequest) -> prompts::Rehearsal, needs Work, reads [], writes [Prompts];
    #[doc = "Runs the next action of a rehearsal, once, and plans the rest anew."]
    PromptsStep = "prompts.step", prompts::step(prompts::StepRequest) -> prompts::Rehearsal, needs Work, reads [], writes [Prompts, History];
    #[doc = "The rehearsals of a prompt, newest first."]
    PromptsRehearsals = "prompts.rehearsals", prompts::rehearsals(prompts::PromptId) -> Vec<prompts::RehearsalSummary>, needs Look, reads [Prompts], writes [];
    #[doc = "One rehearsal, whole."]
    PromptsRehearsal = "prompts.rehearsal", prompts::rehearsal(prompts::RehearsalId) -> prompts::Rehearsal, needs Look, reads [Prompts], writes [];
    #[doc = "Rehearses test users by interactions, each from a fresh sandbox; for sandbox apps alone."]
    PromptsBatch = "prompts.batch", prompts::batch(prompts::BatchRequest) -> prompts::Batch, needs Work, reads [], writes [Prompts, History];
    #[doc = "Rehearsals written down for someone who was not there."]
    PromptsReport = "prompts.report", prompts::report(prompts::ReportRequest) -> prompts::RehearsalReport, needs Look, reads [Prompts], writes [];
    #[doc = "The app's prompts and connector settings as a document, without secrets."]
    PromptsExport = "prompts.export", prompts::export(Nothing) -> prompts::PromptDocument, needs Look, reads [Prompts, Connectors], writes [];
    #[doc = "What a document would change; nothing is changed."]
    PromptsCompareImport = "prompts.compare_import", prompts::compare_import(prompts::DocumentText) -> prompts::ImportPreview, needs Look, reads [Prompts, Connectors], writes [];
    #[doc = "Applies a document, all or nothing, if it still changes what was shown."]
    PromptsImport = "prompts.import", prompts::import(prompts::ImportRequest) -> prompts::ImportPreview, needs Configure, reads [], writes [Prompts, Connectors];

    #[doc = "Runs, newest first."]
    HistoryList = "history.list", history::list(history::HistoryRequest) -> history::HistoryPage, needs Look, reads [History], writes [];
    #[doc = "One run with its plan and every exchange, redacted."]
    HistoryShow = "history.show", history::show(history::RunId) -> history::RunDetail, needs Look, reads [History], writes [];
    #[doc = "Removes all closed runs of the app, and its rehearsals, from the history."]
    HistoryClear = "history.clear", history::clear(Nothing) -> history::Cleared, needs Configure, reads [], writes [History, Prompts];
    #[doc = "The whole history of the app as one document, redacted."]
    HistoryExport = "history.export", history::export(Nothing) -> history::HistoryDocument, needs Look, reads [History], writes [];

    #[doc = "Sets up an app that talks to the sandbox: connectors, catalogue, users and an export, all working."]
    SandboxExplore = "sandbox.explore", sandbox::explore(Nothing) -> sandbox::Explored,
        needs Company, reads [], writes [Apps, Connectors, Catalogue, Users, Exports, History];
    #[doc = "Whether the sandbox runs in this process, and where."]
    SandboxStatus = "sandbox.status", sandbox::status(Nothing) -> sandbox::SandboxStatus, needs Look, reads [Apps], writes [];

    #[doc = "Where data and secrets live, the keychain's state, retention."]
    SettingsShow = "settings.show", settings::show(Nothing) -> settings::Settings, needs Anyone, reads [Settings], writes [];
    #[doc = "Changes how long history is kept."]
    SettingsUpdate = "settings.update", settings::update(settings::SettingsChange) -> settings::Settings, needs Company, reads [], writes [Settings, History];
}
