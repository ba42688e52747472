//! Notes: a generic kind of a test, which has nothing to do with time. A body is `lane: text`.

use homing_domain::names::{Collection, Kind, Lane};
use homing_domain::task::{Body, Coalesce, InvalidTask, Priority, Reason, Record, TaskKind};

pub(crate) struct NoteKind;

fn invalid(field: &str) -> InvalidTask {
    InvalidTask(Reason { code: "invalid-note".to_owned(), detail: None, field: Some(field.to_owned()) })
}

fn parts(body: &Body) -> Result<(&str, &str), InvalidTask> {
    let text = std::str::from_utf8(body.as_bytes()).map_err(|_| invalid("text"))?;
    text.split_once(": ").ok_or_else(|| invalid("lane"))
}

impl TaskKind for NoteKind {
    fn kind(&self) -> Kind {
        Kind::of("note")
    }

    fn coalesce(&self) -> Coalesce {
        Coalesce::Supersede
    }

    fn priority(&self, body: &Body) -> Result<Priority, InvalidTask> {
        Ok(if parts(body)?.1.ends_with('!') { Priority::Critical } else { Priority::Normal })
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        Lane::new(parts(body)?.0).map_err(|_| invalid("lane"))
    }

    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        if parts(body)?.1.is_empty() { Err(invalid("text")) } else { Ok(()) }
    }

    fn carries(&self) -> Option<Collection> {
        Some(Collection::of("notes"))
    }

    fn body_of(&self, record: &Record) -> Result<Body, InvalidTask> {
        Ok(record.body.clone())
    }
}
