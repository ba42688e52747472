//! The task: one outbound operation, from enqueue to history.

use serde::{Deserialize, Serialize};

use super::{BlobRef, Body, Carried};
use crate::Timestamp;
use crate::names::{Key, Kind, Lane, TaskId};

/// How urgent a task is among lanes. Within a lane the order is the sequence alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Start and stop of a timer.
    Critical,
    /// Pause, resume, edits.
    High,
    /// Screenshots, activity, imports.
    Normal,
}

/// What a newer task does to an older one of its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coalesce {
    /// Nothing: every task of the lane is sent, first in, first out.
    Keep,
    /// The newer one says all that the older ones say and takes their place, where they are neither
    /// claimed nor of unknown outcome.
    Supersede,
}

/// What happens to a task that the queue has no room for: see [`crate::policy::room`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutRoom {
    /// The whole commit is refused with a typed error: nothing is written.
    Refuse,
    /// The records are written and the task is not made. What it would carry stays unsent
    /// ([`crate::ports::Queue::unsent`]), and the engine makes the task once there is room. For tasks that
    /// carry a record and no blob alone: any other is refused.
    PutOff,
}

/// That a task waits for another lane: for the tasks that are in it when this one is enqueued, not for later
/// ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// The lane that goes first. A task's own lane is no dependency: order holds there anyway.
    pub lane: Lane,
    /// What releases the task.
    pub until: Release,
}

/// What releases a task that waits for another lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Release {
    /// *Requires*: the other is sent. One that is discarded can't be had any more: the task that requires it
    /// goes to attention.
    Sent,
    /// *After*: order alone. The other is sent, discarded, or in attention, itself or a task before it in its lane.
    OutOfTheWay,
}

/// A task as an application hands it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// Its id, made by [`crate::ports::Ids`].
    pub id: TaskId,
    /// Its idempotency key, made by [`crate::ports::Ids`]; the same through every retry.
    pub key: Key,
    /// What sort of task.
    pub kind: Kind,
    /// Its ordering key.
    pub lane: Lane,
    /// Its urgency.
    pub priority: Priority,
    /// What it does to older tasks of its lane.
    pub coalesce: Coalesce,
    /// When the thing happened that it tells of.
    pub occurred_at: Timestamp,
    /// Its payload.
    pub body: Body,
    /// The bytes that go with it, sent before it. Stored before the task is enqueued, and kept as long as a task refers
    /// to them.
    pub blob: Option<BlobRef>,
    /// The record's state that it carries, where it carries one.
    pub carries: Option<Carried>,
    /// What it waits for, beside the earlier tasks of its lane. In a task that the queue gives: what holds it still.
    pub depends: Vec<Dependency>,
    /// What happens where the queue is full.
    pub without_room: WithoutRoom,
}

/// Why a task waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Reason {
    /// A stable code for programs, such as `conflict` or `invalid-entry`.
    pub code: String,
    /// The server's own sentence, where it gave one. Not translated.
    pub detail: Option<String>,
    /// The field of the body that the server named.
    pub field: Option<String>,
}

/// Where a task is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskState {
    /// Not sent yet, or surely without effect: may be superseded.
    Waiting,
    /// In the hands of a claim: frozen.
    Claimed,
    /// It may have reached the server: frozen, and sent again under the same key.
    Unknown,
    /// Refused for good: it waits for a person, and its lane with it.
    Attention(Reason),
    /// Acknowledged by the server: its body is gone, a small history row stays.
    Sent,
}

/// A task as the queue holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The queue's own sequence number, never reused: the order within a lane.
    pub seq: i64,
    /// What the application handed over.
    pub task: NewTask,
    /// When it was enqueued: its age. A task that supersedes another keeps the older age.
    pub enqueued_at: Timestamp,
    /// How often it left this machine. Feeds backoff and display; no count parks a task.
    pub attempts: u32,
    /// How often the process died while the task was in the hands of a claim, since a person last let it go.
    pub crashes: u32,
    /// Since when it may have reached the server: the claim of the first attempt whose outcome is unknown.
    pub unknown_since: Option<Timestamp>,
    /// The earliest next try.
    pub not_before: Timestamp,
    /// Where it is on its way.
    pub state: TaskState,
}
