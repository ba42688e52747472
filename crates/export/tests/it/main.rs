//! The writers as their readers see them: what is written is read back by readers of the tests' own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod calendars;
mod json;
mod tables;

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::time::{Annotation, Entry, EntryFields, EntryId, EntryState, Interval};
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A stopped entry of one hour, and what a test makes of it.
fn entry(change: impl FnOnce(&mut EntryFields)) -> Entry {
    let mut fields = EntryFields {
        id: EntryId::new(Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111)),
        device: DeviceId::new(Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222)),
        project: Some("harbour".to_owned()),
        description: "Write the report".to_owned(),
        tags: vec!["writing".to_owned(), "a, b".to_owned()],
        annotations: vec![Annotation { at: None, text: "a remark".to_owned() }],
        intervals: vec![Interval {
            start: at("2026-11-22T09:15:00Z"),
            end: Some(at("2026-11-22T10:15:00.500Z")),
        }],
        state: EntryState::Stopped,
        zone: Some("Europe/Berlin".to_owned()),
        offset_seconds: Some(3_600),
        revision: 3,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    };
    change(&mut fields);
    fields.try_into().unwrap()
}

/// Two intervals, of which the second is open.
fn running() -> Entry {
    entry(|fields| {
        fields.intervals.push(Interval { start: at("2026-11-22T11:00:00Z"), end: None });
        fields.state = EntryState::Running;
    })
}

fn deleted() -> Entry {
    entry(|fields| fields.deleted = true)
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> Result<(), homing_export::WriteError>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
