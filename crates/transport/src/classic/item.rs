//! An entry on its way out: what the server's strict bodies hold of it, and what can't be said to it. Tags, annotations
//! and the single intervals have no place there: they stay on this machine.

use homing_domain::Timestamp;
use homing_domain::ports::UnfitError;
use homing_domain::time::{Entry, EntryState};
use serde::Serialize;

/// The longest description, in the server's characters: UTF-16 units.
const DESCRIPTION_MAX: usize = 5_000;

/// The longest name of a zone.
const ZONE_MAX: usize = 64;

/// The greatest duration, in seconds.
const DURATION_MAX: u64 = (1 << 31) - 1;

/// So long is an instant between the years 0 and 9999: the server fails at any other.
const INSTANT_CHARS: usize = "2026-11-26T09:15:00.000Z".len();

/// A finished entry in a batch.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) idempotency_key: String,
    pub(super) user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) project_id: Option<String>,
    pub(super) start_time: Timestamp,
    pub(super) end_time: Timestamp,
    pub(super) duration: u64,
    pub(super) description: String,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timezone: Option<String>,
}

/// A start.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Start {
    pub(super) user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) project_id: Option<String>,
    pub(super) start_time: Timestamp,
    pub(super) description: String,
    pub(super) status: &'static str,
}

/// A change of an entry that is there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    /// Left out, or null to take it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) project_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<&'static str>,
}

impl Item {
    /// Of a finished entry.
    pub(super) fn of(entry: &Entry, user: &str) -> Self {
        Self {
            idempotency_key: entry.id.to_string(),
            user_id: user.to_owned(),
            project_id: entry.project.clone(),
            start_time: entry.started_at(),
            end_time: ended_at(entry),
            duration: worked_seconds(entry),
            description: entry.description.clone(),
            status: status(entry.state),
            timezone: entry.zone.clone().filter(|zone| zone.chars().count() <= ZONE_MAX),
        }
    }
}

impl Start {
    /// Of an entry that runs or is paused.
    pub(super) fn of(entry: &Entry, user: &str) -> Self {
        Self {
            user_id: user.to_owned(),
            project_id: entry.project.clone(),
            start_time: entry.started_at(),
            description: entry.description.clone(),
            status: status(entry.state),
        }
    }
}

impl Change {
    /// All that the entry says. One that runs has no status here: it could stop another device's timer, and that it
    /// runs is said by other means. Its start is the server's own again after each resume, until it is stopped.
    pub(super) fn of(entry: &Entry, takes_project_away: bool) -> Self {
        let is_over = entry.state == EntryState::Stopped;
        let was_resumed = entry.intervals.len() > 1;
        let project = entry.project.clone();
        Self {
            project_id: (project.is_some() || takes_project_away).then_some(project),
            start_time: (is_over || !was_resumed).then(|| entry.started_at()),
            end_time: is_over.then(|| ended_at(entry)),
            duration: is_over.then(|| worked_seconds(entry)),
            description: Some(entry.description.clone()),
            status: is_over.then(|| status(entry.state)),
        }
    }

    /// That the entry is over, and when, and no more: the server has a start and words of its own, better than ours.
    pub(super) fn end_of(entry: &Entry) -> Self {
        Self { project_id: None, start_time: None, description: None, ..Self::of(entry, false) }
    }
}

fn status(state: EntryState) -> &'static str {
    match state {
        EntryState::Running => "RUNNING",
        EntryState::Paused => "PAUSED",
        EntryState::Stopped => "STOPPED",
    }
}

/// When a finished entry ended.
pub(super) fn ended_at(entry: &Entry) -> Timestamp {
    entry.last_instant()
}

/// The work of all closed intervals together, in whole seconds.
pub(super) fn worked_seconds(entry: &Entry) -> u64 {
    let worked = entry.intervals.iter().map(|interval| match interval.end {
        Some(end) => end.since(interval.start).as_millis(),
        None => 0,
    });
    u64::try_from(worked.sum::<u128>() / 1_000).unwrap_or(u64::MAX)
}

