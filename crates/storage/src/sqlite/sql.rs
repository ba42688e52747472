//! The statements that the query builder would only make harder to read, each in its one place. They are
//! portable to PostgreSQL, save for the casts that it wants around parameters within `VALUES`.
//!
//! States and places stand in the text, not in parameters: SQLite uses a partial index only where the
//! statement repeats its condition.

use homing_domain::policy::priority_bonus;
use homing_domain::task::Priority;
use sea_orm::{ConnectionTrait, Statement, Value};

/// At most so many rows or ids go into one statement. With up to 20 values a row this stays under SQLite's
/// limit of 32,766 parameters.
pub(super) const ROWS_PER_STATEMENT: usize = 500;

/// Which lanes a claim may have with which of their tasks, in the order of rank and sequence. The order comes
/// from the indexes, so that the limit stops the walk. Parameters: account, now, limit.
pub(super) const CANDIDATES: &str = "
SELECT lane.id AS lane_id, lane.lane, lane.epoch, task.seq, task.body_bytes
FROM homing_lanes AS lane
JOIN homing_tasks AS task ON task.lane_id = lane.id
WHERE lane.account = $1 AND lane.place = 'ready' AND lane.next_at_ms <= $2
    AND (lane.blocked_by_seq IS NULL OR task.seq < lane.blocked_by_seq)
ORDER BY lane.rank, lane.lane, task.seq
LIMIT $3";

/// Lanes whose next time has come. Parameters: account, now.
pub(super) const PROMOTE: &str = "
UPDATE homing_lanes SET place = 'ready' WHERE account = $1 AND place = 'waiting' AND next_at_ms <= $2";

/// Lanes whose claim has run out. Parameters: account, now.
pub(super) const EXPIRED: &str = "
SELECT id FROM homing_lanes WHERE account = $1 AND place = 'claimed' AND next_at_ms <= $2";

/// Every claimed lane. Reads an index that holds claimed tasks alone.
pub(super) const CLAIMED: &str = "SELECT DISTINCT lane_id AS id FROM homing_tasks WHERE state = 'claimed'";

/// Parameters: now, account.
pub(super) const BRING_TASKS_FORWARD: &str = "
UPDATE homing_tasks SET not_before_ms = $1 WHERE account = $2 AND state = 'waiting' AND not_before_ms > $1";

/// Parameters: now, account.
pub(super) const BRING_LANES_FORWARD: &str = "
UPDATE homing_lanes SET place = 'ready', next_at_ms = $1
WHERE account = $2 AND place IN ('waiting', 'ready') AND next_at_ms > $1";

/// Every count at one moment. Parameter: account.
pub(super) const COUNTS: &str = "
SELECT
    (SELECT COUNT(*) FROM homing_tasks WHERE account = $1) AS unsent,
    (SELECT COUNT(*) FROM homing_tasks WHERE account = $1 AND state = 'attention') AS attention,
    (SELECT COUNT(*) FROM homing_lanes AS lane
        JOIN homing_tasks AS task ON task.lane_id = lane.id AND task.seq > lane.blocked_by_seq
        WHERE lane.account = $1 AND lane.blocked_by_seq IS NOT NULL AND task.state <> 'attention') AS behind,
    (SELECT COUNT(*) FROM homing_history WHERE account = $1 AND outcome = 'sent') AS sent,
    (SELECT COUNT(*) FROM homing_history WHERE account = $1 AND outcome = 'discarded') AS discarded,
    (SELECT MIN(next_at_ms) FROM (
        SELECT MIN(next_at_ms) AS next_at_ms FROM homing_lanes WHERE account = $1 AND place = 'waiting'
        UNION ALL
        SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = $1 AND place = 'ready'
        UNION ALL
        SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = $1 AND place = 'claimed'
    ) AS by_place) AS next_at_ms";

