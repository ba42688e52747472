//! What an undo answers: what each entry is now, and how work that went with it comes back.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::time::{Change, CommandKind, Entry, EntryState, worked};

use super::entry::{named, short_id};
use super::text::printable;
use super::{Here, hours};

/// The question whether work may go that was done since the command.
pub(crate) fn takes_work(work: Duration) -> String {
    format!("That takes away {} of work done since. Is it meant?", hours(work))
}

/// What was undone, and how each entry is now.
pub(super) fn in_words(undone: Option<CommandKind>, changes: &[Change], here: &Here) -> String {
    let word = match undone {
        Some(CommandKind::Start) => "start",
        Some(CommandKind::Continue) => "continue",
        Some(CommandKind::Pause) => "pause",
        Some(CommandKind::Resume) => "resume",
        Some(CommandKind::Settle) => "answer on time away",
        Some(CommandKind::Stop) => "stop",
        Some(CommandKind::Add) => "add",
        Some(CommandKind::Edit) => "edit",
        Some(CommandKind::Delete) => "delete",
        Some(CommandKind::Cancel) => "cancel",
        _ => "command",
    };
    let mut lines = vec![format!("The last {word} is undone.")];
    for change in changes {
        lines.push(now(&change.after, here));
        let again = gone(change, here.now).into_iter().map(|times| again(&change.after, times));
        lines.extend(again.map(|command| format!("To record that work after all: {command}")));
    }
    lines.join("\n")
}

/// That an entry goes on over a time that it had ended before.
pub(super) fn gap(change: &Change) -> Option<String> {
    let Change { before: Some(before), after } = change else { return None };
    let marked = after.approximate && !before.approximate && after.state == EntryState::Running;
    marked.then(|| {
        format!(
            "The time since it had ended counts as work again, so the entry is marked as approximate. Where that \
             is not right, stop it with `homing stop --at TIME`; where it is: homing edit {} --exact",
            short_id(after.id)
        )
    })
}

fn now(entry: &Entry, here: &Here) -> String {
    let (from, last) = (here.moment(entry.started_at()), here.moment(entry.last_instant()));
    let (work, name) = (hours(worked(entry, here.now)), named(entry));
    match (entry.deleted, entry.state) {
        (true, _) => format!("Deleted, {from} to {last}, {work} of work: {name}"),
        (false, EntryState::Running) => format!("Running since {from}, {work} of work so far: {name}"),
        (false, EntryState::Paused) => format!("Paused since {last}, {work} of work so far: {name}"),
        (false, EntryState::Stopped) => format!("As before, {from} to {last}, {work} of work: {name}"),
    }
}

/// The work of a minute or more that went: all of an entry that is deleted, the open interval of one that is
/// paused again.
fn gone(Change { before, after }: &Change, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let spans: Vec<_> = match before {
        _ if after.deleted => after.intervals.iter().collect(),
        Some(before) if after.intervals.iter().all(|interval| interval.end.is_some()) => {
            before.intervals.iter().filter(|interval| interval.end.is_none()).collect()
        }
        _ => Vec::new(),
    };
    let spans = spans.into_iter().map(|interval| (interval.start, interval.end.unwrap_or(now)));
    spans.filter(|(from, to)| to.since(*from) >= Duration::from_secs(60)).collect()
}

/// The command that writes the work down, ready for a shell.
fn again(entry: &Entry, (from, to): (Timestamp, Timestamp)) -> String {
    let mut command = format!("homing add --from {from} --to {to}");
    if to.since(from) > homing_domain::time::LONG_SPAN {
        command.push_str(" --yes");
    }
    if let Some(project) = &entry.project {
        command.push_str(&format!(" --project={}", quoted(project)));
    }
    for tag in &entry.tags {
        command.push_str(&format!(" --tag={}", quoted(tag)));
    }
    if !entry.description.is_empty() {
        command.push_str(&format!(" -- {}", quoted(&entry.description)));
    }
    command
}

fn quoted(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::time::EntryFields;
    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
    use super::*;

    const START: &str = "2026-11-22T08:15:00Z";
    const END: &str = "2026-11-22T10:30:00Z";

    fn here() -> Here {
        Here { now: "2026-11-22T12:30:00Z".parse().unwrap(), zone: TimeZone::get("Europe/Berlin").unwrap() }
    }

    fn with(entry: Entry, change: impl FnOnce(&mut EntryFields)) -> Entry {
        let mut fields = entry.into_fields();
        change(&mut fields);
        Entry::try_from(fields).unwrap()
    }

    #[test]
    fn work_that_goes_is_counted_and_comes_back_by_a_ready_command() {
        let running = sample(EntryState::Running, &[(START, None)]);
        let gone = with(sample(EntryState::Stopped, &[(START, Some(END))]), |fields| {
            fields.deleted = true;
            fields.description = "Ann's report".to_owned();
            fields.project = Some("harbour".to_owned());
        });
        let change = Change { before: Some(running), after: gone };
        assert_eq!(
            in_words(Some(CommandKind::Start), &[change], &here()),
            "The last start is undone.\nDeleted, 09:15 to 11:30, 2:15 of work: Ann's report (project harbour)\n\
             To record that work after all: homing add --from 2026-11-22T08:15:00.000Z \
             --to 2026-11-22T10:30:00.000Z --project='harbour' -- 'Ann'\\''s report'"
        );
    }

    #[test]
    fn what_runs_again_says_since_when_and_that_the_gap_is_a_guess() {
        let stopped = sample(EntryState::Stopped, &[(START, Some(END))]);
        let running = with(sample(EntryState::Running, &[(START, None)]), |fields| fields.approximate = true);
        let change = Change { before: Some(stopped), after: running };
        assert!(gap(&change).unwrap().ends_with("homing edit 11111111 --exact"));
        assert_eq!(
            in_words(Some(CommandKind::Stop), &[change], &here()),
            "The last stop is undone.\nRunning since 09:15, 4:15 of work so far: Write the report"
        );
    }

    #[test]
    fn an_undone_resume_names_the_pause_and_the_work_that_goes_and_an_undone_edit_the_times() {
        let paused = sample(EntryState::Paused, &[(START, Some(END))]);
        let resumed = sample(EntryState::Running, &[(START, Some(END)), ("2026-11-22T11:00:00Z", None)]);
        let change = Change { before: Some(resumed), after: paused };
        let text = in_words(Some(CommandKind::Resume), &[change], &here());
        assert!(text.contains("Paused since 11:30, 2:15 of work so far: Write"), "{text}");
        assert!(text.contains("--from 2026-11-22T11:00:00.000Z --to 2026-11-22T12:30:00.000Z"), "{text}");
        let stopped = sample(EntryState::Stopped, &[(START, Some(END))]);
        let change = Change { before: Some(stopped.clone()), after: stopped };
        let text = in_words(Some(CommandKind::Edit), &[change], &here());
        assert!(text.ends_with("\nAs before, 09:15 to 11:30, 2:15 of work: Write the report"), "{text}");
    }
}
