//! Commands of the tour: run as a user would, printed with what they say, compared with what they should say.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use patchbay_workspace::{Code, Error};
use serde::Serialize;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::session::Session;
use crate::output;

/// What went wrong, in a sentence.
pub type Problem = String;

/// A command that was run.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// As a user would type it.
    command: String,
    /// Its exit code; absent if a signal ended it.
    exit_code: Option<i32>,
}

/// Runs commands on the tour's data directory.
pub struct Commands {
    json: bool,
    data_dir: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    removed: &'static [&'static str],
    /// What no command may ever say.
    secrets: Vec<String>,
    steps: Vec<Step>,
}

impl Commands {
    /// For a data directory inside `folder`.
    pub fn new(json: bool, folder: &Path) -> Self {
        Self {
            json,
            data_dir: folder.join("data"),
            environment: Vec::new(),
            removed: &[],
            secrets: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// From now on in a private session.
    pub fn within(&mut self, session: &Session) {
        self.environment = session.environment();
        self.removed = Session::REMOVED;
    }

    /// What was run so far.
    pub fn steps(&self) -> Vec<Step> {
        self.steps.clone()
    }

    /// Tells people; for machines the document is all that goes to standard output.
    pub fn say(&self, text: &str) -> Result<(), Error> {
        if self.json {
            eprintln!("{text}");
            return Ok(());
        }
        output::line(text).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("standard output cannot be written: {e}"),
            )
        })
    }

    /// Runs a command that needs no input. It must end with that code and say all of `shows`. Gives its output.
    pub async fn run(
        &mut self,
        arguments: &[&str],
        code: i32,
        shows: &[&str],
    ) -> Result<String, Problem> {
        self.run_with(arguments, None, code, shows).await
    }

    /// Runs a command with `--json` and reads its document.
    pub async fn read(&mut self, arguments: &[&str], code: i32) -> Result<Value, Problem> {
        let arguments = [arguments, &["--json"]].concat();
        let text = self.run(&arguments, code, &[]).await?;
        serde_json::from_str(&text)
            .map_err(|e| format!("patchbay {} gave no JSON: {e}", arguments.join(" ")))
    }

    /// Runs a command with a secret as the one line of its input. No command may say it from then on.
    pub async fn run_with_secret(
        &mut self,
        arguments: &[&str],
        secret: &str,
        shows: &[&str],
    ) -> Result<String, Problem> {
        self.secrets.push(secret.to_owned());
        self.run_with(arguments, Some(secret), 0, shows).await
    }

    async fn run_with(
        &mut self,
        arguments: &[&str],
        secret: Option<&str>,
        code: i32,
        shows: &[&str],
    ) -> Result<String, Problem> {
        let line = format!("patchbay {}", arguments.join(" "));
        let remark = if secret.is_some() {
            "    # the key is on standard input"
        } else {
            ""
        };
        self.tell(&format!("\n$ {line}{remark}"))?;
        let (out, err, exit_code) = self
            .process(arguments, secret)
            .await
            .map_err(|e| format!("{line} did not run: {e}"))?;
        for text in [&out, &err] {
            if !text.trim().is_empty() {
                self.tell(text.trim_end())?;
            }
        }
        self.steps.push(Step {
            command: line.clone(),
            exit_code,
        });
        if exit_code != Some(code) {
            let ended =
                exit_code.map_or_else(|| "a signal".to_owned(), |c| format!("exit code {c}"));
            return Err(format!("{line} ended with {ended} instead of {code}"));
        }
        if self
            .secrets
            .iter()
            .any(|secret| out.contains(secret) || err.contains(secret))
        {
            return Err(format!("{line} shows a secret"));
        }
        match shows.iter().find(|text| !out.contains(**text)) {
            Some(missing) => Err(format!("{line} does not say {missing:?}")),
            None => Ok(out),
        }
    }

    async fn process(
        &self,
        arguments: &[&str],
        secret: Option<&str>,
    ) -> std::io::Result<(String, String, Option<i32>)> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(arguments)
            .env("PATCHBAY_DATA_DIR", &self.data_dir)
            .envs(self.environment.iter().cloned())
            .stdin(if secret.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        for name in self.removed {
            command.env_remove(name);
        }
        let mut child = command.spawn()?;
        if let (Some(mut input), Some(secret)) = (child.stdin.take(), secret) {
            input.write_all(format!("{secret}\n").as_bytes()).await?;
        }
        let ended = child.wait_with_output().await?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok((text(ended.stdout), text(ended.stderr), ended.status.code()))
    }

    /// [`say`](Self::say), inside of the walk.
    pub fn tell(&self, text: &str) -> Result<(), Problem> {
        self.say(text).map_err(|e| e.message)
    }

    /// Whether a file of the data directory holds a secret.
    pub fn secret_in_files(&self) -> std::io::Result<Option<PathBuf>> {
        let mut folders = vec![self.data_dir.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let content = std::fs::read(&path)?;
                let holds = |secret: &String| {
                    content
                        .windows(secret.len())
                        .any(|w| w == secret.as_bytes())
                };
                if self.secrets.iter().any(holds) {
                    return Ok(Some(path));
                }
            }
        }
        Ok(None)
    }
}
