//! The statements, each in its one place, in SQLite's dialect: lists of ids come as JSON, under the name `given`.
//!
//! States and places stand in the text, not in parameters: SQLite uses a partial index only where the
//! statement repeats its condition.

use std::sync::LazyLock;

use homing_domain::Timestamp;
use homing_domain::policy::{CRASHES_BEFORE_ALONE, CRASHES_BEFORE_ATTENTION, lane_rank};
use homing_domain::task::Priority;

/// The numbers that a commit begins with. Parameter: account.
pub(super) const NUMBERS: &str = "
SELECT 0, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'homing_tasks'), 0),
    COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'homing_lanes'), 0),
    COALESCE((SELECT unsent FROM homing_queue_counts WHERE account = ?), 0),
    (SELECT active_account IS NOT NULL FROM homing_installation WHERE id = 1)";

/// What is stored of some records: place in the list, revision, newest revision carried. Parameters: pairs of
/// collection and id, account.
pub(super) const REVISIONS: &str = "
SELECT 1, given.key, record.revision, record.carried_revision
FROM json_each(?) AS given CROSS JOIN homing_records AS record
WHERE record.account = ? AND record.collection = given.value ->> 0 AND record.id = given.value ->> 1";

/// Known lanes: place in the list, id, last sequence number, whether others wait for it. Parameters: names, account.
pub(super) const LANES: &str = "
SELECT 2, given.key, lane.id, COALESCE((SELECT MAX(seq) FROM homing_tasks WHERE lane_id = lane.id), 0),
    EXISTS (SELECT 1 FROM homing_dependencies WHERE on_lane_id = lane.id)
FROM json_each(?) AS given CROSS JOIN homing_lanes AS lane
WHERE lane.account = ? AND lane.lane = given.value";

/// The tasks of a lane and a kind, without their bodies. Parameters: pairs of lane and kind, account.
pub(super) const OF_LANE_AND_KIND: &str = "
SELECT 3, task.lane_id, task.kind, task.seq, task.priority, task.enqueued_at_ms, task.state, task.frozen,
    EXISTS (SELECT 1 FROM homing_dependencies WHERE task_seq = task.seq)
FROM json_each(?) AS given CROSS JOIN homing_lanes AS lane CROSS JOIN homing_tasks AS task
WHERE lane.account = ? AND lane.lane = given.value ->> 0
    AND task.lane_id = lane.id AND task.kind = given.value ->> 1
ORDER BY task.seq";

/// A row: id, lane, place, rank, next time. Parameters: account, rows.
pub(super) const INSERT_LANES: &str = "
INSERT INTO homing_lanes (account, id, lane, place, rank, next_at_ms, epoch)
SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 0 FROM json_each(?) AS given";

pub(super) const INSERT_TASKS: &str = "
INSERT INTO homing_tasks (seq, id, account, lane_id, key, kind, priority, coalesce, occurred_at_ms, enqueued_at_ms,
    not_before_ms, carries_collection, carries_id, carries_revision, without_room, body_bytes, body, state, frozen,
    attempts) VALUES ";

/// One row of them.
pub(super) const INSERT_TASK_ROW: &str =
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0)";

pub(super) const PUT_RECORDS: &str = "
INSERT INTO homing_records (account, collection, id, sort_key, revision, carried_revision, body) VALUES ";

/// One row of them.
pub(super) const PUT_RECORD_ROW: &str = "(?, ?, ?, ?, ?, ?, ?)";

/// A record that is there gives way, but what was carried of it stays carried.
pub(super) const OVER_OLD_RECORDS: &str = "
ON CONFLICT (account, collection, id) DO UPDATE SET
    sort_key = excluded.sort_key, revision = excluded.revision, body = excluded.body,
    carried_revision = MAX(excluded.carried_revision, carried_revision)";

/// A row: collection, id, revision. Parameters: rows, account.
pub(super) const NOTE_CARRIED: &str = "
UPDATE homing_records SET carried_revision = given.value ->> 2
FROM json_each(?) AS given
WHERE homing_records.account = ? AND homing_records.collection = given.value ->> 0
    AND homing_records.id = given.value ->> 1 AND homing_records.carried_revision < given.value ->> 2";

/// A row: task, its lane, the other lane, until, up to. Parameter: rows.
pub(super) const INSERT_DEPENDENCIES: &str = "
INSERT INTO homing_dependencies (task_seq, lane_id, on_lane_id, until, upto_seq)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) AS given";

/// Parameter: tasks.
pub(super) const DEPENDENCIES_OF: &str = "
SELECT task_seq, on_lane_id, until, upto_seq FROM homing_dependencies
WHERE task_seq IN (SELECT value FROM json_each(?) AS given)";

