//! What the tour shows, and what must be seen on the way.

use std::path::Path;

use patchbay_sandbox::{DemoConnector, Sandbox};

use super::commands::{Commands, Problem};

/// One change at each of two vendors: the user, whose trait, the action, its parameter, and the state that it leaves.
const CHANGES: [Change; 2] = [
    Change {
        connector: "chargify",
        action: "cancel_subscription",
        user_trait: "chargify_id",
        param: "plan=gold",
        before: "none",
    },
    Change {
        connector: "evergent",
        action: "pause_subscription",
        user_trait: "customer_id",
        param: "service=demo_monthly",
        before: "ACTIVE",
    },
];

struct Change {
    connector: &'static str,
    action: &'static str,
    user_trait: &'static str,
    param: &'static str,
    /// What the plan must find.
    before: &'static str,
}

/// Who is tested on: active at both vendors in every sandbox.
const USER: &str = "cust-1001";

/// Walks from empty settings to a checked export.
pub async fn walk(
    commands: &mut Commands,
    sandbox: &Sandbox,
    folder: &Path,
) -> Result<(), Problem> {
    commands.tell(&format!(
        "The sandbox serves at {}, as patchbay sandbox does",
        sandbox.url()
    ))?;
    for connector in sandbox.connectors() {
        if CHANGES
            .iter()
            .any(|change| change.connector == connector.id)
        {
            configure(commands, &connector).await?;
        }
    }
    let list = commands.run(&["connectors", "list"], 0, &[]).await?;
    for change in &CHANGES {
        let line = list.lines().find(|line| line.starts_with(change.connector));
        let complete =
            line.is_some_and(|line| line.contains(" yes ") && line.contains(" complete "));
        expect(
            complete,
            "a connector is not active after it was switched on",
        )?;
    }
    for change in &CHANGES {
        commands
            .run(&["connectors", "check", change.connector], 0, &["proven"])
            .await?;
        commands
            .run(&["catalogue", "sync", change.connector], 0, &["products"])
            .await?;
    }
    commands
        .run(
            &[
                "catalogue",
                "list",
                "chargify",
                "products",
                "--search",
                "gold",
            ],
            0,
            &["gold-annual"],
        )
        .await?;
    for (done, change) in CHANGES.iter().enumerate() {
        act(commands, sandbox, change, done).await?;
    }
    let history = commands.read(&["history", "list"], 0).await?;
    let succeeded = history
        .as_array()
        .map(|runs| runs.iter().filter(|r| r["outcome"] == "succeeded").count());
    expect(
        succeeded == Some(CHANGES.len()),
        "the history does not hold the runs as succeeded",
    )?;
    let run = history[0]["run"].as_str().unwrap_or_default().to_owned();
    commands
        .run(&["history", "show", &run], 0, &["succeeded", "Sent 1."])
        .await?;
    exports(commands, sandbox, folder).await?;
    prompts(commands, sandbox, folder).await?;
    match commands.secret_in_files() {
        Ok(None) => commands
            .tell("\nNo file of the data directory holds a key: they are in the keychain alone"),
        Ok(Some(path)) => Err(format!("{} holds a secret", path.display())),
        Err(e) => Err(format!("the data directory cannot be read: {e}")),
    }
}

async fn configure(commands: &mut Commands, connector: &DemoConnector) -> Result<(), Problem> {
    let settings: Vec<String> = connector
        .settings
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let mut arguments = vec!["connectors", "set", connector.id];
    for setting in &settings {
        arguments.extend(["--set", setting]);
    }
    let (key, secret) = connector
        .secrets
        .first_key_value()
        .ok_or("the sandbox gives no key")?;
    arguments.extend(["--secret", key, "--active", "true"]);
    commands
        .run_with_secret(&arguments, secret, &["active"])
        .await?;
    Ok(())
}

/// Plans an action, runs it, and looks into the vendor's journal after both.
async fn act(
    commands: &mut Commands,
    sandbox: &Sandbox,
    change: &Change,
    done: usize,
) -> Result<(), Problem> {
    let users = sandbox.users();
    let user = users
        .iter()
        .find(|u| u.id == USER)
        .ok_or("the sandbox does not know the user")?;
    let value = user
        .traits
        .get(change.user_trait)
        .ok_or("the user lacks the trait")?;
    let user_trait = format!("{}={value}", change.user_trait);
    let wanted = [
        change.connector,
        change.action,
        "--user",
        USER,
        "--trait",
        &user_trait,
        "--param",
        change.param,
    ];
    let changed = || {
        sandbox
            .journal()
            .iter()
            .filter(|entry| entry.changed)
            .count()
    };

    let plan = [&["actions", "plan"], &wanted[..]].concat();
    commands
        .run(
            &plan,
            0,
            &["was looked up (200)", "will be sent", change.before],
        )
        .await?;
    expect(changed() == done, "a plan changed something at the vendor")?;

    let run = [&["actions", "run"], &wanted[..], &["--yes"]].concat();
    commands.run(&run, 0, &["succeeded: "]).await?;
    expect(
        changed() == done + 1,
        "the run did not change exactly one thing at the vendor",
    )?;
    Ok(())
}

