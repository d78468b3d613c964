//! The workspace of one data directory: the database, the vault, the road, and what this process holds open.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use patchbay_connectors::{Ambient, Road};
use patchbay_vault::Vault;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::export_files::ExportFiles;
use crate::held_plans::HeldPlans;
use crate::hosts::Host;
use crate::operations::operators::{Operator, Role};
use crate::operations::prompts::Underway;
use crate::operations::{Call, Permission, apps, history, operators};
use crate::sandbox_app::SandboxHost;
use crate::store::Store;

/// The app that a new data directory starts with.
pub const DEFAULT_APP: &str = "default";

/// Which kind of process opens a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKind {
    /// The desktop: one at a time for a data directory.
    Desktop,
    /// The command line: a guest, any number of them.
    Cli,
}

/// What a host passes in.
pub struct Options {
    /// Where the database and the exports of the sandbox live. Made when it is not there.
    pub data_dir: PathBuf,
    /// Where indexes of exports and decompressed ones are kept: what can be made again.
    pub cache_dir: PathBuf,
    /// Which kind of process this is.
    pub host: HostKind,
    /// Where the secrets live.
    pub vault: Vault,
    /// Time, ids and chance.
    pub ambient: Ambient,
}

impl Options {
    /// The real keychain, clock and chance, and the user's own directories if none is given. A directory that is given
    /// holds the cache too, so that nothing lies elsewhere.
    pub fn system(data_dir: Option<PathBuf>, host: HostKind) -> Result<Self> {
        let (data_dir, cache_dir) = match data_dir {
            Some(given) => (given.clone(), given.join("cache")),
            None => own_directories()?,
        };
        Ok(Self {
            data_dir,
            cache_dir,
            host,
            vault: Vault::os(),
            ambient: system_ambient(),
        })
    }
}

/// The one place where the clock is read and dice are thrown.
#[allow(clippy::disallowed_methods)]
fn system_ambient() -> Ambient {
    Ambient {
        now: Arc::new(Timestamp::now),
        new_id: Arc::new(Uuid::new_v4),
        // A uuid has 122 random bits; 32 of them make a number from 0 to 1.
        chance: Arc::new(|| f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)),
    }
}

/// Where data and what can be made again live when no directory is given.
fn own_directories() -> Result<(PathBuf, PathBuf)> {
    directories::ProjectDirs::from("dev", "patchbay", "patchbay")
        .map(|dirs| {
            (
                dirs.data_dir().to_path_buf(),
                dirs.cache_dir().to_path_buf(),
            )
        })
        .ok_or_else(|| {
            Error::new(
                Code::Storage,
                "this user has no home directory to keep data in",
            )
            .hint("Give a data directory: --data-dir DIR")
        })
}

/// The workspace of one data directory.
pub struct Workspace {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) road: Arc<Road>,
    pub(crate) ambient: Ambient,
    pub(crate) plans: HeldPlans,
    pub(crate) rehearsals: Underway,
    pub(crate) exports: ExportFiles,
    pub(crate) sandbox: SandboxHost,
    pub(crate) host: Host,
    data_dir: PathBuf,
    cache_dir: PathBuf,
    /// Names this data directory in the keychain, so that two of them do not share entries.
    id: String,
}

impl Workspace {
    /// Opens the workspace: takes the locks, migrates the database, closes the runs that died, and forgets what is
    /// older than the retention.
    pub fn open(options: Options) -> Result<Arc<Self>> {
        let Options {
            data_dir,
            cache_dir,
            host,
            vault,
            ambient,
        } = options;
        make_private(&data_dir)?;
        let now = (ambient.now)();
        let desktop = host == HostKind::Desktop;
        let host = Host::enter(&data_dir, (ambient.new_id)().to_string(), desktop)?;
        let store = Store::open(&data_dir, &now.strftime("%Y%m%dT%H%M%SZ").to_string())?;
        let id = found(&store, &ambient)?;
        history::close_abandoned(&store, &host, now)?;
        history::forget_old(&store, now)?;
        host.sweep(now);
        Ok(Arc::new(Self {
            store,
            vault,
            road: Road::new(),
            ambient,
            plans: HeldPlans::default(),
            rehearsals: Underway::default(),
            exports: ExportFiles::default(),
            sandbox: SandboxHost::default(),
            host,
            data_dir,
            cache_dir,
            id,
        }))
    }

