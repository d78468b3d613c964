//! What Recurly can do for a user, as data.

use crate::definition::{Acceptance, Action, Choice, Effect, Idempotency, Param};

pub(super) const ACTIONS: &[Action] = &[
    APPLY_COUPON,
    PAUSE,
    RESUME,
    SWITCH,
    CREATE,
    REACTIVATE,
    UPDATE_PRICE,
    CONVERT_TRIAL,
    RECORD_USAGE,
    CANCEL,
];

const ACCOUNT: &[&[&str]] = &[&["account_code", "account_number"]];

const PLAN: Param = Param::catalogue(
    "plan",
    "Plan",
    "plans",
    "Which subscription, when the account has several: the one to this plan",
);

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription ID",
    40,
    "Which one, when the account has several that fit: its id at Recurly",
)
.advanced();

const TIMEFRAME: Param = Param::choice(
    "timeframe",
    "When",
    &[
        Choice::new("now", "Now: the difference is charged or credited at once"),
        Choice::new("bill_date", "On the next bill date"),
        Choice::new("term_end", "At the end of the term"),
    ],
    "When the change takes effect. Until then it can be taken back at Recurly",
)
.default("now");

const CURRENCY_HELP: &str = "Three letters, such as USD";

/// Recurly keeps the answer to a key for an hour, and gives it again to a repeat.
const KEY: Idempotency = Idempotency::Key;

