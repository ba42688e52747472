//! The time for which the machine was away while a timer ran: in words, and as a question.

use homing_domain::time::{Became, Because, Entry, Gap, Recorded};

use super::entry::short_id;
use super::{Here, hours};

/// What the machine did, such as `slept from 12:04 to 12:51 (0:47)`.
pub(crate) fn in_words(gap: &Gap, here: &Here) -> String {
    let (from, to, away) = (here.moment(gap.from), here.moment(gap.to), hours(gap.away()));
    match (gap.because, gap.placed) {
        (Because::Slept { .. }, true) => format!("slept from {from} to {to} ({away})"),
        (Because::Slept { .. }, false) => format!("slept for {away} at some time between {from} and {to}"),
        (Because::Restarted, true) => format!("was off from {from} to {to} ({away})"),
        (Because::Restarted, false) => {
            format!("was off at some time between {from} and {to}, for how long is not known")
        }
        _ => format!("gave no sign of life from {from} to {to} ({away})"),
    }
}

/// All that it did, as the end of a sentence.
pub(crate) fn all_in_words<'a>(gaps: impl IntoIterator<Item = &'a Gap>, here: &Here) -> String {
    gaps.into_iter().map(|gap| in_words(gap, here)).collect::<Vec<_>>().join("; ")
}

/// The question what the time was.
pub(crate) fn question(gaps: &[Gap], here: &Here) -> String {
    let did: String = gaps.iter().map(|gap| format!("  {}\n", in_words(gap, here))).collect();
    format!("While the timer ran, this machine\n{did}Was that work? {}", choices(gaps))
}

/// What can be answered.
pub(crate) fn choices(gaps: &[Gap]) -> String {
    if gaps.iter().all(Gap::can_be_cut) {
        "Write keep (it was), cut (take it out) or the time at which work ended [keep/cut/TIME]".to_owned()
    } else {
        "Write keep (it was) or the time at which work ended [keep/TIME]".to_owned()
    }
}

/// What a person ought to know of the time away in the work that a command ended.
pub(super) fn remarks(recorded: &Recorded, here: &Here) -> Vec<String> {
    let ended = recorded.stopped.as_ref().unwrap_or(&recorded.entry);
    let that_became = |wanted| -> Vec<&Gap> {
        recorded.away.iter().filter(|(_, became)| *became == wanted).map(|(gap, _)| gap).collect()
    };
    let mut remarks = Vec::new();
    let marked = that_became(Became::Marked);
    if !marked.is_empty() {
        remarks.push(format!(
            "While the timer ran, this machine {}. That counts as work for now; the entry is marked as approximate, \
             and `homing review` lists it. If it was work: {}; if not: {}",
            all_in_words(marked.iter().copied(), here),
            it_was_work(ended),
            it_was_not(ended, &marked)
        ));
    }
    let cut = that_became(Became::Cut);
    if cut.iter().any(|gap| !gap.placed) && ended.approximate {
        remarks.push(format!(
            "Taken out: this machine {}. When is not known, so the entry is marked as approximate. If its times are \
             right as they stand: {}",
            all_in_words(cut, here),
            it_was_work(ended)
        ));
    } else if !cut.is_empty() {
        remarks.push(format!("Taken out: this machine {}.", all_in_words(cut, here)));
    }
    remarks.extend(clock_set(recorded, ended));
    remarks
}

fn clock_set(recorded: &Recorded, ended: &Entry) -> Option<String> {
    let millis = recorded.clock_set_millis.filter(|_| recorded.clock_behind.is_none())?;
    let side = if millis > 0 { "forward" } else { "back" };
    let by = hours(std::time::Duration::from_millis(millis.unsigned_abs()));
    Some(format!(
        "This machine's clock was set {side} by {by} while the timer ran, so the entry is marked as approximate. If its \
         times are right as they stand: {}",
        it_was_work(ended)
    ))
}

/// The command that says that all of it was work.
pub(super) fn it_was_work(entry: &Entry) -> String {
    format!("homing edit {} --exact", short_id(entry.id))
}

