//! What two that write the engine's memory at the same time know together.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000).unwrap()
}

fn held(until: i64, cause: HoldCause, failures: u32) -> SyncState {
    SyncState { failures, hold: Some(Hold { until: at(until), cause }), ..SyncState::default() }
}

#[test]
fn of_two_cycles_that_met_trouble_the_later_hold_and_the_more_failures_count() {
    let before = SyncState::default();
    let asked = held(90, HoldCause::AskedByServer, 1);
    let trouble = held(30, HoldCause::ServerTrouble, 2);
    for (ours, theirs) in [(&asked, &trouble), (&trouble, &asked)] {
        let known = ours.clone().learned(&before, theirs);
        assert_eq!((known.hold, known.failures), (asked.hold, 2));
    }
}

#[test]
fn what_one_cycle_alone_changed_is_as_it_says() {
    let before = SyncState { sign_in_needed: true, ..held(30, HoldCause::ServerTrouble, 2) };
    let mut answered = before.clone();
    answered.answered(at(40), None);
    let still = SyncState { retry_budget: before.retry_budget.failed(), ..before.clone() };
    for (ours, theirs) in [(&answered, &still), (&still, &answered)] {
        let known = ours.clone().learned(&before, theirs);
        assert_eq!((known.hold, known.failures, known.sign_in_needed), (None, 0, false));
        assert_eq!(known.last_exchange, Some(at(40)));
    }
}

#[test]
fn a_bar_that_one_of_two_saw_go_is_gone_and_one_that_either_met_is_there() {
    let barred = SyncState { bar: Some(Bar::KeychainLocked), ..SyncState::default() };
    let free = SyncState::default();
    for (before, changed) in [(&barred, &free), (&free, &barred)] {
        assert_eq!(changed.clone().learned(before, before).bar, changed.bar);
        assert_eq!(before.clone().learned(before, changed).bar, changed.bar);
    }
    let signed_in = SyncState { sign_ins: 1, ..SyncState::default() };
    assert_eq!(barred.clone().learned(&free, &signed_in).bar, None);
}

#[test]
fn after_a_sign_in_what_held_the_queue_before_says_nothing() {
    let before = held(30, HoldCause::ServerTrouble, 2);
    let ours = SyncState { sign_in_needed: true, ..held(90, HoldCause::ServerTrouble, 3) };
    let signed_in = SyncState { sign_ins: 1, ..SyncState::default() };
    let known = ours.learned(&before, &signed_in);
    assert_eq!((known.hold, known.failures, known.sign_in_needed, known.sign_ins), (None, 0, false, 1));
}
