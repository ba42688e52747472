//! The plain model: what was promised to whom, and what became of it. It decides nothing that the engine decides; it
//! watches the calls that reach a store, the requests that leave and what the server does, and says what may not be.

mod at_the_server;
mod at_the_store;
mod calls;
mod dependencies;
mod history;
mod invariant;
mod on_the_wire;
mod promise;
mod sign_ins;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homing_domain::names::{AccountId, Key, Lane, TaskId};
use homing_domain::task::TaskState;

pub(crate) use at_the_store::{Listing, Saw};
pub(crate) use invariant::Breaches;
pub use invariant::{Breach, Invariant};
pub(crate) use promise::{Fate, Promise, Refusals};
use sign_ins::SignIns;

use super::turn::ProcessId;

/// What is known of the world.
pub(crate) struct Model {
    breaches: Breaches,
    promises: BTreeMap<TaskId, Promise>,
    by_key: BTreeMap<Key, TaskId>,
    /// Every task that a lane of a machine ever had.
    by_lane: BTreeMap<(usize, Lane), Vec<TaskId>>,
    /// What had no room in its queue: its record is kept.
    put_off: Vec<Promise>,
    machines: Vec<Machine>,
    refusals: BTreeMap<Key, Refusals>,
    sign_ins: SignIns,
}

/// What is known of one data folder.
#[derive(Default)]
struct Machine {
    /// Who the accounts are on the server.
    users: BTreeMap<AccountId, String>,
    claims: BTreeMap<(AccountId, Lane), Claim>,
    /// What a person asked to discard.
    discards: BTreeSet<TaskId>,
    clock_off_at_most: Duration,
}

struct Claim {
    process: ProcessId,
    epoch: i64,
    until: homing_domain::Timestamp,
    tasks: BTreeSet<TaskId>,
}

impl Model {
    pub(crate) fn new(breaches: Breaches, machines: usize) -> Self {
        Self {
            sign_ins: SignIns::new(breaches.clone()),
            breaches,
            promises: BTreeMap::new(),
            by_key: BTreeMap::new(),
            by_lane: BTreeMap::new(),
            put_off: Vec::new(),
            machines: (0..machines).map(|_| Machine::default()).collect(),
            refusals: BTreeMap::new(),
        }
    }

    /// Every promise of a machine.
    pub(crate) fn promises_of(&self, machine: usize) -> impl Iterator<Item = &Promise> {
        self.promises.values().filter(move |promise| promise.machine == machine)
    }

    /// Every promise of a lane.
    fn promises_of_lane(&self, machine: usize, lane: &Lane) -> impl Iterator<Item = &Promise> {
        let ids = self.by_lane.get(&(machine, lane.clone())).into_iter().flatten();
        ids.filter_map(|id| self.promises.get(id))
    }

    /// What was acknowledged must have been promised: durable before anyone was told.
    pub(crate) fn acknowledged(&self, task: TaskId) {
        if !self.promises.contains_key(&task) {
            self.breaches.note(Invariant::I1, format!("task {task} was acknowledged and never written"));
        }
    }

    /// What was acknowledged of an entry must have been promised.
    pub(crate) fn acknowledged_entry(&self, machine: usize, lane: &Lane, revision: i64) {
        let carries =
            |promise: &Promise| promise.lane == *lane && promise.carries_revision() == Some(revision);
        let put_off = self.put_off.iter().filter(|promise| promise.machine == machine);
        if !self.promises_of(machine).chain(put_off).any(carries) {
            let seen = format!("revision {revision} of entry {lane} was acknowledged and never written");
            self.breaches.note(Invariant::I1, seen);
        }
    }

    /// Whoever looks sees their own alone.
    pub(crate) fn shown(&self, machine: usize, tasks: &[TaskId]) {
        let accounts: BTreeSet<_> =
            tasks.iter().filter_map(|task| self.promises.get(task)).map(|one| one.account).collect();
        let here = |task: &TaskId| self.promises.get(task).is_some_and(|promise| promise.machine == machine);
        if accounts.len() > 1 || !tasks.iter().all(here) {
            self.breaches.note(Invariant::I6, "someone was shown tasks that are not theirs");
        }
    }

    /// A person asks to discard a task: nobody else may.
    pub(crate) fn person_discards(&mut self, machine: usize, task: TaskId) {
        self.machines[machine].discards.insert(task);
    }

    /// Who an account is on the server.
    pub(crate) fn user_of(&self, machine: usize, account: AccountId) -> Option<&str> {
        self.machines[machine].users.get(&account).map(String::as_str)
    }

    /// What an account has in its queue, in its order.
    pub(crate) fn queued(&self, machine: usize, account: AccountId) -> Vec<&Promise> {
        let queued = |promise: &&Promise| promise.account == account && promise.fate == Fate::Queued;
        let mut queued: Vec<_> = self.promises_of(machine).filter(queued).collect();
        queued.sort_by_key(|promise| promise.seq);
        queued
    }

    /// Tasks of the account that a person may let go again or discard.
    pub(crate) fn in_attention(&self, machine: usize, account: AccountId) -> Vec<TaskId> {
        let queued = self.queued(machine, account).into_iter();
        queued.filter(|one| matches!(one.state, TaskState::Attention(_))).map(|one| one.id).collect()
    }
}
