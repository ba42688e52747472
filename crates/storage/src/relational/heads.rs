//! Where lanes stand that hold only what a commit puts into them. Pure.

use std::collections::BTreeMap;

use homing_domain::policy::lane_rank;
use homing_domain::task::Priority;

use super::plan::Insert;

/// The rank of each lane whose only tasks are these; none where another lane may hold one of them. Such lanes need no
/// second look.
pub(crate) struct Heads(BTreeMap<i64, Option<i64>>);

impl Heads {
    pub(crate) fn of(inserts: &BTreeMap<i64, Insert>) -> Self {
        let mut heads = BTreeMap::<i64, (&Insert, Priority, bool)>::new();
        for insert in inserts.values() {
            let (_, most_urgent, free) =
                heads.entry(insert.lane_id).or_insert((insert, insert.task.priority, true));
            *most_urgent = insert.task.priority.min(*most_urgent);
            *free &= insert.waits_for.is_empty();
        }
        let rank = |(first, most_urgent, free): (&Insert, _, bool)| {
            free.then(|| lane_rank(first.enqueued_at, most_urgent, 0))
        };
        Self(heads.into_iter().map(|(lane_id, head)| (lane_id, rank(head))).collect())
    }

    pub(crate) fn take(&mut self, lane_id: i64) -> Option<i64> {
        self.0.remove(&lane_id).flatten()
    }
}
