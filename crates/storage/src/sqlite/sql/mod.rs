//! The statements, each in its one place, in SQLite's dialect: lists of ids come as JSON, under the name `given`.
//!
//! States and places stand in the text, not in parameters: SQLite uses a partial index only where the
//! statement repeats its condition.

/// A task as one value, save the body: handed over by itself, each column would cost more than its content.
macro_rules! task_as_json {
    () => {
        "json_array(homing_tasks.seq, hex(homing_tasks.id), hex(homing_tasks.key), kind, priority, coalesce, state,
    frozen, attempts, crashes, unknown_since_ms, occurred_at_ms, enqueued_at_ms,
    not_before_ms, carries_collection, carries_id, carries_revision, reason, without_room,
    json((SELECT json_array(name, sha256, bytes) FROM homing_blobs WHERE task_seq = homing_tasks.seq)))"
    };
}

/// Whether the row `waits` of the dependencies holds its task: a lane holds as long as its first task is one that
/// counts. What stands behind a task in attention goes only with that one, so it is out of the way too.
macro_rules! holds {
    () => {
        "EXISTS (SELECT 1 FROM homing_tasks AS first \
         WHERE first.seq = (SELECT MIN(seq) FROM homing_tasks WHERE lane_id = waits.on_lane_id) \
         AND first.seq <= waits.upto_seq AND (waits.until = 'sent' OR first.state <> 'attention'))"
    };
}

mod claims;
mod commits;
mod lanes;
mod person;

pub(super) use claims::*;
pub(super) use commits::*;
pub(super) use lanes::{FORGET_GONE, refresh};
pub(super) use person::*;
