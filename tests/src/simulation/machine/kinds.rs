//! The kinds of task of the application that these machines run beside time tracking.

use homing_domain::names::{Kind, Lane};
use homing_domain::task::{Body, Coalesce, InvalidTask, Kinds, Priority, Reason, TaskKind};
use homing_domain::time::TimeEntryKind;
use serde_json::Value;

/// A note: all of them are kept, in their order.
struct Note;

/// A setting: the last one counts.
struct Setting;

pub(super) fn kinds() -> Kinds {
    Kinds::new().with(TimeEntryKind).with(Note).with(Setting)
}

fn lane(body: &Body) -> Result<Lane, InvalidTask> {
    let invalid = || InvalidTask(Reason { code: "no-lane".to_owned(), detail: None, field: None });
    let body: Value = body.json().map_err(|_| invalid())?;
    Lane::new(body["lane"].as_str().unwrap_or_default()).map_err(|_| invalid())
}

impl TaskKind for Note {
    fn kind(&self) -> Kind {
        Kind::of("note")
    }

    fn coalesce(&self) -> Coalesce {
        Coalesce::Keep
    }

    fn priority(&self, _: &Body) -> Result<Priority, InvalidTask> {
        Ok(Priority::Normal)
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        lane(body)
    }

    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        lane(body).map(drop)
    }
}

impl TaskKind for Setting {
    fn kind(&self) -> Kind {
        Kind::of("setting")
    }

    fn coalesce(&self) -> Coalesce {
        Coalesce::Supersede
    }

    fn priority(&self, _: &Body) -> Result<Priority, InvalidTask> {
        Ok(Priority::High)
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        lane(body)
    }

    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        lane(body).map(drop)
    }
}
