//! Each planted bug is found, by the invariant that it breaks, and the seed that finds it holds without it. What a bug
//! does later on may be seen first (a sign-in that is lost keeps tasks from arriving): such seeds are no witness.

use homing_tests::simulation::{Planted, Setting, simulate};

use super::SEEDS;

/// Runs seeds until the bug is found.
fn is_found(planted: Planted) {
    let buggy = Setting { planted: Some(planted), ..Setting::default() };
    let mut broken = (0..SEEDS).filter_map(|seed| simulate(seed, buggy).err());
    let found = broken.find(|found| found.breach.invariant == planted.breaks());
    let found = found.unwrap_or_else(|| panic!("{planted:?} was not found with {SEEDS} seeds"));
    println!("{planted:?}: seed {}: {}", found.seed, found.breach.seen);
    if let Err(broken) = simulate(found.seed, Setting::default()) {
        panic!("the seed is no witness: {broken}");
    }
}

#[test]
fn a_task_that_is_recorded_as_sent_before_it_is_sent_is_found() {
    is_found(Planted::AckBeforeSend);
}

#[test]
fn a_lock_that_two_processes_hold_is_found() {
    is_found(Planted::LostLease);
}

#[test]
fn a_stop_that_overtakes_its_start_is_found() {
    is_found(Planted::StopOvertakesStart);
}

#[test]
fn another_key_on_a_retry_is_found() {
    is_found(Planted::NewKeyOnRetry);
}

#[test]
fn a_refresh_token_that_is_used_twice_is_found() {
    is_found(Planted::RefreshTokenTwice);
}

#[test]
fn a_swallowed_401_is_found() {
    is_found(Planted::Swallowed401);
}

#[test]
fn a_queue_that_makes_room_by_itself_is_found() {
    is_found(Planted::EvictionAtQuota);
}

#[test]
fn an_alarm_that_never_rings_after_a_back_off_is_found() {
    is_found(Planted::NoWakeAfterBackOff);
}

#[test]
fn work_that_is_sent_as_another_account_is_found() {
    is_found(Planted::WrongAccount);
}

#[test]
fn tokens_of_one_account_that_another_gets_are_found() {
    is_found(Planted::TokensMixed);
}

#[test]
fn a_history_that_is_purged_early_is_found() {
    is_found(Planted::HistoryPurgedEarly);
}

#[test]
fn every_planted_bug_has_its_test() {
    assert_eq!(Planted::ALL.len(), 11);
}
