//! What moves when the first account signs in: everything of the local account, in the same transaction.
//!
//! Nothing is in its way: work is recorded for the local account only until the first sign-in, and no other
//! account has work by then.

use homing_domain::account::Account;
use homing_domain::names::AccountId;
use homing_domain::ports::Adopted;

use super::error::DatabaseError;
use super::script::{Script, script};
use super::transaction::Transaction;
use super::{accounts, lanes, sql};

/// A sign-in knows no time: a lane that it takes back waits for its next try, which a claim looks at anyway.
const NO_TIME_MS: i64 = i64::MIN;

/// Makes the account the active one, and moves everything of the local one to it.
pub(super) async fn sign_in(
    transaction: &Transaction<'_>,
    account: Account,
) -> Result<Adopted, DatabaseError> {
    transaction.begin().await?;
    let id = accounts::sign_in(transaction, account).await?;
    adopt(transaction, id).await
}

async fn adopt(transaction: &Transaction<'_>, to: AccountId) -> Result<Adopted, DatabaseError> {
    let (local, to) = (AccountId::LOCAL.uuid(), to.uuid());
    // Nobody claims for the local account; a claim that is there would not survive its lane.
    let claimed = lanes::ids(transaction, sql::CLAIMED_OF, [local.into()]).await?;
    lanes::take_back(transaction, NO_TIME_MS, &claimed).await?;

    let moved = async |table: &str| {
        let moved = format!("UPDATE {table} SET account = ? WHERE account = ?");
        transaction.run(script(&moved, [to.into(), local.into()])).await
    };
    let records = moved("homing_records").await?;
    moved("homing_lanes").await?;
    let tasks = moved("homing_tasks").await?;
    moved("homing_history").await?;
    let mut counted = Script::default();
    counted.then(sql::COUNT_ADOPTED, [to.into(), local.into()]).then(sql::COUNT_NONE, [local.into()]);
    transaction.run(counted).await?;
    Ok(Adopted { records, tasks })
}
