//! Entries, tasks and answers for the tests of this profile, and an exchange led by hand.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace, ServerUrl};
use homing_domain::names::{AccountId, DeviceId, Key, Lane, TaskId};
use homing_domain::ports::{
    BatchAnswer, Exchange, HttpRequest, HttpResponse, ItemAnswer, LaneMemories, LaneMemory, Method, Outbound,
    Profile, Step,
};
use homing_domain::task::{
    BlobName, BlobRef, Body, Coalesce, NewTask, Priority, Sha256, Task, TaskState, WithoutRoom,
};
use homing_domain::time::{
    Entry, EntryFields, EntryId, EntryState, EventKind, Interval, Moment, Screenshot, TaskBody, TimerEvent,
    screenshot_kind, task_kind,
};
use serde_json::{Value, json as value};
use uuid::{Builder, Uuid};

use super::ClassicProfile;

pub(super) fn server() -> ServerUrl {
    "https://example.org/api/v1".parse().unwrap()
}

pub(super) fn account() -> Account {
    Account {
        id: AccountId::new(uuid(99)),
        server: server(),
        user: "u1".to_owned(),
        name: "Anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

fn uuid(number: u8) -> Uuid {
    Builder::from_random_bytes([number; 16]).into_uuid()
}

pub(super) fn lane(number: u8) -> Lane {
    EntryId::new(uuid(number)).lane()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Three quarters of an hour of work, all but 250 ms, with a pause in between.
pub(super) fn finished(number: u8) -> Entry {
    let span = |start, end| Interval { start: at(start), end: Some(at(end)) };
    let intervals = vec![
        span("2026-11-26T08:00:00.250Z", "2026-11-26T08:30:00Z"),
        span("2026-11-26T08:45:00Z", "2026-11-26T09:00:00Z"),
    ];
    let fields = EntryFields {
        id: EntryId::new(uuid(number)),
        device: DeviceId::new(uuid(98)),
        project: Some("p1".to_owned()),
        description: "work".to_owned(),
        tags: vec!["tag".to_owned()],
        annotations: Vec::new(),
        intervals,
        state: EntryState::Stopped,
        zone: Some("Europe/Berlin".to_owned()),
        offset_seconds: Some(3_600),
        revision: 4,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    };
    fields.try_into().unwrap()
}

/// As [`finished`], at an earlier revision, in its first interval.
pub(super) fn running(number: u8) -> Entry {
    let mut fields = finished(number).into_fields();
    fields.intervals.truncate(1);
    fields.intervals[0].end = None;
    (fields.state, fields.revision) = (EntryState::Running, 1);
    fields.try_into().unwrap()
}

pub(super) fn paused(number: u8) -> Entry {
    let mut fields = finished(number).into_fields();
    fields.intervals.truncate(1);
    (fields.state, fields.revision) = (EntryState::Paused, 2);
    fields.try_into().unwrap()
}

pub(super) fn changed(entry: Entry, change: impl FnOnce(&mut EntryFields)) -> Entry {
    let mut fields = entry.into_fields();
    change(&mut fields);
    fields.try_into().unwrap()
}

pub(super) fn deleted(number: u8) -> Entry {
    changed(finished(number), |fields| (fields.deleted, fields.revision) = (true, 5))
}

pub(super) fn task(kind: EventKind, entry: Entry) -> Task {
    let lane = entry.id.lane();
    let moment = Moment { at: at("2026-11-26T09:15:00Z"), zone: None, offset_seconds: None };
    let body = TaskBody { event: TimerEvent { kind, moment }, entry }.encode().unwrap();
    any_task(lane, task_kind(), body, None)
}

pub(super) fn unknown(task: Task) -> Task {
    Task { unknown_since: Some(at("2026-11-26T09:16:00Z")), state: TaskState::Unknown, ..task }
}

pub(super) fn picture(number: u8, entry: u8, bytes: u64) -> Task {
    let blob = BlobRef { name: BlobName::new("b").unwrap(), sha256: Sha256::new([7; 32]), bytes };
    let picture = Screenshot {
        id: uuid(number),
        entry: EntryId::new(uuid(entry)),
        taken_at: at("2026-11-26T08:10:00Z"),
        media_type: "image/png".to_owned(),
        file_name: None,
        blob: (&blob).into(),
    };
    any_task(Lane::from(picture.id), screenshot_kind(), Body::of_json(&picture).unwrap(), Some(blob))
}

pub(super) fn any_task(
    lane: Lane,
    kind: homing_domain::names::Kind,
    body: Body,
    blob: Option<BlobRef>,
) -> Task {
    let now = at("2026-11-26T09:15:00Z");
    let task = NewTask {
        id: TaskId::new(uuid(97)),
        key: Key::new(uuid(96)),
        kind,
        lane,
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: now,
        body,
        carries: None,
        depends: Vec::new(),
        blob,
        without_room: WithoutRoom::Refuse,
    };
    let state = TaskState::Waiting;
    Task {
        seq: 1,
        task,
        enqueued_at: now,
        attempts: 0,
        crashes: 0,
        unknown_since: None,
        not_before: now,
        state,
    }
}

/// A row as the server gives it.
pub(super) fn row_of(entry: &Entry, id: &str) -> Value {
    value!({
        "id": id, "userId": "u1", "projectId": entry.project, "startTime": entry.started_at(),
        "endTime": (entry.state == EntryState::Stopped).then(|| entry.last_instant()),
        "duration": super::item::worked_seconds(entry), "description": entry.description,
        "status": match entry.state {
            EntryState::Running => "RUNNING",
            EntryState::Paused => "PAUSED",
            EntryState::Stopped => "STOPPED",
        },
        "idempotencyKey": entry.id.to_string(), "timezone": entry.zone,
        "createdAt": "2026-11-26T10:00:00.000Z", "updatedAt": "2026-11-26T10:00:00.000Z",
    })
}

/// As [`row_of`], made by a start: under no key.
pub(super) fn started_row(entry: &Entry, id: &str) -> Value {
    let mut row = row_of(entry, id);
    row["idempotencyKey"] = Value::Null;
    row
}

pub(super) fn json(status: u16, body: &str) -> HttpResponse {
    let content_type = Some("application/json".to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body: body.as_bytes().to_vec() }
}

pub(super) fn html(status: u16) -> HttpResponse {
    HttpResponse { content_type: Some("text/html".to_owned()), ..json(status, "<html>") }
}

pub(super) fn refusal(status: u16) -> HttpResponse {
    json(status, &value!({"message": "No", "error": "Some", "statusCode": status}).to_string())
}

pub(super) fn empty(status: u16) -> HttpResponse {
    HttpResponse { content_type: None, ..json(status, "") }
}

/// A conversation led by hand.
pub(super) struct Told {
    exchange: Box<dyn Exchange>,
    /// Kept as the engine keeps it.
    pub(super) memories: LaneMemories,
}

/// How it went on.
#[derive(Debug, PartialEq)]
pub(super) enum Then {
    /// It asks: method, path with query, body.
    Asks(Method, String, Value),
    Reads,
    Done(Vec<ItemAnswer>),
}

impl Told {
    pub(super) fn new(tasks: &[Task], memories: &LaneMemories) -> Self {
        let all: Vec<usize> = (0..tasks.len()).collect();
        assert_eq!(ClassicProfile.part(tasks, memories), all, "they go together");
        let outbound = Outbound { account: &account(), device: DeviceId::new(uuid(98)), tasks, memories };
        let exchange = ClassicProfile.exchange(outbound).map_err(|(place, error)| (place, error.to_string()));
        Self { exchange: exchange.unwrap().unwrap(), memories: memories.clone() }
    }

    /// The next step that needs an answer; what is to be remembered is.
    pub(super) fn then(&mut self) -> Then {
        for _ in 0..3 {
            match self.exchange.next() {
                Step::Remember(memories) => self.memories.extend(memories),
                Step::Send(request) => return asks(&request),
                Step::Read(_) => return Then::Reads,
                Step::Done(words) => return Then::Done(words),
            }
        }
        panic!("it remembers without an end")
    }

    /// As [`Told::then`], where a request is expected.
    pub(super) fn asked(&mut self) -> (Method, String, Value) {
        match self.then() {
            Then::Asks(method, path, body) => (method, path, body),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn hears(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        self.exchange.answer(response)
    }

    /// The request that comes next is answered so, and the exchange goes on.
    pub(super) fn answered(&mut self, response: &HttpResponse) -> (Method, String, Value) {
        let asked = self.asked();
        assert_eq!(self.hears(response), None);
        asked
    }

    pub(super) fn brought(&mut self, bytes: &[u8]) {
        assert_eq!(self.then(), Then::Reads);
        self.exchange.bytes(bytes.to_vec());
    }

    pub(super) fn done(&mut self) -> Vec<ItemAnswer> {
        match self.then() {
            Then::Done(words) => words,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn scope(&self) -> homing_domain::policy::Scope {
        self.exchange.scope()
    }

    pub(super) fn id(&self, lane: &Lane) -> Option<&str> {
        self.memories.get(lane).and_then(|memory| memory.id.as_deref())
    }
}

fn asks(request: &HttpRequest) -> Then {
    assert!(request.bearer.is_none());
    let path = request.url.path().strip_prefix("/api/v1").unwrap().to_owned();
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let body = request.body.json().map_or(Value::Null, |json| serde_json::from_slice(json).unwrap());
    Then::Asks(request.method, path + &query, body)
}

/// That the server has the entry, by this id.
pub(super) fn remembered(number: u8, id: &str) -> LaneMemories {
    LaneMemories::from([(lane(number), LaneMemory { id: Some(id.to_owned()), ..LaneMemory::default() })])
}
