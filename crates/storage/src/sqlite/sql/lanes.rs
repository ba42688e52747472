//! How lanes are brought to agree with their tasks.

use std::sync::LazyLock;

use homing_domain::Timestamp;
use homing_domain::policy::{CRASHES_BEFORE_ALONE, lane_rank};
use homing_domain::task::Priority;

use crate::relational::plan::Others;

/// How the lanes are refreshed. Parameters: lanes; the lanes twice more, where there are others; now.
pub(in crate::sqlite) fn refresh(others: Others) -> &'static str {
    static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| {
        let after = |when: &str| {
            format!(
                "
        UNION SELECT waits.lane_id FROM {}
        UNION SELECT waits.lane_id
        FROM json_each(?) AS given CROSS JOIN homing_dependencies AS waits
        WHERE waits.on_lane_id = given.value AND waits.until = 'out_of_the_way' AND {when}",
                *GONE
            )
        };
        let attention = format!("'attention' = (SELECT state FROM homing_tasks WHERE seq = {FIRST})");
        [refresh_of(""), refresh_of(&after(&attention)), refresh_of(&after("1"))]
    });
    &TEXTS[others as usize]
}

/// The first number that is left in a lane.
const FIRST: &str = "(SELECT MIN(seq) FROM homing_tasks WHERE lane_id = given.value)";

/// Dependencies on tasks that are gone for good. Parameter: the lanes.
static GONE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "json_each(?) AS given CROSS JOIN homing_dependencies AS waits
        ON waits.on_lane_id = given.value AND waits.upto_seq < COALESCE({FIRST}, {})",
        i64::MAX
    )
});

/// Parameter: the lanes.
pub(in crate::sqlite) static FORGET_GONE: LazyLock<String> = LazyLock::new(|| {
    format!("DELETE FROM homing_dependencies WHERE rowid IN (SELECT waits.rowid FROM {})", *GONE)
});

/// Makes lanes agree with their tasks again.
///
/// A lane is claimed as long as one of its tasks is. The rank is [`homing_domain::policy::lane_rank`] of the
/// first task in sequence and the most urgent priority: each is one look into an index, however long the lane.
fn refresh_of(others: &str) -> String {
    let zero =
        Timestamp::from_millis(0).map(|zero| move |priority, crashes| lane_rank(zero, priority, crashes));
    let rank = |priority, crashes| zero.as_ref().map_or(0, |rank| rank(priority, crashes));
    let (critical, high) = (rank(Priority::Critical, 0), rank(Priority::High, 0));
    let normal = rank(Priority::Normal, 0);
    let malus = rank(Priority::Normal, CRASHES_BEFORE_ALONE) - normal;
    format!(
        "
WITH head AS MATERIALIZED (
    SELECT lane.id AS lane_id, task.seq, task.state, task.not_before_ms, task.enqueued_at_ms, task.crashes,
        (SELECT MIN(priority) FROM homing_tasks WHERE lane_id = lane.id) AS priority,
        (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id AND state = 'attention') AS blocked_by_seq,
        EXISTS (SELECT 1 FROM homing_tasks WHERE lane_id = lane.id AND state = 'claimed') AS claimed,
        (SELECT waits.task_seq FROM homing_dependencies AS waits WHERE waits.lane_id = lane.id AND {HOLDS}
            ORDER BY waits.task_seq LIMIT 1) AS held_by_seq
    FROM homing_lanes AS lane
    LEFT JOIN homing_tasks AS task ON task.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id)
    WHERE lane.id IN (SELECT value FROM json_each(?) AS given{others})
)
UPDATE homing_lanes SET
    place = CASE
        WHEN head.claimed THEN 'claimed'
        WHEN head.seq IS NULL THEN 'idle'
        WHEN head.state = 'attention' THEN 'blocked'
        WHEN head.held_by_seq = head.seq THEN 'held'
        WHEN head.not_before_ms <= ? THEN 'ready'
        ELSE 'waiting'
    END,
    next_at_ms = CASE WHEN head.claimed THEN homing_lanes.next_at_ms ELSE COALESCE(head.not_before_ms, 0) END,
    owner = CASE WHEN head.claimed THEN homing_lanes.owner END,
    claimed_at_ms = CASE WHEN head.claimed THEN homing_lanes.claimed_at_ms END,
    rank = COALESCE(head.enqueued_at_ms + CASE head.priority WHEN 0 THEN {critical} WHEN 1 THEN {high}
        ELSE {normal} END + CASE WHEN head.crashes >= {CRASHES_BEFORE_ALONE} THEN {malus} ELSE 0 END, 0),
    blocked_by_seq = head.blocked_by_seq,
    held_by_seq = head.held_by_seq
FROM head WHERE homing_lanes.id = head.lane_id"
    )
}

const HOLDS: &str = holds!();
