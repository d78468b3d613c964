//! A report as one page that needs nothing else: no script, no picture, nothing from elsewhere.
//!
//! It is read by someone who was not there and has no Patchbay: it says what it is, in words and in colour. Every text
//! that is not written here goes through [`text`].

use std::collections::BTreeSet;
use std::fmt::Write as _;

use patchbay_connectors::{Fact, Handout, StepView};
use serde_json::Value;

use super::super::rehearsal_types::{ActionState, Rehearsal, RehearsalReport, RehearsedAction};
use super::super::types::{ChainAction, Does, Interaction, Prompt};
use crate::error::Error;
use crate::operations::apps::Environment;

impl RehearsalReport {
    /// The report as one HTML file: light and dark, printable, self-contained.
    pub fn html(&self) -> String {
        let mut page = Page(String::new());
        let title = format!("Rehearsal report: {}", self.app_name);
        page.put(&format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
            text(&title),
            include_str!("style.css")
        ));
        self.head(&mut page, &title);
        self.outcomes(&mut page);
        self.prompts(&mut page);
        page.put("<h2>What was sent, and what came of it</h2>\n");
        for (number, rehearsal) in self.rehearsals.iter().enumerate() {
            self.rehearsal(&mut page, number, rehearsal);
        }
        page.put("</body>\n</html>\n");
        page.0
    }

    fn head(&self, page: &mut Page, title: &str) {
        let fine = self.rehearsals.iter().all(Rehearsal::succeeded);
        page.element("h1", "", title);
        page.element(
            "p",
            &format!("verdict {}", if fine { "good" } else { "bad" }),
            &self.verdict(),
        );
        page.element(
            "p",
            "",
            "A prompt is shown to subscribers in a product. What they do with it (accept, decline, close it…) triggers a chain of actions at vendors such as a billing system. Before a prompt is released, each chain is rehearsed: for one test user, every action is planned and then really run, one after the other. This report says for whom, what was sent, and what came of it.",
        );
        page.put("<dl>\n");
        page.pair("App", &format!("{} ({})", self.app_name, self.app));
        let environments: BTreeSet<&str> = self
            .rehearsals
            .iter()
            .map(|r| environment(r.environment))
            .collect();
        for words in environments {
            page.pair("Environment", words);
        }
        let starts = self.rehearsals.iter().map(|r| r.started_at.as_str());
        let first = starts.min().unwrap_or_default();
        let ends = self.rehearsals.iter();
        let last = ends
            .map(|r| r.ended_at.as_deref().unwrap_or(&r.started_at))
            .max()
            .unwrap_or_default();
        page.pair("Rehearsed", &span(first, last));
        let by: BTreeSet<&str> = self
            .rehearsals
            .iter()
            .map(|r| r.operator.as_str())
            .collect();
        page.pair(
            "Rehearsed by",
            &by.into_iter().collect::<Vec<_>>().join(", "),
        );
        page.pair(
            "Written",
            &format!(
                "{} by {}, with Patchbay {}",
                time(&self.written_at),
                self.operator,
                self.version
            ),
        );
        page.put("</dl>\n");
    }

    /// Users by interactions: the outcome in words and colour, and the way to the details.
    fn outcomes(&self, page: &mut Page) {
        let columns: Vec<(&str, &str, Interaction)> = once(
            self.rehearsals
                .iter()
                .map(|r| (r.prompt.as_str(), r.prompt_name.as_str(), r.interaction)),
        );
        let users: Vec<&str> = once(self.rehearsals.iter().map(|r| r.user.as_str()));
        page.put("<h2>Outcomes</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">User</th>");
        for (_, name, interaction) in &columns {
            page.put(&format!(
                "<th scope=\"col\">{}<br>{}</th>",
                text(name),
                interaction.label()
            ));
        }
        page.put("</tr></thead>\n<tbody>\n");
        for user in users {
            page.put(&format!("<tr><th scope=\"row\">{}</th>", text(user)));
            for (prompt, _, interaction) in &columns {
                page.put("<td>");
                let here = self.rehearsals.iter().enumerate().filter(|(_, r)| {
                    r.user == user && r.prompt == *prompt && r.interaction == *interaction
                });
                for (number, rehearsal) in here {
                    let (class, word) = outcome(rehearsal);
                    page.put(&format!(
                        "<span class=\"table-state\"><a class=\"state {class}\" href=\"#r{number}\">{word}</a></span>"
                    ));
                    if !rehearsal.succeeded() {
                        page.element("span", "soft", &rehearsal.summary());
                    }
                }
                page.put("</td>");
            }
            page.put("</tr>\n");
        }
        page.put("</tbody></table></div>\n");
    }

    fn prompts(&self, page: &mut Page) {
        page.put("<h2>The prompts, and what each interaction triggers</h2>\n");
        for prompt in &self.prompts {
            prompt_in_words(page, prompt);
        }
        let gone = self.rehearsals.iter().filter(|r| self.prompt(r).is_none());
        for name in once(gone.map(|r| r.prompt_name.as_str())) {
            page.element(
                "p",
                "warn",
                &format!("The prompt {name} was removed since it was rehearsed."),
            );
        }
    }

    fn rehearsal(&self, page: &mut Page, number: usize, rehearsal: &Rehearsal) {
        let (class, word) = outcome(rehearsal);
        page.put(&format!(
            "<section id=\"r{number}\">\n<h3>{} · {} · {} <span class=\"state {class}\">{word}</span></h3>\n",
            text(&rehearsal.prompt_name),
            rehearsal.interaction.label(),
            text(&rehearsal.user)
        ));
        page.element("p", "", &sentence(&rehearsal.summary()));
        if self.prompt(rehearsal).is_some() && !self.is_current(rehearsal) {
            page.element(
                "p",
                "warn",
                "The chain was changed since: this rehearsal says nothing about it as it is now.",
            );
        }
        page.put("<dl>\n");
        let ended = rehearsal.ended_at.as_deref();
        page.pair("When", &span(&rehearsal.started_at, ended.unwrap_or("")));
        if !rehearsal.form.is_empty() {
            page.pair("Filled in", &pairs(&rehearsal.form));
        }
        page.pair("Traits of the user", &pairs(&rehearsal.traits));
        page.put("</dl>\n<ol class=\"timeline\">\n");
        for (number, action) in rehearsal.actions.iter().enumerate() {
            page.put("<li>");
            step(page, rehearsal, number, action);
            page.put("</li>\n");
        }
        page.put("</ol>\n</section>\n");
    }
}

