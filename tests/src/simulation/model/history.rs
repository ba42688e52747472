//! The history: what was sent stays in it for a week, by the true time, whatever a clock says.

use std::time::Duration;

use homing_domain::names::AccountId;
use homing_domain::policy::{CLOCK_TOLERANCE, HISTORY_KEPT};

use super::{Fate, Invariant, Model};
use crate::simulation::time::Since;

impl Model {
    /// The clock of a machine was wrong by so much.
    pub(crate) fn clock_was_off(&mut self, machine: usize, by: Duration) {
        let most = &mut self.machines[machine].clock_off_at_most;
        *most = by.max(*most);
    }

    /// Looks at how many tasks a store says were sent.
    pub(crate) fn look_at_history(
        &self,
        machine: usize,
        account: AccountId,
        sent: u64,
        server_tells_date: bool,
        now: Since,
    ) {
        // Nobody contradicts a wrong clock where the server does not say what time it is.
        let wrong =
            if server_tells_date { CLOCK_TOLERANCE } else { self.machines[machine].clock_off_at_most };
        let kept = HISTORY_KEPT.saturating_sub(2 * wrong);
        let young = self.promises_of(machine).filter(|promise| {
            let sent = |at| now.saturating_sub(at) < kept;
            promise.account == account && matches!(promise.fate, Fate::Sent { at } if sent(at))
        });
        let young = young.count() as u64;
        if sent < young {
            let seen = format!("{young} tasks were sent within a week, and the history has {sent}");
            self.breaches.note(Invariant::I1, seen);
        }
    }
}
