//! The queue of unsent changes, as a table.

use std::collections::HashMap;

use homing_domain::task::{Reason, Task, TaskState};

use super::table::{finish, table};
use super::text::printable;
use super::{Here, amount};

/// The tasks in their order, each with what it waits for.
pub(crate) fn rows(tasks: &[Task], here: &Here) -> String {
    if tasks.is_empty() {
        return "Nothing unsent.".to_owned();
    }
    let mut table = table(&["No.", "What", "Lane", "Happened", "State", "Tries", "Next try", "Why"]);
    // Within a lane nothing overtakes: what stands behind a refused task waits for it.
    let mut refused: HashMap<&str, i64> = HashMap::new();
    for Task { seq, task, attempts, not_before, state, .. } in tasks {
        let lane = task.lane.as_str();
        let behind = refused.get(lane).copied();
        let (state, why) = match (state, behind) {
            (TaskState::Attention(reason), _) => {
                refused.entry(lane).or_insert(*seq);
                ("needs a look", because(reason))
            }
            (_, Some(first)) => ("waits", format!("behind no. {first}")),
            (TaskState::Waiting, None) => ("waits", String::new()),
            (TaskState::Claimed, None) => ("being sent", String::new()),
            (TaskState::Unknown, None) => ("may have arrived", "goes again under the same key".to_owned()),
            _ => ("sent", String::new()),
        };
        let next = match (state, behind) {
            ("waits" | "may have arrived", None) if *not_before > here.now => here.moment(*not_before),
            ("waits" | "may have arrived", None) => "now".to_owned(),
            _ => String::new(),
        };
        table.add_row([
            seq.to_string(),
            printable(task.kind.as_str()),
            printable(lane),
            here.moment(task.occurred_at),
            state.to_owned(),
            attempts.to_string(),
            next,
            why,
        ]);
    }
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    format!("{}\n\n{}", finish(table, &[0, 5]), amount(count, "unsent change", "unsent changes"))
}

fn because(reason: &Reason) -> String {
    let Reason { code, detail, field } = reason;
    let detail = detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    let field = field.as_ref().map(|field| format!(" ({field})")).unwrap_or_default();
    printable(&format!("{code}{detail}{field}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::names::{Key, Kind, Lane, TaskId};
    use homing_domain::task::{Body, Coalesce, NewTask, Priority};
    use jiff::tz::TimeZone;

    use super::*;

    fn task(seq: i64, lane: &str, state: TaskState) -> Task {
        let id = "11111111-1111-4111-8111-111111111111";
        let at = "2026-11-22T09:00:00Z".parse().unwrap();
        let task = NewTask {
            id: id.parse::<TaskId>().unwrap(),
            key: id.parse::<Key>().unwrap(),
            kind: Kind::of("time-entry"),
            lane: Lane::new(lane).unwrap(),
            priority: Priority::High,
            coalesce: Coalesce::Supersede,
            occurred_at: at,
            body: Body::default(),
            carries: None,
        };
        let not_before = "2026-11-22T10:15:00Z".parse().unwrap();
        Task { seq, task, enqueued_at: at, attempts: 1, not_before, state }
    }

    #[test]
    fn each_task_says_what_it_waits_for() {
        let reason = Reason {
            code: "conflict".to_owned(),
            detail: Some("other content".to_owned()),
            field: Some("revision".to_owned()),
        };
        let tasks = [
            task(1, "a", TaskState::Attention(reason)),
            task(2, "a", TaskState::Waiting),
            task(3, "b", TaskState::Waiting),
            task(4, "c", TaskState::Unknown),
        ];
        let here = Here { now: "2026-11-22T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        let shown = rows(&tasks, &here);
        let line = |seq: &str| {
            let line = shown.lines().find(|line| line.trim_start().starts_with(seq)).unwrap();
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(line("1"), "1 time-entry a 09:00 needs a look 1 conflict: other content (revision)");
        assert_eq!(line("2"), "2 time-entry a 09:00 waits 1 behind no. 1");
        assert_eq!(line("3"), "3 time-entry b 09:00 waits 1 10:15");
        assert_eq!(line("4 "), "4 time-entry c 09:00 may have arrived 1 10:15 goes again under the same key");
        assert_eq!(shown.lines().last(), Some("4 unsent changes"));
    }

    #[test]
    fn an_empty_queue_says_so() {
        let here = Here { now: "2026-11-22T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        assert_eq!(rows(&[], &here), "Nothing unsent.");
    }
}