/// The command that says that it was not.
pub(super) fn it_was_not(entry: &Entry, gaps: &[&Gap]) -> String {
    let id = short_id(entry.id);
    if gaps.iter().all(|gap| gap.can_be_cut()) {
        return format!("homing edit {id} --cut away");
    }
    let interval = if entry.intervals.len() > 1 { " --interval N" } else { "" };
    format!("homing edit {id}{interval} --to TIME")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use homing_domain::time::EntryState;
    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
    use super::*;

    fn here() -> Here {
        Here { now: "2026-11-22T10:30:00Z".parse().unwrap(), zone: TimeZone::UTC }
    }

    fn gap(because: Because, placed: bool) -> Gap {
        let (from, to) = ("2026-11-22T08:04:00Z".parse().unwrap(), "2026-11-22T08:51:00Z".parse().unwrap());
        Gap { from, to, because, placed }
    }

    fn slept(placed: bool) -> Gap {
        gap(Because::Slept { asleep: Duration::from_secs(2_820) }, placed)
    }

    fn stopped(away: Vec<(Gap, Became)>) -> Recorded {
        let entry = sample(EntryState::Stopped, &[("2026-11-22T08:00:00Z", Some("2026-11-22T10:30:00Z"))]);
        Recorded {
            entry,
            stopped: None,
            changes: vec![],
            overlaps: vec![],
            clock_behind: None,
            away,
            clock_set_millis: None,
            undone: None,
            step: None,
        }
    }

    #[test]
    fn what_is_known_of_a_gap_is_said_and_no_more() {
        let said = |gap| in_words(&gap, &here());
        assert_eq!(said(slept(true)), "slept from 08:04 to 08:51 (0:47)");
        assert_eq!(said(slept(false)), "slept for 0:47 at some time between 08:04 and 08:51");
        assert_eq!(said(gap(Because::Restarted, true)), "was off from 08:04 to 08:51 (0:47)");
        assert_eq!(
            said(gap(Because::Restarted, false)),
            "was off at some time between 08:04 and 08:51, for how long is not known"
        );
        assert_eq!(said(gap(Because::Silent, true)), "gave no sign of life from 08:04 to 08:51 (0:47)");
    }

    #[test]
    fn the_question_offers_a_cut_only_where_it_is_known_what_goes() {
        assert_eq!(
            question(&[slept(true)], &here()),
            "While the timer ran, this machine\n  slept from 08:04 to 08:51 (0:47)\nWas that work? Write keep (it \
             was), cut (take it out) or the time at which work ended [keep/cut/TIME]"
        );
        let asked = question(&[slept(true), gap(Because::Restarted, false)], &here());
        assert!(asked.ends_with("[keep/TIME]") && !asked.contains("cut"), "{asked}");
    }

    #[test]
    fn time_that_nobody_was_asked_about_is_told_with_both_commands_that_answer() {
        let said = remarks(&stopped(vec![(slept(true), Became::Marked)]), &here());
        assert_eq!(
            said,
            [
                "While the timer ran, this machine slept from 08:04 to 08:51 (0:47). That counts as work for now; the \
              entry is marked as approximate, and `homing review` lists it. If it was work: homing edit 11111111 \
              --exact; if not: homing edit 11111111 --cut away"
            ]
        );
        let said = remarks(&stopped(vec![(gap(Because::Restarted, false), Became::Marked)]), &here());
        assert!(said[0].ends_with("if not: homing edit 11111111 --to TIME"), "{said:?}");
    }

    #[test]
    fn what_was_taken_out_is_repeated_and_what_was_kept_is_not() {
        let said = remarks(&stopped(vec![(slept(true), Became::Cut), (slept(true), Became::Kept)]), &here());
        assert_eq!(said, ["Taken out: this machine slept from 08:04 to 08:51 (0:47)."]);
    }

    #[test]
    fn a_clock_that_was_set_is_told_once() {
        let set = Recorded { clock_set_millis: Some(-5_400_000), ..stopped(vec![]) };
        let said = remarks(&set, &here());
        assert!(said[0].starts_with("This machine's clock was set back by 1:30 while"), "{said:?}");
        let behind = Recorded { clock_behind: Some(here().now), ..set };
        assert!(remarks(&behind, &here()).is_empty());
    }
}
