//! One commit: what is there is read, what becomes of it is planned, and all is written.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::{Carried, Commit, RecordWrite};
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::transaction::Transaction;
use super::{before, dependencies, lanes, sql};
use crate::relational::before::{Place, StoredRevision};
use crate::relational::error::DatabaseError;
use crate::relational::heads::Heads;
use crate::relational::plan::{Difference, Insert, Plan, Planned};
use crate::relational::rows::column;
use crate::relational::{blobs, records, rows};

pub(super) async fn commit(
    transaction: &Transaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<(), DatabaseError> {
    transaction.write_alone(account).await?;
    let before = before::read(transaction, account, &commit).await?;
    if account.is_local() && before.adopted {
        return Err(QueueError::Adopted.into());
    }
    records::check(&commit.records, &before.revisions)?;
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
    write_records(transaction, account, commit.records, std::mem::take(&mut planned.carried)).await?;
    enqueue(transaction, account, now, planned).await?;
    if difference != Difference::default() {
        let Difference { unsent, blob_bytes } = difference;
        let values = [account.uuid().into(), unsent.into(), blob_bytes.into()];
        transaction.run(sql::COUNT_UNSENT, values).await?;
    }
    dependencies::check_cycles(transaction, may_cycle).await
}

async fn is_any_there(transaction: &Transaction, ids: Vec<Uuid>) -> Result<bool, DatabaseError> {
    let rows = transaction.rows(sql::ANY_THERE, [ids.into()]).await?;
    rows.first().map_or(Ok(false), |row| column(row, 0))
}

/// Writes the records, and notes in these and others what tasks carry of them.
async fn write_records(
    transaction: &Transaction,
    account: AccountId,
    writes: Vec<RecordWrite>,
    mut carried: BTreeMap<Place, StoredRevision>,
) -> Result<(), DatabaseError> {
    let rows = writes.into_iter().map(|RecordWrite { record, .. }| {
        let place = (record.collection, record.id);
        let carried_revision = carried.remove(&place).map_or(0, |stored| stored.carried);
        [
            account.uuid().into(),
            String::from(place.0).into(),
            String::from(place.1).into(),
            record.sort_key.into(),
            record.revision.into(),
            carried_revision.into(),
            record.body.into_bytes().into(),
        ]
    });
    transaction.insert(sql::PUT_RECORDS, sql::OVER_OLD_RECORDS, rows).await?;
    if carried.is_empty() {
        return Ok(());
    }
    let (mut collections, mut ids, mut revisions) = (Vec::new(), Vec::new(), Vec::new());
    for ((collection, id), stored) in carried {
        collections.push(String::from(collection));
        ids.push(String::from(id));
        revisions.push(stored.carried);
    }
    let values = [account.uuid().into(), collections.into(), ids.into(), revisions.into()];
    transaction.run(sql::NOTE_CARRIED, values).await.map(drop)
}

async fn enqueue(
    transaction: &Transaction,
    account: AccountId,
    now: Timestamp,
    planned: Planned,
) -> Result<(), DatabaseError> {
    if !planned.deletes.is_empty() {
        transaction.run(sql::DELETE, [planned.deletes.into()]).await?;
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
            let epoch = 0_i64;
            [
                id.into(),
                account.uuid().into(),
                name.into(),
                place.into(),
                rank.into(),
                next_at_ms.into(),
                epoch.into(),
            ]
        });
        let new: Vec<_> = new.collect();
        transaction.insert(sql::INSERT_LANES, "", new).await?;
    }
    let waiting = dependencies::Rows::of(&planned.inserts);
    let blobs = blobs::rows(&planned.inserts);
    let tasks = planned.inserts.into_iter().map(|(seq, insert)| row(account, now, seq, insert));
    transaction.insert(sql::INSERT_TASKS, "", tasks).await.map_err(DatabaseError::of_commit)?;
    waiting.insert(transaction).await?;
    insert_blobs(transaction, blobs).await?;
    lanes::refresh(transaction, now.as_millis(), refreshed, planned.others).await
}

async fn insert_blobs(
    transaction: &Transaction,
    blobs: Vec<(i64, String, String, i64)>,
) -> Result<(), DatabaseError> {
    if blobs.is_empty() {
        return Ok(());
    }
    let (mut seqs, mut names) = (Vec::new(), Vec::new());
    let (mut digests, mut bytes) = (Vec::new(), Vec::new());
    for (seq, name, digest, length) in blobs {
        seqs.push(seq);
        names.push(name);
        digests.push(digest);
        bytes.push(length);
    }
    let values = [seqs.into(), names.into(), digests.into(), bytes.into()];
    transaction.run(sql::INSERT_BLOBS, values).await.map(drop)
}

fn row(account: AccountId, now: Timestamp, seq: i64, insert: Insert) -> [Value; 20] {
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
        "waiting".into(),
        false.into(),
        0_i64.into(),
    ]
}
