//! One commit: what is there is read in one go, what becomes of it is planned, and all is written in one go.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::{Carried, Commit};
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::error::DatabaseError;
use super::lists::json;
use super::plan::{Difference, Insert, Plan, Planned};
use super::rows::column;
use super::script::{Script, hexadecimal, numbers, script};
use super::sql;
use super::transaction::Transaction;
use super::{before, dependencies, lanes, records, rows, stored};
use crate::relational::blobs;
use crate::relational::heads::Heads;

pub(super) async fn commit(
    transaction: &Transaction<'_>,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<(), DatabaseError> {
    let before = before::read(transaction, account, &commit).await?;
    if account.is_local() && before.adopted {
        return Err(QueueError::Adopted.into());
    }
    stored::check(&commit.records, &before.revisions)?;
    let counts = before.counts;
    let ids: Vec<_> = commit.tasks.iter().map(|task| task.id.uuid()).collect();
    let mut plan = Plan::new(now, before, &commit);
    let planned = commit.tasks.into_iter().try_for_each(|task| plan.add(task));
    // What is there already needs no room. Otherwise an id that is there shows when the row is made.
    if (planned.is_err() || plan.puts_off()) && is_any_there(transaction, ids).await? {
        return Err(QueueError::AlreadyThere.into());
    }
    planned?;
    let (mut planned, difference) = plan.finish(counts);
    let may_cycle = std::mem::take(&mut planned.may_cycle);
    let mut script = Script::default();
    records::write(&mut script, account, commit.records, std::mem::take(&mut planned.carried))?;
    enqueue(&mut script, account, now, planned)?;
    if difference != Difference::default() {
        let Difference { unsent, blob_bytes } = difference;
        script.then(sql::COUNT_UNSENT, [account.uuid().into(), unsent.into(), blob_bytes.into()]);
    }
    if may_cycle.is_empty() {
        transaction.finish(script).await.map_err(DatabaseError::of_commit)?;
        return Ok(());
    }
    transaction.run(script).await.map_err(DatabaseError::of_commit)?;
    dependencies::check_cycles(transaction, may_cycle).await
}

async fn is_any_there(transaction: &Transaction<'_>, ids: Vec<Uuid>) -> Result<bool, DatabaseError> {
    let rows = transaction.rows(script(sql::ANY_THERE, [hexadecimal(ids)])).await?;
    rows.first().map_or(Ok(false), |row| column(row, 0))
}

fn enqueue(
    script: &mut Script,
    account: AccountId,
    now: Timestamp,
    planned: Planned,
) -> Result<(), DatabaseError> {
    if !planned.deletes.is_empty() {
        script.then(sql::DELETE, [numbers(planned.deletes)]);
    }
    let mut refreshed = planned.changed_lanes;
    if !planned.new_lanes.is_empty() {
        let mut free = Heads::of(&planned.inserts);
        let new = planned.new_lanes.into_iter().map(|(id, name)| {
            let free = free.take(id);
            let (place, rank, next_at_ms) =
                free.map_or(("idle", 0, 0), |rank| ("ready", rank, now.as_millis()));
            if free.is_none() {
                refreshed.insert(id);
            }
            let name = String::from(name);
            [id.into(), account.uuid().into(), name.into(), place.into(), rank.into(), next_at_ms.into()]
        });
        script.then_insert(sql::INSERT_LANES, sql::INSERT_LANE_ROW, "", new);
    }
    let waiting = dependencies::rows(&planned.inserts);
    let blobs = blobs::rows(&planned.inserts);
    let tasks = planned.inserts.into_iter().map(|(seq, insert)| row(account, now, seq, insert));
    script.then_insert(sql::INSERT_TASKS, sql::INSERT_TASK_ROW, "", tasks);
    if !waiting.is_empty() {
        script.then(sql::INSERT_DEPENDENCIES, [json(&waiting)?]);
    }
    if !blobs.is_empty() {
        script.then(sql::INSERT_BLOBS, [json(&blobs)?]);
    }
    lanes::refresh(script, now.as_millis(), refreshed, planned.others);
    Ok(())
}

fn row(account: AccountId, now: Timestamp, seq: i64, insert: Insert) -> [Value; 17] {
    let Insert { lane_id, task, enqueued_at, .. } = insert;
    let (collection, id, revision) = match task.carries {
        Some(Carried { collection, id, revision }) => {
            (Some(String::from(collection)), Some(String::from(id)), Some(revision))
        }
        None => (None, None, None),
    };
    [
        seq.into(),
        task.id.uuid().into(),
        account.uuid().into(),
        lane_id.into(),
        task.key.uuid().into(),
        String::from(task.kind).into(),
        rows::urgency(task.priority).into(),
        rows::coalesce_word(task.coalesce).into(),
        task.occurred_at.as_millis().into(),
        enqueued_at.as_millis().into(),
        now.as_millis().into(),
        collection.into(),
        id.into(),
        revision.into(),
        rows::without_room_word(task.without_room).into(),
        rows::number(task.body.len()).into(),
        task.body.into_bytes().into(),
    ]
}
