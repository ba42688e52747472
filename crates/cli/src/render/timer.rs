//! What a timer command answers.

use homing_domain::time::{Command, Entry, Recorded, worked};
use serde::Serialize;

use super::entry::{EntryJson, named};
use super::{Here, hours};

/// What a timer command writes with `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct RecordedJson<'a> {
    entry: EntryJson<'a>,
    stopped: Option<EntryJson<'a>>,
}

/// As JSON.
pub(crate) fn json(recorded: &Recorded) -> RecordedJson<'_> {
    let Recorded { entry, stopped } = recorded;
    RecordedJson { entry: entry.into(), stopped: stopped.as_ref().map(EntryJson::from) }
}

/// What was recorded, as sentences with the entry last.
pub(crate) fn recorded(command: &Command, recorded: &Recorded, here: &Here) -> String {
    let Recorded { entry, stopped } = recorded;
    let (at, work) = (here.time(entry.last_instant()), hours(worked(entry, here.now)));
    let what = named(entry);
    match command {
        Command::Start(_) => match stopped {
            Some(before) => format!("{}\nStarted at {at}: {what}", stopped_before(before, here)),
            None => format!("Started at {at}: {what}"),
        },
        Command::Pause => format!("Paused at {at} after {work} of work: {what}"),
        Command::Resume => format!("Resumed at {at} after {work} of work: {what}"),
        Command::Stop => {
            let end = here.moment(entry.last_instant());
            format!("Stopped; work ended at {end} after {work}: {what}")
        }
        Command::Add { from, to, .. } => {
            let (from, to) = (here.moment(*from), here.moment(*to));
            format!("Added {work} of work, {from} to {to}: {what}")
        }
        _ => format!("Recorded: {what}"),
    }
}

fn stopped_before(before: &Entry, here: &Here) -> String {
    format!("Stopped after {} of work: {}", hours(worked(before, here.now)), named(before))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::time::{Draft, EntryState};
    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
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

    #[test]
    fn a_start_says_what_it_stopped() {
        let alone = Recorded { entry: running(), stopped: None };
        let start = Command::Start(Draft::default());
        assert_eq!(recorded(&start, &alone, &here()), "Started at 09:15: Write the report");
        let after = Recorded { entry: running(), stopped: Some(stopped()) };
        assert_eq!(
            recorded(&start, &after, &here()),
            "Stopped after 1:15 of work: Write the report\nStarted at 09:15: Write the report"
        );
    }

    #[test]
    fn a_stop_counts_the_work_and_not_the_pause() {
        let over = Recorded { entry: stopped(), stopped: None };
        assert_eq!(
            recorded(&Command::Stop, &over, &here()),
            "Stopped; work ended at 11:30 after 1:15: Write the report"
        );
    }

    #[test]
    fn an_entry_written_down_afterwards_is_repeated_with_its_times() {
        let (from, to) = ("2026-11-20T08:00:00Z".parse().unwrap(), "2026-11-20T09:30:00Z".parse().unwrap());
        let entry = sample(EntryState::Stopped, &[("2026-11-20T08:00:00Z", Some("2026-11-20T09:30:00Z"))]);
        let add = Command::Add { draft: Draft::default(), from, to };
        assert_eq!(
            recorded(&add, &Recorded { entry, stopped: None }, &here()),
            "Added 1:30 of work, 2026-11-20 09:00 to 2026-11-20 10:30: Write the report"
        );
    }
}
