//! What left the queue, and what goes from there in time.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use sea_orm::prelude::Uuid;

use super::error::DatabaseError;
use super::rows::number;
use super::script::{Script, numbers, script};
use super::sql;
use super::transaction::Transaction;

/// How a task left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Discarded,
}

/// Moves tasks to the history, so many of each account; their bodies go at once, and what they say of blobs.
pub(super) fn leave(
    script: &mut Script,
    now: Timestamp,
    outcome: Outcome,
    seqs: Vec<i64>,
    of_accounts: BTreeMap<Uuid, i64>,
    any_blob: bool,
) {
    if seqs.is_empty() {
        return;
    }
    let outcome = match outcome {
        Outcome::Sent => "sent",
        Outcome::Discarded => "discarded",
    };
    let seqs = numbers(seqs);
    script.then(sql::REMEMBER, [now.as_millis().into(), outcome.into(), seqs.clone()]);
    if any_blob {
        script.then(sql::COUNT_BLOBS_OFF, [seqs.clone()]);
    }
    script.then(sql::DELETE, [seqs]);
    for (account, count) in of_accounts {
        script.then(sql::COUNT_UNSENT, [account.into(), (-count).into(), 0_i64.into()]);
    }
}

/// Takes the oldest rows out of the history.
pub(super) async fn purge(
    transaction: &Transaction<'_>,
    account: AccountId,
    left_until: Timestamp,
    limit: usize,
) -> Result<u64, DatabaseError> {
    let some = [account.uuid().into(), left_until.as_millis().into(), number(limit).into()];
    let values = some.clone().into_iter().chain(some).chain([number(limit).into()]);
    transaction.run(script(sql::PURGE, values)).await
}