    /// A call for an app, without progress, that is never cancelled. Hosts fill in what they have.
    pub fn call(self: &Arc<Self>, app: &str) -> Call {
        Call {
            workspace: Arc::clone(self),
            app: app.into(),
            on_progress: Arc::new(|_| {}),
            cancel: tokio_util::sync::CancellationToken::new(),
            simulator: None,
        }
    }

    /// Where the data live.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The folder for what the engine of exports saves: indexes, and decompressed files.
    pub(crate) fn export_cache(&self) -> PathBuf {
        self.cache_dir.join("exports")
    }

    /// The app that the desktop showed last, if it still exists, else the first one.
    pub fn last_app(&self) -> Result<String> {
        if let Some(app) = self.store.meta("last_app")?
            && apps::get(&self.store, &app)?.is_some()
        {
            return Ok(app);
        }
        self.store.read(|c| {
            c.query_row(
                "SELECT id FROM apps ORDER BY id = ?1 DESC, id",
                [DEFAULT_APP],
                |r| r.get(0),
            )
        })
    }

    /// Remembers the app that the desktop shows.
    pub fn remember_app(&self, app: &str) -> Result<()> {
        self.store.set_meta("last_app", app)
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.ambient.now)()
    }

    /// The operator at the keyboard.
    pub(crate) fn operator(&self) -> Result<Operator> {
        let current = self
            .store
            .meta("operator")?
            .and_then(|id| id.parse::<i64>().ok());
        operators::get(&self.store, current)
    }

    /// Whether the operator at the keyboard may do this in that app.
    pub(crate) fn authorise(&self, app: &str, needed: Permission, operation: &str) -> Result<()> {
        if needed == Permission::Anyone {
            return Ok(());
        }
        if apps::get(&self.store, app)?.is_none() {
            let known: Vec<String> = apps::all(&self.store)?.into_iter().map(|a| a.id).collect();
            return Err(Error::new(Code::NotFound, format!("there is no app {app}"))
                .hint(format!("The apps are: {}", known.join(", "))));
        }
        let operator = self.operator()?;
        let at_home = operator.app.as_deref().is_none_or(|own| own == app);
        let enough = match needed {
            Permission::Anyone | Permission::Look => true,
            Permission::Work => operator.role != Role::ReadOnly,
            Permission::Configure => matches!(operator.role, Role::CompanyAdmin | Role::AppAdmin),
            Permission::Company => operator.role == Role::CompanyAdmin,
        };
        if at_home && enough {
            return Ok(());
        }
        let (message, hint) = if at_home {
            (
                format!(
                    "{} ({}) may not do {operation}",
                    operator.name,
                    operator.role.name()
                ),
                format!(
                    "It needs the role {}: ask an administrator, or switch the operator under Settings",
                    needed.role().name()
                ),
            )
        } else {
            (
                format!(
                    "{} belongs to the app {}",
                    operator.name,
                    operator.app.as_deref().unwrap_or_default()
                ),
                "Switch to that app, or switch the operator under Settings".into(),
            )
        };
        Err(Error::new(Code::Forbidden, message).hint(hint))
    }
}

/// Makes the data directory if it is not there, for its owner alone: it holds who was treated how.
fn make_private(data_dir: &Path) -> Result<()> {
    let failed = |e: std::io::Error| {
        Error::new(
            Code::Storage,
            format!("cannot make the data directory {}: {e}", data_dir.display()),
        )
        .hint("Check its path and permissions, or give another: --data-dir DIR")
    };
    if data_dir.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir).map_err(failed)
}

/// Fills a new database: one company, one app, one operator. Gives the workspace's id.
fn found(store: &Store, ambient: &Ambient) -> Result<String> {
    let fresh = format!("ws-{}", &(ambient.new_id)().simple().to_string()[..12]);
    store.write(|t| {
        let known: Option<String> =
            t.query_row("SELECT value FROM meta WHERE key = 'workspace'", [], |r| r.get(0)).optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
        t.execute("INSERT INTO meta VALUES ('workspace', ?1)", [&fresh])?;
        t.execute("INSERT INTO companies VALUES ('company', 'Company')", [])?;
        t.execute(
            "INSERT INTO apps VALUES (?1, 'company', 'Default', 'test', 'UTC')",
            [DEFAULT_APP],
        )?;
        t.execute(
            "INSERT INTO operators (id, name, role, app) VALUES (1, 'Administrator', 'company_admin', NULL)",
            params![],
        )?;
        t.execute("INSERT INTO meta VALUES ('operator', '1')", [])?;
        Ok(fresh)
    })
}
