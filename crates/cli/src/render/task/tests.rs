//! What a person reads before they give something up is exact.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_app::json::export_lines;
use homing_domain::names::{Key, Lane};
use homing_domain::task::{Body, Carried, Coalesce, NewTask, Priority, Reason, TaskState, WithoutRoom};
use homing_domain::time::{EntryState, EventKind, Moment, TimerEvent};
use jiff::tz::TimeZone;
use serde_json::json as value;

use super::super::entry::tests::sample;
use super::*;

fn here() -> Here {
    Here { now: "2026-11-23T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC }
}

fn refused(id: &str, body: Body) -> Task {
    let at = "2026-11-22T09:00:00Z".parse().unwrap();
    let task = NewTask {
        id: id.parse().unwrap(),
        key: id.parse::<Key>().unwrap(),
        kind: task_kind(),
        lane: Lane::new(id).unwrap(),
        priority: Priority::High,
        coalesce: Coalesce::Supersede,
        occurred_at: at,
        body,
        carries: Some(Carried {
            collection: homing_domain::names::Collection::of("time-entry"),
            id: homing_domain::names::RecordId::of("r"),
            revision: 3,
        }),
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::PutOff,
    };
    let reason = Reason { code: "invalid-entry".to_owned(), detail: None, field: None };
    Task {
        seq: 1,
        task,
        enqueued_at: at,
        attempts: 1,
        crashes: 0,
        unknown_since: None,
        not_before: at,
        state: TaskState::Attention(reason),
    }
}

fn two_stretches() -> Task {
    let entry = sample(
        EntryState::Stopped,
        &[
            ("2026-11-22T09:00:00Z", Some("2026-11-22T10:15:00Z")),
            ("2026-11-22T23:30:00Z", Some("2026-11-23T00:30:00Z")),
        ],
    );
    let moment = Moment::at(entry.started_at(), &TimeZone::UTC);
    let body = TaskBody { event: TimerEvent { kind: EventKind::Stop, moment }, entry };
    refused("abcdef01-1111-4111-8111-111111111111", body.encode().unwrap())
}

#[test]
fn what_goes_is_said_to_the_minute_before_it_does() {
    let other = refused("12345678-1111-4111-8111-111111111111", Body::new("no entry"));
    let text = farewell(&[two_stretches(), other], &here());
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[0],
        "  abcdef01  Write the report: 2026-11-22 09:00-10:15, 2026-11-22 23:30-2026-11-23 00:30; 2:15 of work"
    );
    assert_eq!(lines[1], "  12345678  time-entry, 8 bytes");
    assert!(lines[2].starts_with("The server will not have 2 changes, with 2:15 of work in all;"), "{text}");
    assert!(lines[2].contains("`homing log`") && lines[2].ends_with("Discard?"), "{text}");
}

#[test]
fn a_task_is_shown_with_its_reason_and_what_it_carries() {
    let task = two_stretches();
    let shown = lines(&task, std::slice::from_ref(&task), &here());
    for line in ["State      needs a look", "Why        invalid-entry", "Tries      1"] {
        assert!(shown.lines().any(|shown| shown == line), "{line:?} is missing in:\n{shown}");
    }
    assert!(shown.contains("Carries    Write the report: 2026-11-22 09:00-10:15"), "{shown}");
    let written = serde_json::to_value(json(&task, std::slice::from_ref(&task))).unwrap();
    assert_eq!(
        (&written["state"], &written["entry"]["description"]),
        (&value!("attention"), &value!("Write the report"))
    );
}

/// The line of one task.
fn export(task: &Task) -> Value {
    serde_json::from_str(&export_lines(std::slice::from_ref(task)).unwrap()).unwrap()
}

#[test]
fn an_export_holds_every_byte_of_a_body_whatever_it_is() {
    let written = export(&two_stretches());
    assert_eq!(written["body"]["entry"]["description"], "Write the report");
    assert_eq!((&written["body_hex"], &written["carries"]["revision"]), (&Value::Null, &value!(3)));
    let bytes = export(&refused("12345678-1111-4111-8111-111111111111", Body::new(vec![0, 255])));
    assert_eq!((&bytes["body"], &bytes["body_hex"]), (&Value::Null, &value!("00ff")));
    let lines = Body::new("{\n}");
    let two = refused("12345678-1111-4111-8111-111111111111", lines);
    assert_eq!(export_lines(&[two]).unwrap().lines().count(), 1);
}
