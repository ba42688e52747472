//! The kinds of task that an application has: each says once how its tasks are sent. The engine knows no other
//! way to them, and time tracking has no special one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{
    Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason, Record, RecordWrite,
    WithoutRoom,
};
use crate::Timestamp;
use crate::names::{Collection, Key, Kind, Lane, TaskId};
use crate::ports::Ids;

/// One sort of task of an application. Pure.
///
/// ```
/// use homing_domain::names::{Kind, Lane};
/// use homing_domain::task::{Body, Coalesce, InvalidTask, Kinds, TaskKind};
///
/// /// A page of a notebook. Its newest text says all that the older ones said.
/// struct Page;
///
/// #[derive(serde::Deserialize)]
/// struct Text {
///     page: String,
///     text: String,
/// }
///
/// fn read(body: &Body) -> Result<Text, InvalidTask> {
///     body.json().map_err(|_| InvalidTask::new("invalid-page", "page"))
/// }
///
/// impl TaskKind for Page {
///     fn kind(&self) -> Kind {
///         Kind::of("page")
///     }
///     fn coalesce(&self) -> Coalesce {
///         Coalesce::Supersede
///     }
///     fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
///         Lane::new(read(body)?.page).map_err(|_| InvalidTask::new("invalid-page", "page"))
///     }
///     fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
///         match read(body)?.text.is_empty() {
///             true => Err(InvalidTask::new("empty-page", "text")),
///             false => Ok(()),
///         }
///     }
/// }
///
/// let kinds = Kinds::new().with(Page);
/// ```
pub trait TaskKind: Send + Sync {
    /// Its name, which a profile knows.
    fn kind(&self) -> Kind;

    /// What a newer task does to an older one of its lane.
    fn coalesce(&self) -> Coalesce;

    /// How urgent a task with this body is: [`Priority::Normal`], unless a kind says otherwise.
    ///
    /// # Errors
    /// [`InvalidTask`] for a body that is none of this kind.
    fn priority(&self, _body: &Body) -> Result<Priority, InvalidTask> {
        Ok(Priority::Normal)
    }

    /// Which lane it belongs to.
    ///
    /// # Errors
    /// [`InvalidTask`] for a body that is none of this kind.
    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask>;

    /// Whether the body is one that the server could take. Checked before anything is written. One that has a lane is,
    /// unless a kind says otherwise.
    ///
    /// # Errors
    /// [`InvalidTask`], with the field that is wrong.
    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        self.lane(body).map(drop)
    }

    /// What a task with this body waits for, beside its lane: nothing, unless a kind says otherwise.
    ///
    /// # Errors
    /// [`InvalidTask`] for a body that is none of this kind.
    fn depends(&self, _body: &Body) -> Result<Vec<Dependency>, InvalidTask> {
        Ok(Vec::new())
    }

    /// The records that its tasks carry: where the queue has no room for a task, the record is kept and the
    /// engine makes the task from it later. `None`: a task without room is refused.
    fn carries(&self) -> Option<Collection> {
        None
    }

    /// The body of the task that tells of such a record.
    ///
    /// # Errors
    /// [`InvalidTask`] for a record that can't be read.
    fn body_of(&self, _record: &Record) -> Result<Body, InvalidTask> {
        Err(InvalidTask(Reason { code: "carries-no-record".to_owned(), detail: None, field: None }))
    }
}

/// A body that is none of its kind. Carries a code and a field, never the content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the task is not one of its kind: {}", .0.code)]
pub struct InvalidTask(pub Reason);

impl InvalidTask {
    /// With a code of the kind's own, and the field that is wrong.
    #[must_use]
    pub fn new(code: &str, field: &str) -> Self {
        Self(Reason { code: code.to_owned(), detail: None, field: Some(field.to_owned()) })
    }
}

