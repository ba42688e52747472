//! What each call changed in a store: nothing leaves a queue but for a reason, and nothing in it changes its name.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::ports::{Settlement, TaskResult};
use homing_domain::task::{NewTask, Release, Task, TaskState};

use homing_domain::policy::CRASHES_BEFORE_ATTENTION;

use super::{Claim, Fate, Invariant, Model, Promise};
use crate::simulation::server::Server;
use crate::simulation::time::Since;
use crate::simulation::turn::ProcessId;

/// A call that a store has just done.
pub(crate) enum Saw {
    Committed {
        account: AccountId,
        tasks: Vec<NewTask>,
    },
    Claimed {
        account: AccountId,
        now: Timestamp,
        until: Timestamp,
        lanes: Vec<(Lane, i64, Vec<TaskId>)>,
    },
    Settled {
        results: Vec<TaskResult>,
    },
    Reclaimed,
    Purged,
    /// A person lets these go again, or all.
    LetGo {
        tasks: Option<Vec<TaskId>>,
    },
    SignedIn {
        account: Account,
    },
    /// A call that changes nothing of which task is where, or one that failed.
    Nothing,
}

/// A server keeps keys for at least so long, less what two clocks may differ.
const KEYS_AT_LEAST: Duration = Duration::from_secs(30 * 86_400 - 3_600);

/// Every unsent task of a store, by account.
pub(crate) type Listing = Vec<(AccountId, Vec<Task>)>;

impl Model {
    /// Looks at a store after a call.
    pub(crate) fn saw(
        &mut self,
        (machine, process): (usize, ProcessId),
        saw: Saw,
        listing: Listing,
        server: &Server,
        now: Since,
    ) {
        let sent = match saw {
            Saw::Committed { account, tasks } => {
                self.promise(machine, account, tasks);
                BTreeSet::new()
            }
            Saw::Claimed { account, now, until, lanes } => {
                self.claimed(machine, process, (account, now, until), lanes);
                BTreeSet::new()
            }
            Saw::Settled { results } => self.settled(machine, &results),
            Saw::Reclaimed => {
                self.claims_end(machine, |_, _| true);
                BTreeSet::new()
            }
            Saw::LetGo { tasks } => {
                for promise in self.promises.values_mut().filter(|promise| promise.machine == machine) {
                    let chosen = tasks.as_ref().is_none_or(|tasks| tasks.contains(&promise.id));
                    if chosen && matches!(promise.state, TaskState::Attention(_)) {
                        promise.crashes = 0;
                        promise.waits_for.retain(|(_, until)| *until != Release::Sent);
                    }
                }
                BTreeSet::new()
            }
            Saw::SignedIn { account } => {
                self.signed_in(machine, account);
                BTreeSet::new()
            }
            Saw::Purged | Saw::Nothing => BTreeSet::new(),
        };
        let listed = self.look_at_listed(machine, listing);
        self.look_at_missing(machine, &listed, &sent, server, now);
        for (id, state) in &listed {
            if let TaskState::Attention(reason) = state {
                self.look_at_attention(*id, &reason.code, now);
            }
        }
    }

    fn promise(&mut self, machine: usize, account: AccountId, tasks: Vec<NewTask>) {
        for task in tasks {
            let depends = task.depends.clone();
            let mut promise = Promise::new(machine, account, task);
            promise.waits_for = self.waits_for(&promise, &depends);
            for older in self.promises.values_mut().filter(|older| older.fate == Fate::Queued) {
                if older.may_give_way_to(&promise) {
                    older.fate = Fate::Superseded;
                    older.replaced_by = Some(promise.id);
                    promise.waits_for.append(&mut older.waits_for);
                }
            }
            self.by_key.insert(promise.key, promise.id);
            self.promises.insert(promise.id, promise);
        }
    }

