//! Each row of the verdict table, by what it does to the queue: what the server did, and then the state of each task,
//! the attempts, what the whole queue waits for, the keys and the size of the next request.

mod endpoint;
mod items;
mod local;
mod lost;
mod offline;
mod refused;
mod sign_in;
mod size;
mod throttled;
mod trouble;
mod whole;

use std::collections::BTreeMap;

use homing_domain::task::{Reason, TaskState};

use super::world::World;

impl World {
    /// Every task waits as if it had never left.
    async fn assert_untouched(&self, count: usize) {
        let tasks = self.tasks().await;
        assert_eq!(tasks.len(), count, "{tasks:?}");
        for task in &tasks {
            assert_eq!((&task.state, task.attempts), (&TaskState::Waiting, 0), "{task:?}");
        }
    }

    /// No task was ever sent under two keys.
    fn assert_one_key_each(&self) {
        let mut keys: BTreeMap<String, String> = BTreeMap::new();
        for task in self.server.arrivals().into_iter().flat_map(|arrival| arrival.tasks) {
            let key = keys.entry(task.body.clone()).or_insert_with(|| task.key.clone());
            assert_eq!(*key, task.key, "{} was sent under another key", task.body);
        }
    }

    /// Everything took effect, once.
    fn assert_applied_once(&self, mut bodies: Vec<String>) {
        let mut applied = self.applied();
        applied.sort();
        bodies.sort();
        assert_eq!(applied, bodies);
    }

    /// How many tasks each request carried.
    fn sizes(&self) -> Vec<usize> {
        self.server.arrivals().iter().map(|arrival| arrival.tasks.len()).collect()
    }

    /// The reason of the one task that waits for a person.
    pub(super) async fn reason(&self) -> Reason {
        let tasks = self.tasks().await;
        let mut reasons = tasks.into_iter().filter_map(|task| match task.state {
            TaskState::Attention(reason) => Some(reason),
            _ => None,
        });
        let reason = reasons.next().unwrap();
        assert_eq!(reasons.next(), None);
        reason
    }
}

/// `t0`, `t1` and so on, as [`World::enqueue_many`] makes them.
fn bodies(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("t{n}")).collect()
}
