//! What moves when the first account signs in: everything of the local account, in the same transaction.
//!
//! The account may hold work of its own, so lanes of one name are joined and of two states of one record the
//! higher revision stays. In each statement `$1` is the local account and `$2` the one that signs in.

use homing_domain::names::AccountId;
use homing_domain::ports::Adopted;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::error::SqliteError;
use super::lanes;

const CLAIMED_LANES: &str = "SELECT id FROM homing_lanes WHERE account = $1 AND place = 'claimed'";

/// Of two states of one record the lower one; of equal ones the local.
const DROP_OLDER_OWN_RECORDS: &str = "
DELETE FROM homing_records WHERE account = $2 AND EXISTS (
    SELECT 1 FROM homing_records AS local
    WHERE local.account = $1 AND local.collection = homing_records.collection AND local.id = homing_records.id
        AND local.revision > homing_records.revision)";
const DROP_OLDER_LOCAL_RECORDS: &str = "
DELETE FROM homing_records WHERE account = $1 AND EXISTS (
    SELECT 1 FROM homing_records AS own
    WHERE own.account = $2 AND own.collection = homing_records.collection AND own.id = homing_records.id)";
const MOVE_RECORDS: &str = "UPDATE homing_records SET account = $2 WHERE account = $1";

/// Lanes of the account that take in a local lane of their name.
const JOINED_LANES: &str = "
SELECT own.id FROM homing_lanes AS own
JOIN homing_lanes AS local ON local.lane = own.lane AND local.account = $1
WHERE own.account = $2";
const JOIN_TASKS: &str = "
UPDATE homing_tasks SET lane_id = own.id
FROM homing_lanes AS local
JOIN homing_lanes AS own ON own.lane = local.lane AND own.account = $2
WHERE local.account = $1 AND homing_tasks.lane_id = local.id";
const JOIN_HISTORY: &str = "
UPDATE homing_history SET lane_id = own.id
FROM homing_lanes AS local
JOIN homing_lanes AS own ON own.lane = local.lane AND own.account = $2
WHERE local.account = $1 AND homing_history.lane_id = local.id";
const DROP_JOINED_LANES: &str = "
DELETE FROM homing_lanes WHERE account = $1 AND EXISTS (
    SELECT 1 FROM homing_lanes AS own WHERE own.account = $2 AND own.lane = homing_lanes.lane)";
const MOVE_LANES: &str = "UPDATE homing_lanes SET account = $2 WHERE account = $1";
const MOVE_TASKS: &str = "UPDATE homing_tasks SET account = $2 WHERE account = $1";
const MOVE_HISTORY: &str = "UPDATE homing_history SET account = $2 WHERE account = $1";

/// Moves everything of the local account.
pub(super) async fn adopt(transaction: &DatabaseTransaction, to: AccountId) -> Result<Adopted, SqliteError> {
    let both = || [AccountId::LOCAL.uuid().into(), to.uuid().into()];
    let run = async |sql: &str| -> Result<u64, SqliteError> {
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, both());
        Ok(transaction.execute_raw(statement).await?.rows_affected())
    };
    // Nobody claims for the local account; a claim that is there would not survive its lane.
    let claimed = lanes::ids(transaction, CLAIMED_LANES, [AccountId::LOCAL.uuid().into()]).await?;
    lanes::take_back(transaction, NO_TIME_MS, &claimed).await?;

    run(DROP_OLDER_OWN_RECORDS).await?;
    let outdated = run(DROP_OLDER_LOCAL_RECORDS).await?;
    let records = outdated + run(MOVE_RECORDS).await?;
    let joined = lanes::ids(transaction, JOINED_LANES, both()).await?;
    for statement in [JOIN_TASKS, JOIN_HISTORY, DROP_JOINED_LANES, MOVE_LANES] {
        run(statement).await?;
    }
    let tasks = run(MOVE_TASKS).await?;
    run(MOVE_HISTORY).await?;
    lanes::refresh(transaction, NO_TIME_MS, &joined).await?;
    Ok(Adopted { records, tasks })
}

/// A sign-in knows no time: the lanes that it joins wait for their next try, which a claim looks at anyway.
const NO_TIME_MS: i64 = i64::MIN;
