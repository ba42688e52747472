//! Requests to bend: ids, entries, tasks.

use homing_wire::{
    Annotation, BlobRef, EntryState, Event, EventKind, Interval, Screenshot, SyncRequest, Task, TimeEntry,
    TimeEntryBody, kind,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub(crate) const DEVICE: &str = "7d3c1a90-5a0b-4a55-8f0e-0d6f0f4d9b21";

/// The n-th id: any number stands for itself.
pub(crate) fn id(n: u32) -> String {
    format!("{n:08x}-0000-4000-8000-000000000000")
}

/// The n-th entry, revision 1, recorded in the n-th minute; with something in every member.
pub(crate) fn entry(n: u32) -> TimeEntry {
    let at = |second: u32| {
        format!("2026-11-{:02}T{:02}:{:02}:{second:02}.250Z", 1 + n / 1440, n / 60 % 24, n % 60)
    };
    TimeEntry {
        id: id(n),
        device: DEVICE.into(),
        project: Some("Flüge".into()),
        description: format!("work {n} — \"quoted\" and 🛫"),
        tags: vec!["b".into(), "a".into(), String::new()],
        annotations: vec![
            Annotation { at: Some(at(7)), text: "said then".into() },
            Annotation { at: None, text: "said some time".into() },
        ],
        intervals: vec![
            Interval { start: at(0), end: Some(at(10)) },
            Interval { start: at(20), end: Some(at(30)) },
        ],
        state: EntryState::Stopped,
        zone: Some("Europe/Berlin".into()),
        offset_seconds: Some(3600),
        revision: 1,
        deleted: false,
        source: "homing".into(),
        approximate: false,
    }
}

/// A task under the key `id(key)` that brings `entry`.
pub(crate) fn task(key: u32, entry: TimeEntry) -> Task<Value> {
    let at = "2026-11-22T09:15:00.000Z";
    let event = Event { kind: EventKind::Stop, at: at.into(), zone: None, offset_seconds: Some(-3600) };
    let lane = entry.id.clone();
    let body = serde_json::to_value(TimeEntryBody { event, entry }).unwrap();
    Task { key: id(key), lane, kind: kind::TIME_ENTRY.into(), occurred_at: at.into(), body }
}

/// As many bytes as asked for, none of them what the one before it is.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|n| u8::try_from(n % 251).unwrap()).collect()
}

/// What names these bytes.
pub(crate) fn blob(bytes: &[u8]) -> BlobRef {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    BlobRef { sha256, bytes: bytes.len().try_into().unwrap() }
}

/// The n-th screenshot, taken in the n-th minute; with something in every member.
pub(crate) fn screenshot(n: u32, of: &TimeEntry, blob: BlobRef) -> Screenshot {
    Screenshot {
        id: id(1_000_000 + n),
        entry: of.id.clone(),
        taken_at: format!("2026-11-{:02}T{:02}:{:02}:05.500Z", 1 + n / 1440, n / 60 % 24, n % 60),
        media_type: "image/png".into(),
        file_name: Some("window — 🛫.png".into()),
        blob,
    }
}

/// A task under the key `id(key)` that brings `screenshot`.
pub(crate) fn shot(key: u32, screenshot: &Screenshot) -> Task<Value> {
    Task {
        key: id(key),
        lane: screenshot.id.clone(),
        kind: kind::SCREENSHOT.into(),
        occurred_at: screenshot.taken_at.clone(),
        body: serde_json::to_value(screenshot).unwrap(),
    }
}

pub(crate) fn request(tasks: impl IntoIterator<Item = Task<Value>>) -> SyncRequest<Value> {
    SyncRequest { device: DEVICE.into(), tasks: tasks.into_iter().collect() }
}
