//! When the next cycle runs, and on what occasion: a pure function of what is due, what holds it, and what happened to
//! the machine.

use homing_domain::Timestamp;
use homing_domain::engine::{Hold, Occasion};
use homing_domain::policy::ASKED_CAP;

/// What a plan is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// When a claim could next have something, for someone whose sign-in is good. None where nothing waits.
    pub(super) next_due: Option<Timestamp>,
    /// What holds the queue.
    pub(super) hold: Option<Hold>,
    /// When what this client holds the queue for is over although its time is not: something has changed.
    pub(super) forward: Option<Timestamp>,
    /// Nothing leaves before: others woke at the same moment.
    pub(super) quiet_until: Option<Timestamp>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing, until something changes.
    Nothing,
    /// A cycle then; at once where that is past.
    Cycle {
        /// When.
        at: Timestamp,
        /// Why.
        occasion: Occasion,
    },
}

/// Whatever can be sent has a time at which it is tried: the later of its own and the hold's, or, where something has
/// changed, the moment at which this client's own hold no longer counts.
pub(super) fn plan(facts: &Facts) -> Plan {
    let Some(due) = facts.next_due else { return Plan::Nothing };
    let own = facts.hold.is_some_and(Hold::is_our_own);
    let held = facts.hold.map_or(due, |hold| hold.until.max(due));
    let forward = facts.forward.filter(|_| own).map(|forward| forward.max(due));
    let (at, occasion) = match forward {
        Some(forward) if forward < held => (forward, Occasion::Changed),
        _ => (held, Occasion::Due),
    };
    Plan::Cycle { at: facts.quiet_until.map_or(at, |quiet| quiet.max(at)), occasion }
}

/// Whether no wait that was ever stored ends so late: the clock ran ahead when it was. A day is the longest one.
pub(super) fn is_beyond_belief(next_due: Timestamp, now: Timestamp) -> bool {
    next_due > now.saturating_add(ASKED_CAP)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::engine::HoldCause;
    use homing_domain::policy::StopCause;
    use homing_domain::ports::OfflineCause;
    use rstest::rstest;

    use super::*;

    const OWN: [HoldCause; 3] = [
        HoldCause::Offline(OfflineCause::Dns),
        HoldCause::ServerTrouble,
        HoldCause::Stopped(StopCause::Configuration),
    ];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    fn facts(due: i64, hold: Option<(i64, HoldCause)>, forward: Option<i64>, quiet: Option<i64>) -> Facts {
        Facts {
            next_due: Some(at(due)),
            hold: hold.map(|(until, cause)| Hold { until: at(until), cause }),
            forward: forward.map(at),
            quiet_until: quiet.map(at),
        }
    }

    fn cycle(seconds: i64, occasion: Occasion) -> Plan {
        Plan::Cycle { at: at(seconds), occasion }
    }

    #[test]
    fn where_nothing_waits_nothing_is_planned_whatever_happened() {
        let everything = Facts { next_due: None, ..facts(0, Some((9, OWN[0])), Some(1), Some(2)) };
        assert_eq!(plan(&everything), Plan::Nothing);
    }

    #[rstest]
    #[case::at_its_own_time(10, None, 10)]
    #[case::or_when_the_hold_ends(10, Some(30), 30)]
    #[case::whichever_is_later(50, Some(30), 50)]
    fn a_task_is_tried(#[case] due: i64, #[case] hold: Option<i64>, #[case] then: i64) {
        for cause in OWN.into_iter().chain([HoldCause::AskedByServer]) {
            let planned = plan(&facts(due, hold.map(|until| (until, cause)), None, None));
            assert_eq!(planned, cycle(then, Occasion::Due));
        }
    }

    #[test]
    fn a_change_brings_forward_what_this_client_holds_and_nothing_else() {
        for cause in OWN {
            assert_eq!(plan(&facts(0, Some((90, cause)), Some(7), None)), cycle(7, Occasion::Changed));
            assert_eq!(plan(&facts(40, Some((90, cause)), Some(7), None)), cycle(40, Occasion::Changed));
            assert_eq!(plan(&facts(0, Some((3, cause)), Some(7), None)), cycle(3, Occasion::Due));
        }
        let asked = Some((90, HoldCause::AskedByServer));
        assert_eq!(plan(&facts(0, asked, Some(7), None)), cycle(90, Occasion::Due));
        assert_eq!(plan(&facts(40, None, Some(7), None)), cycle(40, Occasion::Due));
    }

    #[test]
    fn after_a_wake_nothing_leaves_before_the_spread_is_over() {
        assert_eq!(plan(&facts(0, None, Some(7), Some(7))), cycle(7, Occasion::Due));
        assert_eq!(plan(&facts(0, Some((90, OWN[1])), Some(7), Some(7))), cycle(7, Occasion::Changed));
        assert_eq!(plan(&facts(20, None, Some(7), Some(7))), cycle(20, Occasion::Due));
    }

    #[test]
    fn a_due_time_later_than_any_wait_comes_from_a_clock_that_ran_ahead() {
        assert!(!is_beyond_belief(at(86_400), at(0)));
        assert!(is_beyond_belief(at(86_401), at(0)));
    }
}
