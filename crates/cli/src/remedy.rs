//! What to type for a remedy. An error names the screen or the thing, for every host; here the flag or the command is added.

use std::collections::BTreeSet;

use patchbay_workspace::{Code, Error, ParamKind, find_connector};

/// An error about an order of an action. `given` are the keys of the traits and parameters that were typed.
pub fn of_order(error: Error, connector: &str, action: &str, given: &BTreeSet<String>) -> Error {
    let (Some(found), Some(field)) = (find_connector(connector), error.field.clone()) else {
        return error;
    };
    let definition = found.definition();
    let kind = definition
        .action(action)
        .and_then(|a| a.param(&field))
        .map(|p| p.kind);
    let typed = match kind {
        Some(ParamKind::Catalogue { catalogue }) if error.code == Code::NotFound => {
            format!("patchbay catalogue sync {connector} {catalogue}")
        }
        Some(ParamKind::Catalogue { catalogue }) if !given.contains(&field) => {
            format!("--param {field}=…, one of: patchbay catalogue list {connector} {catalogue}")
        }
        Some(_) if !given.contains(&field) => format!("--param {field}=…"),
        None if field == "user" => "--trait customer_id=…".into(),
        None if definition.trait_named(&field).is_some() && !given.contains(&field) => {
            format!("--trait {field}=…")
        }
        None => return of_setting(error, connector),
        Some(_) => return error,
    };
    with(error, &typed)
}

/// An error about a setting of a connector, or about its being switched off.
pub fn of_setting(error: Error, connector: &str) -> Error {
    let (Some(found), Some(field)) = (find_connector(connector), error.field.clone()) else {
        return error;
    };
    let definition = found.definition();
    let typed = match definition.setting(&field) {
        Some(setting) if setting.secret => {
            format!("patchbay connectors set {connector} --secret {field}")
        }
        Some(_) => format!("patchbay connectors set {connector} --set {field}=…"),
        None if field == "active" => format!("patchbay connectors set {connector} --active true"),
        None => return error,
    };
    with(error, &typed)
}

/// An error about input of a form: `form.KEY`.
pub fn of_form(error: Error) -> Error {
    let key = error.field.as_deref().and_then(|f| f.strip_prefix("form."));
    match key.map(|key| format!("--form {key}=…")) {
        Some(typed) => with(error, &typed),
        None => error,
    }
}

/// An error for want of a typed confirmation.
pub fn of_confirmation(error: Error) -> Error {
    let text = error.details.as_ref().and_then(|d| d["confirm"].as_str());
    match text.map(|text| format!("--confirm {text:?}")) {
        Some(typed) if error.code == Code::ConfirmationNeeded => with(error, &typed),
        _ => error,
    }
}

fn with(error: Error, typed: &str) -> Error {
    let said = error.hint.iter().map(|hint| format!("{hint}\n"));
    let hint = said.collect::<String>() + "On the command line: " + typed;
    error.hint(hint)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hint(error: Error) -> String {
        error.hint.unwrap_or_default()
    }

    #[test]
    fn what_is_lacking_is_typed_and_what_was_typed_is_not_asked_for_again() {
        let order = |field: &str, code: Code, given: &[&str]| {
            let error = Error::new(code, "wrong").field(field).hint("Mend it");
            let given = given.iter().map(|g| (*g).to_owned()).collect();
            hint(of_order(error, "chargify", "cancel_subscription", &given))
        };
        let typed = |typed: &str| format!("Mend it\nOn the command line: {typed}");
        for (field, code, given, expected) in [
            ("when", Code::Invalid, &[][..], typed("--param when=…")),
            ("when", Code::Invalid, &["when"], "Mend it".into()),
            (
                "plan",
                Code::Invalid,
                &[],
                typed("--param plan=…, one of: patchbay catalogue list chargify products"),
            ),
            (
                "plan",
                Code::NotFound,
                &["plan"],
                typed("patchbay catalogue sync chargify products"),
            ),
            (
                "chargify_id",
                Code::Invalid,
                &[],
                typed("--trait chargify_id=…"),
            ),
            (
                "chargify_id",
                Code::Invalid,
                &["chargify_id"],
                "Mend it".into(),
            ),
            (
                "api_key",
                Code::Invalid,
                &[],
                typed("patchbay connectors set chargify --secret api_key"),
            ),
            ("what", Code::Invalid, &[], "Mend it".into()),
        ] {
            assert_eq!(order(field, code, given), expected, "{field} {given:?}");
        }
    }

    #[test]
    fn form_input_and_a_confirmation_have_flags_of_their_own() {
        let error = Error::new(Code::Invalid, "empty").field("form.reason");
        assert_eq!(hint(of_form(error)), "On the command line: --form reason=…");
        let error = Error::new(Code::ConfirmationNeeded, "in production")
            .hint("Type Streamly to confirm")
            .details(json!({ "confirm": "Streamly" }));
        assert_eq!(
            hint(of_confirmation(error)),
            "Type Streamly to confirm\nOn the command line: --confirm \"Streamly\""
        );
        let other = Error::new(Code::Invalid, "wrong")
            .field("reason")
            .hint("Mend it");
        assert_eq!(hint(of_confirmation(of_form(other))), "Mend it");
    }
}
