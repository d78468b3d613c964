//! `SendGrid` (Twilio), v3: its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how it says no. `email` sends a template, `list` adds to a list; `catalogue` reads the
//! choices, `check` says which of it the key may do.

mod catalogue;
mod check;
mod client;
mod email;
mod list;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    self, Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition,
    Effect, Idempotency, Limits, Param, Setting, Trait,
};
use crate::draft::unusable;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// `SendGrid`.
pub struct SendGrid;

static DEFINITION: Definition = Definition {
    id: "sendgrid",
    name: "SendGrid",
    category: Category::CrmMarketing,
    summary: "Sends e-mails from dynamic templates of SendGrid, and adds contacts to its marketing lists",
    docs_url: "https://www.twilio.com/docs/sendgrid/api-reference",
    settings: &[
        API_KEY,
        FROM_EMAIL,
        FROM_NAME,
        REGION,
        MARKETING_URL,
        BASE_URL,
    ],
    traits: &[Trait {
        key: "email_address",
        label: "E-mail address",
        help: "Where the e-mail goes, and the contact's identity in the lists",
        normalise: definition::email,
    }],
    catalogues: &[
        Catalogue {
            id: "templates",
            name: "Templates",
            help: "A dynamic template, by its id. Without an active version it cannot be sent, and counts as archived",
        },
        Catalogue {
            id: "lists",
            name: "Lists",
            help: "A marketing list, by its id",
        },
    ],
    actions: &[SEND, ADD],
    limits: Limits::USUAL,
    proves: "A proven key is known to SendGrid and has the rights that the actions need. It does not show that the From address may be sent from: the first e-mail does",
    assumptions: ASSUMPTIONS,
};

const API_KEY: Setting = Setting::secret(
    "api_key",
    "API key",
    "In SendGrid under Settings › API Keys. It needs Mail Send; for the choices, Template Engine (read); for lists, Marketing",
)
.required();

const FROM_EMAIL: Setting = Setting::text(
    "from_email",
    "From address",
    "Whom the e-mails come from: a verified sender, or an address of an authenticated domain",
)
.judge(definition::email)
.required()
.example("hello@acme.example");

const FROM_NAME: Setting = Setting::text(
    "from_name",
    "From name",
    "What the reader sees beside the From address",
)
.example("Acme");

const REGION: Setting = Setting::choice(
    "region",
    "Data region",
    &[
        Choice::new("global", "Global"),
        Choice::new("eu", "European Union"),
    ],
    "Where the account or subuser lives",
)
.default("global");

const MARKETING_URL: Setting = Setting::address(
    "marketing_url",
    "Marketing URL",
    "Replaces the address of lists and contacts, which is the global one in each region",
);

const SEND: Action = Action {
    id: "send_email",
    name: "Send dynamic template email",
    description: "Sends an e-mail made of a dynamic template to one address. A real person will read it, and it cannot be called back. SendGrid judges it while it is planned, without sending it",
    // Whom it goes to is the parameter `to`, which takes the trait unless something else is said.
    requires: &[],
    params: &[
        Param::catalogue(
            "template_id",
            "Template",
            "templates",
            "The dynamic template, by its id. Subject and text are its active version's",
        )
        .required(),
        Param::text(
            "to",
            "To",
            320,
            "The user's own address, or one that the subscriber typed into the prompt's form: %form.email%",
        )
        .required()
        .default("%trait.email_address%"),
        Param::json(
            "data",
            "Data",
            10_000,
            r#"What the template fills in, as JSON: {"first_name": "%trait.first_name%"}"#,
        ),
    ],
    effect: Effect::Emails,
    destructive: false,
    moves_money: false,
    reaches_person: true,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Queued,
};

const ADD: Action = Action {
    id: "add_to_list",
    name: "Add user to list",
    description: "Adds the user's address to a marketing list, as a new contact if need be. It stays on the lists that it is on; SendGrid does it in its own time, and can take it off again",
    requires: &[&["email_address"]],
    params: &[Param::catalogue("list_id", "List", "lists", "The list, by its id").required()],
    effect: Effect::Records,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::Queued,
};

const ASSUMPTIONS: &[Assumption] = &[
    Assumption::new(
        "connector",
        "How fast SendGrid may be asked is not published: it is asked as fast as actions need it, and heard when it asks to slow down",
    ),
    Assumption::new(
        "from_email",
        "An address that is not verified is refused with 403, which names the field from or a Sender Identity. The judgement while planning may not look at that",
    ),
    Assumption::new(
        "region",
        "The EU host is for accounts of that region. Lists and contacts are documented at the global host alone, and are asked for there; whether that serves an EU subuser was not seen",
    )
    .setting("marketing_url"),
    Assumption::new(
        "api_key",
        "The rights of a key are named mail.send, templates.read, marketing.read and marketing.update. The last two have other names in some accounts: where they are not seen, nothing is said of lists",
    ),
    Assumption::new(
        "send_email",
        "In sandbox mode SendGrid answers 200 and sends nothing; a taken e-mail is answered 202 with an X-Message-Id. 202 says that it was queued, not that it was delivered",
    ),
    Assumption::new(
        "add_to_list",
        "An unknown list is refused with 400 or 404. That a contact is on a list shows with a delay of some seconds to minutes",
    ),
];

#[async_trait]
impl Connector for SendGrid {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        catalogue::sync(session, catalogue).await
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        match intent.action.id {
            "send_email" => email::plan(session, intent).await,
            "add_to_list" => list::plan(session, intent).await,
            other => Err(Error::new(
                Kind::NotFound,
                format!("SendGrid has no action {other}"),
            )),
        }
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        match plan.action {
            "send_email" => email::run(session, plan).await,
            "add_to_list" => list::run(session, plan).await,
            other => RunReport::ended(unusable(&format!("{other} is no action of SendGrid"))),
        }
    }
}
