//! Records, lanes and tasks by raw SQL.

use anyhow::{Result, ensure};
use homing_domain::Timestamp;
use homing_domain::policy::lane_rank;
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, RecordWrite, WithoutRoom};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::{Raw, tuples};
use crate::samples::account;

const TASK_COLUMNS: &str = "id, account, lane_id, key, kind, priority, coalesce, state, frozen, attempts, \
                            occurred_at_ms, enqueued_at_ms, not_before_ms, carries_collection, carries_id, \
                            carries_revision, reason, without_room, body_bytes, body";

impl Raw {
    /// One commit with one task in a new lane, row by row.
    ///
    /// # Errors
    /// Of SQLite, and where a guard does not hold.
    pub(crate) fn enqueue(&mut self, now: Timestamp, commit: Commit) -> Result<()> {
        let Commit { records, tasks } = commit;
        self.write(|connection| {
            for write in records {
                let carried = tasks.iter().filter_map(|task| task.carries.as_ref());
                let mut carried = carried.filter(|carried| carried.id == write.record.id);
                record(connection, &write, carried.next().map_or(0, |carried| carried.revision))?;
            }
            for task in tasks {
                insert_lanes(connection, now, std::slice::from_ref(&task))?;
                let lane = connection.last_insert_rowid();
                insert_tasks(connection, now, vec![(lane, task)])?;
            }
            Ok(())
        })
    }

    /// Tasks in new lanes, one for each: one insert of lanes and one of tasks.
    ///
    /// # Errors
    /// Of SQLite.
    pub(crate) fn enqueue_many(&mut self, now: Timestamp, tasks: Vec<NewTask>) -> Result<()> {
        self.write(|connection| {
            insert_lanes(connection, now, &tasks)?;
            let first = connection.last_insert_rowid() - i64::try_from(tasks.len())? + 1;
            insert_tasks(connection, now, (first..).zip(tasks).collect())
        })
    }

    /// Tasks for lanes that are there and empty.
    ///
    /// # Errors
    /// Of SQLite, and where such a lane is missing or not empty.
    pub(crate) fn refill(&mut self, now: Timestamp, tasks: Vec<NewTask>) -> Result<()> {
        self.write(|connection| {
            let mut placed = Vec::with_capacity(tasks.len());
            for task in tasks {
                let find = "SELECT id FROM homing_lanes WHERE account = ? AND lane = ?";
                let mut find = connection.prepare_cached(find)?;
                let whose = account().uuid();
                let key = params![whose.as_bytes(), task.lane.as_str()];
                let lane: i64 = find.query_row(key, |row| row.get(0))?;
                let fill = "UPDATE homing_lanes SET place = 'ready', rank = ?, next_at_ms = ? WHERE id = ?";
                let rank = lane_rank(now, task.priority, 0);
                connection.prepare_cached(fill)?.execute(params![rank, now.as_millis(), lane])?;
                placed.push((lane, task));
            }
            insert_tasks(connection, now, placed)
        })
    }
}

fn record(connection: &Connection, write: &RecordWrite, carried: i64) -> Result<()> {
    const INSERT: &str = "INSERT INTO homing_records \
        (sort_key, revision, body, carried_revision, account, collection, id) VALUES (?, ?, ?, ?, ?, ?, ?)";
    const UPSERT: &str = "INSERT INTO homing_records \
        (sort_key, revision, body, carried_revision, account, collection, id) VALUES (?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT DO UPDATE SET sort_key = excluded.sort_key, revision = excluded.revision, body = excluded.body";
    const UPDATE: &str = "UPDATE homing_records SET sort_key = ?, revision = ?, body = ?, \
        carried_revision = MAX(carried_revision, ?) WHERE account = ? AND collection = ? AND id = ? AND revision = ?";
    let record = &write.record;
    let (bytes, whose) = (record.body.as_bytes(), account().uuid());
    let (account, collection, id) = (whose.as_bytes(), record.collection.as_str(), record.id.as_str());
    let (sort_key, revision) = (record.sort_key, record.revision);
    let changed = match write.expected {
        Expected::Absent => connection
            .prepare_cached(INSERT)?
            .execute(params![sort_key, revision, bytes, carried, account, collection, id])?,
        Expected::Anything => connection
            .prepare_cached(UPSERT)?
            .execute(params![sort_key, revision, bytes, carried, account, collection, id])?,
        Expected::Revision(before) => connection
            .prepare_cached(UPDATE)?
            .execute(params![sort_key, revision, bytes, carried, account, collection, id, before])?,
    };
    ensure!(changed == 1, "the guard of a record does not hold");
    Ok(())
}

