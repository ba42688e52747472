//! What each request carries as it leaves: promises under their own keys, in their order, by who owns them.

use homing_domain::names::{Key, TaskId};
use homing_domain::task::TaskState;
use homing_wire::{SyncRequest, Task};
use serde_json::Value;

use super::{Fate, Invariant, Model, Promise};
use crate::simulation::network::{Asked, Exchange, Route};
use crate::simulation::server::Server;
use crate::simulation::turn::ProcessId;

impl Model {
    /// Looks at a request that leaves a machine; `others` are under way already.
    pub(crate) fn leaves<'a>(
        &mut self,
        (machine, process): (usize, ProcessId),
        asked: &Asked,
        others: impl Iterator<Item = &'a Exchange> + Clone,
        server: &Server,
    ) {
        if let Some(access) = &asked.bearer {
            self.sign_ins.access_leaves(access, server);
        }
        match asked.route {
            Route::Refresh => self.sign_ins.refresh_leaves(machine, asked, others, server),
            Route::Sync => {
                let user = asked.bearer.as_deref().and_then(|bearer| server.tokens.user_ever(bearer));
                self.look_at_tasks(machine, user, &tasks_of(asked));
                self.look_at_company(process, asked, others);
            }
            _ => {}
        }
    }

    fn look_at_tasks(&self, machine: usize, user: Option<&str>, tasks: &[Task<Value>]) {
        let mut carried: Vec<TaskId> = Vec::new();
        for task in tasks {
            let Some(promise) = self.promise_of(&task.key).filter(|promise| promise.machine == machine)
            else {
                self.breaches.note(Invariant::I2, format!("key {} was sent and never promised", task.key));
                continue;
            };
            let id = promise.id;
            if promise.lane.as_str() != task.lane || !says_the_same(promise, &task.body) {
                self.breaches.note(Invariant::I2, format!("task {id} was sent under the key of another"));
            }
            if user.is_none() || self.user_of(machine, promise.account) != user {
                self.breaches.note(Invariant::I6, format!("task {id} was sent by another account"));
            }
            if promise.fate != Fate::Queued || matches!(promise.state, TaskState::Attention(_)) {
                let seen = format!("task {id} was sent when it was {:?}, {:?}", promise.fate, promise.state);
                self.breaches.note(Invariant::I2, seen);
            }
            if let Some(earlier) = self.earlier_of_its_lane(promise).find(|one| !carried.contains(&one.id)) {
                let seen = format!("{promise} was sent before {earlier}, which is earlier in its lane");
                self.breaches.note(Invariant::I3, seen);
            }
            if let Some(other) = self.in_the_way_of_claimed(promise).next() {
                let seen = format!("{promise} was sent before {other}, which it waits for");
                self.breaches.note(Invariant::I3, seen);
            }
            carried.push(id);
        }
    }

    /// No task is under way twice from living processes.
    fn look_at_company<'a>(
        &self,
        process: ProcessId,
        asked: &Asked,
        others: impl Iterator<Item = &'a Exchange>,
    ) {
        let keys: Vec<String> = tasks_of(asked).into_iter().map(|task| task.key).collect();
        for other in others.filter(|other| other.asked.route == Route::Sync && other.is_awaited()) {
            if let Some(task) = tasks_of(&other.asked).iter().find(|task| keys.contains(&task.key)) {
                let seen = format!("key {} left processes {process} and {} at once", task.key, other.process);
                self.breaches.note(Invariant::I5, seen);
            }
        }
    }

    pub(super) fn promise_of(&self, key: &str) -> Option<&Promise> {
        let key: Key = key.parse().ok()?;
        self.promises.get(self.by_key.get(&key)?)
    }

    /// What is still queued before it.
    pub(super) fn earlier_of_its_lane<'a>(
        &'a self,
        promise: &'a Promise,
    ) -> impl Iterator<Item = &'a Promise> {
        let earlier = |one: &&Promise| {
            one.account == promise.account && one.fate == Fate::Queued && one.seq < promise.seq
        };
        self.promises_of_lane(promise.machine, &promise.lane).filter(earlier)
    }

    /// A server turned a whole request down.
    pub(crate) fn turned_down(&mut self, asked: &Asked, status: u16) {
        let tasks = tasks_of(asked);
        let (alone, each) = match status {
            400 | 409 | 413 | 414 | 422 | 431 | 500 => (true, false),
            401 | 403 | 404 | 405 | 407 | 408 | 410 | 415 | 425 | 426 | 429 => (false, false),
            400..500 => (false, true),
            _ => (false, false),
        };
        for key in tasks.iter().filter_map(|task| task.key.parse().ok()) {
            let refusals = self.refusals.entry(key).or_default();
            refusals.by_name |= alone && tasks.len() == 1;
            refusals.in_company |= each;
        }
    }

    /// A server turned single tasks down.
    pub(crate) fn turned_down_by_name<'a>(&mut self, keys: impl Iterator<Item = &'a str>) {
        for key in keys.filter_map(|key| key.parse().ok()) {
            self.refusals.entry(key).or_default().by_name = true;
        }
    }
}

/// The tasks that a request carries.
pub(crate) fn tasks_of(asked: &Asked) -> Vec<Task<Value>> {
    serde_json::from_slice::<SyncRequest<Value>>(&asked.body).map(|request| request.tasks).unwrap_or_default()
}

/// Whether a body on the wire is that of the promise.
fn says_the_same(promise: &Promise, body: &Value) -> bool {
    match promise.carries_revision() {
        Some(revision) => {
            body["entry"]["revision"] == revision && body["entry"]["id"] == promise.lane.as_str()
        }
        None => promise.body.json::<Value>().is_ok_and(|promised| promised == *body),
    }
}
