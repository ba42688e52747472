//! What each call changed in a store: nothing leaves a queue but for a reason, and nothing in it changes its name.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::policy::CRASHES_BEFORE_ATTENTION;
use homing_domain::ports::TaskResult;
use homing_domain::task::{NewTask, Task, TaskState};

use super::{Fate, Invariant, Model};
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
        account: AccountId,
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
        let unsent = |of: AccountId| {
            let tasks = listing.iter().filter(|(account, _)| *account == of).flat_map(|(_, tasks)| tasks);
            tasks.map(|task| task.task.id).collect::<BTreeSet<_>>()
        };
        let mut sent = BTreeSet::new();
        match saw {
            Saw::Committed { account, tasks } => self.promise(machine, account, tasks, &unsent(account)),
            Saw::Claimed { account, now: shown, until, lanes } => {
                self.claimed(machine, process, (account, shown, until), lanes, now);
            }
            Saw::Settled { results } => sent = self.settled(machine, &results),
            Saw::Reclaimed => self.claims_end(machine, |_, _| true),
            Saw::LetGo { account, tasks } => self.let_go(machine, account, tasks.as_deref()),
            Saw::SignedIn { account } => self.signed_in(machine, account),
            Saw::Purged | Saw::Nothing => {}
        }
        let listed = self.look_at_listed(machine, listing);
        self.look_at_missing(machine, &listed, &sent, server, now);
        for (id, state) in &listed {
            if let TaskState::Attention(reason) = state {
                self.look_at_attention(*id, &reason.code, now);
            }
        }
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
            // A wrong clock can only make it too careful: it was off when the task left, is off now, and was off when
            // it was last held against the server's.
            "key-forgotten" => promise.claimed_first.is_some_and(|claimed| {
                now - claimed + self.machines[promise.machine].clock_off_at_most * 3 > KEYS_AT_LEAST
            }),
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
