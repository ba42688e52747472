//! What tasks wait for in other lanes: the rows, cycles, and what a discard does to whoever required it.

use std::collections::BTreeMap;

use homing_domain::ports::QueueError;

use super::sql;
use super::transaction::Transaction;
use crate::effect::required_discarded;
use crate::relational::error::DatabaseError;
use crate::relational::plan::{Insert, MayCycle};
use crate::relational::rows::{self, column};

/// The rows of new tasks, column by column.
#[derive(Debug, Default)]
pub(super) struct Rows {
    tasks: Vec<i64>,
    lanes: Vec<i64>,
    other_lanes: Vec<i64>,
    until: Vec<String>,
    upto: Vec<i64>,
}

impl Rows {
    pub(super) fn of(inserts: &BTreeMap<i64, Insert>) -> Self {
        let mut all = Self::default();
        for (seq, insert) in inserts {
            for ((on, until), upto) in &insert.waits_for {
                all.tasks.push(*seq);
                all.lanes.push(insert.lane_id);
                all.other_lanes.push(*on);
                all.until.push(rows::until_word(*until).to_owned());
                all.upto.push(*upto);
            }
        }
        all
    }

    pub(super) async fn insert(self, transaction: &Transaction) -> Result<(), DatabaseError> {
        if self.tasks.is_empty() {
            return Ok(());
        }
        let Self { tasks, lanes, other_lanes, until, upto } = self;
        let columns = [tasks.into(), lanes.into(), other_lanes.into(), until.into(), upto.into()];
        transaction.run(sql::INSERT_DEPENDENCIES, columns).await.map(drop)
    }
}

/// Refuses what was just written where a task would wait for itself.
pub(super) async fn check_cycles(
    transaction: &Transaction,
    tasks: Vec<MayCycle>,
) -> Result<(), DatabaseError> {
    for MayCycle { seq, lane_id, lane } in tasks {
        if let Some(row) = transaction.rows(sql::CYCLE, [seq.into(), lane_id.into()]).await?.first() {
            let on = rows::lane(column(row, 0)?)?;
            return Err(QueueError::DependencyCycle { lane, on }.into());
        }
    }
    Ok(())
}

/// Sets aside what requires one of these discarded tasks, each with its lane; says in which lanes. No task is claimed
/// while something that it requires is unsent, so none of them is.
pub(super) async fn set_requiring_aside(
    transaction: &Transaction,
    discarded: &[(i64, i64)],
) -> Result<Vec<i64>, DatabaseError> {
    let reason = rows::written(&required_discarded())?;
    let (lanes, tasks): (Vec<_>, Vec<_>) = discarded.iter().copied().unzip();
    transaction.ids(sql::SET_REQUIRING_ASIDE, [reason.into(), lanes.into(), tasks.into()]).await
}
