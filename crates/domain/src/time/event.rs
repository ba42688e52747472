//! What happened to a timer and when, and the task body that tells a server of it.

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::Timestamp;
use crate::names::Kind;
use crate::ports::Clock;
use crate::task::{Body, BodyError, Priority};

/// The kind of task that carries a time entry: `time-entry`.
#[must_use]
pub fn task_kind() -> Kind {
    Kind::of("time-entry")
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EventKind {
    /// A timer was started.
    Start,
    /// It was paused.
    Pause,
    /// It was resumed.
    Resume,
    /// It was stopped.
    Stop,
    /// An entry was written down afterwards.
    Add,
    /// An entry came from another program.
    Import,
    /// An entry was changed.
    Edit,
    /// An entry was deleted.
    Delete,
}

impl EventKind {
    /// How urgent the task is that tells of it.
    #[must_use]
    pub fn priority(self) -> Priority {
        match self {
            Self::Start | Self::Stop => Priority::Critical,
            Self::Pause | Self::Resume | Self::Add | Self::Edit | Self::Delete => Priority::High,
            Self::Import => Priority::Normal,
        }
    }
}

/// An instant, and where on earth the person was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The zone's IANA name, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The offset in force then, in seconds east of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_seconds: Option<i32>,
}

impl Moment {
    /// This moment, in the zone that the machine is set to.
    #[must_use]
    pub fn now(clock: &dyn Clock) -> Self {
        Self::at(clock.now(), &clock.time_zone())
    }

    /// An instant in a zone.
    #[must_use]
    pub fn at(at: Timestamp, zone: &jiff::tz::TimeZone) -> Self {
        let offset_seconds = Some(zone.to_offset(at.to_jiff()).seconds());
        Self { at, zone: zone.iana_name().map(str::to_owned), offset_seconds }
    }
}

/// Something that happened to a timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerEvent {
    /// What.
    pub kind: EventKind,
    /// When and where.
    #[serde(flatten)]
    pub moment: Moment,
}

/// The body of a `time-entry` task: what happened, and the entire entry after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskBody {
    /// What happened.
    pub event: TimerEvent,
    /// The entry after it.
    pub entry: Entry,
}

impl TaskBody {
    /// Reads what [`TaskBody::encode`] wrote.
    ///
    /// # Errors
    /// [`BodyError`] for any other bytes.
    pub fn decode(body: &Body) -> Result<Self, BodyError> {
        body.json()
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// None that is known; the JSON writer could refuse.
    pub fn encode(&self) -> Result<Body, BodyError> {
        Body::of_json(self)
    }
}
