//! A queue that is full when the run begins: what is recorded then waits for room.

use homing_domain::names::{AccountId, Key, Kind, Lane, TaskId};
use homing_domain::policy::{NORMAL_MAX_TASKS, QUEUE_MAX_TASKS};
use homing_domain::ports::{Clock as _, Ids as _};
use homing_domain::task::{Body, Coalesce, Commit, NewTask, Priority, WithoutRoom};
use serde_json::json;

use super::super::model::Saw;
use super::super::overheard::WORDS;
use super::Simulation;

/// So many places are left.
const ROOM: u64 = 5;

/// Over so many lanes.
const LANES: u64 = 50;

impl Simulation {
    /// Fills the queue of every machine, before anybody signs in.
    pub(super) fn fill_the_queues(&self) {
        for number in 0..self.machines.len() {
            let machine = &self.machines[number];
            for (priority, most) in [(Priority::Normal, NORMAL_MAX_TASKS), (Priority::High, QUEUE_MAX_TASKS)]
            {
                let counts = machine.backend.run(machine.backend.queue.counts(AccountId::LOCAL)).unwrap();
                let tasks: Vec<_> =
                    (counts.waiting + ROOM..most).map(|n| self.filler(number, n, priority)).collect();
                let commit = Commit { records: vec![], tasks: tasks.clone() };
                let now = machine.clock.now();
                machine.backend.run(machine.backend.queue.commit(AccountId::LOCAL, now, commit)).unwrap();
                let listing = machine.backend.run(machine.backend.listing());
                self.world.saw((number, 0), Saw::Committed { account: AccountId::LOCAL, tasks }, listing);
            }
        }
    }

    fn filler(&self, machine: usize, number: u64, priority: Priority) -> NewTask {
        let ids = &self.world.ids;
        let lane = format!("notes-{}-of-machine-{machine}", number % LANES);
        let body = json!({ "lane": lane, "note": ids.uuid(), "words": WORDS });
        NewTask {
            id: TaskId::new(ids.uuid()),
            key: Key::new(ids.uuid()),
            kind: Kind::of("note"),
            lane: Lane::new(lane).unwrap(),
            priority,
            coalesce: Coalesce::Keep,
            occurred_at: self.machines[machine].clock.now(),
            body: Body::of_json(&body).unwrap(),
            carries: None,
            depends: vec![],
            blob: None,
            without_room: WithoutRoom::Refuse,
        }
    }
}
