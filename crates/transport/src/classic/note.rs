//! What this profile remembers of an entry's lane, beside the server's id. The engine keeps it as a text.

use homing_domain::Timestamp;
use homing_domain::names::Lane;
use homing_domain::ports::{LaneMemories, LaneMemory};
use serde::{Deserialize, Serialize};

/// What is known of a lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The server's id for the entry, or for the picture.
    pub(super) id: Option<String>,
    /// Whether the server's own start and words are better than ours.
    pub(super) guessed: bool,
    /// Everything else.
    pub(super) note: Note,
}

/// What an exchange needs to know of those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The newest revision that the server has said yes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) revision: Option<i64>,
    /// A start that was asked for under no key, while it is not known whether it came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Asked>,
    /// The revision of an entry that a person was asked about, as its start may be there in other words. Where the same
    /// comes again, somebody has looked and wants it sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) doubted: Option<i64>,
    /// A picture that was sent under no key, while it is not known whether it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) picture: Option<Picture>,
}

/// How a start that was asked for is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) start: Timestamp,
    #[serde(default)]
    pub(super) text: String,
}

/// How a picture that was sent is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    /// Whose task it was.
    pub(super) lane: Lane,
    /// What the server listed before it was sent.
    #[serde(default)]
    pub(super) before: Vec<String>,
}

impl Known {
    /// What is remembered of a lane. A note that can't be read says nothing.
    pub(super) fn of(memories: &LaneMemories, lane: &Lane) -> Self {
        let Some(LaneMemory { id, guessed, note }) = memories.get(lane) else { return Self::default() };
        let note = note.as_deref().and_then(|note| serde_json::from_str(note).ok());
        Self { id: id.clone(), guessed: *guessed, note: note.unwrap_or_default() }
    }

    /// Whether the server has said yes to this revision or to a newer one.
    pub(super) fn has(&self, revision: i64) -> bool {
        self.note.revision.is_some_and(|known| known >= revision)
    }

    /// To be remembered.
    pub(super) fn to_memory(&self) -> LaneMemory {
        let says_something = self.note != Note::default();
        let note = says_something.then(|| serde_json::to_string(&self.note).unwrap_or_default());
        LaneMemory { id: self.id.clone(), guessed: self.guessed, note }
    }

    /// To be remembered of one lane.
    pub(super) fn of_lane(&self, lane: &Lane) -> LaneMemories {
        LaneMemories::from([(lane.clone(), self.to_memory())])
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_is_remembered_of_a_lane_reads_as_it_was() {
        let lane = Lane::new("a").unwrap();
        let asked = Asked { start: "2026-11-26T09:15:00Z".parse().unwrap(), text: "t".to_owned() };
        let picture = Picture { lane: lane.clone(), before: vec!["1".to_owned()] };
        let note = Note { revision: Some(3), doubted: Some(3), asked: Some(asked), picture: Some(picture) };
        let known = Known { id: Some("17".to_owned()), guessed: true, note };
        assert_eq!(Known::of(&known.of_lane(&lane), &lane), known);
        assert_eq!(Known::of(&LaneMemories::new(), &lane), Known::default());
    }

    #[test]
    fn a_note_of_another_program_takes_nothing_from_the_id() {
        let lane = Lane::new("a").unwrap();
        let memory =
            LaneMemory { id: Some("17".to_owned()), guessed: false, note: Some("not ours".to_owned()) };
        let known = Known::of(&LaneMemories::from([(lane.clone(), memory)]), &lane);
        assert_eq!((known.id.as_deref(), known.note), (Some("17"), Note::default()));
    }
}