/// Which of the lanes that a task waits for waits for the task, over whatever chain. Parameters: task, its lane,
/// task.
pub(super) const CYCLE: &str = "
WITH RECURSIVE reached (origin, lane_id, upto_seq) AS (
    SELECT on_lane_id, on_lane_id, upto_seq FROM homing_dependencies WHERE task_seq = ?
    UNION
    SELECT reached.origin, next.on_lane_id, next.upto_seq
    FROM reached JOIN homing_dependencies AS next
        ON next.lane_id = reached.lane_id AND next.task_seq <= reached.upto_seq
)
SELECT lane.lane FROM reached JOIN homing_lanes AS lane ON lane.id = reached.origin
WHERE reached.lane_id = ? AND reached.upto_seq >= ? ORDER BY lane.lane LIMIT 1";

/// Sets aside what requires tasks that were discarded, and says in which lanes. Parameters: reason, pairs of lane and
/// task.
pub(super) const SET_REQUIRING_ASIDE: &str = "
UPDATE homing_tasks SET state = 'attention', reason = ?
WHERE state <> 'claimed' AND seq IN (
    SELECT other.task_seq FROM json_each(?) AS given CROSS JOIN homing_dependencies AS other
    WHERE other.on_lane_id = given.value ->> 0 AND other.upto_seq >= given.value ->> 1 AND other.until = 'sent')
RETURNING lane_id";

/// A task that is let go by a person requires nothing any more. Parameter: tasks.
pub(super) const REQUIRE_NOTHING: &str = "
DELETE FROM homing_dependencies
WHERE until = 'sent' AND task_seq IN (SELECT value FROM json_each(?) AS given)";

/// Whether anything waits for another lane.
pub(super) const ANY_DEPENDENCY: &str = "SELECT 0, EXISTS (SELECT 1 FROM homing_dependencies)";

/// Parameters: account, difference.
pub(super) const COUNT_UNSENT: &str = "
INSERT INTO homing_queue_counts (account, unsent) VALUES (?, ?)
ON CONFLICT (account) DO UPDATE SET unsent = unsent + excluded.unsent";

/// What an account had unsent is another's now. Parameters: the other, the account.
pub(super) const COUNT_ADOPTED: &str = "
INSERT INTO homing_queue_counts (account, unsent) SELECT ?, unsent FROM homing_queue_counts WHERE account = ?
ON CONFLICT (account) DO UPDATE SET unsent = unsent + excluded.unsent";

/// Parameter: account.
pub(super) const COUNT_NONE: &str = "DELETE FROM homing_queue_counts WHERE account = ?";

/// Lanes whose next time has come. Parameters: account, now.
pub(super) const PROMOTE: &str = "
UPDATE homing_lanes SET place = 'ready' WHERE account = ? AND place = 'waiting' AND next_at_ms <= ?";

/// Lanes whose claim has run out. Parameters: account, now.
pub(super) const EXPIRED: &str = "
SELECT 0, id FROM homing_lanes WHERE account = ? AND place = 'claimed' AND next_at_ms <= ?";

/// Parameters: owner, end, now, lanes.
pub(super) const CLAIM_LANES: &str = "
UPDATE homing_lanes SET place = 'claimed', epoch = epoch + 1, owner = ?, next_at_ms = ?, claimed_at_ms = ?
WHERE id IN (SELECT value FROM json_each(?) AS given)";

/// Every claimed lane. Reads an index that holds claimed tasks alone.
pub(super) const CLAIMED: &str = "SELECT DISTINCT 0, lane_id FROM homing_tasks WHERE state = 'claimed'";

/// Parameter: account.
pub(super) const CLAIMED_OF: &str = "SELECT 0, id FROM homing_lanes WHERE account = ? AND place = 'claimed'";

