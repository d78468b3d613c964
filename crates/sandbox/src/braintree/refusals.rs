//! Refusals: statuses with bodies that mean nothing, validation errors nested as deep as their cause, declined payments.
//!
//! The texts, and the codes 81904, 81906, 81908, 92001, 92002, 92005 and 92015, are this simulator's own.

use super::wares::money;
use super::xml::{document, element, list, text};
use crate::vendor::Answer;

/// Wrong keys, or a merchant that is not there.
pub(super) fn unauthorized() -> Answer {
    Answer::text(
        401,
        "text/html",
        "<html><body>401 Unauthorized</body></html>",
    )
    .header("www-authenticate", "Basic realm=\"Braintree\"")
}

pub(super) fn not_found() -> Answer {
    Answer::text(404, "text/html", "<html><body>404 Not Found</body></html>")
}

/// A body that is no XML, or not that of the request.
pub(super) fn unreadable() -> Answer {
    Answer::text(
        400,
        "text/html",
        "<html><body>400 Bad Request</body></html>",
    )
}

/// What a real gateway may well do; passing over it in silence would make a rehearsal worthless.
pub(super) fn not_simulated(what: &str) -> Answer {
    let message = format!("The Patchbay sandbox does not simulate {what}");
    refusal("<errors type=\"array\"/>", &message, "")
}

/// One validation error, at a path below the subscription.
pub(super) fn invalid(path: &[&str], code: &str, attribute: &str, message: &str) -> Answer {
    let error = element(
        "error",
        &(text("code", code)
            + &format!("<attribute type=\"symbol\">{attribute}</attribute>")
            + &text("message", message)),
    );
    let mut errors = list("errors", std::iter::once(error));
    for name in path.iter().rev().chain([&"subscription"]) {
        errors = element(name, &errors);
    }
    refusal(&format!("<errors type=\"array\"/>{errors}"), message, "")
}

/// The bank said no; nothing was made.
pub(super) fn declined(payment: &str, cents: i64) -> Answer {
    let inner = [
        text("id", payment),
        text("status", "processor_declined"),
        text("amount", &money(cents)),
        text("processor-response-code", "2000"),
        text("processor-response-text", "Do Not Honor"),
    ];
    let transaction = element("transaction", &inner.concat());
    refusal("<errors type=\"array\"/>", "Do Not Honor", &transaction)
}

fn refusal(errors: &str, message: &str, more: &str) -> Answer {
    let inner = element("errors", errors) + &text("message", message) + more;
    Answer::xml(422, document(&element("api-error-response", &inner)))
}
