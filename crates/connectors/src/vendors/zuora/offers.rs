//! The seven actions as data. Their parameters bear the names of Zuora's own fields, in small letters.

use crate::definition::{Acceptance, Action, Choice, Effect, Idempotency, Param};

const NEEDS: &[&[&str]] = &[&["account_number"]];

const SUBSCRIPTION: Param = Param::text(
    "subscription_number",
    "Subscription number",
    100,
    "Which one, when the account has several that fit",
)
.advanced();

const EFFECTIVE: Param = Param::date(
    "effective_date",
    "Effective date",
    "From which day on it holds; today if empty",
);

const PERIODS: &[Choice] = &[
    Choice::new("Day", "Days"),
    Choice::new("Week", "Weeks"),
    Choice::new("Month", "Months"),
    Choice::new("Year", "Years"),
];

const RESUME: &[Choice] = &[
    Choice::new("Today", "Today"),
    Choice::new(
        "FixedPeriodsFromSuspendDate",
        "Some time after the suspension began",
    ),
    Choice::new("FixedPeriodsFromToday", "Some time from today"),
    Choice::new("SpecificDate", "On a date"),
    Choice::new(
        SUSPEND_DATE,
        "On the day of the suspension, as if there were none",
    ),
];
/// The policy that Zuora's documents spell in two ways. The settings say which one is sent.
pub(super) const SUSPEND_DATE: &str = "SuspendDate";
const RESUME_FIXED: &[&str] = &["FixedPeriodsFromSuspendDate", "FixedPeriodsFromToday"];

const RESUME_DATE: Param = Param::date("resume_specific_date", "Resume on", "The day of resuming")
    .only_when("resume_policy", &["SpecificDate"])
    .required();

const RESUME_PERIODS: Param = Param::integer(
    "resume_periods",
    "Resume after",
    1,
    9999,
    "How many days, weeks, months or years",
)
.only_when("resume_policy", RESUME_FIXED)
.required();

const RESUME_PERIODS_TYPE: Param = Param::choice(
    "resume_periods_type",
    "Resume after, unit",
    PERIODS,
    "What is counted",
)
.only_when("resume_policy", RESUME_FIXED)
.required();

const EXTENDS_TERM: Param = Param::boolean(
    "extends_term",
    "Extend the term",
    "Whether the term becomes longer by the time of the suspension; Zuora's own default if empty",
)
.advanced();

/// The actions, in the order in which they are offered.
pub(super) const ACTIONS: &[Action] = &[
    ADD_PLAN,
    REMOVE_PLAN,
    CANCEL,
    SUSPEND,
    RESUME_SUBSCRIPTION,
    CHANGE_AUTO_RENEWAL,
    CREATE,
];

