//! What holds for every connector's definition, whoever wrote it.

mod behaviour;

use std::collections::BTreeSet;

use super::*;
use crate::definition::{BASE_URL, ParamKind, Setting, SettingKind};
use crate::intent::typed;
use crate::testing::CANARY;
use crate::{Acceptance, Definition, Effect, Idempotency, placeholders};

/// Runs a rule on every connector, and tells of all faults at once.
fn every(rule: impl Fn(&'static Definition, &mut Vec<String>)) {
    let mut faults = Vec::new();
    for connector in all() {
        let definition = connector.definition();
        let mut own = Vec::new();
        rule(definition, &mut own);
        faults.extend(own.into_iter().map(|f| format!("{}: {f}", definition.id)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_snake_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && !id.ends_with('_')
        && !id.contains("__")
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// All that is identified in a definition, list by list.
fn ids(d: &'static Definition) -> Vec<(String, Vec<&'static str>)> {
    let mut lists = vec![
        (
            "settings".to_owned(),
            d.settings.iter().map(|s| s.key).collect::<Vec<_>>(),
        ),
        (
            "traits".to_owned(),
            d.traits.iter().map(|t| t.key).collect(),
        ),
        (
            "catalogues".to_owned(),
            d.catalogues.iter().map(|c| c.id).collect(),
        ),
        (
            "actions".to_owned(),
            d.actions.iter().map(|a| a.id).collect(),
        ),
    ];
    for action in d.actions {
        let name = format!("parameters of {}", action.id);
        lists.push((name, action.params.iter().map(|p| p.key).collect()));
    }
    lists
}

#[test]
fn connectors_are_unique_and_in_order() {
    let ids: Vec<_> = all().iter().map(|c| c.definition().id).collect();
    assert!(ids.windows(2).all(|w| w[0] < w[1]), "{ids:?}");
    for id in ids {
        assert!(is_snake_case(id), "{id}");
        assert_eq!(find(id).unwrap().definition().id, id);
    }
    assert!(find("no_such").is_none());
}

#[test]
fn ids_are_snake_case_and_unique() {
    every(|d, faults| {
        for (list, ids) in ids(d) {
            let unique: BTreeSet<_> = ids.iter().collect();
            if unique.len() != ids.len() {
                faults.push(format!("{list} are not unique: {ids:?}"));
            }
            for id in ids.into_iter().filter(|id| !is_snake_case(id)) {
                faults.push(format!("{list}: {id} is not snake_case"));
            }
        }
    });
}

#[test]
fn every_setting_is_found_by_its_key_and_its_label() {
    every(|d, faults| {
        for setting in d.settings {
            for name in [setting.key, setting.label] {
                if d.setting(name).map(|s| s.key) != Some(setting.key) {
                    faults.push(format!("{name} does not find the setting {}", setting.key));
                }
            }
        }
    });
}

#[test]
fn what_an_action_names_is_declared() {
    every(|d, faults| {
        for action in d.actions {
            for group in action.requires {
                if group.is_empty() {
                    faults.push(format!("{} requires one of no traits", action.id));
                }
                for key in group.iter().filter(|k| d.trait_named(k).is_none()) {
                    faults.push(format!("{} requires the unknown trait {key}", action.id));
                }
            }
            for param in action.params {
                if let ParamKind::Catalogue { catalogue } = param.kind
                    && d.catalogue(catalogue).is_none()
                {
                    faults.push(format!(
                        "{}.{} has the unknown catalogue {catalogue}",
                        action.id, param.key
                    ));
                }
            }
        }
        for assumption in d.assumptions {
            let about = assumption.about;
            let known = about == "connector"
                || d.action(about).is_some()
                || d.catalogue(about).is_some()
                || d.trait_named(about).is_some()
                || d.settings.iter().any(|s| s.key == about);
            if !known {
                faults.push(format!("an assumption is about the unknown {about}"));
            }
            if let Some(key) = assumption.setting
                && !d.settings.iter().any(|s| s.key == key)
            {
                faults.push(format!("an assumption names the unknown setting {key}"));
            }
        }
    });
}

#[test]
fn every_sentence_is_there_and_tidy() {
    every(|d, faults| {
        let mut texts = vec![
            ("name".to_owned(), d.name),
            ("summary".to_owned(), d.summary),
            ("docs_url".to_owned(), d.docs_url),
            ("proves".to_owned(), d.proves),
        ];
        for s in d.settings {
            texts.push((format!("{} label", s.key), s.label));
            texts.push((format!("{} help", s.key), s.help));
            if let SettingKind::Choice(choices) = s.kind {
                texts.extend(
                    choices
                        .iter()
                        .map(|c| (format!("{} {}", s.key, c.value), c.label)),
                );
            }
        }
        for t in d.traits {
            texts.push((format!("{} label", t.key), t.label));
            texts.push((format!("{} help", t.key), t.help));
        }
        for c in d.catalogues {
            texts.push((format!("{} name", c.id), c.name));
            texts.push((format!("{} help", c.id), c.help));
        }
        for a in d.actions {
            texts.push((format!("{} name", a.id), a.name));
            texts.push((format!("{} description", a.id), a.description));
            for p in a.params {
                texts.push((format!("{}.{} label", a.id, p.key), p.label));
                texts.push((format!("{}.{} help", a.id, p.key), p.help));
                if let ParamKind::Choice { choices } = p.kind {
                    let of =
                        |c: &crate::Choice| (format!("{}.{} {}", a.id, p.key, c.value), c.label);
                    texts.extend(choices.iter().map(of));
                }
            }
        }
        texts.extend(
            d.assumptions
                .iter()
                .map(|a| (format!("assumption about {}", a.about), a.text)),
        );
        for (what, text) in texts {
            if text.is_empty() {
                faults.push(format!("{what} is empty"));
            }
            if text.trim() != text || text.contains("  ") || text.contains('\n') {
                faults.push(format!("{what} has stray blanks: {text:?}"));
            }
        }
        if !d.docs_url.starts_with("https://") {
            faults.push(format!("docs_url is not https: {}", d.docs_url));
        }
    });
}

#[test]
fn examples_and_defaults_pass_their_own_judge() {
    every(|d, faults| {
        for s in d.settings {
            let texts = [Some(s.example).filter(|e| !e.is_empty()), s.default];
            for text in texts.into_iter().flatten() {
                if let Err(why) = s.kept(text) {
                    faults.push(format!("{}: {text} {why}", s.key));
                }
            }
            if let (SettingKind::Choice(choices), Some(default)) = (s.kind, s.default)
                && !choices.iter().any(|c| c.value == default)
            {
                faults.push(format!("{}: the default {default} is no choice", s.key));
            }
        }
        for a in d.actions {
            for p in a.params {
                let default = p.default.filter(|d| !placeholders::any(d));
                if let Some(Err(error)) = default.map(|d| typed(a, p, d.to_owned())) {
                    faults.push(error.message);
                }
                match p.kind {
                    ParamKind::Text { max: 0 } | ParamKind::Json { max: 0..=1 } => {
                        faults.push(format!("{}.{}: no room", a.id, p.key));
                    }
                    ParamKind::Integer { min, max } if min > max => {
                        faults.push(format!("{}.{}: {min} > {max}", a.id, p.key));
                    }
                    ParamKind::Choice { choices } => {
                        let unique: BTreeSet<_> = choices.iter().map(|c| c.value).collect();
                        if choices.len() < 2 || unique.len() != choices.len() {
                            faults.push(format!("{}.{}: no choice", a.id, p.key));
                        }
                    }
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn a_condition_names_an_earlier_choice_and_its_values() {
    every(|d, faults| {
        for a in d.actions {
            for (i, p) in a.params.iter().enumerate() {
                let Some(when) = p.only_when else { continue };
                let known: Option<Vec<_>> = a.params[..i]
                    .iter()
                    .find(|earlier| earlier.key == when.param)
                    .and_then(|earlier| match earlier.kind {
                        ParamKind::Choice { choices } => {
                            Some(choices.iter().map(|c| c.value).collect())
                        }
                        ParamKind::Boolean => Some(vec!["true", "false"]),
                        _ => None,
                    });
                let fits = known.is_some_and(|known| when.values.iter().all(|v| known.contains(v)));
                if !fits || when.values.is_empty() {
                    faults.push(format!("{}.{}: only when {when:?}", a.id, p.key));
                }
            }
        }
    });
}

#[test]
fn what_changes_nothing_is_harmless() {
    every(|d, faults| {
        for a in d.actions {
            let harmless = !a.destructive
                && !a.moves_money
                && !a.reaches_person
                && a.idempotency == Idempotency::Natural;
            if a.acceptance == Acceptance::NoChange && !harmless {
                faults.push(format!("{} changes nothing, and is not harmless", a.id));
            }
        }
    });
}

/// An effect that the flags deny would let a chain through, or find no e-mail in it.
#[test]
fn an_effect_and_the_flags_say_the_same() {
    use Effect::{
        Changes, Discounts, Emails, Ends, Extends, HandsOut, Notifies, Pauses, Records, Restarts,
        Resumes, Starts, Texts,
    };
    every(|d, faults| {
        for a in d.actions {
            let fits = match a.effect {
                Starts | Restarts | Resumes => a.moves_money && !a.destructive,
                Ends | Changes => a.destructive,
                Pauses => a.destructive && !a.moves_money,
                Extends => a.moves_money,
                Discounts | Records => !a.destructive,
                Emails | Texts | Notifies | HandsOut => !a.destructive && !a.moves_money,
            };
            let reaches = matches!(a.effect, Emails | Texts | Notifies);
            let stays = matches!(a.effect, HandsOut | Records);
            if !fits
                || a.reaches_person != reaches
                || (a.acceptance == Acceptance::NoChange && !stays)
            {
                faults.push(format!("{} does not do {:?}", a.id, a.effect));
            }
        }
    });
}

#[test]
fn secrets_have_no_default_and_are_not_repeated() {
    every(|d, faults| {
        for s in d.settings.iter().filter(|s| s.secret) {
            if s.default.is_some() {
                faults.push(format!("the secret {} has a default", s.key));
            }
            if s.kind == SettingKind::List {
                faults.push(format!("the secret {} is a list", s.key));
            }
            let spaced = format!("{CANARY} \u{0}{CANARY}");
            if let Err(why) = s.kept(&spaced)
                && why.contains(CANARY)
            {
                faults.push(format!("the judge of {} repeats it: {why}", s.key));
            }
        }
    });
}

#[test]
fn every_connector_can_be_sent_elsewhere() {
    let same = |s: &Setting| {
        (s.key, s.label, s.kind, s.secret, s.required, s.advanced)
            == (
                BASE_URL.key,
                BASE_URL.label,
                BASE_URL.kind,
                false,
                false,
                true,
            )
            && s.kept("http://vendor.example.com").is_err()
            && s.kept("http://127.0.0.1:1").is_ok()
    };
    every(
        |d, faults| match d.settings.iter().find(|s| s.key == "base_url") {
            Some(setting) if same(setting) => {}
            Some(_) => faults.push("its base_url is not the usual one".into()),
            None => faults.push("it has no base_url".into()),
        },
    );
}

#[test]
fn limits_are_limits() {
    every(|d, faults| {
        let l = d.limits;
        if l.concurrency == Some(0) || l.rate.is_some_and(|r| r.requests == 0 || r.per_secs == 0) {
            faults.push("nothing could ever leave".into());
        }
        if l.read_timeout_secs == 0 || l.write_timeout_secs == 0 || l.retry.attempts == 0 {
            faults.push("nothing could ever be answered".into());
        }
    });
}
