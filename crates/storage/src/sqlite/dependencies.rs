//! What tasks wait for in other lanes, as far as it is more than a row: cycles, and what a discard does to whoever
//! required it.

use std::collections::BTreeMap;

use homing_domain::ports::QueueError;

use super::error::DatabaseError;
use super::lists::json;
use super::plan::{Insert, MayCycle};
use super::rows::{self, column};
use super::script::script;
use super::sql;
use super::transaction::Transaction;
use crate::effect::required_discarded;

/// The rows of new tasks: task, its lane, the other lane, until, up to.
pub(super) fn rows(inserts: &BTreeMap<i64, Insert>) -> Vec<(i64, i64, i64, &'static str, i64)> {
    let mut all = Vec::new();
    for (seq, insert) in inserts {
        for ((on, until), upto) in &insert.waits_for {
            all.push((*seq, insert.lane_id, *on, rows::until_word(*until), *upto));
        }
    }
    all
}

/// Refuses what was just written where a task would wait for itself.
pub(super) async fn check_cycles(
    transaction: &Transaction<'_>,
    tasks: Vec<MayCycle>,
) -> Result<(), DatabaseError> {
    for MayCycle { seq, lane_id, lane } in tasks {
        let found = transaction.rows(script(sql::CYCLE, [seq.into(), lane_id.into(), seq.into()])).await?;
        if let Some(row) = found.first() {
            let on = rows::lane(column(row, 0)?)?;
            return Err(QueueError::DependencyCycle { lane, on }.into());
        }
    }
    Ok(())
}

/// Sets aside what requires one of these discarded tasks, each with its lane; says in which lanes. No task is claimed
/// while something that it requires is unsent, so none of them is.
pub(super) async fn set_requiring_aside(
    transaction: &Transaction<'_>,
    discarded: &[(i64, i64)],
) -> Result<Vec<i64>, DatabaseError> {
    let reason = rows::written(&required_discarded())?;
    let set_aside = script(sql::SET_REQUIRING_ASIDE, [reason.into(), json(&discarded)?]);
    let lanes = transaction.rows(set_aside).await?;
    lanes.iter().map(|row| column(row, 0)).collect()
}
