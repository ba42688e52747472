//! What moves when the first account signs in: everything of the local account, in the same transaction.
//!
//! Nothing is in its way: work is recorded for the local account only until the first sign-in, and no other
//! account has work by then.

use homing_domain::names::AccountId;
use homing_domain::ports::Adopted;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::error::SqliteError;
use super::lanes;

const CLAIMED_LANES: &str = "SELECT id FROM homing_lanes WHERE account = $1 AND place = 'claimed'";

/// A sign-in knows no time: a lane that it takes back waits for its next try, which a claim looks at anyway.
const NO_TIME_MS: i64 = i64::MIN;

/// Moves everything of the local account.
pub(super) async fn adopt(transaction: &DatabaseTransaction, to: AccountId) -> Result<Adopted, SqliteError> {
    let local = AccountId::LOCAL.uuid();
    // Nobody claims for the local account; a claim that is there would not survive its lane.
    let claimed = lanes::ids(transaction, CLAIMED_LANES, [local.into()]).await?;
    lanes::take_back(transaction, NO_TIME_MS, &claimed).await?;

    let moved = async |table: &str| -> Result<u64, SqliteError> {
        let sql = format!("UPDATE {table} SET account = $2 WHERE account = $1");
        let values = [local.into(), to.uuid().into()];
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
        Ok(transaction.execute_raw(statement).await?.rows_affected())
    };
    let records = moved("homing_records").await?;
    moved("homing_lanes").await?;
    let tasks = moved("homing_tasks").await?;
    moved("homing_history").await?;
    Ok(Adopted { records, tasks })
}
