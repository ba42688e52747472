//! From a claim to what became of it.

use std::sync::LazyLock;

use homing_domain::policy::CRASHES_BEFORE_ATTENTION;

/// Lanes whose next time has come. Parameters: account, now.
pub(in crate::sqlite) const PROMOTE: &str = "
UPDATE homing_lanes SET place = 'ready' WHERE account = ? AND place = 'waiting' AND next_at_ms <= ?";

/// Lanes whose claim has run out. Parameters: account, now.
pub(in crate::sqlite) const EXPIRED: &str = "
SELECT 0, id FROM homing_lanes WHERE account = ? AND place = 'claimed' AND next_at_ms <= ?";

/// Which lanes a claim may have with which of their tasks, in the order of rank and sequence. The order comes
/// from the indexes, so that the limit stops the walk: hence they are named, and the loops are in the order written.
/// The limit is no bare parameter, since SQLite plans anew for each value of one. Parameters: account, now, limit.
pub(in crate::sqlite) const CANDIDATES: &str = concat!(
    "
SELECT 1, json_array(homing_lanes.id, homing_lanes.lane, homing_lanes.epoch, homing_tasks.body_bytes), ",
    task_as_json!(),
    "
FROM homing_lanes INDEXED BY homing_lanes_by_rank
CROSS JOIN homing_tasks INDEXED BY homing_tasks_of_lane
WHERE homing_lanes.account = ? AND homing_lanes.place = 'ready' AND homing_lanes.next_at_ms <= ?
    AND homing_tasks.lane_id = homing_lanes.id
    AND (homing_lanes.blocked_by_seq IS NULL OR homing_tasks.seq < homing_lanes.blocked_by_seq)
    AND (homing_lanes.held_by_seq IS NULL OR homing_tasks.seq < homing_lanes.held_by_seq)
ORDER BY homing_lanes.rank, homing_lanes.lane, homing_tasks.seq
LIMIT ? + 0"
);

/// Parameters: owner, end, now, lanes.
pub(in crate::sqlite) const CLAIM_LANES: &str = "
UPDATE homing_lanes SET place = 'claimed', epoch = epoch + 1, owner = ?, next_at_ms = ?, claimed_at_ms = ?
WHERE id IN (SELECT value FROM json_each(?) AS given)";

/// Marks tasks as claimed and gives their bodies. Parameter: tasks.
pub(in crate::sqlite) const CLAIM_TASKS: &str = "
UPDATE homing_tasks SET state = 'claimed' WHERE seq IN (SELECT value FROM json_each(?) AS given)
RETURNING seq, body";

/// Every claimed lane. Reads an index that holds claimed tasks alone.
pub(in crate::sqlite) const CLAIMED: &str =
    "SELECT DISTINCT 0, lane_id FROM homing_tasks WHERE state = 'claimed'";

/// Parameter: account.
pub(in crate::sqlite) const CLAIMED_OF: &str =
    "SELECT 0, id FROM homing_lanes WHERE account = ? AND place = 'claimed'";

/// Ends claims: what is left of them comes back. Parameters: why a task is set aside, lanes.
pub(in crate::sqlite) static TAKE_BACK: LazyLock<String> = LazyLock::new(|| {
    let aside = format!("crashes + 1 >= {CRASHES_BEFORE_ATTENTION}");
    format!(
        "
UPDATE homing_tasks SET
    state = CASE WHEN {aside} THEN 'attention' ELSE 'waiting' END,
    reason = CASE WHEN {aside} THEN ? END,
    frozen = 1,
    attempts = attempts + 1,
    crashes = crashes + 1,
    unknown_since_ms = COALESCE(unknown_since_ms,
        (SELECT claimed_at_ms FROM homing_lanes WHERE id = homing_tasks.lane_id), enqueued_at_ms)
WHERE lane_id IN (SELECT value FROM json_each(?) AS given) AND state = 'claimed'"
    )
});

