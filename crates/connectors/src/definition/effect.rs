//! What an action comes to for the subscriber, so that a chain of actions can be judged before any is run.
//! It is said by each definition; a chain is put together, and judged whole, elsewhere.

use serde::Serialize;
use ts_rs::TS;

/// What an action comes to for the subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Makes a new subscription or purchase, or adds one to what there is.
    Starts,
    /// Cancels, unsubscribes, or removes a plan.
    Ends,
    /// Pauses or suspends.
    Pauses,
    /// Ends a pause.
    Resumes,
    /// Takes a cancellation back: reactivates, resubscribes.
    Restarts,
    /// Switches to another plan, product, price or renewal.
    Changes,
    /// Makes it cheaper: a coupon, a discount, a campaign.
    Discounts,
    /// Moves the end of a trial or a period, also to now.
    Extends,
    /// Sends an e-mail.
    Emails,
    /// Sends a text message.
    Texts,
    /// Sends a push.
    Notifies,
    /// Makes a link or a purchase descriptor, by which the visitor goes on.
    HandsOut,
    /// Writes or reads what stands beside the subscription: usage, an event, a ticket, a list, a receipt.
    Records,
}

impl Effect {
    /// Why `later` makes no sense after this one on the same subscriber of the same connector, as the end of a
    /// sentence: "Pause subscription contradicts Cancel subscription: it has ended by then". None if it does.
    ///
    /// An effect knows neither plans nor dates: of two subscriptions, of which the second takes the place of the
    /// first, it says that they are two. It is a reason to look, not to refuse.
    pub const fn contradicts(self, later: Self) -> Option<&'static str> {
        use Effect::{Changes, Discounts, Ends, Extends, Pauses, Restarts, Resumes, Starts};
        match (self, later) {
            (Ends, Ends | Pauses | Resumes | Changes | Discounts | Extends) => {
                Some("it has ended by then")
            }
            (Ends, Restarts) => Some("the end is taken back at once"),
            (Pauses, Pauses) => Some("it is paused by then"),
            (Pauses, Resumes) => Some("the pause is taken back at once"),
            (Resumes, Pauses) => Some("it has just been resumed"),
            (Starts, Starts) => Some("that makes two purchases"),
            (Starts, Ends) => Some("it has just been started"),
            (Restarts, Ends) => Some("it has just been restarted"),
            (Changes, Changes) => Some("the second change takes the place of the first"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Effect::{
        self, Changes, Discounts, Emails, Ends, Extends, HandsOut, Notifies, Pauses, Records,
        Restarts, Resumes, Starts, Texts,
    };

    const ALL: [Effect; 13] = [
        Starts, Ends, Pauses, Resumes, Restarts, Changes, Discounts, Extends, Emails, Texts,
        Notifies, HandsOut, Records,
    ];

    #[test]
    fn what_contradicts_and_nothing_else_does() {
        let expected = [
            (Starts, Starts, "that makes two purchases"),
            (Starts, Ends, "it has just been started"),
            (Ends, Ends, "it has ended by then"),
            (Ends, Pauses, "it has ended by then"),
            (Ends, Resumes, "it has ended by then"),
            (Ends, Restarts, "the end is taken back at once"),
            (Ends, Changes, "it has ended by then"),
            (Ends, Discounts, "it has ended by then"),
            (Ends, Extends, "it has ended by then"),
            (Pauses, Pauses, "it is paused by then"),
            (Pauses, Resumes, "the pause is taken back at once"),
            (Resumes, Pauses, "it has just been resumed"),
            (Restarts, Ends, "it has just been restarted"),
            (
                Changes,
                Changes,
                "the second change takes the place of the first",
            ),
        ];
        let found: Vec<_> = ALL
            .into_iter()
            .flat_map(|first| ALL.map(|later| (first, later)))
            .filter_map(|(first, later)| Some((first, later, first.contradicts(later)?)))
            .collect();
        assert_eq!(found, expected);
    }
}