/// One action of the timeline.
fn step(page: &mut Page, rehearsal: &Rehearsal, number: usize, action: &RehearsedAction) {
    let class = match &action.state {
        ActionState::LeftOut { .. } | ActionState::Skipped { .. } => "none",
        state if state.is_fine() => "good",
        ActionState::Planned | ActionState::WouldShow { .. } => "none",
        _ => "bad",
    };
    page.put(&format!(
        "<div class=\"head\"><strong>{}. {}</strong> <span class=\"state {class}\">{}</span></div>\n",
        number + 1,
        text(&action.title),
        action.state.label()
    ));
    match &action.state {
        ActionState::Done { run } => {
            page.element("p", "", &sentence(&run.summary));
            if let Some(error) = &run.error {
                fault(page, error);
            }
        }
        ActionState::Failed { error } | ActionState::Unplanned { error } => fault(page, error),
        ActionState::LeftOut { why } => page.element("p", "soft", &sentence(why)),
        ActionState::Skipped { after } => {
            let actions = rehearsal.actions.iter();
            let because = actions.enumerate().find(|(_, a)| a.action.id == *after);
            let because = because.map_or_else(
                || after.clone(),
                |(number, a)| format!("{}. {}", number + 1, a.title),
            );
            page.element(
                "p",
                "soft",
                &format!("Not run, because {because} did not succeed and stops the chain."),
            );
        }
        ActionState::Shown { url } => {
            page.element("p", "", &format!("The subscriber is led to {url}"));
        }
        ActionState::WouldShow { url } => {
            page.element("p", "", &format!("The subscriber would be led to {url}"));
        }
        ActionState::Planned => page.element(
            "p",
            "soft",
            "Planned and not run: the rehearsal ended before.",
        ),
    }
    if let Some(condition) = &action.action.only_if {
        page.element("p", "soft", &format!("Only if {}.", condition.words()));
    }
    let Some(plan) = &action.plan else { return };
    for warning in &plan.view.warnings {
        page.element("p", "warn", &format!("Warning: {}", sentence(warning)));
    }
    for assumed in &plan.view.assumed {
        page.element(
            "p",
            "soft",
            &format!(
                "Assumed, not seen on a live account: {}",
                sentence(&assumed.text)
            ),
        );
    }
    let done = match &action.state {
        ActionState::Done { run } => Some(run),
        _ => None,
    };
    facts(page, "What the vendor said beforehand", &plan.view.preview);
    for request in done.map_or(&plan.view.steps, |run| &run.steps) {
        send(page, request);
    }
    if let Some(handout) = &plan.view.handout {
        let (label, given) = match handout {
            Handout::Link { label, url } => (label, url.clone()),
            Handout::Descriptor { label, json } => (label, body(json)),
        };
        page.element("h4", "", label);
        page.element("pre", "", &given);
    }
    if let Some(run) = done
        && !run.after.is_empty()
    {
        before_and_after(page, &plan.view.before, &run.after);
    }
}