/// Whether anything waits for another lane, and whether any task has a blob.
pub(in crate::sqlite) const ANY_DEPENDENCY_OR_BLOB: &str =
    "SELECT 0, EXISTS (SELECT 1 FROM homing_dependencies), EXISTS (SELECT 1 FROM homing_blobs)";

/// The claimed tasks of results: place in the list, then the task and its claim, as one value. Parameter: ids in
/// hexadecimal.
pub(in crate::sqlite) const RESULTS: &str = "
SELECT 1, json_array(given.key, task.seq, task.lane_id, hex(task.account), lane.lane, lane.epoch,
    COALESCE(lane.claimed_at_ms, task.enqueued_at_ms))
FROM json_each(?) AS given CROSS JOIN homing_tasks AS task CROSS JOIN homing_lanes AS lane
WHERE task.id = unhex(given.value) AND task.state = 'claimed' AND lane.id = task.lane_id";

/// Puts claimed tasks back. A row: task, state, reason, frozen, not before, attempts to add, instant of the claim; a
/// null changes nothing, save that it takes the reason away. Parameter: rows.
pub(in crate::sqlite) const PUT_BACK: &str = "
UPDATE homing_tasks SET
    state = given.value ->> 1,
    reason = given.value ->> 2,
    frozen = COALESCE(given.value ->> 3, frozen),
    not_before_ms = COALESCE(given.value ->> 4, not_before_ms),
    attempts = attempts + (given.value ->> 5),
    unknown_since_ms = CASE WHEN COALESCE(given.value ->> 3, frozen)
        THEN COALESCE(unknown_since_ms, given.value ->> 6) END
FROM json_each(?) AS given
WHERE homing_tasks.seq = given.value ->> 0";

/// Writes the history rows of tasks that leave. Parameters: now, outcome, tasks.
pub(in crate::sqlite) const REMEMBER: &str = "
INSERT INTO homing_history
    (seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, left_at_ms, outcome)
SELECT seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, ?, ?
FROM homing_tasks WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// The blobs of tasks that leave no longer count; their rows go with the tasks. Parameter: tasks.
pub(in crate::sqlite) const COUNT_BLOBS_OFF: &str = "
UPDATE homing_queue_counts SET blob_bytes = blob_bytes - gone.bytes
FROM (SELECT task.account, SUM(blob.bytes) AS bytes
    FROM json_each(?) AS given CROSS JOIN homing_blobs AS blob CROSS JOIN homing_tasks AS task
    WHERE blob.task_seq = given.value AND task.seq = blob.task_seq GROUP BY task.account) AS gone
WHERE homing_queue_counts.account = gone.account";

/// Parameter: tasks.
pub(in crate::sqlite) const DELETE: &str = "
DELETE FROM homing_tasks WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// The oldest rows, whichever way they left: each way has its own order in the index. Parameters: account, until,
/// limit, twice; limit.
pub(in crate::sqlite) const PURGE: &str = "
DELETE FROM homing_history WHERE seq IN (
    SELECT seq FROM (
        SELECT * FROM (SELECT seq, left_at_ms FROM homing_history
            WHERE account = ? AND outcome = 'sent' AND left_at_ms <= ? ORDER BY left_at_ms, seq LIMIT ?)
        UNION ALL
        SELECT * FROM (SELECT seq, left_at_ms FROM homing_history
            WHERE account = ? AND outcome = 'discarded' AND left_at_ms <= ? ORDER BY left_at_ms, seq LIMIT ?)
    ) AS oldest ORDER BY left_at_ms, seq LIMIT ?)";

/// Parameters: at, account, at.
pub(in crate::sqlite) const BRING_TASKS_FORWARD: &str = "
UPDATE homing_tasks SET not_before_ms = ? WHERE account = ? AND state = 'waiting' AND not_before_ms > ?";

/// Parameters: at, account, at.
pub(in crate::sqlite) const BRING_LANES_FORWARD: &str = "
UPDATE homing_lanes SET place = 'waiting', next_at_ms = ?
WHERE account = ? AND place IN ('waiting', 'ready') AND next_at_ms > ?";
