//! What a commit reads and writes.

use std::sync::LazyLock;

use crate::sqlite::script::Listing;

/// The numbers that a commit begins with. Parameter: account, twice. What else a commit asks for comes with it, in as many
/// columns.
pub(in crate::sqlite) const NUMBERS: &str = "
SELECT 0, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'homing_tasks'), 0),
    COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'homing_lanes'), 0),
    COALESCE((SELECT unsent FROM homing_queue_counts WHERE account = ?), 0),
    (SELECT active_account IS NOT NULL FROM homing_installation WHERE id = 1),
    COALESCE((SELECT blob_bytes FROM homing_queue_counts WHERE account = ?), 0), NULL, NULL, NULL, NULL, NULL";

/// What is stored of some records: place in the list, revision, newest revision carried, row. Parameters: pairs of
/// collection and id, account.
pub(in crate::sqlite) static REVISIONS: LazyLock<Listing> = LazyLock::new(|| {
    let text = "
SELECT 1, given.key, record.revision, record.carried_revision, record.rowid, NULL, NULL, NULL, NULL, NULL, NULL
FROM {given} CROSS JOIN homing_records AS record
WHERE record.account = ? AND record.collection = given.a AND record.id = given.b";
    Listing::new(text, 2)
});

/// Known lanes: place in the list, id, last sequence number, whether others wait for it. Parameters: names, account.
pub(in crate::sqlite) static LANES: LazyLock<Listing> = LazyLock::new(|| {
    let text = "
SELECT 2, given.key, lane.id, COALESCE((SELECT MAX(seq) FROM homing_tasks WHERE lane_id = lane.id), 0),
    EXISTS (SELECT 1 FROM homing_dependencies WHERE on_lane_id = lane.id), NULL, NULL, NULL, NULL, NULL, NULL
FROM {given} CROSS JOIN homing_lanes AS lane
WHERE lane.account = ? AND lane.lane = given.a";
    Listing::new(text, 1)
});

/// The tasks of a lane and a kind, without their bodies. Parameters: pairs of lane and kind, account.
pub(in crate::sqlite) static OF_LANE_AND_KIND: LazyLock<Listing> = LazyLock::new(|| {
    let text = "
SELECT 3, task.lane_id, task.kind, task.seq, task.priority, task.enqueued_at_ms, task.state, task.frozen,
    EXISTS (SELECT 1 FROM homing_dependencies WHERE task_seq = task.seq),
    COALESCE((SELECT bytes FROM homing_blobs WHERE task_seq = task.seq), 0), task.id
FROM {given} CROSS JOIN homing_lanes AS lane CROSS JOIN homing_tasks AS task
WHERE lane.account = ? AND lane.lane = given.a AND task.lane_id = lane.id AND task.kind = given.b";
    Listing::new(text, 2)
});

pub(in crate::sqlite) const INSERT_LANES: &str = "
INSERT INTO homing_lanes (id, account, lane, place, rank, next_at_ms, epoch) VALUES ";

/// One row of them.
pub(in crate::sqlite) const INSERT_LANE_ROW: &str = "(?, ?, ?, ?, ?, ?, 0)";

pub(in crate::sqlite) const INSERT_TASKS: &str = "
INSERT INTO homing_tasks (seq, id, account, lane_id, key, kind, priority, coalesce, occurred_at_ms, enqueued_at_ms,
    not_before_ms, carries_collection, carries_id, carries_revision, without_room, body_bytes, body, state, frozen,
    attempts) VALUES ";

/// One row of them.
pub(in crate::sqlite) const INSERT_TASK_ROW: &str =
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0)";

pub(in crate::sqlite) const PUT_RECORDS: &str = "
INSERT INTO homing_records (account, collection, id, sort_key, revision, carried_revision, body) VALUES ";

/// One row of them.
pub(in crate::sqlite) const PUT_RECORD_ROW: &str = "(?, ?, ?, ?, ?, ?, ?)";

/// A record that is there gives way, but what was carried of it stays carried.
pub(in crate::sqlite) const OVER_OLD_RECORDS: &str = "
ON CONFLICT (account, collection, id) DO UPDATE SET
    sort_key = excluded.sort_key, revision = excluded.revision, body = excluded.body,
    carried_revision = MAX(excluded.carried_revision, carried_revision)";

/// A row: row, revision. Parameter: rows.
pub(in crate::sqlite) const NOTE_CARRIED: &str = "
UPDATE homing_records SET carried_revision = given.value ->> 1
FROM json_each(?) AS given WHERE homing_records.rowid = given.value ->> 0";

/// A row: task, its lane, the other lane, until, up to. Parameter: rows.
pub(in crate::sqlite) const INSERT_DEPENDENCIES: &str = "
INSERT INTO homing_dependencies (task_seq, lane_id, on_lane_id, until, upto_seq)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) AS given";

/// Whether any of the tasks is unsent. Parameter: ids.
pub(in crate::sqlite) const ANY_THERE: &str = "
SELECT EXISTS (SELECT 1 FROM json_each(?) AS given CROSS JOIN homing_tasks AS task WHERE task.id = unhex(given.value))";

/// Parameter: tasks.
pub(in crate::sqlite) const DEPENDENCIES_OF: &str = "
SELECT task_seq, on_lane_id, until, upto_seq FROM homing_dependencies
WHERE task_seq IN (SELECT value FROM json_each(?) AS given)";

/// Which of the lanes that a task waits for waits for the task, over whatever chain. Parameters: task, its lane,
/// task.
pub(in crate::sqlite) const CYCLE: &str = "
WITH RECURSIVE reached (origin, lane_id, upto_seq) AS (
    SELECT on_lane_id, on_lane_id, upto_seq FROM homing_dependencies WHERE task_seq = ?
    UNION
    SELECT reached.origin, next.on_lane_id, next.upto_seq
    FROM reached JOIN homing_dependencies AS next
        ON next.lane_id = reached.lane_id AND next.task_seq <= reached.upto_seq
)
SELECT lane.lane FROM reached JOIN homing_lanes AS lane ON lane.id = reached.origin
WHERE reached.lane_id = ? AND reached.upto_seq >= ? ORDER BY lane.lane LIMIT 1";

/// A row: task, name, digest, bytes. Parameter: rows.
pub(in crate::sqlite) const INSERT_BLOBS: &str = "
INSERT INTO homing_blobs (task_seq, name, sha256, bytes)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) AS given";

/// Parameters: account, difference of tasks, difference of bytes.
pub(in crate::sqlite) const COUNT_UNSENT: &str = "
INSERT INTO homing_queue_counts (account, unsent, blob_bytes) VALUES (?, ?, ?)
ON CONFLICT (account) DO UPDATE SET
    unsent = unsent + excluded.unsent, blob_bytes = blob_bytes + excluded.blob_bytes";

/// What an account had unsent is another's now. Parameters: the other, the account.
pub(in crate::sqlite) const COUNT_ADOPTED: &str = "
INSERT INTO homing_queue_counts (account, unsent, blob_bytes)
SELECT ?, unsent, blob_bytes FROM homing_queue_counts WHERE account = ?
ON CONFLICT (account) DO UPDATE SET
    unsent = unsent + excluded.unsent, blob_bytes = blob_bytes + excluded.blob_bytes";

/// Parameter: account.
pub(in crate::sqlite) const COUNT_NONE: &str = "DELETE FROM homing_queue_counts WHERE account = ?";
