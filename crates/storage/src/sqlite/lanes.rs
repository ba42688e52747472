//! Lane rows: kept in agreement with their tasks, and taken back from claims.

use homing_domain::policy::{CRASHES_BEFORE_ATTENTION, set_aside};
use sea_orm::Value;

use super::error::DatabaseError;
use super::plan::Others;
use super::rows::{self, column};
use super::script::{Script, numbers, script};
use super::sql;
use super::transaction::Transaction;

/// Makes lanes agree with their tasks again, and with them the lanes that wait for these. Part of every transaction
/// that changes tasks.
pub(super) fn refresh(
    script: &mut Script,
    now_ms: i64,
    lanes: impl IntoIterator<Item = i64>,
    others: Others,
) {
    let mut lanes = lanes.into_iter().peekable();
    if lanes.peek().is_none() {
        return;
    }
    let lanes = numbers(lanes);
    let times = if others == Others::None { 1 } else { 3 };
    script.then(sql::refresh(others), std::iter::repeat_n(lanes.clone(), times).chain([now_ms.into()]));
    if others != Others::None {
        script.then(&sql::FORGET_GONE, [lanes]);
    }
}

/// Reads ids by a named statement, which gives them in its second column.
pub(super) async fn ids(
    transaction: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<i64>, DatabaseError> {
    transaction.rows(script(sql, values)).await?.iter().map(|row| column(row, 1)).collect()
}

/// Ends the claims of the lanes: what was left of them comes back as an attempt of unknown outcome, in which the
/// process died. Says how many tasks that are.
pub(super) async fn take_back(
    transaction: &Transaction<'_>,
    now_ms: i64,
    lanes: &[i64],
) -> Result<u64, DatabaseError> {
    if lanes.is_empty() {
        return Ok(0);
    }
    let reason = set_aside(CRASHES_BEFORE_ATTENTION).as_ref().map(rows::written).transpose()?;
    let ended = script(&sql::TAKE_BACK, [reason.into(), numbers(lanes.iter().copied())]);
    let count = transaction.run(ended).await?;
    let mut refreshed = Script::default();
    refresh(&mut refreshed, now_ms, lanes.iter().copied(), Others::Moved);
    transaction.run(refreshed).await?;
    Ok(count)
}
