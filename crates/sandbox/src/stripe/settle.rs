//! What time does: trials end, periods end, phases begin.

use jiff::Timestamp;

use super::Stripe;
use super::customers::Card;
use crate::calendar::Cycle;

impl Stripe {
    pub(super) fn pass(&mut self, now: Timestamp) {
        for place in 0..self.subscriptions.len() {
            while self.next_period(place, now) {}
        }
    }

    /// Goes on to the next period if it is due.
    fn next_period(&mut self, place: usize, now: Timestamp) -> bool {
        let s = &self.subscriptions[place];
        let runs = matches!(s.status, "active" | "trialing" | "past_due");
        if !runs || s.period.end > now {
            return false;
        }
        let end = s.period.end;
        if s.cancel_at_end {
            let s = &mut self.subscriptions[place];
            s.status = "canceled";
            s.canceled = Some(end);
            let schedule = s.schedule.take();
            self.close_schedule(schedule.as_deref(), "canceled");
            return true;
        }
        let card = self.customers[s.customer].card;
        let invoice = self.fresh("in");
        self.subscriptions[place].period.start = end;
        self.begin_phase(place);
        let price = &self.prices[self.subscriptions[place].items[0].price];
        let period = Cycle::begun(end, price.count, price.unit);
        let s = &mut self.subscriptions[place];
        s.period = period;
        s.invoice = invoice;
        s.status = match card {
            Card::Good => "active",
            Card::None | Card::Declines => "past_due",
        };
        true
    }
}
