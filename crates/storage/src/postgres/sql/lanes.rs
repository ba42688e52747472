//! How lanes are brought to agree with their tasks.

use std::sync::LazyLock;

use homing_domain::Timestamp;
use homing_domain::policy::{CRASHES_BEFORE_ALONE, lane_rank};
use homing_domain::task::Priority;

use crate::relational::plan::Others;

/// The first number that is left in the lane that is waited for.
const FIRST: &str = "(SELECT MIN(seq) FROM homing_tasks WHERE lane_id = waits.on_lane_id)";

/// How the lanes are refreshed. Parameters: lanes, now.
pub(in crate::postgres) fn refresh(others: Others) -> &'static str {
    static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| {
        let waiting = |when: &str| {
            format!(
                "
    UNION SELECT waits.lane_id FROM homing_dependencies AS waits WHERE waits.on_lane_id = ANY($1) AND {when}"
            )
        };
        let gone = waiting(&gone());
        let out_of_the_way = |when: &str| waiting(&format!("waits.until = 'out_of_the_way'{when}"));
        let attention = format!(" AND 'attention' = (SELECT state FROM homing_tasks WHERE seq = {FIRST})");
        [
            refresh_of(""),
            refresh_of(&format!("{gone}{}", out_of_the_way(&attention))),
            refresh_of(&format!("{gone}{}", out_of_the_way(""))),
        ]
    });
    &TEXTS[others as usize]
}

/// That what is waited for is gone for good.
fn gone() -> String {
    format!("waits.upto_seq < COALESCE({FIRST}, {})", i64::MAX)
}

/// Parameter: the lanes.
pub(in crate::postgres) static FORGET_GONE: LazyLock<String> = LazyLock::new(|| {
    format!("DELETE FROM homing_dependencies AS waits WHERE waits.on_lane_id = ANY($1) AND {}", gone())
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
WITH touched (id) AS (SELECT unnest($1::bigint[]){others}),
head AS MATERIALIZED (
    SELECT lane.id AS lane_id, task.seq, task.state, task.not_before_ms, task.enqueued_at_ms, task.crashes,
        (SELECT MIN(priority) FROM homing_tasks WHERE lane_id = lane.id) AS priority,
        (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id AND state = 'attention') AS blocked_by_seq,
        EXISTS (SELECT 1 FROM homing_tasks WHERE lane_id = lane.id AND state = 'claimed') AS claimed,
        (SELECT MIN(waits.task_seq) FROM homing_dependencies AS waits
            WHERE waits.lane_id = lane.id AND {HOLDS}) AS held_by_seq
    FROM touched JOIN homing_lanes AS lane ON lane.id = touched.id
    LEFT JOIN homing_tasks AS task ON task.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id)
)
UPDATE homing_lanes SET
    place = CASE
        WHEN head.claimed THEN 'claimed'
        WHEN head.seq IS NULL THEN 'idle'
        WHEN head.state = 'attention' THEN 'blocked'
        WHEN head.held_by_seq = head.seq THEN 'held'
        WHEN head.not_before_ms <= $2 THEN 'ready'
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