fn send(page: &mut Page, request: &StepView) {
    let state = match (request.sent, request.status) {
        (true, Some(status)) => format!("sent, answered with {status}"),
        (true, None) => "sent, not answered".into(),
        (false, _) => "not sent".into(),
    };
    let kind = if request.changes { "Change" } else { "Look-up" };
    let class = if request.changes { "" } else { " look" };
    page.put(&format!("<div class=\"request{class}\">"));
    page.put(&format!(
        "{kind}: {} <span class=\"soft\">({})</span><br><code>{} {}</code>",
        text(&request.purpose),
        text(&state),
        text(request.method.as_str()),
        text(&request.url)
    ));
    if let (true, Some(json)) = (request.changes, &request.body) {
        page.element("pre", "", &body(json));
    }
    page.put("</div>\n");
}

fn prompt_in_words(page: &mut Page, prompt: &Prompt) {
    page.put(&format!(
        "<h3>{} <span class=\"soft\">({})</span></h3>\n",
        text(&prompt.name),
        text(&prompt.id)
    ));
    let whom = prompt.segment.as_deref().map_or_else(
        || "everybody".to_owned(),
        |segment| format!("the segment {segment}"),
    );
    page.element(
        "p",
        "",
        &format!("Kind: {}. Shown to {whom}.", prompt.kind.label()),
    );
    if !prompt.form.is_empty() {
        let fields: Vec<String> = prompt
            .form
            .iter()
            .map(super::super::FormField::sentence)
            .collect();
        page.element("p", "", &format!("It asks for: {}.", fields.join("; ")));
    }
    if let Some(survey) = &prompt.survey {
        page.element(
            "p",
            "",
            &format!(
                "It asks: {} ({})",
                survey.question,
                survey.answers.join(", ")
            ),
        );
    }
    for (interaction, chain) in &prompt.interactions {
        page.put(&format!(
            "<h4>{}</h4>\n<ol class=\"chain\">\n",
            interaction.label()
        ));
        for action in chain {
            page.element("li", "", &in_words(action));
        }
        page.put("</ol>\n");
    }
}

/// "Chargify: Cancel subscription (Plan: gold), only if country is DE. If it does not succeed, the rest is skipped."
fn in_words(action: &ChainAction) -> String {
    let mut words = action.title();
    if let Does::Action(does) = &action.does
        && !does.params.is_empty()
    {
        let params: Vec<String> = does
            .params
            .iter()
            .map(|(key, value)| format!("{}: {value}", does.param_label(key)))
            .collect();
        let _ = write!(words, " ({})", params.join(", "));
    }
    if let Some(condition) = &action.only_if {
        let _ = write!(words, ", only if {}", condition.words());
    }
    words.push('.');
    // A redirect has nothing to fail at.
    if matches!(action.does, Does::Action(_)) {
        let _ = write!(
            words,
            " If it does not succeed, the rest {}.",
            action.on_error.label()
        );
    }
    words
}

