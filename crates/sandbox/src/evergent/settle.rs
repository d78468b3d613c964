//! What time does to an account: pauses end, cancelled subscriptions run out, the others renew.

use jiff::Timestamp;

use super::Evergent;
use super::accounts::Status;

impl Evergent {
    /// Lets every account catch up with `now`.
    pub(super) fn pass(&mut self, now: Timestamp) {
        for account in &mut self.accounts {
            for item in &mut account.items {
                if let Some((_, Some(until))) = item
                    .pause
                    .filter(|(_, until)| until.is_some_and(|until| until <= now))
                {
                    item.resume(until);
                }
                if item.status == Status::PendingActive && item.start <= now {
                    item.status = Status::Active;
                }
                while item.status == Status::Active && item.valid_till <= now {
                    item.paid = item.valid_till;
                    item.start = item.valid_till;
                    item.valid_till = self.services[item.service].end(item.start);
                    item.renewal = true;
                    item.promotions
                        .retain(|promotion| promotion.until > item.start);
                }
            }
            account
                .items
                .retain(|item| item.status != Status::FinalBill || item.valid_till > now);
        }
    }
}
