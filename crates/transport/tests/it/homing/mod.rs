//! The profile of the Homing Sync API: what it writes and what it makes of any answer.

mod answer;
mod any_bytes;
mod blobs;
mod capabilities;
mod listing;
mod projects;
mod request;
mod sign_in;

use homing_domain::Timestamp;
use homing_domain::account::ServerUrl;
use homing_domain::names::{DeviceId, Key, Kind, Lane, TaskId};
use homing_domain::ports::HttpResponse;
use homing_domain::task::{Body, Coalesce, NewTask, Priority, Task, TaskState, WithoutRoom};
use homing_domain::time::{
    Annotation, Entry, EntryFields, EntryId, EntryState, EventKind, Interval, Moment, TaskBody, TimerEvent,
    task_kind,
};
use uuid::{Builder, Uuid};

fn server() -> ServerUrl {
    "https://example.org/base".parse().unwrap()
}

/// A UUID of version 4 that is the same in every run.
fn uuid(number: u8) -> Uuid {
    Builder::from_random_bytes([number; 16]).into_uuid()
}

fn device() -> DeviceId {
    DeviceId::new(uuid(200))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn task(number: u8, kind: Kind, body: Body) -> Task {
    let now = at("2026-11-22T09:15:00Z");
    let task = NewTask {
        id: TaskId::new(uuid(100)),
        key: Key::new(uuid(number)),
        kind,
        lane: Lane::new(format!("lane-{number}")).unwrap(),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: now,
        body,
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    let (seq, state) = (i64::from(number), TaskState::Waiting);
    Task { seq, task, enqueued_at: now, attempts: 0, crashes: 0, unknown_since: None, not_before: now, state }
}

/// A task whose content does not matter.
fn note(number: u8) -> Task {
    task(number, Kind::of("note"), Body::new("{}"))
}

fn entry_task(number: u8, kind: EventKind, entry: Entry) -> Task {
    let moment = Moment {
        at: at("2026-11-22T09:15:00.5Z"),
        zone: Some("Europe/Berlin".into()),
        offset_seconds: Some(3_600),
    };
    let body = TaskBody { event: TimerEvent { kind, moment }, entry };
    task(number, task_kind(), body.encode().unwrap())
}

fn interval(start: &str, end: Option<&str>) -> Interval {
    Interval { start: at(start), end: end.map(at) }
}

/// An entry with every member that it may have.
fn full_entry() -> Entry {
    let fields = EntryFields {
        id: EntryId::new(uuid(1)),
        device: device(),
        project: Some("Überstunden".into()),
        description: "wrote \"it\" down\nand more".into(),
        tags: vec!["b".into(), "a".into()],
        annotations: vec![
            Annotation { at: Some(at("2026-11-22T08:30:00Z")), text: "first".into() },
            Annotation { at: None, text: "second".into() },
        ],
        intervals: vec![
            interval("2026-11-22T08:00:00.001Z", Some("2026-11-22T08:30:00Z")),
            interval("2026-11-22T08:45:00Z", None),
        ],
        state: EntryState::Running,
        zone: Some("Europe/Berlin".into()),
        offset_seconds: Some(3_600),
        revision: 7,
        deleted: false,
        source: "homing".into(),
        approximate: true,
    };
    fields.try_into().unwrap()
}

/// An entry with no more than it must have, and deleted.
fn bare_entry() -> Entry {
    let fields = EntryFields {
        id: EntryId::new(uuid(2)),
        project: None,
        description: String::new(),
        tags: vec![],
        annotations: vec![],
        intervals: vec![interval("2020-02-29T23:59:59.999Z", Some("2020-02-29T23:59:59.999Z"))],
        state: EntryState::Stopped,
        zone: None,
        offset_seconds: None,
        revision: 1,
        deleted: true,
        source: "timewarrior".into(),
        approximate: false,
        ..full_entry().into_fields()
    };
    fields.try_into().unwrap()
}

fn response(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> HttpResponse {
    let content_type = Some(content_type.to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body: body.into() }
}

fn json(status: u16, body: &serde_json::Value) -> HttpResponse {
    response(status, "application/json", body.to_string())
}

fn problem(status: u16, slug: &str) -> HttpResponse {
    let body =
        serde_json::json!({"type": format!("urn:homing:problem:{slug}"), "title": "t", "status": status});
    response(status, "application/problem+json", body.to_string())
}