fn fault(page: &mut Page, error: &Error) {
    let hint = error.hint.as_deref().unwrap_or_default();
    page.element(
        "p",
        "",
        sentence(&format!("{} {hint}", sentence(&error.message))).trim(),
    );
}

fn facts(page: &mut Page, heading: &str, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    page.element("h4", "", heading);
    page.put("<dl>\n");
    for fact in facts {
        page.pair(&fact.label, &fact.value);
    }
    page.put("</dl>\n");
}

fn before_and_after(page: &mut Page, before: &[Fact], after: &[Fact]) {
    let of = |facts: &[Fact], label: &str| {
        let found = facts.iter().find(|f| f.label == label);
        found.map(|f| f.value.clone()).unwrap_or_default()
    };
    page.put("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">At the vendor</th><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead>\n<tbody>\n");
    let labels = once(before.iter().chain(after).map(|f| f.label.as_str()));
    for label in labels {
        let (was, is) = (of(before, label), of(after, label));
        let strong = if was == is {
            ""
        } else {
            " style=\"font-weight:600\""
        };
        page.put(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td{strong}>{}</td></tr>\n",
            text(label),
            text(&was),
            text(&is)
        ));
    }
    page.put("</tbody></table></div>\n");
}

fn outcome(rehearsal: &Rehearsal) -> (&'static str, &'static str) {
    if rehearsal.succeeded() {
        ("good", "succeeded")
    } else if rehearsal.ended_at.is_none() {
        ("bad", "not finished")
    } else {
        ("bad", "did not succeed")
    }
}

const fn environment(environment: Environment) -> &'static str {
    match environment {
        Environment::Sandbox => {
            "Sandbox: the simulator of the vendors that Patchbay brings along. No vendor and no subscriber was reached."
        }
        Environment::Test => {
            "Test: the accounts at the vendors that this app is configured with, which are meant for tests."
        }
        Environment::Production => {
            "Production: real accounts at the vendors. What was sent has changed them."
        }
    }
}

/// A page on its way.
struct Page(String);

impl Page {
    /// Puts markup.
    fn put(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Puts an element with a text.
    fn element(&mut self, name: &str, class: &str, content: &str) {
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{class}\"")
        };
        self.put(&format!("<{name}{class}>{}</{name}>\n", text(content)));
    }

    /// Puts a line of a list of terms.
    fn pair(&mut self, term: &str, value: &str) {
        self.put(&format!(
            "<dt>{}</dt><dd>{}</dd>\n",
            text(term),
            text(value)
        ));
    }
}

/// A text as it stands in HTML, between tags and in attributes.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text as a sentence: a capital first, and a full stop at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let stop = if text.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
}

fn body(json: &Value) -> String {
    match json {
        Value::String(text) => text.clone(),
        json => format!("{json:#}"),
    }
}

fn pairs(pairs: &std::collections::BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k} = {v}")).collect();
    pairs.join(", ")
}

/// "2026-11-21 12:00:00 UTC".
fn time(rfc3339: &str) -> String {
    rfc3339.parse::<jiff::Timestamp>().map_or_else(
        |_| rfc3339.to_owned(),
        |t| t.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}

fn span(first: &str, last: &str) -> String {
    let (first, last) = (time(first), time(last));
    if last.is_empty() || first == last {
        return first;
    }
    match (first.split_once(' '), last.split_once(' ')) {
        (Some((day, from)), Some((same, to))) if day == same => {
            format!("{day} {} to {to}", from.trim_end_matches(" UTC"))
        }
        _ => format!("{first} to {last}"),
    }
}

/// Each once, in the order in which they come.
fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in all {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
