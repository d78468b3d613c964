//! The page for people at `/`: what this server is, in plain text.

use std::fmt::Write as _;

use crate::DemoConnector;

/// The text (writing to a string cannot fail), with the settings that reach each vendor.
pub(crate) fn text(url: &str, connectors: &[DemoConnector]) -> String {
    let mut out = String::from(
        "Patchbay sandbox\n\
         ================\n\n\
         This is a simulator of subscription vendors. It listens on this computer only, its customers are invented,\n\
         no money moves, and everything is forgotten when it stops. The keys below are constants and guard nothing.\n\n\
         Vendors\n",
    );
    for connector in connectors {
        let _ = write!(out, "\n  {}\n", connector.id);
        for (key, value) in connector.settings.iter().chain(&connector.secrets) {
            // A key file has many lines, of which one tells what it is.
            let mut lines = value.lines();
            let first = lines.next().unwrap_or_default();
            let more = if lines.next().is_some() { " …" } else { "" };
            let _ = writeln!(out, "    {key} = {first}{more}");
        }
    }
    let _ = write!(
        out,
        "\nControl\n\n\
         \x20 GET    {url}/sandbox/users     who there is, and in what state\n\
         \x20 GET    {url}/sandbox/journal   what was asked, secrets masked\n\
         \x20 GET    {url}/sandbox/faults    faults that wait for a request\n\
         \x20 POST   {url}/sandbox/faults    arm one: {{\"vendor\":\"chargify\",\"kind\":\"drop_after\",\"method\":\"POST\",\"path_contains\":\"/subscriptions.json\",\"times\":1}}\n\
         \x20 DELETE {url}/sandbox/faults    disarm all\n\
         \x20 POST   {url}/sandbox/clock     move time on: {{\"advance_seconds\":86400}}\n\
         \x20 POST   {url}/sandbox/reset     everything as at the start\n\n\
         Kinds of faults: latency (ms), status (status, retry_after, body), rate_limited (retry_after), drop_before,\n\
         drop_after, malformed, huge (bytes).\n"
    );
    out
}
