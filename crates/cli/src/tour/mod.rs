//! `patchbay tour`: the main job against the sandbox, each command and its result printed and verified.
//!
//! What is printed is what a user would type: each step is this same program, run as a process of its own (`commands`).
//! The sandbox runs in this process, so that its journal can be asked what really arrived. Secrets go to the
//! keychain of the system and are removed again; where there is none, to one of a private `session`.

mod commands;
mod session;
mod walk;

use patchbay_vault::Vault;
use patchbay_workspace::{Code, Error};
use serde_json::json;

use self::commands::Commands;
use self::session::Session;
use crate::output::{Answer, Failure};
use crate::sandbox;
use crate::signals::Signals;

/// Takes the tour. People have read it all when it ends; machines get one document then.
pub async fn perform(json: bool) -> Result<Option<Answer>, Failure> {
    let mut signals = Signals::listen()?;
    let sandbox = sandbox::start(0).await?;
    let folder = tempfile::Builder::new()
        .prefix("patchbay-tour-")
        .tempdir()
        .map_err(|e| {
            Error::new(
                Code::Storage,
                format!("no temporary directory can be made: {e}"),
            )
            .hint("Check TMPDIR")
        })?;
    let mut commands = Commands::new(json, folder.path());
    commands.say(
        "The main job of Patchbay, against the sandbox: a simulator of the vendors on this machine",
    )?;
    let session = match Vault::os().status().await {
        Ok(()) => None,
        Err(reason) => {
            commands.say(&format!("\nNo keychain can be used here: {reason}"))?;
            commands.say("So the tour makes a private one, with a session bus of its own, and removes it at the end")?;
            Some(Session::start().await?)
        }
    };
    if let Some(session) = &session {
        commands.within(session);
    }
    let walked = tokio::select! {
        walked = walk::walk(&mut commands, &sandbox, folder.path()) => walked,
        () = signals.next() => Err("it was interrupted".into()),
    };
    // Also after a failure: nothing may stay behind in the user's keychain.
    let cleaned = walk::clean(&mut commands).await;
    sandbox.stop().await;
    if let Some(session) = session {
        session.end().await;
    }
    let steps = commands.steps();
    match walked.and(cleaned) {
        Ok(()) => {
            commands.say(&format!(
                "\nAll went right: {} commands, each with the result that it should have",
                steps.len()
            ))?;
            Ok(json
                .then(|| Answer::new(&json!({ "passed": true, "steps": steps }), ""))
                .transpose()?)
        }
        Err(problem) => {
            let error = Error::new(Code::Internal, format!("the tour went wrong: {problem}"))
                .hint("The commands above show what happened")
                .details(json!({ "passed": false, "steps": steps }));
            Err(error.into())
        }
    }
}
