//! Lane rows: found or made for new tasks, kept in agreement with their tasks, and taken back from claims.

use std::collections::BTreeMap;

use homing_domain::names::{AccountId, Lane};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect, Statement, Value,
    sea_query::Expr,
};

use super::entity::{lane, task};
use super::error::SqliteError;
use super::sql::{self, ROWS_PER_STATEMENT};

/// The row of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LaneRow {
    pub(super) id: i64,
    /// Whether it was made just now, and so holds no task.
    pub(super) new: bool,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Reads ids by a named statement.
pub(super) async fn ids(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<i64>, SqliteError> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(Id::find_by_statement(statement).all(connection).await?.into_iter().map(|row| row.id).collect())
}

/// The rows of the named lanes, made where they are missing.
pub(super) async fn find_or_make(
    transaction: &DatabaseTransaction,
    account: AccountId,
    names: &[&Lane],
) -> Result<BTreeMap<Lane, LaneRow>, SqliteError> {
    let mut found = BTreeMap::new();
    for names in names.chunks(ROWS_PER_STATEMENT) {
        let known: Vec<(i64, String)> = lane::Entity::find()
            .select_only()
            .columns([lane::Column::Id, lane::Column::Lane])
            .filter(lane::Column::Account.eq(account.uuid()))
            .filter(lane::Column::Lane.is_in(names.iter().map(|name| name.as_str())))
            .into_tuple()
            .all(transaction)
            .await?;
        for (id, name) in known {
            found.insert(super::rows::lane(name)?, LaneRow { id, new: false });
        }
        let missing: Vec<_> = names
            .iter()
            .filter(|name| !found.contains_key(**name))
            .map(|name| fresh(account, name))
            .collect();
        if missing.is_empty() {
            continue;
        }
        for row in lane::Entity::insert_many(missing).exec_with_returning(transaction).await? {
            found.insert(super::rows::lane(row.lane)?, LaneRow { id: row.id, new: true });
        }
    }
    Ok(found)
}

fn fresh(account: AccountId, name: &Lane) -> lane::ActiveModel {
    lane::ActiveModel {
        id: NotSet,
        account: Set(account.uuid()),
        lane: Set(name.as_str().to_owned()),
        place: Set(lane::Place::Idle),
        rank: Set(0),
        next_at_ms: Set(0),
        epoch: Set(0),
        owner: Set(None),
        blocked_by_seq: Set(None),
    }
}

/// Makes the lanes agree with their tasks again. Part of every transaction that changes tasks.
pub(super) async fn refresh(
    transaction: &DatabaseTransaction,
    now_ms: i64,
    lanes: &[i64],
) -> Result<(), SqliteError> {
    for lanes in lanes.chunks(ROWS_PER_STATEMENT) {
        transaction.execute_raw(sql::refresh_lanes(transaction, now_ms, lanes)).await?;
    }
    Ok(())
}

/// Ends the claims of the lanes: what was left of them comes back as an attempt of unknown outcome. Says
/// how many tasks that are.
pub(super) async fn take_back(
    transaction: &DatabaseTransaction,
    now_ms: i64,
    lanes: &[i64],
) -> Result<u64, SqliteError> {
    let mut count = 0;
    for some in lanes.chunks(ROWS_PER_STATEMENT) {
        let ended = task::Entity::update_many()
            .col_expr(task::Column::State, Expr::value(task::State::Waiting))
            .col_expr(task::Column::Frozen, Expr::value(true))
            .col_expr(task::Column::Attempts, Expr::col(task::Column::Attempts).add(1))
            .filter(task::Column::LaneId.is_in(some.iter().copied()))
            .filter(Expr::cust("state = 'claimed'"))
            .exec(transaction)
            .await?;
        count += ended.rows_affected;
    }
    refresh(transaction, now_ms, lanes).await?;
    Ok(count)
}
