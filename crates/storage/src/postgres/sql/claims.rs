//! From a claim to what became of it.

use std::sync::LazyLock;

use homing_domain::policy::CRASHES_BEFORE_ATTENTION;

/// Whether a claim has run out. Parameters: account, now; without that the database's clock says.
pub(in crate::postgres) const ANY_EXPIRED: &str = concat!(
    "
SELECT EXISTS (SELECT 1 FROM homing_lanes WHERE account = $1 AND place = 'claimed'
    AND next_at_ms <= COALESCE($2::bigint, ",
    database_now_ms!(),
    "))"
);

/// Lanes whose claim has run out. Parameters: as before.
pub(in crate::postgres) const EXPIRED: &str = concat!(
    "
SELECT id FROM homing_lanes WHERE account = $1 AND place = 'claimed'
    AND next_at_ms <= COALESCE($2::bigint, ",
    database_now_ms!(),
    ")"
);

/// Lanes whose next time has come, save those in other hands. Parameters: account, now.
pub(in crate::postgres) const PROMOTE: &str = "
UPDATE homing_lanes SET place = 'ready' WHERE id IN (
    SELECT id FROM homing_lanes WHERE account = $1 AND place = 'waiting' AND next_at_ms <= $2
    FOR UPDATE SKIP LOCKED)";

/// Takes the first lanes that may go, save those in other hands. Each has a task that may be given. Parameters:
/// account, now, limit.
pub(in crate::postgres) const LANES_TO_CLAIM: &str = "
SELECT id FROM homing_lanes WHERE account = $1 AND place = 'ready' AND next_at_ms <= $2
ORDER BY rank, lane LIMIT $3
FOR UPDATE SKIP LOCKED";

/// Their tasks that may be given, lane by lane: see [`crate::relational::claim`]. Parameters: lanes in the order of
/// rank, limit.
pub(in crate::postgres) const CANDIDATES: &str = concat!(
    "
SELECT 1, json_build_array(lane.id, lane.lane, lane.epoch, task.body_bytes)::text, task.task
FROM unnest($1::bigint[]) WITH ORDINALITY AS given (id, place)
JOIN homing_lanes AS lane ON lane.id = given.id
CROSS JOIN LATERAL (
    SELECT seq, body_bytes, ",
    task_as_json!(),
    " AS task
    FROM homing_tasks WHERE lane_id = lane.id
        AND (lane.blocked_by_seq IS NULL OR seq < lane.blocked_by_seq)
        AND (lane.held_by_seq IS NULL OR seq < lane.held_by_seq)
    ORDER BY seq LIMIT $2
) AS task
ORDER BY given.place, task.seq
LIMIT $2"
);

/// Parameters: owner, now, length, instant of the claim, lanes. Without `now` the length counts by the database's
/// clock.
pub(in crate::postgres) const CLAIM_LANES: &str = concat!(
    "
UPDATE homing_lanes SET place = 'claimed', epoch = epoch + 1, owner = $1,
    next_at_ms = COALESCE($2::bigint, ",
    database_now_ms!(),
    ") + $3, claimed_at_ms = $4
WHERE id = ANY($5)"
);

/// Marks tasks as claimed and gives their bodies. Parameter: tasks.
pub(in crate::postgres) const CLAIM_TASKS: &str =
    "UPDATE homing_tasks SET state = 'claimed' WHERE seq = ANY($1) RETURNING seq, body";

/// Whose claims there are. Reads an index that holds claimed tasks alone.
pub(in crate::postgres) const CLAIMED_ACCOUNTS: &str =
    "SELECT DISTINCT account FROM homing_tasks WHERE state = 'claimed' ORDER BY account";

/// Parameter: account.
pub(in crate::postgres) const CLAIMED_OF: &str =
    "SELECT id FROM homing_lanes WHERE account = $1 AND place = 'claimed'";

/// Ends claims: what is left of them comes back. Parameters: why a task is set aside, lanes.
pub(in crate::postgres) static TAKE_BACK: LazyLock<String> = LazyLock::new(|| {
    let aside = format!("crashes + 1 >= {CRASHES_BEFORE_ATTENTION}");
    format!(
        "
UPDATE homing_tasks SET
    state = CASE WHEN {aside} THEN 'attention' ELSE 'waiting' END,
    reason = CASE WHEN {aside} THEN $1::text END,
    frozen = true,
    attempts = attempts + 1,
    crashes = crashes + 1,
    unknown_since_ms = COALESCE(unknown_since_ms,
        (SELECT claimed_at_ms FROM homing_lanes WHERE id = homing_tasks.lane_id), enqueued_at_ms)
WHERE lane_id = ANY($2) AND state = 'claimed'"
    )
});

/// Whose tasks these are. Parameter: ids.
pub(in crate::postgres) const ACCOUNTS_OF: &str =
    "SELECT DISTINCT account FROM homing_tasks WHERE id = ANY($1) ORDER BY account";

/// Whether anything waits for another lane, and whether any task has a blob.
pub(in crate::postgres) const ANY_DEPENDENCY_OR_BLOB: &str =
    "SELECT EXISTS (SELECT 1 FROM homing_dependencies), EXISTS (SELECT 1 FROM homing_blobs)";

/// The claimed tasks of results: place in the list, then the task and its claim. Parameters: ids, accounts.
pub(in crate::postgres) const RESULTS: &str = "
SELECT given.place - 1, task.seq, task.lane_id, task.account, lane.lane, lane.epoch,
    COALESCE(lane.claimed_at_ms, task.enqueued_at_ms)
FROM unnest($1::uuid[]) WITH ORDINALITY AS given (id, place)
JOIN homing_tasks AS task ON task.id = given.id
JOIN homing_lanes AS lane ON lane.id = task.lane_id
WHERE task.state = 'claimed' AND task.account = ANY($2)";

/// Puts claimed tasks back. A null changes nothing, save that it takes the reason away. Parameter: rows in JSON.
pub(in crate::postgres) const PUT_BACK: &str = "
UPDATE homing_tasks AS task SET
    state = given.state,
    reason = given.reason,
    frozen = COALESCE(given.frozen, task.frozen),
    not_before_ms = COALESCE(given.not_before_ms, task.not_before_ms),
    attempts = task.attempts + given.attempts,
    unknown_since_ms = CASE WHEN COALESCE(given.frozen, task.frozen)
        THEN COALESCE(task.unknown_since_ms, given.claimed_at_ms) END
FROM json_to_recordset($1::json) AS given (seq bigint, state text, reason text, frozen boolean,
    not_before_ms bigint, attempts bigint, claimed_at_ms bigint)
WHERE task.seq = given.seq";

/// Writes the history rows of tasks that leave. Parameters: now, outcome, tasks.
pub(in crate::postgres) const REMEMBER: &str = "
INSERT INTO homing_history
    (seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, left_at_ms, outcome)
SELECT seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, $1::bigint, $2::text
FROM homing_tasks WHERE seq = ANY($3)";

/// The blobs of tasks that leave no longer count; their rows go with the tasks. Parameter: tasks.
pub(in crate::postgres) const COUNT_BLOBS_OFF: &str = "
UPDATE homing_queue_counts AS counts SET blob_bytes = counts.blob_bytes - gone.bytes
FROM (SELECT task.account, SUM(blob.bytes)::bigint AS bytes
    FROM homing_blobs AS blob JOIN homing_tasks AS task ON task.seq = blob.task_seq
    WHERE blob.task_seq = ANY($1) GROUP BY task.account) AS gone
WHERE counts.account = gone.account";

/// Parameter: tasks.
pub(in crate::postgres) const DELETE: &str = "DELETE FROM homing_tasks WHERE seq = ANY($1)";

/// The oldest rows, whichever way they left: each way has its own order in the index. Parameters: account, until,
/// limit.
pub(in crate::postgres) const PURGE: &str = "
DELETE FROM homing_history WHERE seq IN (
    SELECT seq FROM (
        (SELECT seq, left_at_ms FROM homing_history
            WHERE account = $1 AND outcome = 'sent' AND left_at_ms <= $2 ORDER BY left_at_ms, seq LIMIT $3)
        UNION ALL
        (SELECT seq, left_at_ms FROM homing_history
            WHERE account = $1 AND outcome = 'discarded' AND left_at_ms <= $2 ORDER BY left_at_ms, seq LIMIT $3)
    ) AS oldest ORDER BY left_at_ms, seq LIMIT $3)";

/// Parameters: account, at.
pub(in crate::postgres) const BRING_TASKS_FORWARD: &str = "
UPDATE homing_tasks SET not_before_ms = $2 WHERE account = $1 AND state = 'waiting' AND not_before_ms > $2";

/// Parameters: account, at.
pub(in crate::postgres) const BRING_LANES_FORWARD: &str = "
UPDATE homing_lanes SET place = 'waiting', next_at_ms = $2
WHERE account = $1 AND place IN ('waiting', 'ready') AND next_at_ms > $2";
