//! What a person asks of single tasks: to let them go again, to discard them.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{Selection, Undiscardable};
use homing_domain::task::TaskState;
use sea_orm::prelude::Uuid;

use super::history::{self, Outcome};
use super::transaction::Transaction;
use super::{dependencies, lanes, sql};
use crate::relational::error::DatabaseError;
use crate::relational::plan::Others;
use crate::relational::rows::{self, column};

pub(super) async fn retry(
    transaction: &Transaction,
    account: AccountId,
    selection: Selection,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    transaction.write_alone(account).await?;
    let mut refused: Vec<(i64, i64, Uuid)> = Vec::new();
    for row in transaction.rows(sql::REFUSED, [account.uuid().into()]).await? {
        refused.push((column(&row, 0)?, column(&row, 1)?, column(&row, 2)?));
    }
    if let Selection::Tasks(tasks) = selection {
        let selected: BTreeSet<_> = tasks.into_iter().map(TaskId::uuid).collect();
        refused.retain(|(_, _, id)| selected.contains(id));
    }
    if refused.is_empty() {
        return Ok(0);
    }
    let seqs: Vec<_> = refused.iter().map(|(seq, _, _)| *seq).collect();
    let lanes: BTreeSet<_> = refused.iter().map(|(_, lane_id, _)| *lane_id).collect();
    transaction.run(sql::RETRY, [now.as_millis().into(), seqs.clone().into()]).await?;
    transaction.run(sql::REQUIRE_NOTHING, [seqs.into()]).await?;
    lanes::refresh(transaction, now.as_millis(), lanes, Others::Moved).await?;
    Ok(refused.len() as u64)
}

/// What stands in the way of a discard: the first task that can't be, and why.
type Refused = (TaskId, Undiscardable);

pub(super) async fn discard(
    transaction: &Transaction,
    account: AccountId,
    tasks: Vec<TaskId>,
    now: Timestamp,
) -> Result<Result<(), Refused>, DatabaseError> {
    if tasks.is_empty() {
        return Ok(Ok(()));
    }
    transaction.write_alone(account).await?;
    let found = unsent(transaction, account, &tasks).await?;
    for task in tasks {
        let because = match found.get(&task.uuid()) {
            Some(found) => found.state.undiscardable(),
            None => Some(Undiscardable::Gone),
        };
        if let Some(because) = because {
            return Ok(Err((task, because)));
        }
    }
    let seqs = found.values().map(|found| found.seq).collect();
    let count = BTreeMap::from([(account.uuid(), rows::number(found.len()))]);
    history::leave(transaction, now, Outcome::Discarded, seqs, count, true).await?;
    let of_lanes: Vec<_> = found.values().map(|found| (found.lane_id, found.seq)).collect();
    let mut lanes: BTreeSet<_> = of_lanes.iter().map(|(lane_id, _)| *lane_id).collect();
    lanes.extend(dependencies::set_requiring_aside(transaction, &of_lanes).await?);
    lanes::refresh(transaction, now.as_millis(), lanes, Others::Moved).await?;
    Ok(Ok(()))
}

struct Found {
    seq: i64,
    lane_id: i64,
    state: TaskState,
}

async fn unsent(
    transaction: &Transaction,
    account: AccountId,
    tasks: &[TaskId],
) -> Result<BTreeMap<Uuid, Found>, DatabaseError> {
    let ids: Vec<_> = tasks.iter().map(|task| task.uuid()).collect();
    let mut found = BTreeMap::new();
    for row in transaction.rows(sql::UNSENT, [account.uuid().into(), ids.into()]).await? {
        let reason: Option<String> = column(&row, 5)?;
        let state = rows::state(&column::<String>(&row, 3)?, column(&row, 4)?, reason.as_deref())?;
        found.insert(column(&row, 0)?, Found { seq: column(&row, 1)?, lane_id: column(&row, 2)?, state });
    }
    Ok(found)
}
