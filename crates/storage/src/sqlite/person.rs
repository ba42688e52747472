//! What a person asks of single tasks: to let them go again, to discard them.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{Selection, Undiscardable};
use homing_domain::task::TaskState;
use sea_orm::prelude::Uuid;

use super::error::DatabaseError;
use super::history::{self, Outcome};
use super::plan::Others;
use super::rows::{self, column};
use super::script::{Script, hexadecimal, numbers, script};
use super::sql;
use super::transaction::Transaction;
use super::{dependencies, lanes};

pub(super) async fn retry(
    transaction: &Transaction<'_>,
    account: AccountId,
    selection: Selection,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let mut refused: Vec<(i64, i64, Uuid)> = Vec::new();
    for row in transaction.rows(script(sql::REFUSED, [account.uuid().into()])).await? {
        refused.push((column(&row, 0)?, column(&row, 1)?, column(&row, 2)?));
    }
    if let Selection::Tasks(tasks) = selection {
        let selected: BTreeSet<_> = tasks.into_iter().map(TaskId::uuid).collect();
        refused.retain(|(_, _, id)| selected.contains(id));
    }
    if refused.is_empty() {
        return Ok(0);
    }
    let seqs = numbers(refused.iter().map(|(seq, _, _)| *seq));
    let lanes: BTreeSet<_> = refused.iter().map(|(_, lane_id, _)| *lane_id).collect();
    let mut retried = Script::default();
    retried.then(sql::RETRY, [now.as_millis().into(), seqs.clone()]).then(sql::REQUIRE_NOTHING, [seqs]);
    lanes::refresh(&mut retried, now.as_millis(), lanes, Others::Moved);
    transaction.finish(retried).await?;
    Ok(refused.len() as u64)
}

/// What stands in the way of a discard: the first task that can't be, and why.
type Refused = (TaskId, Undiscardable);

pub(super) async fn discard(
    transaction: &Transaction<'_>,
    account: AccountId,
    tasks: Vec<TaskId>,
    now: Timestamp,
) -> Result<Result<(), Refused>, DatabaseError> {
    if tasks.is_empty() {
        return Ok(Ok(()));
    }
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
    let mut discarded = Script::default();
    let count = BTreeMap::from([(account.uuid(), rows::number(found.len()))]);
    history::leave(&mut discarded, now, Outcome::Discarded, seqs, count, true);
    transaction.run(discarded).await?;
    let of_lanes: Vec<_> = found.values().map(|found| (found.lane_id, found.seq)).collect();
    let mut lanes: BTreeSet<_> = of_lanes.iter().map(|(lane_id, _)| *lane_id).collect();
    lanes.extend(dependencies::set_requiring_aside(transaction, &of_lanes).await?);
    let mut refreshed = Script::default();
    lanes::refresh(&mut refreshed, now.as_millis(), lanes, Others::Moved);
    transaction.finish(refreshed).await?;
    Ok(Ok(()))
}

struct Found {
    seq: i64,
    lane_id: i64,
    state: TaskState,
}

async fn unsent(
    transaction: &Transaction<'_>,
    account: AccountId,
    tasks: &[TaskId],
) -> Result<BTreeMap<Uuid, Found>, DatabaseError> {
    let ids = hexadecimal(tasks.iter().map(|task| task.uuid()));
    let mut found = BTreeMap::new();
    for row in transaction.rows(script(sql::UNSENT, [ids, account.uuid().into()])).await? {
        let reason: Option<String> = column(&row, 5)?;
        let state = rows::state(&column::<String>(&row, 3)?, column(&row, 4)?, reason.as_deref())?;
        found.insert(column(&row, 0)?, Found { seq: column(&row, 1)?, lane_id: column(&row, 2)?, state });
    }
    Ok(found)
}
