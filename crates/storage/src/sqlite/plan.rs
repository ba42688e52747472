//! What a commit does to the tasks: which rows go, which come, and under which sequence numbers. Pure.

use std::collections::BTreeMap;

use homing_domain::task::{Coalesce, NewTask, Priority};

/// A row that a new task may supersede, or must follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Existing {
    pub(super) seq: i64,
    pub(super) priority: Priority,
    pub(super) enqueued_at_ms: i64,
    /// Claimed, or of unknown outcome.
    pub(super) frozen: bool,
}

/// A row to insert.
#[derive(Debug)]
pub(super) struct Insert {
    /// The sequence number of the superseded row whose place it takes; `None`: the next one.
    pub(super) seq: Option<i64>,
    pub(super) lane_id: i64,
    pub(super) task: NewTask,
    pub(super) enqueued_at_ms: i64,
}

/// Where a row stands in the order of a lane: rows that are there come before those of this commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    There(i64),
    Planned(usize),
}

#[derive(Debug)]
struct Row {
    slot: Slot,
    /// Where it stands among the rows to insert, if it came with this commit.
    planned: Option<usize>,
    priority: Priority,
    enqueued_at_ms: i64,
    frozen: bool,
}

/// A lane and a kind within it.
type Group = (i64, String);

/// Takes in the new tasks one after the other.
#[derive(Debug)]
pub(super) struct Plan {
    now_ms: i64,
    rows: BTreeMap<Group, Vec<Row>>,
    planned: Vec<Option<Insert>>,
    deletes: Vec<i64>,
}

impl Plan {
    /// Starts from the rows that are there, each group in sequence.
    pub(super) fn new(now_ms: i64, existing: impl IntoIterator<Item = (Group, Existing)>) -> Self {
        let mut rows = BTreeMap::<_, Vec<_>>::new();
        for (group, Existing { seq, priority, enqueued_at_ms, frozen }) in existing {
            let row = Row { slot: Slot::There(seq), planned: None, priority, enqueued_at_ms, frozen };
            rows.entry(group).or_default().push(row);
        }
        Self { now_ms, rows, planned: Vec::new(), deletes: Vec::new() }
    }

    /// Adds a task to the end of its lane, or in the place of what it supersedes.
    pub(super) fn add(&mut self, lane_id: i64, mut task: NewTask) {
        let (mut slot, mut enqueued_at_ms) = (None, self.now_ms);
        let rows = self.rows.entry((lane_id, task.kind.as_str().to_owned())).or_default();
        if task.coalesce == Coalesce::Supersede {
            let superseded: Vec<_> = rows.extract_if(.., |row| !row.frozen).collect();
            // What may have reached the server goes first: the newest follows it.
            let last_frozen = rows.last().map(|row| row.slot);
            slot = superseded.first().map(|row| row.slot).filter(|slot| last_frozen < Some(*slot));
            for row in superseded {
                task.priority = task.priority.min(row.priority);
                enqueued_at_ms = enqueued_at_ms.min(row.enqueued_at_ms);
                match (row.planned, row.slot) {
                    (Some(place), _) => self.planned[place] = None,
                    (None, Slot::There(seq)) => self.deletes.push(seq),
                    (None, Slot::Planned(_)) => {}
                }
            }
        }
        let seq = match slot {
            Some(Slot::There(seq)) => Some(seq),
            Some(Slot::Planned(_)) | None => None,
        };
        let priority = task.priority;
        let insert = Some(Insert { seq, lane_id, task, enqueued_at_ms });
        let place = match slot {
            Some(Slot::Planned(place)) => {
                self.planned[place] = insert;
                place
            }
            Some(Slot::There(_)) | None => {
                self.planned.push(insert);
                self.planned.len() - 1
            }
        };
        let slot = slot.unwrap_or(Slot::Planned(place));
        rows.push(Row { slot, planned: Some(place), priority, enqueued_at_ms, frozen: false });
    }

    /// The rows that go, and then the rows that come, in their order.
    pub(super) fn finish(self) -> (Vec<i64>, Vec<Insert>) {
        (self.deletes, self.planned.into_iter().flatten().collect())
    }
}
