//! What is compared in snapshots: plans, reports, errors, checks and items as text, and what a vendor received. No
//! text of it holds a secret, or the test fails.
//!
//! A [`Golden`] is one account at one scripted vendor: script the answers, plan, script some more, run.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{CANARY, Tape, Vendor, hang_up, intent, leaks, session};
use crate::{CheckReport, Connector, Error, Fact, Handout, Item, Plan, Result, RunReport, Session};

/// Names and values of settings, traits or parameters.
pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// An account at a scripted vendor.
pub(crate) struct Golden {
    connector: &'static dyn Connector,
    pub vendor: Vendor,
    pub session: Session,
    pub tape: Arc<Tape>,
}

impl Golden {
    /// An account with these settings, in which `http://vendor` stands for the vendor; where it does not, the base
    /// URL is the vendor.
    pub(crate) async fn new(connector: &'static dyn Connector, values: Pairs<'_>) -> Self {
        Self::on(connector, values, Vendor::start().await)
    }

    /// The same at a vendor that has its script already.
    pub(crate) fn on(connector: &'static dyn Connector, values: Pairs<'_>, vendor: Vendor) -> Self {
        let url = vendor.url();
        let mut filled: Vec<_> = values
            .iter()
            .map(|(key, value)| (*key, value.replace("http://vendor", &url)))
            .collect();
        if !values
            .iter()
            .any(|(_, value)| value.contains("http://vendor"))
        {
            filled.push(("base_url", url));
        }
        let values: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let (session, tape) = session(connector, &values);
        Self {
            connector,
            vendor,
            session,
            tape,
        }
    }

    /// Next, `GET /path?query` is answered by a JSON document.
    pub(crate) fn json(&self, line: &str, status: u16, body: &Value) -> &Self {
        self.vendor.json(line, status, body);
        self
    }

    /// The plan of an action.
    pub(crate) async fn plan(
        &self,
        action: &str,
        traits: Pairs<'_>,
        params: Pairs<'_>,
    ) -> Result<Plan> {
        let intent = intent(&self.session, action, traits, params)?;
        self.session.plan(self.connector, &intent).await
    }

    /// The plan of an action, shown, and all that the vendor received for it.
    pub(crate) async fn planned(
        &self,
        action: &str,
        traits: Pairs<'_>,
        params: Pairs<'_>,
    ) -> String {
        let plan = self.plan(action, traits, params).await.unwrap();
        assert!(plan.changes().all(|s| s.status.is_none()));
        let shown = shown_plan(&plan, &self.session, &self.vendor);
        self.clean();
        format!("{shown}==== received\n{}", received(&self.vendor).await)
    }

    /// Why an action cannot be planned.
    pub(crate) async fn not_planned(
        &self,
        action: &str,
        traits: Pairs<'_>,
        params: Pairs<'_>,
    ) -> String {
        let error = self.plan(action, traits, params).await.err().unwrap();
        self.vendor.transcript().await;
        self.clean();
        shown_error(&error, &self.vendor)
    }

    /// Runs a plan: the report, shown, and what the vendor received since it was made.
    pub(crate) async fn ran(&self, plan: &Plan) -> String {
        let before = self.vendor.count().await;
        let report = self.session.run(self.connector, plan).await;
        let all = received(&self.vendor).await;
        let sent: Vec<&str> = all.split_inclusive("----\n").skip(before).collect();
        self.clean();
        let shown = shown_report(&report, &self.vendor);
        format!("{shown}==== sent\n{}", sent.concat())
    }

    /// Plans and runs: the plan, the report, and everything that was received.
    pub(crate) async fn done(&self, action: &str, traits: Pairs<'_>, params: Pairs<'_>) -> String {
        let plan = self.plan(action, traits, params).await.unwrap();
        let shown = shown_plan(&plan, &self.session, &self.vendor);
        let report = self.session.run(self.connector, &plan).await;
        self.clean();
        format!(
            "{shown}==== run\n{}==== received\n{}",
            shown_report(&report, &self.vendor),
            received(&self.vendor).await
        )
    }

    /// Runs a plan whose change reaches a server that hangs up: what comes of it, after what the vendor is asked then.
    /// The change was sent once; one with an idempotency key, as often as the road repeats it, the same each time.
    pub(crate) async fn lost(&self, plan: &Plan) -> RunReport {
        let (dead, count) = hang_up().await;
        let plan = retargeted(plan, &self.vendor.url(), &dead);
        let mut report = self.session.run(self.connector, &plan).await;
        // Its port is another each time.
        let neutral = |text: &mut String| *text = text.replace(&dead, "http://lost");
        neutral(&mut report.summary);
        if let Some(error) = &mut report.error {
            neutral(&mut error.message);
        }
        let sent = count.load(Ordering::SeqCst);
        let most = if plan.changes().all(|s| s.request.repeatable()) {
            self.connector.definition().limits.retry.attempts
        } else {
            1
        };
        assert!(
            (1..=most).contains(&sent),
            "a change is sent once, not {sent} times"
        );
        self.vendor.transcript().await;
        self.clean();
        report
    }

    /// The report of a check, shown.
    pub(crate) async fn checked(&self) -> String {
        let report = self.session.check(self.connector).await.unwrap();
        self.vendor.transcript().await;
        self.clean();
        shown_check(&report, &self.vendor)
    }

