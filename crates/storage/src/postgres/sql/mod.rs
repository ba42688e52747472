//! The statements, each in its one place, in PostgreSQL's dialect. What their parameters are is said before each; a list
//! is one array, so that the text of a statement does not depend on how many there are, and stays prepared.

/// A task as one value, save the body: an array in the order that [`crate::relational::rows`] reads.
macro_rules! task_as_json {
    () => {
        "json_build_array(seq, id, key, kind, priority, \"coalesce\", state, frozen::int, attempts, crashes,
    unknown_since_ms, occurred_at_ms, enqueued_at_ms, not_before_ms, carries_collection, carries_id,
    carries_revision, reason, without_room,
    (SELECT json_build_array(name, sha256, bytes) FROM homing_blobs WHERE task_seq = homing_tasks.seq))::text"
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

/// The database's clock, in milliseconds since 1970.
macro_rules! database_now_ms {
    () => {
        "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint"
    };
}

mod claims;
mod commits;
mod lanes;
mod locks;
mod person;

pub(super) use claims::*;
pub(super) use commits::*;
pub(super) use lanes::*;
pub(super) use locks::*;
pub(super) use person::*;
