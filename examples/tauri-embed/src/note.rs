//! A note, and the two kinds of task that tell a server of it. Not how a server is asked: that is `api`.

use homing_domain::names::{Kind, Lane};
use homing_domain::task::{Body, Coalesce, InvalidTask, TaskKind};
use uuid::Uuid;

/// A note as it is shown, recorded and sent.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Its id, and its lane.
    pub id: Uuid,
    /// What it says.
    pub text: String,
    /// It is in the bin.
    pub deleted: bool,
}

/// Where notes are recorded.
pub const COLLECTION: &str = "note";

/// What happened to a note. Each note is a lane of its own: one that is refused holds back no other.
pub struct NoteKind(&'static str, Coalesce);

/// Its newest text says all that the older ones said: ten changes without a network are one request.
pub const WRITTEN: NoteKind = NoteKind("note-written", Coalesce::Supersede);

/// It is gone. This takes the place of no text, and goes after the last one: the server keeps a bin.
pub const DELETED: NoteKind = NoteKind("note-deleted", Coalesce::Keep);

impl TaskKind for NoteKind {
    fn kind(&self) -> Kind {
        Kind::of(self.0)
    }

    fn coalesce(&self) -> Coalesce {
        self.1
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        let note: Note = body.json().map_err(|_| InvalidTask::new("invalid-note", "note"))?;
        if note.text.is_empty() { Err(InvalidTask::new("empty-note", "text")) } else { Ok(note.id.into()) }
    }
}
