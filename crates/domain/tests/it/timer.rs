//! The timer as a state machine: every step from every state.

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::time::{
    Draft, Entry, EntryId, EntryState, EventKind, Interval, Moment, TimerError, pause, resume, start, stop,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

fn at(minutes: i64) -> Moment {
    let instant = Timestamp::from_millis(1_760_000_000_000 + minutes * 60_000).unwrap();
    Moment::at(instant, &TimeZone::get("Europe/Berlin").unwrap())
}

fn started() -> Entry {
    let (id, device) = (EntryId::new(Uuid::from_u128(1)), DeviceId::new(Uuid::from_u128(2)));
    start(id, device, Draft::default(), at(0)).unwrap().entry
}

#[test]
fn a_start_makes_a_running_entry_of_one_open_interval_with_the_zone_of_that_moment() {
    let entry = started();
    assert_eq!(entry.state, EntryState::Running);
    assert_eq!(entry.intervals, [Interval { start: at(0).at, end: None }]);
    assert_eq!((entry.zone.as_deref(), entry.offset_seconds), (Some("Europe/Berlin"), Some(7_200)));
    assert_eq!(entry.revision, 1);
}

#[test]
fn pause_and_resume_leave_a_hole_and_stop_closes_the_last_interval() {
    let entry = pause(started(), at(10)).unwrap().entry;
    assert_eq!((entry.state, entry.revision), (EntryState::Paused, 2));
    let entry = resume(entry, at(15)).unwrap().entry;
    assert_eq!((entry.state, entry.revision), (EntryState::Running, 3));
    let over = stop(entry, at(40)).unwrap();
    let closed = |from, to| Interval { start: at(from).at, end: Some(at(to).at) };
    assert_eq!(over.entry.intervals, [closed(0, 10), closed(15, 40)]);
    assert_eq!((over.entry.state, over.entry.revision), (EntryState::Stopped, 4));
    assert_eq!(over.event.kind, EventKind::Stop);
}

#[test]
fn a_paused_entry_can_be_stopped_and_gains_no_time_by_it() {
    let entry = stop(pause(started(), at(10)).unwrap().entry, at(60)).unwrap().entry;
    assert_eq!(entry.intervals, [Interval { start: at(0).at, end: Some(at(10).at) }]);
}

#[test]
fn a_step_that_the_state_does_not_allow_is_refused_with_its_reason() {
    let paused = pause(started(), at(1)).unwrap().entry;
    let stopped = stop(started(), at(1)).unwrap().entry;
    assert_eq!(resume(started(), at(2)), Err(TimerError::AlreadyRunning));
    assert_eq!(pause(paused, at(2)), Err(TimerError::AlreadyPaused));
    for step in [pause, resume, stop] {
        assert_eq!(step(stopped.clone(), at(2)), Err(TimerError::Stopped));
    }
}

#[test]
fn a_clock_that_was_set_back_keeps_nobody_from_stopping_and_the_entry_says_that_it_is_a_guess() {
    let over = stop(started(), at(-1)).unwrap();
    assert_eq!(over.entry.intervals, [Interval { start: at(0).at, end: Some(at(0).at) }]);
    assert_eq!((over.entry.state, over.entry.approximate), (EntryState::Stopped, true));
    assert_eq!(over.event.moment.at, at(0).at);

    let paused = pause(started(), at(10)).unwrap().entry;
    let resumed = resume(paused.clone(), at(5)).unwrap().entry;
    assert_eq!(resumed.intervals[1], Interval { start: at(10).at, end: None });
    assert!(resumed.approximate);
    let over = stop(paused, at(5)).unwrap().entry;
    assert!(!over.approximate, "no time of work was taken from that clock");
}

proptest! {
    #[test]
    fn whatever_is_pressed_and_wherever_the_clock_is_set_the_entry_stays_valid_and_its_revisions_have_no_hole(
        steps in proptest::collection::vec((0_u8..3, -50_i64..100), 0..40),
    ) {
        let (mut entry, mut now) = (started(), 0);
        for (step, minutes) in steps {
            now += minutes;
            let step = [pause, resume, stop][usize::from(step)];
            if let Ok(next) = step(entry.clone(), at(now)) {
                prop_assert_eq!(next.entry.revision, entry.revision + 1);
                let fields = next.entry.clone().into_fields();
                prop_assert_eq!(Entry::try_from(fields), Ok(next.entry.clone()));
                entry = next.entry;
            }
        }
    }
}
