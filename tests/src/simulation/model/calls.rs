//! What each call of a store means for what was promised.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::policy::room;
use homing_domain::ports::{Settlement, TaskResult};
use homing_domain::task::{NewTask, Release, TaskState, WithoutRoom};

use super::{Claim, Fate, Invariant, Model, Promise};
use crate::simulation::time::{Since, shown};
use crate::simulation::turn::ProcessId;

impl Model {
    /// A commit was acknowledged. `unsent` are the tasks of the account that are queued since.
    pub(super) fn promise(
        &mut self,
        machine: usize,
        account: AccountId,
        tasks: Vec<NewTask>,
        unsent: &BTreeSet<TaskId>,
    ) {
        let priorities: Vec<_> =
            tasks.iter().map(|task| (task.id, task.priority, task.without_room)).collect();
        for task in tasks {
            let depends = task.depends.clone();
            let mut promise = Promise::new(machine, account, task);
            promise.waits_for = self.waits_for(&promise, &depends);
            if promise.supersedes {
                self.take_the_place_of_others(&mut promise);
            }
            self.by_key.insert(promise.key, promise.id);
            self.by_lane.entry((machine, promise.lane.clone())).or_default().push(promise.id);
            self.promises.insert(promise.id, promise);
        }
        for (id, priority, without_room) in priorities {
            let is_missing = !unsent.contains(&id) && self.promises[&id].fate == Fate::Queued;
            if is_missing && without_room == WithoutRoom::PutOff && room(unsent.len() as u64, priority) == 0 {
                // Its record is kept, and another task will tell of it.
                self.put_off.extend(self.promises.remove(&id));
            }
        }
    }

    fn take_the_place_of_others(&mut self, promise: &mut Promise) {
        for older in self.by_lane.get(&(promise.machine, promise.lane.clone())).into_iter().flatten() {
            if let Some(older) = self.promises.get_mut(older)
                && older.fate == Fate::Queued
                && older.may_give_way_to(promise)
            {
                older.fate = Fate::Superseded;
                older.replaced_by = Some(promise.id);
                promise.waits_for.append(&mut older.waits_for);
            }
        }
    }

    /// Lanes were claimed.
    pub(super) fn claimed(
        &mut self,
        machine: usize,
        process: ProcessId,
        (account, now, until): (AccountId, Timestamp, Timestamp),
        lanes: Vec<(Lane, i64, Vec<TaskId>)>,
        at: Since,
    ) {
        // The machine may have slept for a month between the look at its clock and the claim.
        let asked_at = at.saturating_sub(shown(at, 0).since(now));
        for task in lanes.iter().flat_map(|(_, _, tasks)| tasks) {
            if let Some(promise) = self.promises.get_mut(task) {
                promise.claimed_first.get_or_insert(asked_at);
            }
            let claimed = self.promises.get(task);
            if let Some((claimed, other)) =
                claimed.and_then(|one| Some((one, self.in_the_way_of(one).next()?)))
            {
                let seen = format!("{claimed} was claimed before {other}, which it waits for");
                self.breaches.note(Invariant::I3, seen);
            }
        }
        self.claims_end(machine, |of, claim| of == account && claim.until <= now);
        let claims = &mut self.machines[machine].claims;
        for (lane, epoch, tasks) in lanes {
            let claim = Claim { process, epoch, until, tasks: tasks.into_iter().collect() };
            if let Some(other) = claims.insert((account, lane.clone()), claim) {
                let seen =
                    format!("lane {lane} was claimed by process {process} while {} held it", other.process);
                self.breaches.note(Invariant::I5, seen);
            }
        }
    }

    /// Claims end by themselves: what was left of them may have gone with its process.
    pub(super) fn claims_end(&mut self, machine: usize, ends: impl Fn(AccountId, &Claim) -> bool) {
        let claims = &mut self.machines[machine].claims;
        for (_, claim) in claims.extract_if(.., |(account, _), claim| ends(*account, claim)) {
            for task in claim.tasks {
                if let Some(promise) = self.promises.get_mut(&task) {
                    promise.crashes += 1;
                }
            }
        }
    }

    /// What was settled as sent, of what its claim still held.
    pub(super) fn settled(&mut self, machine: usize, results: &[TaskResult]) -> BTreeSet<TaskId> {
        let mut sent = BTreeSet::new();
        for result in results {
            let Some(promise) = self.promises.get(&result.task) else { continue };
            let place = (promise.account, result.lane.clone());
            let claims = &mut self.machines[machine].claims;
            let Some(claim) = claims.get_mut(&place).filter(|claim| claim.epoch == result.epoch) else {
                continue;
            };
            if claim.tasks.remove(&result.task) && result.settlement == Settlement::Sent {
                sent.insert(result.task);
            }
            if claim.tasks.is_empty() {
                claims.remove(&place);
            }
        }
        sent
    }

    /// A person let tasks in attention go again.
    pub(super) fn let_go(&mut self, machine: usize, account: AccountId, tasks: Option<&[TaskId]>) {
        for promise in self.promises.values_mut() {
            let chosen = tasks.is_none_or(|tasks| tasks.contains(&promise.id));
            let here = (promise.machine, promise.account) == (machine, account);
            if chosen && here && matches!(promise.state, TaskState::Attention(_)) {
                promise.crashes = 0;
                promise.waits_for.retain(|(_, until)| *until != Release::Sent);
            }
        }
    }

    /// The local account's work moves to the first that signs in.
    pub(super) fn signed_in(&mut self, machine: usize, account: Account) {
        for promise in self.promises.values_mut().filter(|promise| promise.machine == machine) {
            if promise.account.is_local() {
                promise.account = account.id;
            }
        }
        self.machines[machine].users.insert(account.id, account.user);
    }
}