/// A task that is not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KindError {
    /// The application has not registered this kind.
    #[error("the kind {0} is not registered")]
    Unknown(Kind),
    /// The body is none of this kind.
    #[error(transparent)]
    Invalid(#[from] InvalidTask),
    /// No request to this server could carry it.
    #[error("a body of {bytes} bytes is over the {most} that one request carries")]
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
        /// The most that the server takes, in bytes.
        most: usize,
    },
    /// The server takes no blob of this size.
    #[error("a blob of {bytes} bytes is over the {most} that the server takes")]
    BlobTooLarge {
        /// Its length in bytes.
        bytes: u64,
        /// The most that the server takes, in bytes.
        most: u64,
    },
    /// The server takes no blob at all.
    #[error("the server takes no blobs")]
    NoBlobs,
}

/// All kinds of one application.
#[derive(Clone, Default)]
pub struct Kinds(BTreeMap<Kind, Arc<dyn TaskKind>>);

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Kinds {
    /// No kind.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These and one more; of two with one name the later one counts.
    #[must_use]
    pub fn with(mut self, kind: impl TaskKind + 'static) -> Self {
        self.0.insert(kind.kind(), Arc::new(kind));
        self
    }

    /// A task of this kind, as its kind says, with an id and a key of its own.
    ///
    /// # Errors
    /// [`KindError::Unknown`], [`KindError::Invalid`].
    pub fn task(
        &self,
        kind: &Kind,
        body: Body,
        occurred_at: Timestamp,
        ids: &dyn Ids,
    ) -> Result<NewTask, KindError> {
        let registered = self.0.get(kind).ok_or_else(|| KindError::Unknown(kind.clone()))?;
        registered.validate(&body)?;
        Ok(NewTask {
            id: TaskId::new(ids.uuid()),
            key: Key::new(ids.uuid()),
            kind: kind.clone(),
            lane: registered.lane(&body)?,
            priority: registered.priority(&body)?,
            coalesce: registered.coalesce(),
            occurred_at,
            depends: registered.depends(&body)?,
            body,
            carries: None,
            blob: None,
            without_room: WithoutRoom::Refuse,
        })
    }

    /// Looks at a task that an application made itself: its kind is known, its body valid, and a request that
    /// carries `most_bytes` could carry it.
    ///
    /// # Errors
    /// [`KindError`].
    pub fn check(&self, task: &NewTask, most_bytes: usize) -> Result<(), KindError> {
        let registered = self.0.get(&task.kind).ok_or_else(|| KindError::Unknown(task.kind.clone()))?;
        if task.body.len() > most_bytes {
            return Err(KindError::TooLarge { bytes: task.body.len(), most: most_bytes });
        }
        Ok(registered.validate(&task.body)?)
    }

    /// The collections whose records are carried by tasks.
    #[must_use]
    pub fn carried(&self) -> Vec<Collection> {
        self.0.values().filter_map(|kind| kind.carries()).collect()
    }

    /// The tasks that tell of these records, and the guard that no newer revision is recorded meanwhile.
    /// Records of no registered collection, and those that can't be read, are passed over.
    #[must_use]
    pub fn catching_up(&self, records: Vec<Record>, now: Timestamp, ids: &dyn Ids) -> Commit {
        let mut commit = Commit::default();
        for record in records {
            match self.task_of(&record, now, ids) {
                Ok(Some(task)) => {
                    let expected = Expected::Revision(record.revision);
                    commit.records.push(RecordWrite { record, expected });
                    commit.tasks.push(task);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(record = %record.id, %error, "no task can be made of a record");
                }
            }
        }
        commit
    }

    fn task_of(&self, record: &Record, now: Timestamp, ids: &dyn Ids) -> Result<Option<NewTask>, KindError> {
        let of_record = |kind: &&Arc<dyn TaskKind>| kind.carries().as_ref() == Some(&record.collection);
        let Some(kind) = self.0.values().find(of_record) else { return Ok(None) };
        let task = self.task(&kind.kind(), kind.body_of(record)?, now, ids)?;
        let Record { collection, id, revision, .. } = record.clone();
        let carries = Some(Carried { collection, id, revision });
        Ok(Some(NewTask { carries, without_room: WithoutRoom::PutOff, ..task }))
    }
}