const ADD_PLAN: Action = Action {
    id: "add_plan",
    name: "Add plan",
    description: "Adds a product rate plan to a subscription and keeps those it has. The next bill run charges it; it can be removed again",
    requires: NEEDS,
    params: &[
        Param::catalogue(
            "product_rate_plan",
            "Product rate plan",
            "rate_plans",
            "What to add, by its ID",
        )
        .required(),
        EFFECTIVE,
        SUBSCRIPTION,
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // With Subscribe and Amend each request makes one more version, and there is no key. An order has one.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const REMOVE_PLAN: Action = Action {
    id: "remove_plan",
    name: "Remove plan",
    description: "Removes a product rate plan from a subscription. It may lead to a credit; adding it again may charge again",
    requires: NEEDS,
    params: &[
        Param::catalogue(
            "product_rate_plan",
            "Product rate plan",
            "rate_plans",
            "What to remove, by its ID",
        )
        .required(),
        EFFECTIVE,
        SUBSCRIPTION,
        Param::text(
            "rate_plan_id",
            "Rate plan ID",
            50,
            "Which one, when the subscription holds the product rate plan several times",
        )
        .advanced(),
    ],
    effect: Effect::Ends,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const CANCEL: Action = Action {
    id: "cancel_subscription",
    name: "Cancel subscription",
    description: "Ends a subscription. It cannot be undone here: a later start is a new subscription",
    requires: NEEDS,
    params: &[
        Param::choice(
            "cancellation_policy",
            "Cancellation policy",
            &[
                Choice::new("EndOfCurrentTerm", "At the end of the current term"),
                Choice::new(
                    "EndOfLastInvoicePeriod",
                    "At the end of the last invoiced period",
                ),
                Choice::new("SpecificDate", "On a date"),
            ],
            "When it ends. An evergreen subscription has no term to end",
        )
        .required(),
        Param::date(
            "cancellation_effective_date",
            "Cancel on",
            "The day on which it ends, not before the contract's begin nor inside an invoiced period",
        )
        .only_when("cancellation_policy", &["SpecificDate"])
        .required(),
        Param::boolean(
            "apply_credit",
            "Apply credit",
            "Whether Zuora applies credit memos and payments that are not applied yet; its own default if empty",
        )
        .advanced(),
        SUBSCRIPTION,
    ],
    effect: Effect::Ends,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const SUSPEND: Action = Action {
    id: "suspend_subscription",
    name: "Suspend subscription",
    description: "Stops a subscription and its charges for a time. It can be resumed",
    requires: NEEDS,
    params: &[
        Param::choice(
            "suspend_policy",
            "Suspend policy",
            &[
                Choice::new("Today", "Today"),
                Choice::new(
                    "EndOfLastInvoicePeriod",
                    "At the end of the last invoiced period",
                ),
                Choice::new("FixedPeriodsFromToday", "Some time from today"),
                Choice::new("SpecificDate", "On a date"),
            ],
            "When the suspension begins",
        )
        .required(),
        Param::date(
            "suspend_specific_date",
            "Suspend on",
            "The day on which the suspension begins",
        )
        .only_when("suspend_policy", &["SpecificDate"])
        .required(),
        Param::integer(
            "suspend_periods",
            "Suspend after",
            1,
            9999,
            "How many days, weeks, months or years",
        )
        .only_when("suspend_policy", &["FixedPeriodsFromToday"])
        .required(),
        Param::choice(
            "suspend_periods_type",
            "Suspend after, unit",
            PERIODS,
            "What is counted",
        )
        .only_when("suspend_policy", &["FixedPeriodsFromToday"])
        .required(),
        Param::boolean(
            "resume",
            "Resume by itself",
            "Whether the end of the suspension is set at once",
        )
        .advanced(),
        Param::choice(
            "resume_policy",
            "Resume policy",
            RESUME,
            "When it is resumed",
        )
        .only_when("resume", &["true"])
        .required()
        .advanced(),
        RESUME_DATE.advanced(),
        RESUME_PERIODS.advanced(),
        RESUME_PERIODS_TYPE.advanced(),
        EXTENDS_TERM,
        SUBSCRIPTION,
    ],
    effect: Effect::Pauses,
    destructive: true,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const RESUME_SUBSCRIPTION: Action = Action {
    id: "resume_subscription",
    name: "Resume subscription",
    description: "Ends a suspension: the subscription and its charges go on. It can be suspended again",
    requires: NEEDS,
    params: &[
        Param::choice(
            "resume_policy",
            "Resume policy",
            RESUME,
            "When it is resumed",
        )
        .required(),
        RESUME_DATE,
        RESUME_PERIODS,
        RESUME_PERIODS_TYPE,
        EXTENDS_TERM,
        SUBSCRIPTION,
    ],
    effect: Effect::Resumes,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const CHANGE_AUTO_RENEWAL: Action = Action {
    id: "change_auto_renewal",
    name: "Change auto renewal",
    description: "Lets a termed subscription renew itself at the end of its term, or end there. It can be changed back until then",
    requires: NEEDS,
    params: &[
        Param::boolean(
            "auto_renew",
            "Auto renew",
            "true: it renews itself. false: it ends with its term",
        )
        .required(),
        SUBSCRIPTION,
    ],
    // Off, it takes the next term away.
    effect: Effect::Changes,
    destructive: true,
    // On, the next term is charged.
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const TERMED: &[&str] = &["TERMED"];

const CREATE: Action = Action {
    id: "create_subscription",
    name: "Create subscription",
    description: "Subscribes the account to a product rate plan. The next bill run charges it; it ends by cancelling",
    requires: NEEDS,
    params: &[
        Param::catalogue(
            "rate_plan",
            "Rate plan",
            "rate_plans",
            "What to subscribe to, by its ID",
        )
        .required(),
        Param::choice(
            "term_type",
            "Term type",
            &[
                Choice::new("TERMED", "Termed: for an initial term"),
                Choice::new("EVERGREEN", "Evergreen: until it is cancelled"),
            ],
            "Whether it has a term",
        )
        .required(),
        Param::date(
            "contract_effective_date",
            "Contract effective date",
            "The day on which it begins; today if empty",
        ),
        Param::integer(
            "initial_term",
            "Initial term",
            1,
            9999,
            "How long the first term is, in its unit",
        )
        .only_when("term_type", TERMED)
        .required(),
        Param::choice(
            "initial_term_period_type",
            "Initial term, unit",
            PERIODS,
            "What is counted",
        )
        .only_when("term_type", TERMED)
        .default("Month")
        .advanced(),
        Param::integer(
            "renewal_term",
            "Renewal term",
            0,
            9999,
            "How long each later term is, in its unit; of no account for an evergreen one",
        )
        .required(),
        Param::choice(
            "renewal_term_period_type",
            "Renewal term, unit",
            PERIODS,
            "What is counted",
        )
        .only_when("term_type", TERMED)
        .default("Month")
        .advanced(),
        Param::boolean(
            "auto_renew",
            "Auto renew",
            "Whether it renews itself at the end of each term",
        )
        .only_when("term_type", TERMED)
        .required(),
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // Both ways of making one take a key.
    idempotency: Idempotency::Key,
    acceptance: Acceptance::Recorded,
};
