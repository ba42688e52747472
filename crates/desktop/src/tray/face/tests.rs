//! What the tray shows of a snapshot, snapshot by snapshot.

use homing_app::StorageProblem;
use homing_domain::engine::Bar;
use homing_domain::ports::OfflineCause;
use rstest::rstest;

use super::*;
use crate::status_for_tests::{at, entry, status};
use crate::words::Language;

fn face(status: &Status, now: &str) -> Face {
    Face::of(status, at(now), &TimeZone::UTC, Language::En.words())
}

#[test]
fn a_running_timer_is_told_with_its_time_and_since_when() {
    let mut status = status();
    status.timer = Some(entry("Report", EntryState::Running, "2026-11-27T09:00:00Z"));
    let face = face(&status, "2026-11-27T10:05:59Z");
    assert_eq!((face.shape, face.corner), (Shape::Running, Corner::Empty));
    assert_eq!(face.title, "1:05 Report");
    assert_eq!(face.lines, ["1:05 Report", "Running since 09:00", "Saved on this machine"]);
}

#[test]
fn without_a_timer_it_is_idle_and_without_words_it_says_so() {
    assert_eq!(face(&status(), "2026-11-27T10:00:00Z").shape, Shape::Idle);
    let mut status = status();
    status.timer = Some(entry("  ", EntryState::Paused, "2026-11-27T09:00:00Z"));
    let face = face(&status, "2026-11-27T10:00:00Z");
    assert_eq!(face.shape, Shape::Paused);
    assert!(face.title.ends_with("no description"), "{}", face.title);
}

#[test]
fn a_long_description_is_cut_at_a_character_and_not_within_one() {
    let mut status = status();
    status.timer = Some(entry(&"ж".repeat(200), EntryState::Running, "2026-11-27T09:00:00Z"));
    let title = face(&status, "2026-11-27T09:00:00Z").title;
    assert_eq!(title, format!("0:00 {}…", "ж".repeat(60)));
}

#[rstest]
#[case(Headline::StorageProblem(StorageProblem::Damaged), Corner::Attention)]
#[case(Headline::SignInNeeded, Corner::Attention)]
#[case(Headline::Barred(Bar::KeychainLocked), Corner::Attention)]
#[case(Headline::Attention, Corner::Attention)]
#[case(Headline::ClockOff { ahead_millis: 1 }, Corner::Attention)]
#[case(Headline::Offline { cause: OfflineCause::Dns, until: at("2026-11-27T11:00:00Z") }, Corner::Offline)]
#[case(Headline::Throttled { until: at("2026-11-27T11:00:00Z") }, Corner::Offline)]
#[case(Headline::ServerNotAnswering { until: at("2026-11-27T11:00:00Z") }, Corner::Offline)]
#[case(Headline::Sending { done: 1, total: 2 }, Corner::Empty)]
#[case(Headline::Waiting { until: None }, Corner::Empty)]
#[case(Headline::AllSaved, Corner::Empty)]
fn the_corner_warns_where_something_does_not_go_by_itself(
    #[case] headline: Headline,
    #[case] corner: Corner,
) {
    let mut status = status();
    status.headline = headline;
    assert_eq!(face(&status, "2026-11-27T10:00:00Z").corner, corner);
}

#[test]
fn what_this_machine_keeps_is_said_with_its_reason_and_never_as_waiting() {
    let mut status = status();
    let bars =
        [Bar::KeychainMissing, Bar::KeychainLocked, Bar::KeychainSilent, Bar::Passphrase, Bar::SyncLock];
    let said = bars.map(|bar| {
        status.headline = Headline::Barred(bar);
        face(&status, "2026-11-27T10:00:00Z").sync
    });
    assert_eq!(said[1], "Nothing is sent: the keychain is locked");
    status.headline = Headline::Barred(Bar::SignInLock);
    assert_eq!(face(&status, "2026-11-27T10:00:00Z").sync, said[4], "a lock is a lock");
    assert_eq!(said.iter().collect::<std::collections::BTreeSet<_>>().len(), bars.len());
}

#[test]
fn it_changes_by_itself_at_the_next_whole_minute_while_a_timer_runs_and_else_never() {
    let now = at("2026-11-27T10:00:12.5Z");
    let mut status = status();
    assert_eq!(stays(&status, now), None);
    status.timer = Some(entry("a", EntryState::Running, "2026-11-27T09:00:00Z"));
    assert_eq!(stays(&status, now), Some(Duration::from_millis(47_500)));
    assert_eq!(stays(&status, at("2026-11-27T10:00:00Z")), Some(Duration::from_secs(60)));
    status.timer = Some(entry("a", EntryState::Paused, "2026-11-27T09:00:00Z"));
    assert_eq!(stays(&status, now), None);
}
