//! The queue of unsent changes, as a table and as JSON.

use homing_app::json::Refused;
use homing_domain::names::TaskId;
use homing_domain::task::{Reason, Task, TaskState, waiting_behind};

use super::table::{Column, Table};
use super::text::printable;
use super::{Here, amount};
use crate::screen::Screen;

/// The first digits of an id, enough for a person to name the task by.
pub(super) fn short_id(id: TaskId) -> String {
    id.to_string().chars().take(8).collect()
}

/// The tasks in their order, each with what it waits for.
pub(crate) fn rows(tasks: &[Task], here: &Here, screen: &Screen) -> String {
    if tasks.is_empty() {
        return "Nothing unsent.".to_owned();
    }
    let mut table = Table::new([
        Column::fixed("No.").right(),
        Column::fixed("Id"),
        Column::text("What").spare(),
        Column::text("Lane").spare(),
        Column::fixed("Happened"),
        Column::fixed("State"),
        Column::fixed("Tries").right().spare(),
        Column::fixed("Next try").spare(),
        Column::text("Why"),
    ]);
    let (mut refused, waiting) = (Refused::default(), waiting_behind(tasks));
    for unsent in tasks {
        let mut now = state(unsent, refused.before(unsent), here);
        if let Some(behind @ 1..) = waiting.get(&unsent.task.id).copied() {
            now.why.push_str(&format!("; {} behind it", amount(behind, "change waits", "changes wait")));
        }
        let Task { seq, task, attempts, .. } = unsent;
        table.row([
            seq.to_string(),
            short_id(task.id),
            printable(task.kind.as_str()),
            printable(task.lane.as_str()),
            here.moment(task.occurred_at),
            now.state.to_owned(),
            attempts.to_string(),
            now.next,
            now.why,
        ]);
    }
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    format!("{}\n\n{}", table.show(screen), amount(count, "unsent change", "unsent changes"))
}

/// How a task stands, in words.
pub(super) struct Standing {
    pub(super) state: &'static str,
    pub(super) next: String,
    pub(super) why: String,
}

/// How a task stands; `behind` is the refused one that it stands behind.
pub(super) fn state(task: &Task, behind: Option<i64>, here: &Here) -> Standing {
    let (state, why) = match (&task.state, behind) {
        (TaskState::Attention(reason), _) => ("needs a look", because(reason)),
        (_, Some(first)) => ("waits", format!("behind no. {first}")),
        (TaskState::Waiting, None) => ("waits", String::new()),
        (TaskState::Claimed, None) => ("being sent", String::new()),
        (TaskState::Unknown, None) => ("may have arrived", "goes again under the same key".to_owned()),
        _ => ("sent", String::new()),
    };
    let next = match (state, behind) {
        ("waits" | "may have arrived", None) if task.not_before > here.now => here.moment(task.not_before),
        ("waits" | "may have arrived", None) => "now".to_owned(),
        _ => String::new(),
    };
    Standing { state, next, why }
}

/// In words, where this machine itself set the task aside; else as the server put it.
fn because(reason: &Reason) -> String {
    let Reason { code, detail, field } = reason;
    match code.as_str() {
        "crashed" => return "Homing ended three times while this was being sent".to_owned(),
        "key-forgotten" => {
            return "it may have arrived long ago, and the server could no longer tell; `retry` sends it anew".to_owned();
        }
        "required-discarded" => return "what it belongs to was discarded".to_owned(),
        _ => {}
    }
    let detail = detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    let field = field.as_ref().map(|field| format!(" ({field})")).unwrap_or_default();
    printable(&format!("{code}{detail}{field}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::names::{Key, Kind, Lane, TaskId};
    use homing_domain::task::{Body, Coalesce, NewTask, Priority, WithoutRoom};
    use jiff::tz::TimeZone;

    use super::*;

    fn task(seq: i64, lane: &str, state: TaskState) -> Task {
        let first = if seq == 1 { "11111111".to_owned() } else { format!("2222222{seq}") };
        let id = format!("{first}-1111-4111-8111-111111111111");
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
            depends: Vec::new(),
            blob: None,
            without_room: WithoutRoom::Refuse,
        };
        let not_before = "2026-11-22T10:15:00Z".parse().unwrap();
        Task { seq, task, enqueued_at: at, attempts: 1, crashes: 0, unknown_since: None, not_before, state }
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
        let shown = rows(&tasks, &here, &Screen::PLAIN);
        let line = |seq: &str| {
            let line = shown.lines().find(|line| line.trim_start().starts_with(seq)).unwrap();
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            line("1"),
            "1 11111111 time-entry a 09:00 needs a look 1 conflict: other content (revision); 1 change waits behind it"
        );
        assert_eq!(line("2"), "2 22222222 time-entry a 09:00 waits 1 behind no. 1");
        assert_eq!(line("3"), "3 22222223 time-entry b 09:00 waits 1 10:15");
        assert_eq!(
            line("4 "),
            "4 22222224 time-entry c 09:00 may have arrived 1 10:15 goes again under the same key"
        );
        assert_eq!(shown.lines().last(), Some("4 unsent changes"));
        let written = serde_json::to_value(json(&tasks)).unwrap();
        assert_eq!(written["tasks"][0]["state"], "attention");
        assert_eq!(written["tasks"][0]["reason"]["code"], "conflict");
        assert_eq!(
            (&written["tasks"][0]["waiting_behind"], &written["tasks"][1]["behind"]),
            (&1.into(), &1.into())
        );
        assert_eq!(written["tasks"][3]["not_before"], "2026-11-22T10:15:00.000Z");
    }

    #[test]
    fn an_empty_queue_says_so() {
        let here = Here { now: "2026-11-22T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        assert_eq!(rows(&[], &here, &Screen::PLAIN), "Nothing unsent.");
    }
}
