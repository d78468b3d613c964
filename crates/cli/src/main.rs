//! `patchbay`, the command line: a host of the operations of a workspace.
//!
//! It has no logic of its own: it parses, performs, prints. A group of commands is a module of the same name; what they
//! say goes through `output`, and the workspace is opened by `host`.

// Text for people is short; a `write!` that cannot fail would have to be unwrapped.
#![allow(clippy::format_push_string)]
// Doc comments of arguments are the help, which is shown without markup.
#![allow(clippy::doc_markdown)]

mod actions;
mod apps;
mod arguments;
mod catalogue;
mod connectors;
mod exports;
mod history;
mod host;
mod output;
mod pairs;
mod prompts;
mod remedy;
mod sandbox;
mod schedule;
mod secrets;
mod signals;
mod specs;
mod table;
mod tour;
mod users;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (json, host, command) = match arguments::read() {
        Ok(arguments) => (
            arguments.json,
            host::Host::new(&arguments),
            arguments.command,
        ),
        Err(usage) => return usage,
    };
    let said = host::run(async {
        let said = command.perform(&host).await;
        host.quiet();
        said
    });
    output::finish(json, said)
}