/// Ends claims: what is left of them comes back. Parameters: why a task is set aside, lanes.
pub(super) static TAKE_BACK: LazyLock<String> = LazyLock::new(|| {
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

/// The claimed tasks of results: place in the list, then the task and its claim. Parameter: ids in hexadecimal.
pub(super) const RESULTS: &str = "
SELECT 1, given.key, task.seq, task.lane_id, task.account, lane.lane, lane.epoch,
    COALESCE(lane.claimed_at_ms, task.enqueued_at_ms)
FROM json_each(?) AS given CROSS JOIN homing_tasks AS task CROSS JOIN homing_lanes AS lane
WHERE task.id = unhex(given.value) AND task.state = 'claimed' AND lane.id = task.lane_id";

/// Puts claimed tasks back. A row: task, state, reason, frozen, not before, attempts to add, instant of the claim; a
/// null changes nothing, save that it takes the reason away. Parameter: rows.
pub(super) const PUT_BACK: &str = "
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
pub(super) const REMEMBER: &str = "
INSERT INTO homing_history
    (seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, left_at_ms, outcome)
SELECT seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, enqueued_at_ms, ?, ?
FROM homing_tasks WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// Parameter: tasks.
pub(super) const DELETE: &str = "
DELETE FROM homing_tasks WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// The oldest rows, whichever way they left: each way has its own order in the index. Parameters: account, until,
/// limit, twice; limit.
pub(super) const PURGE: &str = "
DELETE FROM homing_history WHERE seq IN (
    SELECT seq FROM (
        SELECT * FROM (SELECT seq, left_at_ms FROM homing_history
            WHERE account = ? AND outcome = 'sent' AND left_at_ms <= ? ORDER BY left_at_ms, seq LIMIT ?)
        UNION ALL
        SELECT * FROM (SELECT seq, left_at_ms FROM homing_history
            WHERE account = ? AND outcome = 'discarded' AND left_at_ms <= ? ORDER BY left_at_ms, seq LIMIT ?)
    ) AS oldest ORDER BY left_at_ms, seq LIMIT ?)";

/// Parameters: at, account, at.
pub(super) const BRING_TASKS_FORWARD: &str = "
UPDATE homing_tasks SET not_before_ms = ? WHERE account = ? AND state = 'waiting' AND not_before_ms > ?";

/// Parameters: at, account, at.
pub(super) const BRING_LANES_FORWARD: &str = "
UPDATE homing_lanes SET place = 'waiting', next_at_ms = ?
WHERE account = ? AND place IN ('waiting', 'ready') AND next_at_ms > ?";

/// Parameter: account.
pub(super) const REFUSED: &str = "
SELECT seq, lane_id, id FROM homing_tasks WHERE account = ? AND state = 'attention'";

/// Lets refused tasks go again. Parameters: now, tasks.
pub(super) const RETRY: &str = "
UPDATE homing_tasks SET state = 'waiting', reason = NULL, frozen = 0, crashes = 0, unknown_since_ms = NULL,
    not_before_ms = ?
WHERE seq IN (SELECT value FROM json_each(?) AS given)";

/// Unsent tasks: id, then where they are. Parameters: ids in hexadecimal, account.
pub(super) const UNSENT: &str = "
SELECT task.id, task.seq, task.lane_id, task.state, task.frozen, task.reason
FROM json_each(?) AS given CROSS JOIN homing_tasks AS task
WHERE task.id = unhex(given.value) AND task.account = ?";

/// When a claim could next have something: one look into an index for each place. Parameter: account, three times.
pub(super) const NEXT_DUE: &str = "
SELECT MIN(next_at_ms) FROM (
    SELECT MIN(next_at_ms) AS next_at_ms FROM homing_lanes WHERE account = ? AND place = 'waiting'
    UNION ALL
    SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = ? AND place = 'ready'
    UNION ALL
    SELECT MIN(next_at_ms) FROM homing_lanes WHERE account = ? AND place = 'claimed'
) AS by_place";

/// Every count at one moment. Parameter: account, five times, then as for the next due time.
pub(super) static COUNTS: LazyLock<String> = LazyLock::new(|| {
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
    ({NEXT_DUE}) AS next_at_ms"
    )
});

/// The columns that a task is read from, save the body.
macro_rules! task_columns {
    () => {
        "homing_tasks.seq, homing_tasks.id, homing_tasks.key, kind, priority, coalesce, state, frozen, attempts, \
         crashes, unknown_since_ms, occurred_at_ms, enqueued_at_ms, not_before_ms, carries_collection, carries_id, \
         carries_revision, reason, without_room"
    };
}

/// Which lanes a claim may have with which of their tasks, in the order of rank and sequence. The order comes
/// from the indexes, so that the limit stops the walk. Parameters: account, now, limit.
pub(super) const CANDIDATES: &str = concat!(
    "SELECT 1, homing_lanes.id, homing_lanes.lane, homing_lanes.epoch, homing_tasks.body_bytes, ",
    task_columns!(),
    "
FROM homing_lanes JOIN homing_tasks ON homing_tasks.lane_id = homing_lanes.id
WHERE homing_lanes.account = ? AND homing_lanes.place = 'ready' AND homing_lanes.next_at_ms <= ?
    AND (homing_lanes.blocked_by_seq IS NULL OR homing_tasks.seq < homing_lanes.blocked_by_seq)
    AND (homing_lanes.held_by_seq IS NULL OR homing_tasks.seq < homing_lanes.held_by_seq)
ORDER BY homing_lanes.rank, homing_lanes.lane, homing_tasks.seq
LIMIT ?"
);

/// Marks tasks as claimed and gives their bodies. Parameter: tasks.
pub(super) const CLAIM_TASKS: &str = "
UPDATE homing_tasks SET state = 'claimed' WHERE seq IN (SELECT value FROM json_each(?) AS given)
RETURNING seq, body";

/// Whether the row `waits` of the dependencies holds its task: a lane holds as long as its first task is one that
/// counts. What stands behind a task in attention goes only with that one, so it is out of the way too.
macro_rules! holds {
    () => {
        "EXISTS (SELECT 1 FROM homing_tasks AS first \
         WHERE first.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = waits.on_lane_id) \
         AND first.seq <= waits.upto_seq AND (waits.until = 'sent' OR first.state <> 'attention'))"
    };
}

/// Tasks with the name of their lane and what holds them, in the columns before those of the task.
macro_rules! tasks_with_lanes {
    ($body:literal, $which:literal) => {
        concat!(
            "SELECT homing_lanes.lane, (SELECT json_group_array(json_array(other.lane, waits.until))
                FROM homing_dependencies AS waits JOIN homing_lanes AS other ON other.id = waits.on_lane_id
                WHERE waits.task_seq = homing_tasks.seq AND ",
            holds!(),
            "), ",
            task_columns!(),
            ", ",
            $body,
            " FROM homing_tasks JOIN homing_lanes ON homing_lanes.id = homing_tasks.lane_id WHERE ",
            $which
        )
    };
}

/// One task. Parameters: account, id.
pub(super) const TASK: &str = tasks_with_lanes!("body", "homing_tasks.account = ? AND homing_tasks.id = ?");

/// Some tasks in sequence, with empty bodies. Parameters: account, after, limit.
pub(super) const TASKS: &str = tasks_with_lanes!(
    "X''",
    "homing_tasks.account = ? AND homing_tasks.seq > ? ORDER BY homing_tasks.seq LIMIT ?"
);

/// Whose places change with the first tasks of the lanes that are refreshed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Others {
    /// Nobody waits for them.
    #[default]
    None,
    /// What waited for tasks that are gone, or for a lane that waits for a person by now.
    Released,
    /// That, and all that waits for them to be out of the way: one of them went to attention, or came back.
    Moved,
}

