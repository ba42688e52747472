//! What a person looks at and asks for.

use std::sync::LazyLock;

/// Parameter: account.
pub(in crate::sqlite) const REFUSED: &str = "
SELECT seq, lane_id, id FROM homing_tasks WHERE account = ? AND state = 'attention'";

/// Lets refused tasks go again. Parameters: now, tasks.
pub(in crate::sqlite) const RETRY: &str = "
UPDATE homing_tasks SET state = 'waiting', reason = NULL, frozen = 0, crashes = 0, unknown_since_ms = NULL,
    not_before_ms = ?
WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// A task that is let go by a person requires nothing any more. Parameter: tasks.
pub(in crate::sqlite) const REQUIRE_NOTHING: &str = "
DELETE FROM homing_dependencies
WHERE until = 'sent' AND task_seq IN (SELECT value FROM json_each(?) AS given)";

/// Unsent tasks: id, then where they are. Parameters: ids in hexadecimal, account.
pub(in crate::sqlite) const UNSENT: &str = "
SELECT task.id, task.seq, task.lane_id, task.state, task.frozen, task.reason
FROM json_each(?) AS given CROSS JOIN homing_tasks AS task
WHERE task.id = unhex(given.value) AND task.account = ?";

/// Sets aside what requires tasks that were discarded, and says in which lanes. Parameters: reason, pairs of lane and
/// task.
pub(in crate::sqlite) const SET_REQUIRING_ASIDE: &str = "
UPDATE homing_tasks SET state = 'attention', reason = ?
WHERE state <> 'claimed' AND seq IN (
    SELECT other.task_seq FROM json_each(?) AS given CROSS JOIN homing_dependencies AS other
    WHERE other.on_lane_id = given.value ->> 0 AND other.upto_seq >= given.value ->> 1 AND other.until = 'sent')
RETURNING lane_id";

/// When a claim could next have something: one look into an index for each place. Parameter: account, three times.
pub(in crate::sqlite) const NEXT_DUE: &str = "
SELECT MIN(next_at_ms) FROM (
    SELECT MIN(next_at_ms) AS next_at_ms FROM homing_lanes WHERE account = ? AND place = 'waiting'
    UNION ALL
    SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = ? AND place = 'ready'
    UNION ALL
    SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = ? AND place = 'claimed'
) AS by_place";

/// Every count at one moment. Parameter: account, five times, then as for the next due time, and
/// once more.
pub(in crate::sqlite) static COUNTS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "
SELECT
    (SELECT COUNT(*) FROM homing_tasks WHERE account = ?) AS unsent,
    (SELECT COUNT(*) FROM homing_tasks WHERE account = ? AND state = 'attention') AS attention,
    (SELECT COUNT(*) FROM homing_lanes AS lane
        JOIN homing_tasks AS task ON task.lane_id = lane.id AND task.seq > lane.blocked_by_seq
        WHERE lane.account = ? AND lane.blocked_by_seq IS NOT NULL AND task.state <> 'attention') AS behind,
    (SELECT COUNT(*) FROM homing_history WHERE account = ? AND outcome = 'sent') AS sent,
    (SELECT COUNT(*) FROM homing_history WHERE account = ? AND outcome = 'discarded') AS discarded,
    ({NEXT_DUE}) AS next_at_ms,
    COALESCE((SELECT blob_bytes FROM homing_queue_counts WHERE account = ?), 0) AS blob_bytes"
    )
});

/// Which names a task refers to. Parameter: names.
pub(in crate::sqlite) const BLOBS_REFERENCED: &str = "
SELECT DISTINCT blob.name FROM json_each(?) AS given CROSS JOIN homing_blobs AS blob
WHERE blob.name = given.value";

/// Tasks with the name of their lane and what holds them, in the columns before the task and its body.
macro_rules! tasks_with_lanes {
    ($body:literal, $which:literal) => {
        concat!(
            "SELECT homing_lanes.lane, (SELECT json_group_array(json_array(other.lane, waits.until))
                FROM homing_dependencies AS waits JOIN homing_lanes AS other ON other.id = waits.on_lane_id
                WHERE waits.task_seq = homing_tasks.seq AND ",
            holds!(),
            "), ",
            task_as_json!(),
            ", ",
            $body,
            " FROM homing_tasks JOIN homing_lanes ON homing_lanes.id = homing_tasks.lane_id WHERE ",
            $which
        )
    };
}

/// One task. Parameters: account, id.
pub(in crate::sqlite) const TASK: &str =
    tasks_with_lanes!("body", "homing_tasks.account = ? AND homing_tasks.id = ?");

/// Several tasks. Parameters: account, ids in hexadecimal. The plus keeps SQLite from walking through all tasks of the
/// account.
pub(in crate::sqlite) const TASKS_WITH_BODIES: &str = tasks_with_lanes!(
    "body",
    "+homing_tasks.account = ? AND homing_tasks.id IN (SELECT unhex(value) FROM json_each(?) AS given)"
);

/// What was sent, the latest first: the id, the kind, the lane, when it happened and when it left. Parameters: account,
/// limit.
pub(in crate::sqlite) const SENT: &str = "
SELECT past.id, past.kind, lane.lane, past.occurred_at_ms, past.left_at_ms
FROM homing_history AS past JOIN homing_lanes AS lane ON lane.id = past.lane_id
WHERE past.account = ? AND past.outcome = 'sent' ORDER BY past.left_at_ms DESC, past.seq DESC LIMIT ?";

/// Some tasks in sequence, with empty bodies. Parameters: account, after, limit.
pub(in crate::sqlite) const TASKS: &str = tasks_with_lanes!(
    "X''",
    "homing_tasks.account = ? AND homing_tasks.seq > ? ORDER BY homing_tasks.seq LIMIT ?"
);
