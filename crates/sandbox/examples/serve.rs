//! Serves a sandbox until interrupted: `cargo run -p patchbay-sandbox --example serve -- [PORT] [SEED]`.

use std::error::Error;

use patchbay_sandbox::{Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1);
    let port = numbers.next().map_or(Ok(0), |text| text.parse())?;
    let seed = numbers.next().map_or(Ok(1), |text| text.parse())?;
    #[expect(clippy::disallowed_methods, reason = "a host may read the clock")]
    let now = jiff::Timestamp::now();
    let sandbox = Sandbox::start(Options { port, seed, now }).await?;
    println!("{}/", sandbox.url());
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}