impl Others {
    /// How the lanes are refreshed. Parameters: now, lanes; the lanes twice more, where there are others.
    pub(super) fn refresh(self) -> &'static str {
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
            [refresh(""), refresh(&after(&attention)), refresh(&after("1"))]
        });
        &TEXTS[self as usize]
    }
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
pub(super) static FORGET_GONE: LazyLock<String> = LazyLock::new(|| {
    format!("DELETE FROM homing_dependencies WHERE rowid IN (SELECT waits.rowid FROM {})", *GONE)
});

/// Makes lanes agree with their tasks again.
///
/// A lane is claimed as long as one of its tasks is. The rank is [`homing_domain::policy::lane_rank`] of the
/// first task in sequence and the most urgent priority: each is one look into an index, however long the lane.
fn refresh(others: &str) -> String {
    let zero =
        Timestamp::from_millis(0).map(|zero| move |priority, crashes| lane_rank(zero, priority, crashes));
    let rank = |priority, crashes| zero.as_ref().map_or(0, |rank| rank(priority, crashes));
    let (critical, high) = (rank(Priority::Critical, 0), rank(Priority::High, 0));
    let normal = rank(Priority::Normal, 0);
    let malus = rank(Priority::Normal, CRASHES_BEFORE_ALONE) - normal;
    format!(
        "
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
FROM (
    SELECT lane.id AS lane_id, task.seq, task.state, task.not_before_ms, task.enqueued_at_ms, task.crashes,
        (SELECT MIN(priority) FROM homing_tasks WHERE lane_id = lane.id) AS priority,
        (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id AND state = 'attention') AS blocked_by_seq,
        EXISTS (SELECT 1 FROM homing_tasks WHERE lane_id = lane.id AND state = 'claimed') AS claimed,
        (SELECT waits.task_seq FROM homing_dependencies AS waits WHERE waits.lane_id = lane.id AND {HOLDS}
            ORDER BY waits.task_seq LIMIT 1) AS held_by_seq
    FROM homing_lanes AS lane
    LEFT JOIN homing_tasks AS task ON task.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = lane.id)
    WHERE lane.id IN (SELECT value FROM json_each(?) AS given{others})
) AS head
WHERE homing_lanes.id = head.lane_id"
    )
}

const HOLDS: &str = holds!();
