//! What a command changed.

use homing_domain::Timestamp;
use homing_domain::time::{CommandKind, EntryId, Recorded, StepRef};
use homing_export::EntryJson;
use serde::Serialize;

use super::away::AwayJson;

/// What a command that records has changed, with each entry as it is now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RecordedJson<'a> {
    entry: EntryJson<'a>,
    stopped: Option<EntryJson<'a>>,
    changed: Vec<EntryJson<'a>>,
    overlaps: Vec<EntryId>,
    clock_behind: Option<Timestamp>,
    away: Vec<AwayJson>,
    clock_set_seconds: Option<i64>,
    undone: Option<CommandKind>,
    /// What an undo of this command names; none of an undo.
    step: Option<StepRef>,
}

impl<'a> From<&'a Recorded> for RecordedJson<'a> {
    fn from(recorded: &'a Recorded) -> Self {
        let Recorded {
            entry,
            stopped,
            changes,
            overlaps,
            clock_behind,
            away,
            clock_set_millis,
            undone,
            step,
        } = recorded;
        Self {
            entry: entry.into(),
            stopped: stopped.as_ref().map(EntryJson::from),
            changed: changes.iter().map(|change| EntryJson::from(&change.after)).collect(),
            overlaps: overlaps.iter().map(|entry| entry.id).collect(),
            clock_behind: *clock_behind,
            away: away.iter().map(AwayJson::from).collect(),
            clock_set_seconds: clock_set_millis.map(|millis| millis / 1_000),
            undone: *undone,
            step: *step,
        }
    }
}
