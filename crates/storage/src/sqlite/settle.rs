//! Recording what became of claimed tasks: each under the epoch that claimed it, all in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Settled, TaskResult};
use homing_domain::task::Reason;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Value,
    prelude::Uuid,
};

use super::entity::{lane, task};
use super::error::SqliteError;
use super::lanes;
use super::sql::{self, Outcome, ROWS_PER_STATEMENT};
use crate::effect::{Change, Effect};

pub(super) async fn settle(
    transaction: &DatabaseTransaction,
    now: Timestamp,
    results: Vec<TaskResult>,
) -> Result<Settled, SqliteError> {
    let mut claimed = claimed(transaction, &results).await?;
    let mut settled = Settled::default();
    let (mut sent, mut put_back, mut lanes) = (Vec::new(), Vec::new(), BTreeSet::new());
    for result in &results {
        let effect = Effect::of(&result.settlement)?;
        let id = result.task.uuid();
        let Some(row) = claimed.get(&id).filter(|row| row.answers(result)) else {
            settled.stale += 1;
            continue;
        };
        settled.applied += 1;
        lanes.insert(row.lane_id);
        match effect {
            Effect::Leaves => sent.push(row.seq),
            Effect::Stays(change) => put_back.push(put_back_row(row.seq, &change)?),
        }
        // A second result for one task is of a claim that is over.
        claimed.remove(&id);
    }
    leave(transaction, now, &sent, Outcome::Sent).await?;
    for rows in put_back.chunks(ROWS_PER_STATEMENT) {
        transaction.execute_raw(sql::put_back(transaction, rows.to_vec())).await?;
    }
    let lanes: Vec<_> = lanes.into_iter().collect();
    lanes::refresh(transaction, now.as_millis(), &lanes).await?;
    Ok(settled)
}

/// A claimed task, and the claim it is in.
struct Claimed {
    seq: i64,
    lane_id: i64,
    lane: String,
    epoch: i64,
}

impl Claimed {
    fn answers(&self, result: &TaskResult) -> bool {
        self.lane == result.lane.as_str() && self.epoch == result.epoch
    }
}

/// The tasks of the results that are claimed, under whatever epoch.
async fn claimed(
    transaction: &DatabaseTransaction,
    results: &[TaskResult],
) -> Result<BTreeMap<Uuid, Claimed>, SqliteError> {
    let mut claimed = BTreeMap::new();
    for results in results.chunks(ROWS_PER_STATEMENT) {
        let tasks: Vec<(Uuid, i64, i64)> = task::Entity::find()
            .select_only()
            .columns([task::Column::Id, task::Column::Seq, task::Column::LaneId])
            .filter(task::Column::Id.is_in(results.iter().map(|result| result.task.uuid())))
            .filter(Expr::cust("state = 'claimed'"))
            .into_tuple()
            .all(transaction)
            .await?;
        let lanes: Vec<(i64, String, i64)> = lane::Entity::find()
            .select_only()
            .columns([lane::Column::Id, lane::Column::Lane, lane::Column::Epoch])
            .filter(lane::Column::Id.is_in(tasks.iter().map(|(_, _, lane_id)| *lane_id)))
            .into_tuple()
            .all(transaction)
            .await?;
        let lanes: BTreeMap<_, _> = lanes.into_iter().map(|(id, lane, epoch)| (id, (lane, epoch))).collect();
        claimed.extend(tasks.into_iter().filter_map(|(id, seq, lane_id)| {
            let (lane, epoch) = lanes.get(&lane_id)?.clone();
            Some((id, Claimed { seq, lane_id, lane, epoch }))
        }));
    }
    Ok(claimed)
}

fn put_back_row(seq: i64, change: &Change) -> Result<[Value; 6], SqliteError> {
    let state = if change.attention.is_some() { "attention" } else { "waiting" };
    let reason = change.attention.as_ref().map(written).transpose()?;
    Ok([
        seq.into(),
        state.into(),
        reason.into(),
        change.frozen.into(),
        change.not_before.map(Timestamp::as_millis).into(),
        change.attempts.into(),
    ])
}

fn written(reason: &Reason) -> Result<String, SqliteError> {
    serde_json::to_string(reason).map_err(SqliteError::unreadable)
}

/// Moves tasks to the history; their bodies go at once.
pub(super) async fn leave(
    transaction: &DatabaseTransaction,
    now: Timestamp,
    seqs: &[i64],
    outcome: Outcome,
) -> Result<(), SqliteError> {
    for seqs in seqs.chunks(ROWS_PER_STATEMENT) {
        transaction.execute_raw(sql::remember(transaction, now.as_millis(), outcome, seqs)).await?;
        let named = task::Column::Seq.is_in(seqs.iter().copied());
        task::Entity::delete_many().filter(named).exec(transaction).await?;
    }
    Ok(())
}

/// Takes the oldest rows out of the history.
pub(super) async fn purge(
    transaction: &DatabaseTransaction,
    account: AccountId,
    left_until: Timestamp,
    limit: usize,
) -> Result<u64, SqliteError> {
    let sql = "DELETE FROM homing_history WHERE seq IN (SELECT seq FROM homing_history
        WHERE account = $1 AND left_at_ms <= $2 ORDER BY left_at_ms, seq LIMIT $3)";
    let values = [account.uuid().into(), left_until.as_millis().into(), super::rows::number(limit).into()];
    let statement = sea_orm::Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}
