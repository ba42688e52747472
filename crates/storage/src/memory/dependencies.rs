//! What tasks wait for in other lanes.

use std::collections::BTreeMap;

use homing_domain::names::{AccountId, Lane};
use homing_domain::ports::QueueError;
use homing_domain::task::{Dependency, NewTask, Release, Task, TaskState};

use super::state::{LaneKey, State, StoredTask, WaitsFor};
use crate::effect::required_discarded;

impl State {
    /// Whether something that a task depends on is in the way.
    pub(super) fn is_held(&self, account: AccountId, stored: &StoredTask) -> bool {
        stored.waits_for.iter().any(|((lane, until), upto)| self.holds(account, lane, *until, *upto))
    }

    /// A lane holds as long as its first task is one that counts. What stands behind a task in attention goes only
    /// with that one, so it is out of the way too.
    fn holds(&self, account: AccountId, lane: &Lane, until: Release, upto: i64) -> bool {
        let head = self.lanes.get(&(account, lane.clone())).and_then(|row| row.head);
        head.is_some_and(|(seq, attention)| seq <= upto && !(attention && until == Release::OutOfTheWay))
    }

    /// A task as the port gives it: it names what holds it still.
    pub(super) fn given(&self, stored: &StoredTask) -> Task {
        let mut task = stored.task.clone();
        let holding = stored.waits_for.iter();
        let holding =
            holding.filter(|((lane, until), upto)| self.holds(stored.account, lane, *until, **upto));
        task.task.depends =
            holding.map(|((lane, until), _)| Dependency { lane: lane.clone(), until: *until }).collect();
        task
    }

    /// What a new task names, as far as there is something to wait for.
    pub(super) fn named(&self, account: AccountId, task: &NewTask) -> WaitsFor {
        let others = task.depends.iter().filter(|dependency| dependency.lane != task.lane);
        let last = |lane: &Lane| self.lanes.get(&(account, lane.clone()))?.seqs.last().copied();
        others.filter_map(|Dependency { lane, until }| Some(((lane.clone(), *until), last(lane)?))).collect()
    }

    /// Refuses what would make the task `seq` of a lane wait for itself. Only a task that takes an older place can:
    /// nothing waits for a number that is new.
    pub(super) fn check_cycle(
        &self,
        key: &LaneKey,
        seq: i64,
        waits_for: &WaitsFor,
    ) -> Result<(), QueueError> {
        for ((on, _), upto) in waits_for {
            if self.leads_to(key, seq, (on.clone(), *upto)) {
                return Err(QueueError::DependencyCycle { lane: key.1.clone(), on: on.clone() });
            }
        }
        Ok(())
    }

    /// Whether the first tasks of a lane, up to a number, wait for the task `seq` of the lane `key`, over whatever
    /// chain.
    fn leads_to(&self, (account, lane): &LaneKey, seq: i64, from: (Lane, i64)) -> bool {
        let mut seen = BTreeMap::<Lane, i64>::new();
        let mut open = vec![from];
        while let Some((on, upto)) = open.pop() {
            if on == *lane && upto >= seq {
                return true;
            }
            let known = seen.entry(on.clone()).or_insert(i64::MIN);
            if *known >= upto {
                continue;
            }
            *known = upto;
            if let Some(row) = self.lanes.get(&(*account, on)) {
                let first = row.seqs.range(..=upto);
                let behind = first.flat_map(|seq| &self.tasks[seq].waits_for);
                open.extend(behind.map(|((on, _), upto)| (on.clone(), *upto)));
            }
        }
        false
    }

    /// Sets aside what requires a task of that number, which can't be had any more.
    pub(super) fn set_requiring_aside(&mut self, key: &LaneKey, discarded: i64) {
        let Some(row) = self.lanes.get(key) else { return };
        let requires = |seq: &&i64| {
            let stored = &self.tasks[*seq];
            let upto = stored.waits_for.get(&(key.1.clone(), Release::Sent));
            stored.task.state != TaskState::Claimed && upto.is_some_and(|upto| *upto >= discarded)
        };
        let requiring: Vec<_> = row.awaited_by.iter().filter(requires).copied().collect();
        for seq in requiring {
            self.change(seq, |stored| stored.task.state = TaskState::Attention(required_discarded()));
        }
    }
}