/// Makes lanes agree with their tasks again.
///
/// A lane is claimed as long as one of its tasks is. The rank is [`homing_domain::policy::lane_rank`] of the
/// first task in sequence and the most urgent priority: each is one look into an index, however long the lane.
pub(super) fn refresh_lanes(connection: &impl ConnectionTrait, now_ms: i64, lanes: &[i64]) -> Statement {
    let bonus =
        |priority| Value::from(i64::try_from(priority_bonus(priority).as_millis()).unwrap_or(i64::MAX));
    let mut values: Vec<Value> =
        vec![now_ms.into(), bonus(Priority::Critical), bonus(Priority::High), bonus(Priority::Normal)];
    let ids = placeholders(values.len(), lanes.len());
    values.extend(lanes.iter().map(|id| Value::from(*id)));
    let sql = format!(
        "
UPDATE homing_lanes SET
    place = CASE
        WHEN head.claimed THEN 'claimed'
        WHEN head.seq IS NULL THEN 'idle'
        WHEN head.state = 'attention' THEN 'blocked'
        WHEN head.not_before_ms <= $1 THEN 'ready'
        ELSE 'waiting'
    END,
    next_at_ms = CASE WHEN head.claimed THEN homing_lanes.next_at_ms ELSE COALESCE(head.not_before_ms, 0) END,
    owner = CASE WHEN head.claimed THEN homing_lanes.owner END,
    rank = COALESCE(head.enqueued_at_ms - CASE head.priority WHEN 0 THEN $2 WHEN 1 THEN $3 ELSE $4 END, 0),
    blocked_by_seq = head.blocked_by_seq
FROM (
    SELECT lane.id AS lane_id, task.seq, task.state, task.not_before_ms, task.enqueued_at_ms,
        (SELECT MIN(priority) FROM homing_tasks WHERE lane_id = lane.id) AS priority,
        (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id AND state = 'attention') AS blocked_by_seq,
        EXISTS (SELECT 1 FROM homing_tasks WHERE lane_id = lane.id AND state = 'claimed') AS claimed
    FROM homing_lanes AS lane
    LEFT JOIN homing_tasks AS task ON task.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id)
    WHERE lane.id IN ({ids})
) AS head
WHERE homing_lanes.id = head.lane_id"
    );
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Puts claimed tasks back. A row: seq, state, reason, frozen, not before, attempts to add; a null changes
/// nothing, save that it takes the reason away.
pub(super) fn put_back(connection: &impl ConnectionTrait, rows: Vec<[Value; 6]>) -> Statement {
    let (table, values) = values_table(rows);
    let sql = format!(
        "
UPDATE homing_tasks SET
    state = given.column2,
    reason = given.column3,
    frozen = COALESCE(given.column4, frozen),
    not_before_ms = COALESCE(given.column5, not_before_ms),
    attempts = attempts + given.column6
FROM ({table}) AS given
WHERE homing_tasks.seq = given.column1"
    );
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Notes what tasks carry in records that are there already. A row: account, collection, id, revision.
pub(super) fn note_carried(connection: &impl ConnectionTrait, rows: Vec<[Value; 4]>) -> Statement {
    let (table, values) = values_table(rows);
    let sql = format!(
        "
UPDATE homing_records SET carried_revision = given.column4
FROM ({table}) AS given
WHERE homing_records.account = given.column1 AND homing_records.collection = given.column2
    AND homing_records.id = given.column3 AND homing_records.carried_revision < given.column4"
    );
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// How a task left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Discarded,
}

/// Writes the history rows of tasks that leave; who calls deletes the tasks next.
pub(super) fn remember(
    connection: &impl ConnectionTrait,
    now_ms: i64,
    outcome: Outcome,
    seqs: &[i64],
) -> Statement {
    let outcome = match outcome {
        Outcome::Sent => "sent",
        Outcome::Discarded => "discarded",
    };
    let mut values: Vec<Value> = vec![now_ms.into(), outcome.into()];
    let ids = placeholders(values.len(), seqs.len());
    values.extend(seqs.iter().map(|seq| Value::from(*seq)));
    let sql = format!(
        "
INSERT INTO homing_history
    (seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, left_at_ms, outcome)
SELECT seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, $1, $2
FROM homing_tasks WHERE seq IN ({ids})"
    );
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// `$n, $n+1, ...` for `count` values after the first `before`.
fn placeholders(before: usize, count: usize) -> String {
    let numbered: Vec<_> = (before + 1..=before + count).map(|number| format!("${number}")).collect();
    numbered.join(", ")
}

/// `VALUES (...), (...)`, whose columns both databases call `column1`, `column2` and so on.
fn values_table<const COLUMNS: usize>(rows: Vec<[Value; COLUMNS]>) -> (String, Vec<Value>) {
    let tuples: Vec<_> =
        (0..rows.len()).map(|row| format!("({})", placeholders(row * COLUMNS, COLUMNS))).collect();
    (format!("VALUES {}", tuples.join(", ")), rows.into_iter().flatten().collect())
}
