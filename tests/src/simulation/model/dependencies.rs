//! What a task waits for beside its lane: tasks that were in another lane when it was enqueued.

use homing_domain::names::TaskId;
use homing_domain::task::{Dependency, Release, TaskState};

use super::{Fate, Model, Promise};

impl Model {
    /// The tasks that a new one is to wait for.
    pub(super) fn waits_for(&self, promise: &Promise, depends: &[Dependency]) -> Vec<(TaskId, Release)> {
        let mut waits_for = Vec::new();
        for Dependency { lane, until } in depends.iter().filter(|one| one.lane != promise.lane) {
            let there = self.promises_of_lane(promise.machine, lane);
            let there = there.filter(|one| one.account == promise.account && one.fate == Fate::Queued);
            waits_for.extend(there.map(|one| (one.id, *until)));
        }
        waits_for
    }

    /// What became of a task, or of the one that took its place. One that had to follow what may have reached the
    /// server did not take its place: it has a number of its own.
    fn now_in_place_of(&self, task: TaskId) -> Option<&Promise> {
        let mut promise = self.promises.get(&task)?;
        while let Some(newer) = promise.replaced_by {
            let newer = self.promises.get(&newer)?;
            // (One that gave way within its own commit never had a number.)
            if promise.seq > 0 && newer.seq > promise.seq {
                break;
            }
            promise = newer;
        }
        Some(promise)
    }

    /// What still stands in its way.
    pub(super) fn in_the_way_of<'a>(&'a self, promise: &'a Promise) -> impl Iterator<Item = &'a Promise> {
        promise.waits_for.iter().filter_map(|(task, until)| {
            let other = self.now_in_place_of(*task)?;
            let released = match (other.fate, until) {
                (Fate::Queued, Release::OutOfTheWay) => self.is_set_aside(other),
                (Fate::Queued, Release::Sent) => false,
                _ => true,
            };
            (!released).then_some(other)
        })
    }

    /// What stands in the way of a task that is claimed. What had been set aside by then may be let go any time: the
    /// claim stands.
    pub(super) fn in_the_way_of_claimed<'a>(
        &'a self,
        promise: &'a Promise,
    ) -> impl Iterator<Item = &'a Promise> {
        let required = |other: &&Promise| {
            promise.waits_for.iter().any(|(task, until)| *task == other.id && *until == Release::Sent)
        };
        let is_claimed = promise.state == TaskState::Claimed;
        self.in_the_way_of(promise).filter(move |other| !is_claimed || required(other))
    }

    /// Whether it waits for a person, or behind a task at the head of its lane that does.
    fn is_set_aside(&self, promise: &Promise) -> bool {
        let head = self.earlier_of_its_lane(promise).min_by_key(|one| one.seq).unwrap_or(promise);
        matches!(head.state, TaskState::Attention(_))
    }

    /// Whether it requires something that a person discarded.
    pub(super) fn requires_in_vain(&self, promise: &Promise) -> bool {
        promise.waits_for.iter().any(|(task, until)| {
            let other = self.now_in_place_of(*task);
            *until == Release::Sent && other.is_some_and(|other| other.fate == Fate::Discarded)
        })
    }

    /// The first task of the account that nothing holds up which waits for a person, with what is known of it.
    pub(crate) fn first_that_can_go(
        &self,
        machine: usize,
        account: homing_domain::names::AccountId,
        never_go: impl Fn(&Promise) -> bool,
    ) -> Option<String> {
        let queued = self.queued(machine, account);
        let mut held: Vec<TaskId> = Vec::new();
        // In rounds: a task that waits for one that is held is held as well.
        loop {
            let before = held.len();
            for (place, one) in
                queued.iter().enumerate().filter(|(_, one)| !matches!(one.state, TaskState::Attention(_)))
            {
                if held.contains(&one.id) {
                    continue;
                }
                let mut lane = queued[..place].iter().filter(|earlier| earlier.lane == one.lane);
                let behind = lane.any(|earlier| {
                    matches!(earlier.state, TaskState::Attention(_)) || held.contains(&earlier.id)
                });
                let waits = self
                    .in_the_way_of(one)
                    .any(|other| matches!(other.state, TaskState::Attention(_)) || held.contains(&other.id));
                if behind || waits || never_go(one) {
                    held.push(one.id);
                }
            }
            if held.len() == before {
                break;
            }
        }
        let can_go =
            |one: &&&Promise| !matches!(one.state, TaskState::Attention(_)) && !held.contains(&one.id);
        queued.iter().find(can_go).map(|one| {
            let next = one.not_before.map(|next| next.to_string()).unwrap_or_default();
            format!("{} of lane {} ({:?}, next try at {next})", one.id, one.lane, one.state)
        })
    }
}
