//! `patchbay sandbox`: serves the simulator until it is interrupted.

use std::collections::BTreeMap;

use patchbay_sandbox::{Options, Sandbox};
use patchbay_workspace::{Code, Error};
use serde_json::json;

use crate::output::{self, Failure};
use crate::signals::Signals;

/// Where to serve.
#[derive(clap::Args)]
pub struct Arguments {
    /// The TCP port on 127.0.0.1; any free one if absent
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
}

/// The data that every sandbox starts from.
const SEED: u64 = 1;

/// Starts a sandbox at the present time.
pub async fn start(port: u16) -> Result<Sandbox, Error> {
    #[expect(clippy::disallowed_methods, reason = "a host may read the clock")]
    let now = jiff::Timestamp::now();
    let started = Sandbox::start(Options {
        port,
        seed: SEED,
        now,
    })
    .await;
    started.map_err(|e| Error::new(Code::Internal, e.to_string()))
}

/// Prints one JSON line with all that a client needs, and serves until SIGINT or SIGTERM.
pub async fn serve(arguments: &Arguments) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let sandbox = start(arguments.port).await?;
    let connectors: BTreeMap<_, _> = sandbox
        .connectors()
        .into_iter()
        .map(|c| {
            (
                c.id,
                json!({ "settings": c.settings, "secrets": c.secrets }),
            )
        })
        .collect();
    let line = json!({
        "url": sandbox.url(),
        "connectors": connectors,
        "users": sandbox.users(),
        "rehearsals": sandbox.rehearsals(),
    });
    output::line(&line.to_string()).map_err(|e| {
        Error::new(
            Code::Internal,
            format!("the sandbox's line cannot be written: {e}"),
        )
    })?;
    eprintln!("the sandbox serves at {}, Ctrl-C ends it", sandbox.url());
    signals.next().await;
    sandbox.stop().await;
    Ok(())
}
