//! What one acknowledged task promised.

use std::fmt;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Key, Kind, Lane, TaskId};
use homing_domain::task::{Body, Carried, Coalesce, NewTask, Release, TaskState};

use crate::simulation::server::Server;
use crate::simulation::time::Since;

/// A task that a store took.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) id: TaskId,
    pub(crate) key: Key,
    pub(crate) kind: Kind,
    pub(crate) lane: Lane,
    pub(crate) body: Body,
    pub(crate) supersedes: bool,
    carries: Option<Carried>,
    /// What must be out of its way first.
    pub(super) waits_for: Vec<(TaskId, Release)>,
    /// What took its place.
    pub(super) replaced_by: Option<TaskId>,
    /// How often a claim of it ended with its process.
    pub(super) crashes: u32,
    /// When it was claimed first: since then it may have left this machine.
    pub(super) claimed_first: Option<Since>,
    pub(crate) machine: usize,
    pub(crate) account: AccountId,
    /// Its place in its lane, as the store lists it.
    pub(crate) seq: i64,
    /// As the store listed it last.
    pub(crate) state: TaskState,
    /// Its next try, as the store listed it last.
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) fate: Fate,
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is in the queue.
    Queued,
    /// The server has it.
    Sent { at: Since },
    /// A newer task says all that it said.
    Superseded,
    /// A person took it out.
    Discarded,
}

/// How a server turned a task down.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusals {
    /// By its own result, or with the whole request that carried it alone.
    pub(crate) by_name: bool,
    /// With a request that carried others, by a status that concerns each of them.
    pub(crate) in_company: bool,
}

impl Promise {
    pub(super) fn new(machine: usize, account: AccountId, task: NewTask) -> Self {
        Self {
            id: task.id,
            key: task.key,
            kind: task.kind,
            lane: task.lane,
            body: task.body,
            supersedes: task.coalesce == Coalesce::Supersede,
            carries: task.carries,
            waits_for: Vec::new(),
            replaced_by: None,
            crashes: 0,
            claimed_first: None,
            machine,
            account,
            seq: 0,
            state: TaskState::Waiting,
            not_before: None,
            fate: Fate::Queued,
        }
    }

    pub(crate) fn carries_revision(&self) -> Option<i64> {
        self.carries.as_ref().map(|carried| carried.revision)
    }

    /// Whether the server has what this task says.
    pub(crate) fn is_known_to(&self, server: &Server, user: &str) -> bool {
        let Some(held) = server.held(user) else { return false };
        let newer = self.carries_revision().zip(held.entries.get(self.lane.as_str()));
        held.keys_ever.contains(&self.key.to_string())
            || newer.is_some_and(|(revision, entry)| entry.revision >= revision.unsigned_abs())
    }

    /// Whether `newer` may have taken its place.
    pub(super) fn may_give_way_to(&self, newer: &Self) -> bool {
        newer.supersedes
            && (newer.machine, newer.account) == (self.machine, self.account)
            && (&newer.lane, &newer.kind) == (&self.lane, &self.kind)
            && self.state.may_be_superseded()
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, lane, seq, state, .. } = self;
        write!(f, "task {id} ({kind}, number {seq} of lane {lane}, {state:?})")
    }
}
