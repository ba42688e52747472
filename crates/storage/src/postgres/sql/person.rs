//! What a person looks at and asks for.

use std::sync::LazyLock;

/// Parameter: account.
pub(in crate::postgres) const REFUSED: &str =
    "SELECT seq, lane_id, id FROM homing_tasks WHERE account = $1 AND state = 'attention'";

/// Lets refused tasks go again. Parameters: now, tasks.
pub(in crate::postgres) const RETRY: &str = "
UPDATE homing_tasks SET state = 'waiting', reason = NULL, frozen = false, crashes = 0, unknown_since_ms = NULL,
    not_before_ms = $1
WHERE seq = ANY($2)";

/// A task that is let go by a person requires nothing any more. Parameter: tasks.
pub(in crate::postgres) const REQUIRE_NOTHING: &str =
    "DELETE FROM homing_dependencies WHERE until = 'sent' AND task_seq = ANY($1)";

/// Unsent tasks: id, then where they are. Parameters: account, ids.
pub(in crate::postgres) const UNSENT: &str =
    "SELECT id, seq, lane_id, state, frozen, reason FROM homing_tasks WHERE account = $1 AND id = ANY($2)";

/// Sets aside what requires tasks that were discarded, and says in which lanes. Parameters: reason, lanes, tasks.
pub(in crate::postgres) const SET_REQUIRING_ASIDE: &str = "
UPDATE homing_tasks SET state = 'attention', reason = $1
WHERE state <> 'claimed' AND seq IN (
    SELECT other.task_seq FROM unnest($2::bigint[], $3::bigint[]) AS given (lane_id, seq)
    JOIN homing_dependencies AS other
        ON other.on_lane_id = given.lane_id AND other.upto_seq >= given.seq AND other.until = 'sent')
RETURNING lane_id";

/// When a claim could next have something: one look into an index for each place. Parameter: account.
pub(in crate::postgres) const NEXT_DUE: &str = "
SELECT LEAST(
    (SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = $1 AND place = 'waiting'),
    (SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = $1 AND place = 'ready'),
    (SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = $1 AND place = 'claimed'))";

/// Every count at one moment. Parameter: account.
pub(in crate::postgres) static COUNTS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "
SELECT
    (SELECT COUNT(*) FROM homing_tasks WHERE account = $1) AS unsent,
    (SELECT COUNT(*) FROM homing_tasks WHERE account = $1 AND state = 'attention') AS attention,
    (SELECT COUNT(*) FROM homing_lanes AS lane
        JOIN homing_tasks AS task ON task.lane_id = lane.id AND task.seq > lane.blocked_by_seq
        WHERE lane.account = $1 AND lane.blocked_by_seq IS NOT NULL AND task.state <> 'attention') AS behind,
    (SELECT COUNT(*) FROM homing_history WHERE account = $1 AND outcome = 'sent') AS sent,
    (SELECT COUNT(*) FROM homing_history WHERE account = $1 AND outcome = 'discarded') AS discarded,
    ({NEXT_DUE}) AS next_at_ms,
    COALESCE((SELECT blob_bytes FROM homing_queue_counts WHERE account = $1), 0) AS blob_bytes"
    )
});

/// Which names a task refers to. Parameter: names.
pub(in crate::postgres) const BLOBS_REFERENCED: &str =
    "SELECT DISTINCT name FROM homing_blobs WHERE name = ANY($1::text[])";

/// Tasks with the name of their lane and what holds them, in the columns before the task and its body.
macro_rules! tasks_with_lanes {
    ($body:literal, $which:literal) => {
        concat!(
            "SELECT (SELECT lane FROM homing_lanes WHERE id = homing_tasks.lane_id),
    COALESCE((SELECT json_agg(json_build_array(other.lane, waits.until))
        FROM homing_dependencies AS waits JOIN homing_lanes AS other ON other.id = waits.on_lane_id
        WHERE waits.task_seq = homing_tasks.seq AND ",
            holds!(),
            ")::text, '[]'), ",
            task_as_json!(),
            ", ",
            $body,
            " FROM homing_tasks WHERE ",
            $which
        )
    };
}

/// One task. Parameters: account, id.
pub(in crate::postgres) const TASK: &str = tasks_with_lanes!("body", "account = $1 AND id = $2");

/// Several tasks. Parameters: account, ids.
pub(in crate::postgres) const TASKS_WITH_BODIES: &str =
    tasks_with_lanes!("body", "account = $1 AND id = ANY($2::uuid[])");

/// What was sent, the latest first: the id, the kind, the lane, when it happened and when it left. Parameters: account,
/// limit.
pub(in crate::postgres) const SENT: &str = "
SELECT past.id, past.kind, lane.lane, past.occurred_at_ms, past.left_at_ms
FROM homing_history AS past JOIN homing_lanes AS lane ON lane.id = past.lane_id
WHERE past.account = $1 AND past.outcome = 'sent' ORDER BY past.left_at_ms DESC, past.seq DESC LIMIT $2";

/// Some tasks in sequence, with empty bodies. Parameters: account, after, limit.
pub(in crate::postgres) const TASKS: &str =
    tasks_with_lanes!("''::bytea", "account = $1 AND seq > $2 ORDER BY seq LIMIT $3");
