//! Who signs in, and what moves when the first account does: everything of the local account, in the same transaction.
//!
//! Nothing is in its way: work is recorded for the local account only until the first sign-in, and no other
//! account has work by then.

use homing_domain::account::Account;
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::Adopted;

use super::transaction::Transaction;
use super::{lanes, sql};
use crate::relational::accounts::{self, Activated};
use crate::relational::error::DatabaseError;

/// A sign-in knows no time: a lane that it takes back waits for its next try, which a claim looks at anyway.
const NO_TIME_MS: i64 = i64::MIN;

pub(super) async fn device(
    transaction: &Transaction,
    candidate: DeviceId,
) -> Result<DeviceId, DatabaseError> {
    transaction.keep_schema().await?;
    transaction.note_change();
    accounts::device(transaction.seaorm(), candidate).await
}

/// Makes the account the active one, and moves everything of the local one to it. Two that sign in at once do so one
/// after the other.
pub(super) async fn sign_in(transaction: &Transaction, account: Account) -> Result<Adopted, DatabaseError> {
    transaction.write_alone(AccountId::LOCAL).await?;
    let id = accounts::sign_in(transaction.seaorm(), account).await?;
    transaction.note_change();
    transaction.write_alone(id).await?;
    adopt(transaction, id).await
}

/// Two that switch at once do so one after the other.
pub(super) async fn activate(transaction: &Transaction, account: AccountId) -> Result<bool, DatabaseError> {
    transaction.write_alone(AccountId::LOCAL).await?;
    let activated = accounts::activate(transaction.seaorm(), account).await?;
    if activated == Activated::Switched {
        transaction.note_change();
    }
    Ok(activated.is_known())
}

pub(super) async fn sign_out(transaction: &Transaction, account: AccountId) -> Result<(), DatabaseError> {
    transaction.write_alone(AccountId::LOCAL).await?;
    if accounts::sign_out(transaction.seaorm(), account).await? {
        transaction.note_change();
    }
    Ok(())
}

async fn adopt(transaction: &Transaction, to: AccountId) -> Result<Adopted, DatabaseError> {
    let (local, to) = (AccountId::LOCAL.uuid(), to.uuid());
    // Nobody claims for the local account; a claim that is there would not survive its lane.
    let claimed = transaction.ids(sql::CLAIMED_OF, [local.into()]).await?;
    lanes::take_back(transaction, NO_TIME_MS, claimed).await?;

    let moved = async |table: &str| {
        let moved = format!("UPDATE {table} SET account = $1 WHERE account = $2");
        transaction.run(&moved, [to.into(), local.into()]).await
    };
    let records = moved("homing_records").await?;
    moved("homing_lanes").await?;
    let tasks = moved("homing_tasks").await?;
    moved("homing_history").await?;
    transaction.run(sql::COUNT_ADOPTED, [to.into(), local.into()]).await?;
    transaction.run(sql::COUNT_NONE, [local.into()]).await?;
    Ok(Adopted { records, tasks })
}