fn insert_lanes(connection: &Connection, now: Timestamp, tasks: &[NewTask]) -> Result<()> {
    let columns = "account, lane, place, rank, next_at_ms, epoch";
    let sql = format!("INSERT INTO homing_lanes ({columns}) VALUES {}", tuples(tasks.len(), 6));
    let row = |task: &NewTask| {
        [
            Value::Blob(account().uuid().as_bytes().to_vec()),
            Value::Text(task.lane.as_str().to_owned()),
            Value::Text("ready".to_owned()),
            Value::Integer(lane_rank(now, task.priority, 0)),
            Value::Integer(now.as_millis()),
            Value::Integer(0),
        ]
    };
    connection.prepare_cached(&sql)?.execute(params_from_iter(tasks.iter().flat_map(row)))?;
    Ok(())
}

fn insert_tasks(connection: &Connection, now: Timestamp, tasks: Vec<(i64, NewTask)>) -> Result<()> {
    let columns = TASK_COLUMNS.split(',').count();
    let sql = format!("INSERT INTO homing_tasks ({TASK_COLUMNS}) VALUES {}", tuples(tasks.len(), columns));
    let count = i64::try_from(tasks.len())?;
    let rows = tasks.into_iter().flat_map(|(lane, task)| task_row(now, lane, task));
    connection.prepare_cached(&sql)?.execute(params_from_iter(rows))?;
    count_unsent(connection, count)
}

/// The store knows how many tasks are unsent without counting them.
pub(super) fn count_unsent(connection: &Connection, more: i64) -> Result<()> {
    let count = "INSERT INTO homing_queue_counts (account, unsent) VALUES (?, ?) \
                 ON CONFLICT (account) DO UPDATE SET unsent = unsent + excluded.unsent";
    connection.prepare_cached(count)?.execute(params![account().uuid().as_bytes(), more])?;
    Ok(())
}

fn task_row(now: Timestamp, lane: i64, task: NewTask) -> [Value; 20] {
    let text = |text: &str| Value::Text(text.to_owned());
    let blob = |uuid: uuid::Uuid| Value::Blob(uuid.as_bytes().to_vec());
    let now = Value::Integer(now.as_millis());
    let (collection, id, revision) = match &task.carries {
        Some(carried) => {
            (text(carried.collection.as_str()), text(carried.id.as_str()), Value::Integer(carried.revision))
        }
        None => (Value::Null, Value::Null, Value::Null),
    };
    let coalesce = match task.coalesce {
        Coalesce::Keep => "keep",
        Coalesce::Supersede => "supersede",
    };
    let without_room = match task.without_room {
        WithoutRoom::Refuse => "refuse",
        WithoutRoom::PutOff => "put_off",
    };
    [
        blob(task.id.uuid()),
        blob(account().uuid()),
        Value::Integer(lane),
        blob(task.key.uuid()),
        text(task.kind.as_str()),
        Value::Integer(task.priority as i64),
        text(coalesce),
        text("waiting"),
        Value::Integer(0),
        Value::Integer(0),
        Value::Integer(task.occurred_at.as_millis()),
        now.clone(),
        now,
        collection,
        id,
        revision,
        Value::Null,
        text(without_room),
        Value::Integer(i64::try_from(task.body.len()).unwrap_or(i64::MAX)),
        Value::Blob(task.body.into_bytes()),
    ]
}
