//! What a commit reads and writes.

/// Parameter: account.
pub(in crate::postgres) const NUMBERS: &str = "
SELECT COALESCE((SELECT unsent FROM homing_queue_counts WHERE account = $1), 0),
    COALESCE((SELECT active_account IS NOT NULL FROM homing_installation WHERE id = 1), false),
    COALESCE((SELECT blob_bytes FROM homing_queue_counts WHERE account = $1), 0)";

/// Sets numbers aside for new rows of a table, which nobody else gets. Parameters: table, column, how many.
pub(in crate::postgres) const SET_ASIDE: &str =
    "SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3)";

/// What is stored of some records: place in the list, revision, newest revision carried. Parameters: account,
/// collections, ids.
pub(in crate::postgres) const REVISIONS: &str = "
SELECT given.place - 1, record.revision, record.carried_revision
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (collection, id, place)
JOIN homing_records AS record ON record.account = $1 AND record.collection = given.collection
    AND record.id = given.id";

/// Known lanes: place in the list, id, last sequence number, whether others wait for it. Parameters: account, names.
pub(in crate::postgres) const LANES: &str = "
SELECT given.place - 1, lane.id, COALESCE((SELECT MAX(seq) FROM homing_tasks WHERE lane_id = lane.id), 0),
    EXISTS (SELECT 1 FROM homing_dependencies WHERE on_lane_id = lane.id)
FROM unnest($2::text[]) WITH ORDINALITY AS given (lane, place)
JOIN homing_lanes AS lane ON lane.account = $1 AND lane.lane = given.lane";

/// The tasks of a lane and a kind, without their bodies. Parameters: account, lanes, kinds.
pub(in crate::postgres) const OF_LANE_AND_KIND: &str = "
SELECT 3, task.lane_id, task.kind, task.seq, task.priority::bigint, task.enqueued_at_ms, task.state, task.frozen,
    EXISTS (SELECT 1 FROM homing_dependencies WHERE task_seq = task.seq),
    COALESCE((SELECT bytes FROM homing_blobs WHERE task_seq = task.seq), 0), task.id
FROM unnest($2::text[], $3::text[]) AS given (lane, kind)
JOIN homing_lanes AS lane ON lane.account = $1 AND lane.lane = given.lane
JOIN homing_tasks AS task ON task.lane_id = lane.id AND task.kind = given.kind";

pub(in crate::postgres) const INSERT_LANES: &str =
    "INSERT INTO homing_lanes (id, account, lane, place, rank, next_at_ms, epoch) VALUES ";

pub(in crate::postgres) const INSERT_TASKS: &str = "
INSERT INTO homing_tasks (seq, id, account, lane_id, key, kind, priority, \"coalesce\", occurred_at_ms,
    enqueued_at_ms, not_before_ms, carries_collection, carries_id, carries_revision, without_room, body_bytes, body,
    state, frozen, attempts) VALUES ";

pub(in crate::postgres) const PUT_RECORDS: &str = "INSERT INTO homing_records (account, collection, id, sort_key, revision, carried_revision, body) VALUES ";

/// A record that is there gives way, but what was carried of it stays carried.
pub(in crate::postgres) const OVER_OLD_RECORDS: &str = "
ON CONFLICT (account, collection, id) DO UPDATE SET
    sort_key = excluded.sort_key, revision = excluded.revision, body = excluded.body,
    carried_revision = GREATEST(excluded.carried_revision, homing_records.carried_revision)";

/// Parameters: account, collections, ids, revisions.
pub(in crate::postgres) const NOTE_CARRIED: &str = "
UPDATE homing_records AS record SET carried_revision = given.revision
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS given (collection, id, revision)
WHERE record.account = $1 AND record.collection = given.collection AND record.id = given.id";

/// Parameters: tasks, their lanes, the other lanes, until, up to.
pub(in crate::postgres) const INSERT_DEPENDENCIES: &str = "
INSERT INTO homing_dependencies (task_seq, lane_id, on_lane_id, until, upto_seq)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[])";

/// Whether any of the tasks is unsent. Parameter: ids.
pub(in crate::postgres) const ANY_THERE: &str =
    "SELECT EXISTS (SELECT 1 FROM homing_tasks WHERE id = ANY($1::uuid[]))";

/// Parameter: tasks.
pub(in crate::postgres) const DEPENDENCIES_OF: &str =
    "SELECT task_seq, on_lane_id, until, upto_seq FROM homing_dependencies WHERE task_seq = ANY($1)";

/// Which of the lanes that a task waits for waits for the task, over whatever chain. Parameters: task, its lane.
pub(in crate::postgres) const CYCLE: &str = "
WITH RECURSIVE reached (origin, lane_id, upto_seq) AS (
    SELECT on_lane_id, on_lane_id, upto_seq FROM homing_dependencies WHERE task_seq = $1
    UNION
    SELECT reached.origin, next.on_lane_id, next.upto_seq
    FROM reached JOIN homing_dependencies AS next
        ON next.lane_id = reached.lane_id AND next.task_seq <= reached.upto_seq
)
SELECT lane.lane FROM reached JOIN homing_lanes AS lane ON lane.id = reached.origin
WHERE reached.lane_id = $2 AND reached.upto_seq >= $1 ORDER BY lane.lane LIMIT 1";

/// Parameters: tasks, names, digests, bytes.
pub(in crate::postgres) const INSERT_BLOBS: &str = "
INSERT INTO homing_blobs (task_seq, name, sha256, bytes)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])";

/// Parameters: account, difference of tasks, difference of bytes.
pub(in crate::postgres) const COUNT_UNSENT: &str = "
INSERT INTO homing_queue_counts (account, unsent, blob_bytes) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET
    unsent = homing_queue_counts.unsent + excluded.unsent,
    blob_bytes = homing_queue_counts.blob_bytes + excluded.blob_bytes";

/// What an account had unsent is another's now. Parameters: the other, the account.
pub(in crate::postgres) const COUNT_ADOPTED: &str = "
INSERT INTO homing_queue_counts (account, unsent, blob_bytes)
SELECT $1::uuid, unsent, blob_bytes FROM homing_queue_counts WHERE account = $2
ON CONFLICT (account) DO UPDATE SET
    unsent = homing_queue_counts.unsent + excluded.unsent,
    blob_bytes = homing_queue_counts.blob_bytes + excluded.blob_bytes";

/// Parameter: account.
pub(in crate::postgres) const COUNT_NONE: &str = "DELETE FROM homing_queue_counts WHERE account = $1";
