//! A batch on its way out.

use std::error::Error;

use homing_domain::names::Kind;
use homing_domain::policy::Scope;
use homing_domain::ports::{Method, Profile};
use homing_domain::task::Body;
use homing_domain::time::EventKind;
use homing_transport::HomingProfile;
use homing_wire::{SyncRequest, TimeEntryBody};
use serde_json::{Value, json};

use super::{bare_entry, device, entry_task, full_entry, note, server, task, uuid};

fn sent(tasks: &[homing_domain::task::Task]) -> Value {
    let request = HomingProfile.sync_request(&server(), device(), tasks).unwrap();
    serde_json::from_slice(&request.body.into_json().unwrap()).unwrap()
}

#[test]
fn a_batch_is_posted_below_the_servers_base_address_without_a_bearer() {
    let request = HomingProfile.sync_request(&server(), device(), &[note(1)]).unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url.as_str(), "https://example.org/base/v1/sync");
    assert!(request.bearer.is_none());
}

#[test]
fn a_time_entry_task_carries_key_lane_event_and_the_entire_entry() {
    let sent = sent(&[entry_task(1, EventKind::Resume, full_entry())]);
    let expected = json!({
        "device": uuid(200),
        "tasks": [{
            "key": uuid(1),
            "lane": "lane-1",
            "kind": "time-entry",
            "occurred_at": "2026-11-22T09:15:00.000Z",
            "body": {
                "event": {
                    "kind": "resume",
                    "at": "2026-11-22T09:15:00.500Z",
                    "zone": "Europe/Berlin",
                    "offset_seconds": 3600,
                },
                "entry": {
                    "id": uuid(1),
                    "device": uuid(200),
                    "project": "Überstunden",
                    "description": "wrote \"it\" down\nand more",
                    "tags": ["b", "a"],
                    "annotations": [{"at": "2026-11-22T08:30:00.000Z", "text": "first"}, {"text": "second"}],
                    "intervals": [
                        {"start": "2026-11-22T08:00:00.001Z", "end": "2026-11-22T08:30:00.000Z"},
                        {"start": "2026-11-22T08:45:00.000Z"},
                    ],
                    "state": "running",
                    "zone": "Europe/Berlin",
                    "offset_seconds": 3600,
                    "revision": 7,
                    "deleted": false,
                    "source": "homing",
                    "approximate": true,
                },
            },
        }],
    });
    assert_eq!(sent, expected);
}

#[test]
fn every_event_has_its_word_and_what_is_sent_reads_as_the_servers_own_type() {
    let words = [
        (EventKind::Start, "start"),
        (EventKind::Pause, "pause"),
        (EventKind::Resume, "resume"),
        (EventKind::Stop, "stop"),
        (EventKind::Add, "add"),
        (EventKind::Import, "import"),
        (EventKind::Edit, "edit"),
        (EventKind::Delete, "delete"),
    ];
    for (kind, word) in words {
        let sent = sent(&[entry_task(1, kind, bare_entry())]);
        assert_eq!(sent["tasks"][0]["body"]["event"]["kind"], word);
        let read: SyncRequest<TimeEntryBody> = serde_json::from_value(sent).unwrap();
        assert!(read.tasks[0].body.entry.deleted);
    }
}

#[test]
fn tasks_leave_in_the_order_of_the_batch() {
    let sent = sent(&[note(3), note(1), note(2)]);
    let lanes: Vec<_> = sent["tasks"].as_array().unwrap().iter().map(|task| &task["lane"]).collect();
    assert_eq!(lanes, ["lane-3", "lane-1", "lane-2"]);
}

#[test]
fn a_body_of_another_kind_is_carried_as_it_is() {
    let body = Body::new(r#"{"b":[1,null,{"a":"ü"}],"a":true}"#);
    let sent = sent(&[task(1, Kind::of("note"), body)]);
    assert_eq!(sent["tasks"][0]["body"], json!({"a": true, "b": [1, null, {"a": "ü"}]}));
}

#[test]
fn a_body_that_cannot_be_carried_is_named_by_its_place_and_nothing_of_it_is_told() {
    for (kind, body) in [("note", "hunter2"), ("time-entry", r#"{"event":"hunter2"}"#), ("time-entry", "")] {
        let bad = task(2, Kind::of(kind), Body::new(body));
        let (place, error) = HomingProfile.sync_request(&server(), device(), &[note(1), bad]).unwrap_err();
        assert_eq!(place, 1);
        let told = format!("{error:?} {error} {}", error.source().unwrap());
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_batch_of_one_stands_alone() {
    assert_eq!(HomingProfile.scope(&[note(1)]), Scope::Batch { alone: true });
    assert_eq!(HomingProfile.scope(&[note(1), note(2)]), Scope::Batch { alone: false });
}