    /// The entries of a catalogue, shown, or why it cannot be read.
    pub(crate) async fn synced(&self, catalogue: &str) -> String {
        let items = self.session.sync(self.connector, catalogue).await;
        self.vendor.transcript().await;
        self.clean();
        match items {
            Ok(items) => shown_items(&items, &self.vendor),
            Err(error) => shown_error(&error, &self.vendor),
        }
    }

    /// Nothing that was recorded holds a secret.
    fn clean(&self) {
        clean("tape", &self.tape.text());
    }
}

/// The text holds no secret.
pub(crate) fn clean(what: &str, text: &str) {
    assert!(!leaks(text), "a secret is in the {what}: {text}");
}

/// A document with some fields replaced.
pub(crate) fn with(mut document: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    for (key, value) in fields {
        document[key] = value;
    }
    document
}

/// The plan with its changes sent to another server.
pub(crate) fn retargeted(plan: &Plan, from: &str, to: &str) -> Plan {
    let mut plan = plan.clone();
    for step in plan.steps.iter_mut().filter(|s| s.request.changes) {
        let url = &mut step.request.url;
        *url = url.as_str().replace(from, to).parse().unwrap();
    }
    plan
}

/// What the vendor received. The canary stands there as `CANARY`, HTTP Basic as what it encodes.
pub(crate) async fn received(vendor: &Vendor) -> String {
    let mut out = String::new();
    for line in vendor.transcript().await.lines() {
        let basic = line
            .split_once(": Basic ")
            .and_then(|(name, text)| Some((name, STANDARD.decode(text).ok()?)));
        match basic {
            Some((name, bytes)) => {
                let decoded = String::from_utf8(bytes).unwrap();
                writeln!(out, "{name}: Basic base64({decoded})").unwrap();
            }
            None => writeln!(out, "{line}").unwrap(),
        }
    }
    neutral(&out.replace(CANARY, "CANARY"), vendor)
}

fn neutral(text: &str, vendor: &Vendor) -> String {
    text.replace(&vendor.url(), "http://vendor")
}

/// What is shown: without the vendor's port, and without secrets.
fn shown(text: &str, vendor: &Vendor) -> String {
    clean("shown text", text);
    neutral(text, vendor)
}

pub(crate) fn shown_error(error: &Error, vendor: &Vendor) -> String {
    let mut out = format!("{:?} at {:?}", error.kind, error.stage);
    if let Some(field) = &error.field {
        write!(out, ", field {field}").unwrap();
    }
    writeln!(out, "\n{}", error.message).unwrap();
    if let Some(hint) = &error.hint {
        writeln!(out, "hint: {hint}").unwrap();
    }
    if let Some(details) = &error.details {
        writeln!(out, "details: {details}").unwrap();
    }
    shown(&out, vendor)
}

fn shown_facts(title: &str, facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut out = format!("{title}:\n");
    for fact in facts {
        writeln!(out, "  {}: {}", fact.label, fact.value).unwrap();
    }
    out
}

/// A plan as the operator sees it. Of look-ups it shows the line alone: what was sent is in [`received`].
pub(crate) fn shown_plan(plan: &Plan, session: &Session, vendor: &Vendor) -> String {
    let view = session.view(plan);
    let mut out = format!("{}\n", view.summary);
    for warning in &view.warnings {
        writeln!(out, "warning: {warning}").unwrap();
    }
    out += &shown_facts("preview", &view.preview);
    out += &shown_facts("before", &view.before);
    match &view.handout {
        Some(Handout::Link { label, url }) => writeln!(out, "link: {label}: {url}").unwrap(),
        Some(Handout::Descriptor { label, json }) => {
            writeln!(out, "descriptor: {label}: {json:#}").unwrap();
        }
        None => {}
    }
    for step in &view.steps {
        let state = match step.status {
            Some(status) => format!("made, {status}"),
            None => "planned".into(),
        };
        let changes = if step.changes { ", changes" } else { "" };
        writeln!(out, "-- {} ({state}{changes})", step.purpose).unwrap();
        writeln!(out, "{} {}", step.method.as_str(), step.url).unwrap();
        if step.changes {
            for (name, value) in &step.headers {
                writeln!(out, "{name}: {value}").unwrap();
            }
            match &step.body {
                Some(Value::String(text)) => writeln!(out, "{text}").unwrap(),
                Some(body) => writeln!(out, "{body:#}").unwrap(),
                None => {}
            }
        }
    }
    shown(&out, vendor)
}

pub(crate) fn shown_report(report: &RunReport, vendor: &Vendor) -> String {
    let mut out = format!("{:?}: {}\n", report.outcome, report.summary);
    if let Some(error) = &report.error {
        out += &shown_error(error, vendor);
    }
    if !report.vendor.is_empty() {
        writeln!(out, "vendor: {}", Value::Object(report.vendor.clone())).unwrap();
    }
    out += &shown_facts("after", &report.after);
    shown(&out, vendor)
}

pub(crate) fn shown_check(report: &CheckReport, vendor: &Vendor) -> String {
    let mut out = format!("{:?}\n", report.verdict);
    for check in &report.checks {
        writeln!(out, "{}: {:?}: {}", check.what, check.verdict, check.detail).unwrap();
    }
    shown(&out, vendor)
}

pub(crate) fn shown_items(items: &[Item], vendor: &Vendor) -> String {
    shown(&serde_json::to_string_pretty(items).unwrap(), vendor)
}