const APPLY_COUPON: Action = Action {
    id: "apply_coupon_code",
    name: "Apply coupon code",
    description: "Gives the account or one subscription a discount on the next invoices. It can be removed again at Recurly",
    requires: ACCOUNT,
    params: &[
        Param::catalogue(
            "coupon",
            "Coupon",
            "coupons",
            "The coupon, by its code; of a bulk coupon, one of its unique codes",
        )
        .required(),
        Param::choice(
            "target",
            "Applies to",
            &[
                Choice::new("account", "The account"),
                Choice::new("subscription", "One subscription"),
            ],
            "What the coupon says, if empty. Another choice than the coupon's is refused",
        ),
        Param::text(
            "currency",
            "Currency",
            3,
            "Three letters, such as USD; that of the subscriptions if empty",
        ),
        PLAN,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const PAUSE: Action = Action {
    id: "pause_subscription",
    name: "Pause subscription",
    description: "Skips a number of billing cycles from the next renewal on. Until then 0 cycles take the pause back, afterwards the subscription can be resumed",
    requires: ACCOUNT,
    params: &[
        Param::integer(
            "remaining_pause_cycles",
            "Cycles",
            0,
            10_000,
            "How many billing cycles are skipped. 0 takes back a pause that has not begun",
        )
        .required(),
        PLAN,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Pauses,
    destructive: true,
    moves_money: false,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const RESUME: Action = Action {
    id: "resume_subscription",
    name: "Resume subscription",
    description: "Ends a pause at once: a new billing cycle begins, and its invoice is charged. It cannot be undone",
    requires: ACCOUNT,
    params: &[PLAN, SUBSCRIPTION_ID],
    effect: Effect::Resumes,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const SWITCH: Action = Action {
    id: "switch_subscription",
    name: "Switch subscription",
    description: "Moves a subscription to another plan. Now, it charges or credits the difference; later, it can be taken back until then. A change that waits already is replaced",
    requires: ACCOUNT,
    params: &[
        Param::catalogue(
            "plan",
            "New plan",
            "plans",
            "The plan to switch to, by its code",
        )
        .required(),
        TIMEFRAME,
        Param::catalogue(
            "from_plan",
            "From plan",
            "plans",
            "Which subscription, when the account has several: the one to this plan",
        )
        .advanced(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const CREATE: Action = Action {
    id: "create_subscription",
    name: "Create subscription",
    description: "Subscribes an existing account to a plan. On a live site it charges real money at once; cancelling later does not give it back",
    requires: ACCOUNT,
    params: &[
        Param::catalogue("plan", "Plan", "plans", "The plan, by its code").required(),
        Param::text("currency", "Currency", 3, CURRENCY_HELP).required(),
        Param::choice(
            "collection_method",
            "Collection",
            &[
                Choice::new("automatic", "Automatic: charge the payment method"),
                Choice::new("manual", "Manual: send an invoice"),
            ],
            "How payments are collected; automatic if empty",
        )
        .advanced(),
        Param::decimal(
            "unit_amount",
            "Price",
            2,
            "In the currency's whole units; the plan's own price if empty",
        )
        .advanced(),
        Param::date(
            "trial_ends_at",
            "Trial until",
            "The trial ends at the beginning of this day (UTC); the plan's own trial if empty",
        )
        .advanced(),
        Param::text(
            "coupon_codes",
            "Coupon codes",
            500,
            "Codes to start with, between commas",
        )
        .advanced(),
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const REACTIVATE: Action = Action {
    id: "reactivate_subscription",
    name: "Reactivate subscription",
    description: "Takes back a cancellation before the subscription has expired: it renews, and is charged, as before. Cancelling undoes it",
    requires: ACCOUNT,
    params: &[PLAN, SUBSCRIPTION_ID],
    effect: Effect::Restarts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const UPDATE_PRICE: Action = Action {
    id: "update_subscription_price",
    name: "Update subscription price",
    description: "Gives one subscription a price of its own. Now, it charges or credits the difference; later, it can be taken back until then. A change that waits already is replaced",
    requires: ACCOUNT,
    params: &[
        Param::decimal(
            "unit_amount",
            "New price",
            2,
            "In whole units of the subscription's currency: 9.99. At most 1000000",
        )
        .required(),
        TIMEFRAME,
        PLAN,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const CONVERT_TRIAL: Action = Action {
    id: "convert_trial",
    name: "Convert trial",
    description: "Ends a trial at once: the first paid cycle begins, and its invoice is charged. It cannot be undone; if the payment fails, the trial goes on",
    requires: ACCOUNT,
    params: &[PLAN, SUBSCRIPTION_ID],
    effect: Effect::Extends,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const RECORD_USAGE: Action = Action {
    id: "record_usage",
    name: "Record usage",
    description: "Adds to what a usage add-on bills next. While it is not billed, it can be deleted at Recurly or balanced by a negative amount",
    requires: ACCOUNT,
    params: &[
        Param::catalogue("add_on", "Add-on", "add_ons", "The usage add-on, by its code").required(),
        Param::signed_decimal(
            "amount",
            "Amount",
            9,
            "Units used; cents where the add-on bills a percentage. Negative takes back. Sites without decimal quantities cut fractions",
        )
        .required(),
        Param::text(
            "merchant_tag",
            "Tag",
            255,
            "Your own identifier for this usage, shown in Recurly",
        ),
        Param::date(
            "usage_timestamp",
            "Used on",
            "The day that it is billed under (its beginning, UTC); now if empty",
        )
        .advanced(),
        PLAN,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Records,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};

const CANCEL: Action = Action {
    id: "cancel_subscription",
    name: "Cancel subscription",
    description: "Ends a subscription. At the end of its term or on its bill date, it can be reactivated until then; now, it is over at once, with or without a refund, and cannot be brought back",
    requires: ACCOUNT,
    params: &[
        Param::choice(
            "mode",
            "When",
            &[
                Choice::new("term_end", "At the end of the term"),
                Choice::new("bill_date", "On the next bill date"),
                Choice::new("now", "Now: it expires at once, for good"),
            ],
            "Until it ends, the subscriber keeps what is paid for",
        )
        .default("term_end"),
        Param::choice(
            "refund",
            "Refund",
            &[
                Choice::new("none", "None"),
                Choice::new("partial", "Partial: for the time that is left"),
                Choice::new("full", "Full: the last payment"),
            ],
            "What is paid back; Recurly sends it to the payment method",
        )
        .default("none")
        .only_when("mode", &["now"]),
        Param::boolean(
            "charge",
            "Bill usage",
            "Whether usage that is not billed yet is charged on the last invoice; else it is dropped",
        )
        .default("true")
        .only_when("mode", &["now"]),
        PLAN,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Ends,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: KEY,
    acceptance: Acceptance::Recorded,
};
