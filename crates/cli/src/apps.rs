//! `patchbay apps`.

use clap::{Args, Subcommand};
use patchbay_workspace::operations::apps::{App, Environment, NewApp};
use patchbay_workspace::operations::{AppsCreate, AppsList, Nothing};

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::table;

/// What to do with apps.
#[derive(Subcommand)]
pub enum Command {
    /// The apps and their environments
    List,
    /// Make an app
    Create(Create),
}

/// An app to be made.
#[derive(Args)]
pub struct Create {
    /// Lower-case letters, digits and dashes; --app takes it
    id: String,
    /// What people read; the id if absent
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What kind of accounts it talks to: the simulator, vendors' test accounts, or real people and real money
    #[arg(long, value_parser = ["sandbox", "test", "production"])]
    environment: String,
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        match self {
            Self::List => {
                let apps = call.perform::<AppsList>(Nothing {}).await?;
                Answer::new(&apps, listed(&apps))
            }
            Self::Create(Create {
                id,
                name,
                environment,
            }) => {
                let environment = match environment.as_str() {
                    "sandbox" => Environment::Sandbox,
                    "production" => Environment::Production,
                    _ => Environment::Test,
                };
                let name = name.unwrap_or_else(|| id.clone());
                let app = call
                    .perform::<AppsCreate>(NewApp {
                        id,
                        name,
                        environment,
                    })
                    .await?;
                Answer::new(&app, listed(std::slice::from_ref(&app)))
            }
        }
    }
}

fn listed(apps: &[App]) -> String {
    let rows = apps.iter().map(|a| {
        [
            a.id.clone(),
            a.name.clone(),
            word(&a.environment),
            a.time_zone.clone(),
        ]
    });
    table(["APP", "NAME", "ENVIRONMENT", "TIME ZONE"], rows)
}