/// An export of the sandbox's customers, and a copy of it with two faults.
async fn exports(commands: &mut Commands, sandbox: &Sandbox, folder: &Path) -> Result<(), Problem> {
    let csv = sandbox.export_csv();
    let first_record = csv.lines().nth(1).ok_or("the sandbox's export is empty")?;
    let broken = format!(
        "{}{first_record}\n",
        csv.replacen("currency_code", "currency", 1)
    );
    let good = write(folder, "evergent.csv", &csv)?;
    let bad = write(folder, "evergent-broken.csv", &broken)?;
    commands.tell("\nAn export of the sandbox's customers, and a copy with a renamed column and a record too many")?;
    commands
        .run(
            &["exports", "preview", &good, "--rows", "3"],
            0,
            &["customer_id"],
        )
        .await?;
    commands
        .run(
            &["exports", "find", &good, "--customer", USER],
            0,
            &["demo_monthly"],
        )
        .await?;
    commands
        .run(&["exports", "check", &good], 0, &["valid"])
        .await?;
    let report = commands
        .run(&["exports", "check", &bad], 1, &[": invalid"])
        .await?;
    for (kind, column) in [
        ("missing_column", "currency_code"),
        ("duplicate_key", "customer_id"),
    ] {
        let told = report
            .lines()
            .any(|line| line.contains(kind) && line.contains(column));
        expect(told, "the check does not tell what was broken")?;
    }
    Ok(())
}

/// The app of the tour's prompt: it talks to a simulator of its own, and needs no keys.
const PLAY: [&str; 2] = ["--app", "play"];
/// Who the prompt is rehearsed for: each with one active subscription at Evergent in every sandbox.
const SUBSCRIBERS: [&str; 3] = [USER, "cust-1002", "cust-1009"];
/// One action at each of two vendors, and a page to lead to.
const PROMPT: &str = include_str!("win-back.json");

/// A prompt from a file, its three actions rehearsed for three users, and the report of that.
async fn prompts(commands: &mut Commands, sandbox: &Sandbox, folder: &Path) -> Result<(), Problem> {
    commands.tell("\nA prompt whose first button pauses a subscription at one vendor, sends an e-mail by another, and leads to a page; rehearsed in an app that talks to the sandbox alone")?;
    let create = ["apps", "create", "play", "--environment", "sandbox"];
    commands.run(&create, 0, &["play"]).await?;
    for id in ["evergent", "sendgrid"] {
        let activate = ["connectors", "set", id, "--active", "true"];
        commands
            .run(&[&PLAY[..], &activate].concat(), 0, &["active"])
            .await?;
    }
    let people = sandbox.users();
    let mut simulate = [&PLAY[..], &["prompts", "simulate", "win-back"]].concat();
    for id in SUBSCRIBERS {
        let person = people.iter().find(|person| person.id == id);
        let person = person.ok_or("the sandbox does not know the user")?;
        let traits: Vec<String> = ["customer_id", "email_address", "first_name"]
            .into_iter()
            .filter_map(|key| Some(format!("{key}={}", person.traits.get(key)?)))
            .collect();
        let mut save = [&PLAY[..], &["users", "save", id]].concat();
        for pair in &traits {
            save.extend(["--trait", pair]);
        }
        commands.run(&save, 0, &["saved"]).await?;
        simulate.extend(["--user", id]);
    }
    let file = write(folder, "win-back.json", PROMPT)?;
    let import = [&PLAY[..], &["prompts", "import", &file]].concat();
    commands
        .run(&import, 0, &["Prompt Win back (win-back), new"])
        .await?;
    commands
        .run(&[&import[..], &["--yes"]].concat(), 0, &["win-back"])
        .await?;
    let show = [&PLAY[..], &["prompts", "show", "win-back"]].concat();
    commands
        .run(&show, 0, &["Evergent: ", "SendGrid: ", "Redirect to "])
        .await?;
    let plan = [
        &PLAY[..],
        &[
            "prompts",
            "simulate",
            "win-back",
            "--interaction",
            "accept",
            "--user",
            USER,
        ],
    ];
    commands
        .run(&plan.concat(), 0, &["will be sent", "would be shown"])
        .await?;
    let page = folder.join("win-back.html").display().to_string();
    simulate.extend(["--interaction", "accept", "--report", &page, "--yes"]);
    let table = commands.run(&simulate, 0, &SUBSCRIBERS).await?;
    let succeeded = table
        .lines()
        .filter(|line| line.contains("3 actions succeeded"))
        .count();
    expect(
        succeeded == SUBSCRIBERS.len(),
        "the three actions did not succeed for all three users",
    )?;
    let report =
        std::fs::read_to_string(&page).map_err(|e| format!("{page} cannot be read: {e}"))?;
    let told = [
        "All 3 rehearsals did what they should.",
        "Win back",
        "Evergent: ",
        "SendGrid: ",
    ];
    expect(
        told.iter()
            .chain(&SUBSCRIBERS)
            .all(|said| report.contains(said)),
        "the report does not tell what was rehearsed",
    )?;
    commands.tell("The report is one page for someone who was not there: all three rehearsals did what they should")
}

/// Takes everything out of the keychain again.
pub async fn clean(commands: &mut Commands) -> Result<(), Problem> {
    for change in &CHANGES {
        commands
            .run(&["connectors", "remove", change.connector], 0, &["removed"])
            .await?;
    }
    let list = commands.run(&["connectors", "list"], 0, &[]).await?;
    let forgotten = |change: &Change| {
        list.lines()
            .any(|line| line.starts_with(change.connector) && line.contains("api_key missing"))
    };
    expect(
        CHANGES.iter().all(forgotten),
        "a removed key is still there",
    )
}

fn expect(right: bool, problem: &str) -> Result<(), Problem> {
    if right { Ok(()) } else { Err(problem.into()) }
}

fn write(folder: &Path, name: &str, content: &str) -> Result<String, Problem> {
    let path = folder.join(name);
    std::fs::write(&path, content)
        .map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
    Ok(path.display().to_string())
}
