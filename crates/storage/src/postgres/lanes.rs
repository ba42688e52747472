//! Lane rows: kept in agreement with their tasks, and taken back from claims.

use homing_domain::policy::{CRASHES_BEFORE_ATTENTION, set_aside};

use super::sql;
use super::transaction::Transaction;
use crate::relational::error::DatabaseError;
use crate::relational::plan::Others;
use crate::relational::rows;

/// Makes lanes agree with their tasks again, and with them the lanes that wait for these. Part of every transaction
/// that changes tasks.
pub(super) async fn refresh(
    transaction: &Transaction,
    now_ms: i64,
    lanes: impl IntoIterator<Item = i64>,
    others: Others,
) -> Result<(), DatabaseError> {
    let lanes: Vec<_> = lanes.into_iter().collect();
    if lanes.is_empty() {
        return Ok(());
    }
    transaction.run(sql::refresh(others), [lanes.clone().into(), now_ms.into()]).await?;
    if others != Others::None {
        transaction.run(&sql::FORGET_GONE, [lanes.into()]).await?;
    }
    Ok(())
}

/// Ends the claims of the lanes: what was left of them comes back as an attempt of unknown outcome, in which the
/// process died. Says how many tasks that are.
pub(super) async fn take_back(
    transaction: &Transaction,
    now_ms: i64,
    lanes: Vec<i64>,
) -> Result<u64, DatabaseError> {
    if lanes.is_empty() {
        return Ok(0);
    }
    let reason = set_aside(CRASHES_BEFORE_ATTENTION).as_ref().map(rows::written).transpose()?;
    let count = transaction.run(&sql::TAKE_BACK, [reason.into(), lanes.clone().into()]).await?;
    refresh(transaction, now_ms, lanes, Others::Moved).await?;
    Ok(count)
}