/// Refuses what the server would fail at, and in a batch for all of its neighbours.
pub(super) fn check(entry: &Entry) -> Result<(), UnfitError> {
    let unsayable = |field, detail| Err(UnfitError::Unsayable { field, detail });
    if entry.description.encode_utf16().count() > DESCRIPTION_MAX {
        return unsayable("entry.description", "the description is longer than this server takes");
    }
    if entry.description.contains('\0') || entry.project.iter().any(|project| project.contains('\0')) {
        return unsayable("entry.description", "a text holds a NUL character, at which this server fails");
    }
    if worked_seconds(entry) > DURATION_MAX {
        return unsayable("entry.intervals", "it lasts longer than this server can say");
    }
    let is_sayable = |instant: Timestamp| instant.to_string().len() == INSTANT_CHARS;
    if !is_sayable(entry.started_at()) || !is_sayable(entry.last_instant()) {
        return unsayable("entry.intervals", "it lies in a year that this server can't say");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::time::{EntryFields, Interval};
    use serde_json::json;

    use super::*;
    use crate::classic::testing::{finished, running};

    fn with(change: impl FnOnce(&mut EntryFields)) -> Entry {
        let mut fields = finished(1).into_fields();
        change(&mut fields);
        fields.try_into().unwrap()
    }

    #[test]
    fn a_finished_entry_is_said_with_its_true_times_and_the_work_without_the_pause() {
        let item = serde_json::to_value(Item::of(&finished(1), "u1")).unwrap();
        let said = json!({
            "idempotencyKey": finished(1).id.to_string(), "userId": "u1", "projectId": "p1",
            "startTime": "2026-11-26T08:00:00.250Z", "endTime": "2026-11-26T09:00:00.000Z", "duration": 2_699,
            "description": "work", "status": "STOPPED", "timezone": "Europe/Berlin",
        });
        assert_eq!(item, said);
    }

    #[test]
    fn nothing_is_said_of_what_an_entry_does_not_have() {
        let entry = with(|fields| (fields.project, fields.zone) = (None, Some("x".repeat(65))));
        let item = serde_json::to_value(Item::of(&entry, "u1")).unwrap();
        assert!(item.get("projectId").is_none() && item.get("timezone").is_none());
    }

    #[test]
    fn a_change_of_a_running_entry_says_nothing_of_its_state() {
        let change = serde_json::to_value(Change::of(&running(1), false)).unwrap();
        let said = json!({"projectId": "p1", "startTime": "2026-11-26T08:00:00.250Z", "description": "work"});
        assert_eq!(change, said);
        let entry = with(|fields| fields.project = None);
        assert_eq!(serde_json::to_value(Change::of(&entry, true)).unwrap()["projectId"], json!(null));
        assert!(serde_json::to_value(Change::of(&entry, false)).unwrap().get("projectId").is_none());
    }

    #[test]
    fn what_the_server_would_fail_at_is_refused_with_its_field() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let span = |start: &str, end: &str| {
            let intervals = vec![Interval { start: at(start), end: Some(at(end)) }];
            with(|fields| fields.intervals = intervals)
        };
        for (entry, field) in [
            (with(|fields| fields.description = "𝄞".repeat(2_501)), "entry.description"),
            (span("1900-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), "entry.intervals"),
            (span("-000044-03-15T00:00:00Z", "-000044-03-15T01:00:00Z"), "entry.intervals"),
        ] {
            let error = check(&entry).unwrap_err();
            assert!(matches!(error, UnfitError::Unsayable { field: said, .. } if said == field), "{error:?}");
        }
        assert!(check(&with(|fields| fields.description = "𝄞".repeat(2_500))).is_ok());
        assert!(check(&span("1970-01-01T00:00:00Z", "2038-01-19T03:14:07Z")).is_ok());
    }
}
