//! One commit: guards first, then records, then tasks, then the lanes that they changed.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::ports::QueueError;
use homing_domain::task::{Carried, Coalesce, Commit, NewTask};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::task;
use super::error::SqliteError;
use super::plan::{Existing, Insert, Plan};
use super::sql::ROWS_PER_STATEMENT;
use super::{accounts, lanes, records, rows};

pub(super) async fn commit(
    transaction: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<(), SqliteError> {
    if account.is_local() && accounts::someone_signed_in(transaction).await? {
        return Err(QueueError::Adopted.into());
    }
    records::check(transaction, account, &commit.records).await?;
    records::write(transaction, account, commit.records, &commit.tasks).await?;
    enqueue(transaction, account, now, commit.tasks).await
}

async fn enqueue(
    transaction: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    tasks: Vec<NewTask>,
) -> Result<(), SqliteError> {
    if tasks.is_empty() {
        return Ok(());
    }
    let names: BTreeSet<&Lane> = tasks.iter().map(|task| &task.lane).collect();
    let names: Vec<_> = names.into_iter().collect();
    let lanes_of = lanes::find_or_make(transaction, account, &names).await?;
    let mut placed = Vec::with_capacity(tasks.len());
    let mut superseding = Superseding::default();
    for task in tasks {
        let lane = lanes_of[&task.lane];
        if task.coalesce == Coalesce::Supersede && !lane.new {
            superseding.lanes.insert(lane.id);
            superseding.kinds.insert(task.kind.as_str().to_owned());
        }
        placed.push((lane.id, task));
    }
    let mut plan = Plan::new(now.as_millis(), existing(transaction, superseding).await?);
    for (lane_id, task) in placed {
        plan.add(lane_id, task);
    }
    let (deletes, inserts) = plan.finish();
    delete(transaction, &deletes).await?;
    insert(transaction, account, now, inserts).await?;
    let ids: Vec<_> = lanes_of.values().map(|lane| lane.id).collect();
    lanes::refresh(transaction, now.as_millis(), &ids).await
}

/// The lanes and kinds where a new task may take an older one's place.
#[derive(Default)]
struct Superseding {
    lanes: BTreeSet<i64>,
    kinds: BTreeSet<String>,
}

/// The rows of these lanes and kinds in sequence, without their bodies.
async fn existing(
    transaction: &DatabaseTransaction,
    superseding: Superseding,
) -> Result<Vec<((i64, String), Existing)>, SqliteError> {
    type Row = (i64, String, i64, task::Priority, i64, task::State, bool);
    let mut existing = Vec::new();
    let lanes: Vec<_> = superseding.lanes.into_iter().collect();
    for lanes in lanes.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<Row> = task::Entity::find()
            .select_only()
            .columns([
                task::Column::LaneId,
                task::Column::Kind,
                task::Column::Seq,
                task::Column::Priority,
                task::Column::EnqueuedAtMs,
                task::Column::State,
                task::Column::Frozen,
            ])
            .filter(task::Column::LaneId.is_in(lanes.iter().copied()))
            .filter(task::Column::Kind.is_in(&superseding.kinds))
            .order_by_asc(task::Column::Seq)
            .into_tuple()
            .all(transaction)
            .await?;
        existing.extend(rows.into_iter().map(
            |(lane, kind, seq, priority, enqueued_at_ms, state, frozen)| {
                let frozen = state == task::State::Claimed || (frozen && state != task::State::Attention);
                ((lane, kind), Existing { seq, priority: priority.into(), enqueued_at_ms, frozen })
            },
        ));
    }
    Ok(existing)
}

async fn delete(transaction: &DatabaseTransaction, seqs: &[i64]) -> Result<(), SqliteError> {
    for seqs in seqs.chunks(ROWS_PER_STATEMENT) {
        let named = task::Column::Seq.is_in(seqs.iter().copied());
        task::Entity::delete_many().filter(named).exec(transaction).await?;
    }
    Ok(())
}

async fn insert(
    transaction: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    inserts: Vec<Insert>,
) -> Result<(), SqliteError> {
    // In one statement every row names its number or none does.
    let (with_number, next): (Vec<_>, Vec<_>) = inserts.into_iter().partition(|insert| insert.seq.is_some());
    for inserts in [with_number, next] {
        let mut rows = inserts.into_iter().map(|insert| row(account, now, insert));
        loop {
            let some: Vec<_> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
            if some.is_empty() {
                break;
            }
            task::Entity::insert_many(some).exec_without_returning(transaction).await?;
        }
    }
    Ok(())
}

fn row(account: AccountId, now: Timestamp, insert: Insert) -> task::ActiveModel {
    let Insert { seq, lane_id, task, enqueued_at_ms } = insert;
    let (collection, id, revision) = match task.carries {
        Some(Carried { collection, id, revision }) => (Some(collection), Some(id), Some(revision)),
        None => (None, None, None),
    };
    task::ActiveModel {
        seq: seq.map_or(NotSet, Set),
        id: Set(task.id.uuid()),
        account: Set(account.uuid()),
        lane_id: Set(lane_id),
        key: Set(task.key.uuid()),
        kind: Set(task.kind.into()),
        priority: Set(task.priority.into()),
        coalesce: Set(task.coalesce.into()),
        state: Set(task::State::Waiting),
        frozen: Set(false),
        attempts: Set(0),
        occurred_at_ms: Set(task.occurred_at.as_millis()),
        enqueued_at_ms: Set(enqueued_at_ms),
        not_before_ms: Set(now.as_millis()),
        carries_collection: Set(collection.map(Into::into)),
        carries_id: Set(id.map(Into::into)),
        carries_revision: Set(revision),
        reason: Set(None),
        body_bytes: Set(rows::number(task.body.len())),
        body: Set(task.body.into_bytes()),
    }
}
