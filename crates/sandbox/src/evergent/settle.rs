//! What time does to an account: pauses end, cancelled subscriptions run out, the others renew.

use jiff::Timestamp;

use super::Evergent;
use super::accounts::Status;
use crate::calendar::Cycle;

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
                let service = &self.services[item.service];
                let mut cycle = Cycle {
                    start: item.start,
                    end: item.valid_till,
                    count: service.interval,
                    unit: service.unit,
                };
                if item.status == Status::Active && cycle.roll(now) > 0 {
                    (item.paid, item.start, item.valid_till) =
                        (cycle.start, cycle.start, cycle.end);
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
