//! What a command that records answers, as sentences.

use std::time::Duration;

use homing_domain::time::{Change, Command, Entry, Recorded, worked};

use super::entry::named;
use super::recorded::sum;
use super::{Here, hours, undone};

/// What was recorded, as sentences with the entry last.
pub(crate) fn recorded(command: &Command, recorded: &Recorded, here: &Here) -> String {
    let Recorded { entry, stopped, changes, .. } = recorded;
    let (at, work) = (here.moment(entry.last_instant()), hours(worked(entry, here.now)));
    let what = named(entry);
    match command {
        Command::Start { .. } | Command::Continue { .. } => match stopped {
            Some(before) => format!("{}\nStarted at {at}: {what}", stopped_before(before, here)),
            None => format!("Started at {at}: {what}"),
        },
        Command::Pause(_) => format!("Paused at {at} after {work} of work: {what}"),
        Command::Resume(_) => format!("Resumed at {at} after {work} of work: {what}"),
        Command::Settle => format!("Settled; the timer runs on after {work} of work: {what}"),
        Command::Stop(_) => format!("Stopped; work ended at {at} after {work}: {what}"),
        Command::Add { from, to, .. } => {
            let (from, to) = (here.moment(*from), here.moment(*to));
            format!("Added {work} of work, {from} to {to}: {what}")
        }
        Command::Edit { .. } => {
            let from = here.moment(entry.started_at());
            format!("Changed; {work} of work from {from} on: {what}")
        }
        Command::Delete(_) | Command::Cancel => {
            let gone = sum(changes.iter().map(|change| &change.after), here);
            format!("Deleted {gone}. `homing undo` brings back what was deleted: {}", list(changes))
        }
        Command::Undo { .. } => undone::in_words(recorded.undone, changes, here),
        _ => format!("Recorded: {what}"),
    }
}

/// The question whether so much work at a stretch is meant.
pub(crate) fn too_long(span: Duration) -> String {
    format!("That is {} of work without a break. Is it meant?", hours(span))
}

fn stopped_before(before: &Entry, here: &Here) -> String {
    format!("Stopped after {} of work: {}", hours(worked(before, here.now)), named(before))
}

fn list(changes: &[Change]) -> String {
    changes.iter().map(|change| named(&change.after)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::time::{Draft, EntryFields, EntryState, When};
    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
    use super::super::recorded::{deletion, intervals, remarks};
    use super::*;

    fn here() -> Here {
        Here { now: "2026-11-22T10:30:00Z".parse().unwrap(), zone: TimeZone::get("Europe/Berlin").unwrap() }
    }

    fn running() -> Entry {
        sample(EntryState::Running, &[("2026-11-22T08:15:00Z", None)])
    }

    fn stopped() -> Entry {
        let intervals = [
            ("2026-11-22T08:15:00Z", Some("2026-11-22T09:00:00Z")),
            ("2026-11-22T10:00:00Z", Some("2026-11-22T10:30:00Z")),
        ];
        sample(EntryState::Stopped, &intervals)
    }

    fn alone(entry: Entry) -> Recorded {
        let changes = vec![Change { before: None, after: entry.clone() }];
        Recorded {
            entry,
            stopped: None,
            changes,
            overlaps: vec![],
            clock_behind: None,
            away: vec![],
            clock_set_millis: None,
            undone: None,
            step: None,
        }
    }

    #[test]
    fn a_start_says_what_it_stopped() {
        let start = Command::Start { draft: Draft::default(), when: When::Now };
        assert_eq!(recorded(&start, &alone(running()), &here()), "Started at 09:15: Write the report");
        let after = Recorded { stopped: Some(stopped()), ..alone(running()) };
        assert_eq!(
            recorded(&start, &after, &here()),
            "Stopped after 1:15 of work: Write the report\nStarted at 09:15: Write the report"
        );
    }

    #[test]
    fn a_stop_counts_the_work_and_not_the_pause() {
        assert_eq!(
            recorded(&Command::Stop(When::Now), &alone(stopped()), &here()),
            "Stopped; work ended at 11:30 after 1:15: Write the report"
        );
    }

    #[test]
    fn an_answer_on_time_away_says_that_the_timer_runs_on() {
        assert_eq!(
            recorded(&Command::Settle, &alone(running()), &here()),
            "Settled; the timer runs on after 2:15 of work: Write the report"
        );
    }

    #[test]
    fn an_entry_written_down_afterwards_is_repeated_with_its_times() {
        let (from, to) = ("2026-11-20T08:00:00Z".parse().unwrap(), "2026-11-20T09:30:00Z".parse().unwrap());
        let entry = sample(EntryState::Stopped, &[("2026-11-20T08:00:00Z", Some("2026-11-20T09:30:00Z"))]);
        let add = Command::Add { draft: Draft::default(), from, to, long_is_meant: false };
        assert_eq!(
            recorded(&add, &alone(entry), &here()),
            "Added 1:30 of work, 2026-11-20 09:00 to 2026-11-20 10:30: Write the report"
        );
    }

    #[test]
    fn a_deletion_says_what_goes_before_and_after_it() {
        let asked = deletion(&[stopped()], &here());
        assert_eq!(
            asked,
            "  11111111  09:15  1:15  Write the report\nDelete 1 entry with 1:15 of work on 1 day?"
        );
        assert_eq!(
            recorded(&Command::Delete(vec![]), &alone(stopped()), &here()),
            "Deleted 1 entry with 1:15 of work on 1 day. `homing undo` brings back what was deleted: Write the report"
        );
    }

    #[test]
    fn intervals_are_numbered_from_one() {
        assert_eq!(intervals(&stopped(), &here()), "  1  09:15 to 10:00\n  2  11:00 to 11:30");
        assert_eq!(intervals(&running(), &here()), "  1  09:15 to now");
    }

    #[test]
    fn a_clock_that_is_behind_and_work_that_overlaps_are_remarked_upon() {
        let marked = EntryFields { approximate: true, ..running().into_fields() };
        let behind = Recorded {
            clock_behind: Some("2026-11-22T11:30:00Z".parse().unwrap()),
            overlaps: vec![stopped()],
            ..alone(Entry::try_from(marked).unwrap())
        };
        let remarks = remarks(&behind, &here());
        assert_eq!(
            remarks[0],
            "Work is recorded for the same time already, 09:15 to 11:30: Write the report (11111111)"
        );
        assert!(
            remarks[1].contains("12:30") && remarks[1].ends_with("homing edit 11111111"),
            "{}",
            remarks[1]
        );
    }

    #[test]
    fn a_timer_that_was_forgotten_is_stopped_and_the_command_that_sets_it_right_is_named() {
        let end = Some("2026-11-22T10:15:00Z");
        let long = sample(EntryState::Stopped, &[("2026-11-21T08:15:00Z", end)]);
        let before = Some(sample(EntryState::Running, &[("2026-11-21T08:15:00Z", None)]));
        let change = Change { before, after: long.clone() };
        let forgotten = Recorded { changes: vec![change], ..alone(long.clone()) };
        let remark = remarks(&forgotten, &here()).remove(0);
        assert!(remark.starts_with("That was 26:00 of work without a break"), "{remark}");
        assert!(remark.ends_with("homing edit 11111111 --to TIME"), "{remark}");
        assert!(remarks(&alone(long), &here()).is_empty(), "what was asked for is not remarked upon");
    }
}
