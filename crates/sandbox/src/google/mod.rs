//! Google: one project with a service account; its devices at FCM ([`fcm`]), the products of one package in the Play
//! Console ([`play`]), and the tokens for both. All stand under one address here.

mod fcm;
mod keys;
mod play;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::devices::Devices;
use crate::jwt::Key;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};

const PROJECT: &str = "patchbay-demo";
const PACKAGE: &str = "app.patchbay.demo";
const EMAIL: &str = "patchbay@patchbay-demo.iam.gserviceaccount.com";
const KEY_ID: &str = "5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a5b";
/// For whom a signed request for a token must be, wherever this sandbox listens.
const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
const MESSAGING: &str = "https://www.googleapis.com/auth/firebase.messaging";
const PUBLISHER: &str = "https://www.googleapis.com/auth/androidpublisher";
const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(3599);

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 2] = [
    Rehearsal { action: "send_test_push", user: 1001, params: &[("title", "Hello"), ("body", "A rehearsal")] },
    Rehearsal { action: "in_app_purchase", user: 1001, params: &[("product_id", "gold_monthly")] },
];

/// A token that was given out.
struct Granted {
    token: String,
    scope: String,
    until: Timestamp,
}

/// The project.
pub(crate) struct Google {
    devices: Devices,
    products: Vec<Value>,
    subscriptions: Vec<Value>,
    key: Option<Key>,
    tokens: Vec<Granted>,
}

/// A refusal as Google words it; `code` is FCM's own.
fn no(status: u16, word: &str, message: &str, code: Option<&str>) -> Answer {
    let mut error = json!({ "code": status, "message": message, "status": word });
    if let Some(code) = code {
        let kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
        error["details"] = json!([{ "@type": kind, "errorCode": code }]);
    }
    Answer::json(status, &json!({ "error": error }))
}

impl Google {
    /// The project of a seed.
    pub fn new(seed: u64, people: &[Person]) -> Self {
        let token = |number, digits: &str| format!("f{}:APA91b{digits}-{number}", &digits[..21]);
        Self {
            devices: Devices::seeded(seed, "google", people, token),
            products: play::one_time(seed),
            subscriptions: play::subscriptions(),
            key: Key::of_pem(keys::KEY),
            tokens: Vec::new(),
        }
    }

    /// A token for a signed request (RFC 7523).
    fn token(&mut self, request: &Request, now: Timestamp) -> Answer {
        let no = |status: u16, error: &str, words: &str| {
            Answer::json(
                status,
                &json!({ "error": error, "error_description": words }),
            )
        };
        let form = request.form();
        let field = |name: &str| {
            let found = form.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        if field("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
            return no(400, "unsupported_grant_type", "Invalid grant_type");
        }
        let key = self.key.as_ref();
        let Some(signed) = key.and_then(|key| key.verify(field("assertion")).ok()) else {
            return no(400, "invalid_grant", "Invalid JWT Signature.");
        };
        if signed.header.get("kid") != Some(&KEY_ID.into()) || signed.text("iss") != EMAIL {
            return no(400, "invalid_grant", "Invalid grant: account not found");
        }
        // Which moment it is cannot be judged: the sandbox's time is its own.
        let lives = signed.seconds("exp").zip(signed.seconds("iat"));
        let short = lives.is_some_and(|(end, start)| (1..=3600).contains(&(end - start)));
        if signed.text("aud") != AUDIENCE || !short {
            let words = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
            return no(400, "invalid_grant", words);
        }
        let scope = signed.text("scope");
        if scope != MESSAGING && scope != PUBLISHER {
            return no(
                400,
                "invalid_scope",
                "Invalid OAuth scope or ID token audience provided.",
            );
        }
        self.tokens.retain(|granted| now < granted.until);
        let token = format!("ya29.sandbox-{}-{}", now.as_second(), self.tokens.len() + 1);
        let body = json!({ "access_token": token, "expires_in": TOKEN_LIFE.as_secs(), "token_type": "Bearer" });
        self.tokens.push(Granted {
            token,
            scope: scope.to_owned(),
            until: now + TOKEN_LIFE,
        });
        Answer::json(200, &body)
    }

    /// Whether the request has a token of that right.
    fn judge(&self, request: &Request, scope: &str, now: Timestamp) -> Result<(), Answer> {
        let bearer = request.bearer().unwrap_or_default();
        let known = self
            .tokens
            .iter()
            .find(|granted| granted.token == bearer && now < granted.until);
        match known {
            None => {
                let words = "Request had invalid authentication credentials. Expected OAuth 2 access token.";
                Err(no(401, "UNAUTHENTICATED", words, None))
            }
            Some(granted) if granted.scope != scope => {
                let words = "Request had insufficient authentication scopes.";
                Err(no(403, "PERMISSION_DENIED", words, None))
            }
            Some(_) => Ok(()),
        }
    }
}

impl Vendor for Google {
    fn id(&self) -> &'static str {
        "google"
    }

    fn name(&self) -> &'static str {
        "Google"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        let post = request.method == Method::POST;
        let reply = match parts.as_slice() {
            ["token"] if post => Ok(self.token(request, now)),
            ["v1", "projects", project, "messages:send"] if post => self
                .judge(request, MESSAGING, now)
                .and_then(|()| self.send(project, request)),
            ["androidpublisher", "v3", "applications", package, list] if !post => self
                .judge(request, PUBLISHER, now)
                .and_then(|()| self.list(package, list, request)),
            _ => Err(no(
                404,
                "NOT_FOUND",
                "Requested entity was not found.",
                None,
            )),
        };
        reply.unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        no(
            429,
            "RESOURCE_EXHAUSTED",
            "Quota exceeded",
            Some("QUOTA_EXCEEDED"),
        )
    }

    fn settle(&mut self, _now: Timestamp) {}

    fn connector(&self, url: &str) -> DemoConnector {
        let account = json!({
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": KEY_ID,
            "private_key": keys::KEY,
            "client_email": EMAIL,
            "client_id": "100000000000000000001",
            "token_uri": AUDIENCE,
        });
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("product_ids", "gold_monthly\nsilver_monthly".to_owned()),
                ("package_name", PACKAGE.to_owned()),
                ("base_url", format!("{url}/google")),
            ]),
            secrets: BTreeMap::from([("service_account_json", format!("{account:#}"))]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        let device = self.devices.of(person);
        device
            .map(|device| ("fcm_token", device.token.clone()))
            .into_iter()
            .collect()
    }

    fn note(&self, person: &Person) -> Option<String> {
        self.devices.words(person)
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        path.to_owned()
    }

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}
