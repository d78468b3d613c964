//! `patchbay users`.

use clap::Subcommand;
use patchbay_workspace::operations::users::{User, UserSearch, UserSource};
use patchbay_workspace::operations::{UsersList, UsersSave};

use crate::host::Host;
use crate::output::{Answer, Failure};
use crate::pairs;
use crate::table::table;

/// What to do with test users.
#[derive(Subcommand)]
pub enum Command {
    /// The test users and their traits
    List {
        /// Only those whose id, name, note or a trait's value has this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// Keep a test user, or replace the one of that id
    Save {
        /// How the user is called
        id: String,
        /// A trait of the user
        #[arg(long = "trait", value_name = "KEY=VALUE")]
        traits: Vec<String>,
    },
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        let search = match self {
            Self::List { search } => search,
            Self::Save { id, traits } => {
                let user = User {
                    name: id.clone(),
                    id,
                    traits: pairs::read("--trait", traits)?,
                    note: None,
                    source: UserSource::Saved,
                };
                let saved = call.perform::<UsersSave>(user).await?;
                return Answer::new(&saved, format!("{} saved", saved.id));
            }
        };
        let page = call
            .perform::<UsersList>(UserSearch {
                search,
                rows: Some(1_000),
                ..UserSearch::default()
            })
            .await?;
        let rows = page.users.iter().map(|user| {
            let traits: Vec<_> = user
                .traits
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            [
                user.id.clone(),
                user.name.clone(),
                traits.join(" "),
                user.note.clone().unwrap_or_default(),
            ]
        });
        let shown = table(["USER", "NAME", "TRAITS", "NOTE"], rows);
        let answer = Answer::new(
            &page.users,
            if page.users.is_empty() {
                String::new()
            } else {
                shown
            },
        )?;
        let missing = page.total as usize - page.users.len().min(page.total as usize);
        Ok(match (page.users.is_empty(), missing) {
            (true, _) => answer.note("no test users"),
            (_, 0) => answer,
            (_, missing) => {
                answer.note(format!("{missing} more: narrow the list by --search TEXT"))
            }
        })
    }
}
