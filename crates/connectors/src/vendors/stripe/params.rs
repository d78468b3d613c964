//! The five actions and their parameters, as data.

use crate::definition::{Acceptance, Action, Choice, Effect, Idempotency, Param};

const WHO: &[&[&str]] = &[&["stripe_id", "email_address"]];

const PRICE: Param =
    Param::catalogue("price", "Plan", "plans", "The plan, by the id of its price").required();

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription ID",
    255,
    "Which one, when several of the customer's subscriptions fit",
)
.advanced();

const QUANTITY: Param = Param::integer(
    "quantity",
    "Quantity",
    1,
    999_999,
    "How many units of the plan. Not for plans that are billed by usage",
)
.advanced();

pub(super) const UPDATE: Action = Action {
    id: "update_subscription",
    name: "Update existing subscription",
    description: "Switches a subscription to another plan, at once or at the end of its period. At once may charge or credit the difference; switching back does not undo what was billed",
    requires: WHO,
    params: &[
        Param::catalogue("new_price", "New plan", "plans", "The plan to switch to").required(),
        Param::catalogue(
            "from_price",
            "Present plan",
            "plans",
            "The plan to switch from, when the customer has several",
        ),
        Param::choice(
            "when",
            "When",
            &[
                Choice::new("now", "Now"),
                Choice::new("period_end", "At the end of the current period"),
            ],
            "At the end of the current period nothing is charged before, and it can be taken back until then",
        )
        .default("now"),
        Param::choice(
            "proration_behavior",
            "Proration",
            &[
                Choice::new(
                    "create_prorations",
                    "Put the difference on the next invoice",
                ),
                Choice::new("always_invoice", "Invoice the difference at once"),
                Choice::new("none", "No difference is billed"),
            ],
            "What becomes of the rest of the period that is paid already",
        )
        .default("create_prorations")
        .only_when("when", &["now"]),
        Param::integer(
            "quantity",
            "Quantity",
            1,
            999_999,
            "How many units of the new plan; the present number if empty. Not for plans that are billed by usage",
        )
        .advanced(),
        Param::choice(
            "payment_behavior",
            "Payment behaviour",
            &[
                Choice::new(
                    "allow_incomplete",
                    "Switch, and let it be past due if the payment fails",
                ),
                Choice::new(
                    "error_if_incomplete",
                    "Do not switch if the payment fails",
                ),
                Choice::new(
                    "pending_if_incomplete",
                    "Switch only once the payment succeeds",
                ),
                Choice::new(
                    "default_incomplete",
                    "Switch, and leave the payment to the customer",
                ),
            ],
            "What happens if a payment is due and fails; Stripe's own default if empty",
        )
        .advanced()
        .only_when("when", &["now"]),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::Key,
    acceptance: Acceptance::Recorded,
};

pub(super) const SUBSCRIBE: Action = Action {
    id: "subscribe_to_plan",
    name: "Subscribe to a plan",
    description: "Starts a subscription for the customer. In live mode it charges real money at once unless it begins with a trial; ending it later does not give it back",
    requires: WHO,
    params: &[
        PRICE,
        Param::integer(
            "trial_days",
            "Trial days",
            1,
            730,
            "Days before the first charge; no trial if empty",
        ),
        Param::catalogue("coupon", "Coupon", "coupons", "A discount to start with"),
        QUANTITY,
        Param::choice(
            "payment_behavior",
            "Payment behaviour",
            &[
                Choice::new(
                    "error_if_incomplete",
                    "No subscription if the first payment fails",
                ),
                Choice::new(
                    "allow_incomplete",
                    "An incomplete subscription if the first payment fails",
                ),
                Choice::new(
                    "default_incomplete",
                    "An incomplete subscription whose payment is left to the customer",
                ),
            ],
            "What happens if the first payment fails",
        )
        .default("error_if_incomplete")
        .advanced(),
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::Key,
    acceptance: Acceptance::Recorded,
};

pub(super) const UNSUBSCRIBE: Action = Action {
    id: "unsubscribe_from_plan",
    name: "Unsubscribe from a plan",
    description: "Ends a subscription at the end of its period or at once; of a subscription with several plans, removes the one. At once cannot be undone",
    requires: WHO,
    params: &[
        PRICE,
        Param::choice(
            "when",
            "When",
            &[
                Choice::new("period_end", "At the end of the current period"),
                Choice::new("now", "Now"),
            ],
            "At the end of the current period the customer keeps what is paid for, and it can be taken back until then",
        )
        .default("period_end"),
        Param::boolean(
            "prorate",
            "Prorate",
            "Credits the rest of the period that is paid already",
        )
        .default("false")
        .only_when("when", &["now"]),
        Param::boolean(
            "invoice_now",
            "Invoice now",
            "Bills at once what is not billed yet, such as usage and prorations",
        )
        .default("false")
        .only_when("when", &["now"]),
        Param::choice(
            "feedback",
            "Feedback",
            &[
                Choice::new("customer_service", "Customer service was less than expected"),
                Choice::new("low_quality", "Quality was less than expected"),
                Choice::new("missing_features", "Some features are missing"),
                Choice::new("other", "Other"),
                Choice::new("switched_service", "Switched to another service"),
                Choice::new("too_complex", "Too complex"),
                Choice::new("too_expensive", "Too expensive"),
                Choice::new("unused", "Not used enough"),
            ],
            "Why the customer leaves",
        ),
        Param::text(
            "comment",
            "Comment",
            500,
            "Why, in words, for your own use",
        ),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Ends,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    // The key holds for the change at the period's end and for one plan of several; ending at once is a DELETE, to
    // which Stripe takes no key, and is never sent twice.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

pub(super) const ADD_COUPON: Action = Action {
    id: "add_coupon",
    name: "Apply coupon code",
    description: "Gives a discount to all future invoices of the customer, in place of the one they have, or adds it to one subscription. It can be removed again at Stripe",
    requires: WHO,
    params: &[
        Param::catalogue(
            "coupon",
            "Coupon",
            "coupons",
            "The discount. Either this or a promotion code",
        ),
        Param::catalogue(
            "promotion_code",
            "Promotion code",
            "promotion_codes",
            "The promotion code, by its id or as customers type it. Either this or a coupon",
        ),
        Param::choice(
            "target",
            "Applies to",
            &[
                Choice::new("customer", "The customer"),
                Choice::new("subscription", "One subscription"),
            ],
            "A customer has one discount at most; a subscription keeps those it has",
        )
        .default("customer"),
        PRICE.only_when("target", &["subscription"]),
        SUBSCRIPTION_ID.only_when("target", &["subscription"]),
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Key,
    acceptance: Acceptance::Recorded,
};

pub(super) const EXTEND_TRIAL: Action = Action {
    id: "extend_trial",
    name: "Extend trial",
    description: "Moves the end of a trial by some days. A subscription that is active already gets a new trial, which shifts its billing dates",
    requires: WHO,
    params: &[
        PRICE,
        Param::integer(
            "days",
            "Days",
            1,
            730,
            "Days to add to the end of the trial, or to now if that is later",
        )
        .required(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Extends,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    idempotency: Idempotency::Key,
    acceptance: Acceptance::Recorded,
};
