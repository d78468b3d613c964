//! The desktop shell: a window, its dialogs, and the bridge from the page to the operations of a workspace.
//!
//! It is thin on purpose. What can be done is said by the list of operations, who may do it is checked there, and what
//! it looks like is the page's. The shell opens the workspace, carries calls across, and asks for files, so that the
//! page never names a path.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod bridge;
mod closing;
mod commands;
mod dialogs;
mod instance;
mod links;
mod schedule;
mod window;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use patchbay_workspace::{Code, Error, HostKind, Options, Result, Workspace};
use tauri::Manager as _;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Request};
use crate::bridge::Bridge;

fn main() -> ExitCode {
    let arguments = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Request::Start(arguments)) => arguments,
        Ok(Request::Print(text)) => return say(&mut std::io::stdout(), &text, 0),
        Err(text) => return say(&mut std::io::stderr(), &text, 2),
    };
    let level = EnvFilter::try_from_env("PATCHBAY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let ansi = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_ansi(ansi)
        .with_writer(std::io::stderr)
        .init();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(
            &mut std::io::stderr(),
            &format!("error: the window cannot be opened: {error}"),
            1,
        ),
    }
}

/// Runs the shell until its window is closed.
fn start(arguments: Arguments) -> tauri::Result<()> {
    // The workspace opens while the toolkit starts: neither waits for the other.
    let data_dir = arguments.data_dir.clone();
    let opening = tauri::async_runtime::spawn_blocking(move || open(data_dir));
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::cancel,
            commands::choose_export,
            commands::open_link,
            commands::save_history,
            commands::save_report,
            commands::save_document,
            commands::choose_document,
            commands::startup,
            commands::use_app,
        ])
        .on_window_event(window::on_event)
        .setup(move |app| {
            let workspace = tauri::async_runtime::block_on(opening).unwrap_or_else(|fault| {
                Err(Error::new(
                    Code::Internal,
                    format!("opening the workspace failed: {fault}"),
                )
                .hint("This is a fault of Patchbay: please report it with the lines above"))
            });
            if let Err(error) = &workspace {
                tracing::error!(code = ?error.code, "{error}");
                if error.code == Code::AlreadyRunning {
                    instance::refuse(app.handle(), error);
                    return Ok(());
                }
            }
            if let Ok(workspace) = &workspace {
                schedule::start(app.handle().clone(), Arc::clone(workspace));
            }
            let storage = workspace.as_ref().ok().map(|w| w.data_dir().join("window"));
            app.manage(Bridge::new(workspace));
            app.manage(window::Argument::new(arguments.export));
            window::open(app, storage)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

fn open(data_dir: Option<std::path::PathBuf>) -> Result<Arc<Workspace>> {
    Workspace::open(Options::system(data_dir, HostKind::Desktop)?)
}

/// Writes a line and gives the exit code. A closed pipe is not worth a failure of its own.
fn say(to: &mut dyn std::io::Write, text: &str, code: u8) -> ExitCode {
    let _ = writeln!(to, "{text}");
    ExitCode::from(code)
}
