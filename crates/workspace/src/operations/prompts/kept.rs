//! Prompts in the database: read, saved over the revision they were made from, removed.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::judge::World;
use super::types::{Does, Finding, Gravity, Prompt, PromptChange};
use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::store::{from_json, to_json};

/// A prompt as it is kept.
pub(super) struct Kept {
    pub prompt: Prompt,
    pub revision: u32,
    pub changed_at: String,
}

const COLUMNS: &str = "SELECT prompt_json, revision, changed_at FROM prompts";

fn from_row(row: &Row) -> rusqlite::Result<Kept> {
    Ok(Kept {
        prompt: from_json(&row.get::<_, String>(0)?)?,
        revision: row.get(1)?,
        changed_at: row.get(2)?,
    })
}

/// Every prompt of the app, by name.
pub(super) fn all(call: &Call) -> Result<Vec<Kept>> {
    let mut all: Vec<Kept> = call.workspace.store.read(|c| {
        c.prepare(&format!("{COLUMNS} WHERE app = ?1"))?
            .query_map([&call.app], from_row)?
            .collect()
    })?;
    all.sort_by_cached_key(|kept| (kept.prompt.name.to_lowercase(), kept.prompt.id.clone()));
    Ok(all)
}

/// The prompt of that id, or an error that lists the ones there are.
pub(super) fn get(call: &Call, id: &str) -> Result<Kept> {
    if let Some(kept) = call.workspace.store.read(|c| row(c, &call.app, id))? {
        return Ok(kept);
    }
    let known: Vec<_> = all(call)?.into_iter().map(|k| k.prompt.id).collect();
    let hint = if known.is_empty() {
        "Make one first under Prompts, or import a document".into()
    } else {
        format!("The prompts are: {}", known.join(", "))
    };
    Err(Error::new(Code::NotFound, format!("there is no prompt {id}")).hint(hint))
}

/// The same, within a read or a transaction.
pub(super) fn row(c: &Connection, app: &str, id: &str) -> rusqlite::Result<Option<Kept>> {
    c.query_row(
        &format!("{COLUMNS} WHERE app = ?1 AND id = ?2"),
        [app, id],
        from_row,
    )
    .optional()
}

/// Keeps a prompt over the revision that it was made from. Refused are one that makes no sense, and an action newly
/// assigned that would not run: its connector is off, or what it names is archived.
pub(super) fn save(call: &Call, change: PromptChange) -> Result<Kept> {
    let prompt = tidied(change.prompt);
    let world = World::of(call)?;
    let before = call
        .workspace
        .store
        .read(|c| row(c, &call.app, &prompt.id))?;
    let known: BTreeSet<String> = before
        .iter()
        .flat_map(|kept| fixed_points(&kept.prompt))
        .collect();
    let newly_broken = |finding: &&Finding| match finding.gravity {
        Gravity::Error => true,
        Gravity::Broken => {
            let of_action = finding.action.as_deref().and_then(|id| find(&prompt, id));
            of_action.is_none_or(|does| !known.contains(&does))
        }
        Gravity::Warning => false,
    };
    if let Some(finding) = world.judge(&prompt)?.iter().find(newly_broken) {
        return Err(refused(finding));
    }
    let changed_at = call.workspace.now().to_string();
    let revision = call.workspace.store.write(|t| {
        let now = row(t, &call.app, &prompt.id)?;
        if now.as_ref().map(|kept| kept.revision) != change.revision {
            return Ok(Err(now.is_some()));
        }
        write(t, &call.app, &prompt, &changed_at).map(Ok)
    })?;
    match revision {
        Ok(revision) => Ok(Kept {
            prompt,
            revision,
            changed_at,
        }),
        Err(there) => Err(moved_on(&prompt, change.revision, there)),
    }
}

/// Writes a prompt as the next revision, and gives its number.
pub(super) fn write(
    t: &Transaction,
    app: &str,
    prompt: &Prompt,
    at: &str,
) -> rusqlite::Result<u32> {
    t.query_row(
        "INSERT INTO prompts VALUES (?1, ?2, 1, ?3, ?4)
         ON CONFLICT (app, id) DO UPDATE SET revision = revision + 1, prompt_json = ?3, changed_at = ?4
         RETURNING revision",
        params![app, prompt.id, to_json(prompt)?, at],
        |r| r.get(0),
    )
}

pub(super) fn remove(call: &Call, id: &str) -> Result<()> {
    get(call, id)?;
    call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM prompts WHERE app = ?1 AND id = ?2",
            [&call.app, id],
        )
    })?;
    Ok(())
}

/// The finding as the error of an operation.
pub(super) fn refused(finding: &Finding) -> Error {
    Error::new(Code::Invalid, finding.message.clone())
        .field(&finding.at)
        .hint(finding.remedy.clone())
}

fn moved_on(prompt: &Prompt, from: Option<u32>, there: bool) -> Error {
    match (from, there) {
        (None, _) => Error::new(
            Code::Invalid,
            format!("there is a prompt {} already", prompt.id),
        )
        .field("/id")
        .hint("Give it another id"),
        (Some(_), true) => Error::new(
            Code::Invalid,
            format!(
                "the prompt {} was changed elsewhere since you opened it",
                prompt.id
            ),
        )
        .hint("Copy what you need, load it again, and make your change there"),
        (Some(_), false) => Error::new(
            Code::NotFound,
            format!("the prompt {} was removed since you opened it", prompt.id),
        )
        .hint("Give it another id to keep it as a new one"),
    }
}

/// What an action does, where it stands, in a form that can be compared: an action that is moved stays assigned.
fn fixed_points(prompt: &Prompt) -> Vec<String> {
    let chains = prompt.interactions.values().flatten();
    chains.map(|action| point(&action.does)).collect()
}

fn find(prompt: &Prompt, id: &str) -> Option<String> {
    let mut chains = prompt.interactions.values().flatten();
    chains
        .find(|action| action.id == id)
        .map(|action| point(&action.does))
}

fn point(does: &Does) -> String {
    match does {
        Does::Action(a) => format!("{} {} {:?}", a.connector, a.action, a.params),
        Does::Redirect(r) => r.url.clone(),
    }
}

/// The prompt without blanks around its texts, without empty parameters and without empty chains.
pub(super) fn tidied(mut prompt: Prompt) -> Prompt {
    let tidy = |text: &mut String| *text = text.trim().to_owned();
    tidy(&mut prompt.id);
    tidy(&mut prompt.name);
    prompt.segment = prompt
        .segment
        .map(|s| s.trim().to_owned())
        .filter(|s| !s.is_empty());
    for field in &mut prompt.form {
        tidy(&mut field.key);
        tidy(&mut field.label);
        field.choices.iter_mut().for_each(tidy);
    }
    if let Some(survey) = &mut prompt.survey {
        tidy(&mut survey.question);
        survey.answers.iter_mut().for_each(tidy);
    }
    for action in prompt.interactions.values_mut().flatten() {
        match &mut action.does {
            Does::Action(a) => a.params.retain(|_, value| !value.trim().is_empty()),
            Does::Redirect(r) => tidy(&mut r.url),
        }
        if let Some(condition) = &mut action.only_if {
            tidy(&mut condition.name);
        }
    }
    prompt.interactions.retain(|_, chain| !chain.is_empty());
    prompt
}
