//! What left the queue, and what goes from there in time.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use sea_orm::prelude::Uuid;

use super::sql;
use super::transaction::Transaction;
use crate::relational::error::DatabaseError;
use crate::relational::rows::number;

/// How a task left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Discarded,
}

/// Moves tasks to the history, so many of each account; their bodies go at once, and what they say of blobs.
pub(super) async fn leave(
    transaction: &Transaction,
    now: Timestamp,
    outcome: Outcome,
    seqs: Vec<i64>,
    of_accounts: BTreeMap<Uuid, i64>,
    any_blob: bool,
) -> Result<(), DatabaseError> {
    if seqs.is_empty() {
        return Ok(());
    }
    let outcome = match outcome {
        Outcome::Sent => "sent",
        Outcome::Discarded => "discarded",
    };
    let remembered = [now.as_millis().into(), outcome.into(), seqs.clone().into()];
    transaction.run(sql::REMEMBER, remembered).await?;
    if any_blob {
        transaction.run(sql::COUNT_BLOBS_OFF, [seqs.clone().into()]).await?;
    }
    transaction.run(sql::DELETE, [seqs.into()]).await?;
    for (account, count) in of_accounts {
        transaction.run(sql::COUNT_UNSENT, [account.into(), (-count).into(), 0_i64.into()]).await?;
    }
    Ok(())
}

/// Takes the oldest rows out of the history.
pub(super) async fn purge(
    transaction: &Transaction,
    account: AccountId,
    left_until: Timestamp,
    limit: usize,
) -> Result<u64, DatabaseError> {
    transaction.write_alone(account).await?;
    let values = [account.uuid().into(), left_until.as_millis().into(), number(limit).into()];
    transaction.run(sql::PURGE, values).await
}
