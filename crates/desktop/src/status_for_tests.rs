//! Snapshots for tests.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_app::{Headline, Others, Status};
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::ports::QueueCounts;
use homing_domain::time::{Entry, EntryState, Today};
use jiff::tz::TimeZone;
use serde_json::json;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Nothing is recorded and nobody has signed in.
pub(crate) fn status() -> Status {
    Status {
        revision: 1,
        active: Active::Local,
        timer: None,
        away: Vec::new(),
        counts: QueueCounts::default(),
        put_off: 0,
        last_exchange: None,
        server_ahead_millis: None,
        under_way: false,
        others: Others::default(),
        today: Today::of(at("2026-11-27T09:00:00.000Z"), &TimeZone::UTC),
        headline: Headline::LocalOnly,
    }
}

/// An entry of this description that began then.
pub(crate) fn entry(description: &str, state: EntryState, began: &str) -> Entry {
    let end =
        (state != EntryState::Running).then(|| at(began).saturating_add(std::time::Duration::from_secs(60)));
    serde_json::from_value(json!({
        "id": "00000000-0000-4000-8000-000000000001",
        "device": "00000000-0000-4000-8000-000000000002",
        "description": description,
        "intervals": [{ "start": at(began), "end": end }],
        "state": state,
        "revision": 1,
        "source": "homing",
    }))
    .unwrap()
}
