//! What lies in a row, as JSON. The types of the port are not stored themselves: they may grow with it.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::ports::SentTask;
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, NewTask, Priority, Reason, Release, Sha256, Task, TaskState,
    WithoutRoom,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

/// An unsent task without its body.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) account: AccountId,
    pub(crate) id: TaskId,
    key: Key,
    pub(crate) kind: Kind,
    pub(crate) lane: Lane,
    pub(crate) priority: Priority,
    coalesce: Coalesce,
    occurred_at: Timestamp,
    pub(crate) body_bytes: usize,
    pub(crate) blob: Option<Blob>,
    carries: Option<(Collection, RecordId, i64)>,
    without_room: WithoutRoom,
    pub(crate) enqueued_at: Timestamp,
    pub(crate) not_before: Timestamp,
    pub(crate) attempts: u32,
    pub(crate) crashes: u32,
    pub(crate) unknown_since: Option<Timestamp>,
    pub(crate) stage: Stage,
    /// Whether an earlier outcome is unknown: kept through a claim.
    pub(crate) frozen: bool,
    pub(crate) waits_for: Vec<Wait>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    Waiting,
    Claimed,
    Attention { code: String, detail: Option<String>, field: Option<String> },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Blob {
    pub(crate) name: BlobName,
    sha256: Sha256,
    pub(crate) bytes: u64,
}

/// The tasks of another lane up to this one go first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wait {
    pub(crate) lane: Lane,
    pub(crate) until: Release,
    pub(crate) upto: i64,
}

/// A lane. It outlives its tasks, so that the epoch goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LaneRow {
    pub(crate) epoch: i64,
    pub(crate) claim: Option<LaneClaim>,
    /// How many of its tasks are of each priority, the most urgent first.
    pub(crate) urgency: [u64; 3],
    /// Its first task, and whether that waits for a person.
    pub(crate) head: Option<(i64, bool)>,
    pub(crate) place: Place,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LaneClaim {
    pub(crate) owner: Owner,
    pub(crate) at: Timestamp,
    pub(crate) until: Timestamp,
}

/// What a lane waits for; both times in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// A task, a person, or another lane.
    #[default]
    Still,
    /// The time of its first task.
    Flows { rank: i64, due: i64 },
    /// The end of its claim.
    Claimed { until: i64 },
}

impl Row {
    pub(crate) fn new(
        account: AccountId,
        task: &NewTask,
        enqueued_at: Timestamp,
        now: Timestamp,
        waits_for: Vec<Wait>,
    ) -> Self {
        let blob = task.blob.clone().map(|BlobRef { name, sha256, bytes }| Blob { name, sha256, bytes });
        let carries = task.carries.clone().map(|carried| (carried.collection, carried.id, carried.revision));
        Self {
            account,
            id: task.id,
            key: task.key,
            kind: task.kind.clone(),
            lane: task.lane.clone(),
            priority: task.priority,
            coalesce: task.coalesce,
            occurred_at: task.occurred_at,
            body_bytes: task.body.len(),
            blob,
            carries,
            without_room: task.without_room,
            enqueued_at,
            not_before: now,
            attempts: 0,
            crashes: 0,
            unknown_since: None,
            stage: Stage::Waiting,
            frozen: false,
            waits_for,
        }
    }

    pub(crate) fn needs_a_person(&self) -> bool {
        matches!(self.stage, Stage::Attention { .. })
    }

    pub(crate) fn set_aside(&mut self, Reason { code, detail, field }: Reason) {
        self.stage = Stage::Attention { code, detail, field };
    }

    pub(crate) fn state(&self) -> TaskState {
        match &self.stage {
            Stage::Waiting if self.frozen => TaskState::Unknown,
            Stage::Waiting => TaskState::Waiting,
            Stage::Claimed => TaskState::Claimed,
            Stage::Attention { code, detail, field } => {
                let (code, detail, field) = (code.clone(), detail.clone(), field.clone());
                TaskState::Attention(Reason { code, detail, field })
            }
        }
    }

    /// As the port gives it, without body and dependencies.
    pub(crate) fn task(self, seq: i64) -> Task {
        let state = self.state();
        let blob = self.blob.map(|Blob { name, sha256, bytes }| BlobRef { name, sha256, bytes });
        let carries = self.carries.map(|(collection, id, revision)| Carried { collection, id, revision });
        let task = NewTask {
            id: self.id,
            key: self.key,
            kind: self.kind,
            lane: self.lane,
            priority: self.priority,
            coalesce: self.coalesce,
            occurred_at: self.occurred_at,
            body: Body::default(),
            blob,
            carries,
            depends: Vec::new(),
            without_room: self.without_room,
        };
        Task {
            seq,
            task,
            enqueued_at: self.enqueued_at,
            attempts: self.attempts,
            crashes: self.crashes,
            unknown_since: self.unknown_since,
            not_before: self.not_before,
            state,
        }
    }
}

/// What is kept of a task that left.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LeftRow {
    id: TaskId,
    kind: Kind,
    lane: Lane,
    occurred_at: Timestamp,
}

impl From<Row> for LeftRow {
    fn from(Row { id, kind, lane, occurred_at, .. }: Row) -> Self {
        Self { id, kind, lane, occurred_at }
    }
}

impl LeftRow {
    pub(crate) fn sent_at(self, sent_at: Timestamp) -> SentTask {
        let Self { id, kind, lane, occurred_at } = self;
        SentTask { id, kind, lane, occurred_at, sent_at }
    }
}

pub(crate) fn written(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(StoreError::unreadable)
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(StoreError::unreadable)
}