    fn claimed(
        &mut self,
        machine: usize,
        process: ProcessId,
        (account, now, until): (AccountId, Timestamp, Timestamp),
        lanes: Vec<(Lane, i64, Vec<TaskId>)>,
    ) {
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
    fn claims_end(&mut self, machine: usize, ends: impl Fn(AccountId, &Claim) -> bool) {
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
    fn settled(&mut self, machine: usize, results: &[TaskResult]) -> BTreeSet<TaskId> {
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

    /// The local account's work moves to the first that signs in.
    fn signed_in(&mut self, machine: usize, account: Account) {
        for promise in self.promises.values_mut().filter(|promise| promise.machine == machine) {
            if promise.account.is_local() {
                promise.account = account.id;
            }
        }
        self.machines[machine].users.insert(account.id, account.user);
    }

    /// Each listed task is a promise under its own name.
    fn look_at_listed(&mut self, machine: usize, listing: Listing) -> BTreeMap<TaskId, TaskState> {
        let mut listed = BTreeMap::new();
        for (account, tasks) in listing {
            for task in tasks {
                let id = task.task.id;
                let Some(promise) = self.promises.get_mut(&id).filter(|one| one.machine == machine) else {
                    self.breaches.note(Invariant::I1, format!("task {id} is queued and nobody enqueued it"));
                    continue;
                };
                if promise.key != task.task.key || promise.lane != task.task.lane {
                    self.breaches
                        .note(Invariant::I2, format!("task {id} has another key or lane than at first"));
                }
                if promise.account != account {
                    self.breaches.note(Invariant::I6, format!("task {id} lies in another account"));
                }
                if promise.fate != Fate::Queued {
                    let seen = format!("task {id} is queued again after it was {:?}", promise.fate);
                    self.breaches.note(Invariant::I1, seen);
                }
                promise.seq = task.seq;
                promise.not_before = Some(task.not_before);
                promise.state.clone_from(&task.state);
                listed.insert(id, task.state);
            }
        }
        listed
    }

    /// Only a task that was turned down itself waits for a person, or one with a reason of its own.
    fn look_at_attention(&self, id: TaskId, code: &str, now: Since) {
        let Some(promise) = self.promises.get(&id) else { return };
        let holds = match code {
            "crashed" => promise.crashes >= CRASHES_BEFORE_ATTENTION,
            "required-discarded" => self.requires_in_vain(promise),
            "key-forgotten" => promise.left_first.is_some_and(|left| now - left > KEYS_AT_LEAST),
            _ => self
                .refusals
                .get(&promise.key)
                .is_some_and(|refusals| refusals.by_name || refusals.in_company),
        };
        if !holds {
            let seen = format!("task {id} waits for a person ({code}), and nothing was said of it alone");
            self.breaches.note(Invariant::I4, seen);
        }
    }

    /// Whatever is no longer listed left for a reason.
    fn look_at_missing(
        &mut self,
        machine: usize,
        listed: &BTreeMap<TaskId, TaskState>,
        sent: &BTreeSet<TaskId>,
        server: &Server,
        now: Since,
    ) {
        let Machine { users, discards } = (&self.machines[machine]).into();
        for promise in self.promises.values_mut().filter(|promise| promise.machine == machine) {
            let id = promise.id;
            if promise.fate != Fate::Queued || listed.contains_key(&id) {
                continue;
            }
            if sent.contains(&id) {
                let user = users.get(&promise.account).map_or("nobody", String::as_str);
                if !promise.is_known_to(server, user) {
                    let seen = format!("task {id} was recorded as sent, and the server does not have it");
                    self.breaches.note(Invariant::I1, seen);
                }
                promise.fate = Fate::Sent { at: now };
            } else if discards.contains(&id) && promise.state.may_be_superseded() {
                promise.fate = Fate::Discarded;
            } else {
                let seen = format!("task {id} of lane {} is gone: it was {:?}", promise.lane, promise.state);
                self.breaches.note(Invariant::I1, seen);
                promise.fate = Fate::Discarded;
            }
        }
    }
}

/// The parts of a machine that a look at its promises needs.
struct Machine<'a> {
    users: &'a BTreeMap<AccountId, String>,
    discards: &'a BTreeSet<TaskId>,
}

impl<'a> From<&'a super::Machine> for Machine<'a> {
    fn from(machine: &'a super::Machine) -> Self {
        Self { users: &machine.users, discards: &machine.discards }
    }
}
