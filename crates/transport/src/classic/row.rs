//! An entry as the server has it: the row that its reads give, and whether it is one of ours.

use homing_domain::Timestamp;
use homing_domain::ports::HttpResponse;
use homing_domain::time::Entry;
use serde::Deserialize;
use serde_json::Value;

use super::item::{ended_at, worked_seconds};
use super::note::Asked;
use crate::json;

/// A row. Members that nothing here goes by are left out, and ones of another type read as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) key: Option<String>,
    pub(super) user: Option<String>,
    pub(super) project: Option<String>,
    pub(super) start: Option<Timestamp>,
    pub(super) end: Option<Timestamp>,
    pub(super) seconds: Option<u64>,
    pub(super) text: String,
    pub(super) status: String,
    pub(super) zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRow {
    id: String,
    #[serde(default)]
    idempotency_key: Value,
    #[serde(default)]
    user_id: Value,
    #[serde(default)]
    project_id: Value,
    #[serde(default)]
    start_time: Value,
    #[serde(default)]
    end_time: Value,
    #[serde(default)]
    duration: Value,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    status: Value,
    #[serde(default)]
    timezone: Value,
}

impl Row {
    /// The row that a success is; none where it is something else.
    pub(super) fn in_answer(response: &HttpResponse) -> Option<Self> {
        Self::of(json::success(response)?)
    }

    /// Reads a row; none where it is something else.
    pub(super) fn of(value: Value) -> Option<Self> {
        let wire: WireRow = serde_json::from_value(value).ok()?;
        let text = |value: Value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        let instant = |value: Value| text(value).and_then(|text| text.parse().ok());
        (!wire.id.is_empty()).then(|| Self {
            id: wire.id,
            key: text(wire.idempotency_key),
            user: text(wire.user_id),
            project: text(wire.project_id),
            start: instant(wire.start_time),
            end: instant(wire.end_time),
            seconds: wire.duration.as_u64(),
            text: text(wire.description).unwrap_or_default(),
            status: text(wire.status).unwrap_or_default(),
            zone: text(wire.timezone),
        })
    }

    /// Whether it is the start that was asked for under no key.
    pub(super) fn is_asked(&self, asked: &Asked) -> bool {
        self.key.is_none() && self.start == Some(asked.start) && same_text(&self.text, &asked.text)
    }

    /// Whether it may be a start of this user's that was asked for under no key, and that was changed there since.
    pub(super) fn may_be_asked(&self, entry: &Entry, user: &str, from: Timestamp, to: Timestamp) -> bool {
        let is_theirs = self.user.as_deref().is_none_or(|its| its == user);
        let is_near = self.start.is_some_and(|start| (from..=to).contains(&start));
        let is_active = matches!(self.status.as_str(), "RUNNING" | "PAUSED");
        self.key.is_none() && is_theirs && self.project == entry.project && (is_active || is_near)
    }

    /// The first member that is not as in the finished entry, by its name in the body of a task.
    pub(super) fn differs_in(&self, entry: &Entry) -> Option<&'static str> {
        let same_times = self.start == Some(entry.started_at())
            && self.end == Some(ended_at(entry))
            && self.seconds == Some(worked_seconds(entry));
        if !same_times {
            return Some("entry.intervals");
        }
        if self.project != entry.project {
            return Some("entry.project");
        }
        (!same_text(&self.text, &entry.description)).then_some("entry.description")
    }
}

/// Blanks around a text are nothing that a server must keep.
fn same_text(one: &str, other: &str) -> bool {
    one.trim() == other.trim()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;
    use crate::classic::testing::{self, row_of};

    #[test]
    fn a_row_is_the_same_as_its_entry_until_any_member_differs() {
        let entry = testing::finished(1);
        let same = row_of(&entry, "7");
        assert_eq!(Row::of(same.clone()).unwrap().differs_in(&entry), None);
        let mut blank = same.clone();
        blank["description"] = json!(" work\n");
        assert_eq!(Row::of(blank).unwrap().differs_in(&entry), None);
        for (member, value, field) in [
            ("startTime", json!("2026-11-26T08:00:01.000Z"), "entry.intervals"),
            ("endTime", Value::Null, "entry.intervals"),
            ("duration", json!(1), "entry.intervals"),
            ("projectId", json!("other"), "entry.project"),
            ("description", json!("other"), "entry.description"),
        ] {
            let mut row = same.clone();
            row[member] = value;
            assert_eq!(Row::of(row).unwrap().differs_in(&entry), Some(field), "{member}");
        }
    }

    #[test]
    fn only_a_row_without_a_key_can_be_a_start_that_was_asked_for() {
        let entry = testing::running(1);
        let asked = Asked { start: entry.started_at(), text: entry.description.clone() };
        let mut row = row_of(&entry, "7");
        row["idempotencyKey"] = Value::Null;
        assert!(Row::of(row.clone()).unwrap().is_asked(&asked));
        row["idempotencyKey"] = json!("k");
        assert!(!Row::of(row).unwrap().is_asked(&asked));
    }

    #[test]
    fn what_has_no_id_is_no_row() {
        assert_eq!(Row::of(json!({"startTime": "2026-11-26T08:00:01.000Z"})), None);
        assert_eq!(Row::of(json!([])), None);
    }
}
