//! Records: guarded writes, and reads.

use std::collections::BTreeMap;

use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Cursor, Page, QueueError, SortRange};
use homing_domain::task::{Carried, Expected, NewTask, Record, RecordWrite};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::entity::record;
use super::error::SqliteError;
use super::rows::number;
use super::sql::{self, ROWS_PER_STATEMENT};

/// A record's place within its account.
type Place = (Collection, RecordId);

/// Says [`QueueError::Conflict`] of the first write whose guard does not hold.
pub(super) async fn check(
    transaction: &DatabaseTransaction,
    account: AccountId,
    writes: &[RecordWrite],
) -> Result<(), SqliteError> {
    let mut guarded = BTreeMap::<&Collection, Vec<&RecordWrite>>::new();
    for write in writes.iter().filter(|write| write.expected != Expected::Anything) {
        guarded.entry(&write.record.collection).or_default().push(write);
    }
    for (collection, writes) in guarded {
        for writes in writes.chunks(ROWS_PER_STATEMENT) {
            let stored: Vec<(String, i64)> = of_collection(account, collection)
                .select_only()
                .columns([record::Column::Id, record::Column::Revision])
                .filter(record::Column::Id.is_in(writes.iter().map(|write| write.record.id.as_str())))
                .into_tuple()
                .all(transaction)
                .await?;
            let stored: BTreeMap<_, _> = stored.into_iter().collect();
            for write in writes {
                guard(write, stored.get(write.record.id.as_str()).copied())?;
            }
        }
    }
    Ok(())
}

fn guard(write: &RecordWrite, stored: Option<i64>) -> Result<(), QueueError> {
    let holds = match write.expected {
        Expected::Absent => stored.is_none(),
        Expected::Revision(revision) => stored == Some(revision),
        Expected::Anything => true,
    };
    if holds {
        return Ok(());
    }
    Err(QueueError::Conflict { collection: write.record.collection.clone(), id: write.record.id.clone() })
}

/// Writes the records, and notes in these and others what the tasks carry.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    account: AccountId,
    writes: Vec<RecordWrite>,
    tasks: &[NewTask],
) -> Result<(), SqliteError> {
    let mut carried = newest_carried(tasks);
    let rows: Vec<_> = writes
        .into_iter()
        .map(|write| {
            let record = write.record;
            let place = (record.collection, record.id);
            let carried_revision = carried.remove(&place).unwrap_or(0);
            record::ActiveModel {
                account: Set(account.uuid()),
                collection: Set(place.0.into()),
                id: Set(place.1.into()),
                sort_key: Set(record.sort_key),
                revision: Set(record.revision),
                carried_revision: Set(carried_revision),
                body: Set(record.body.into_bytes()),
            }
        })
        .collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        record::Entity::insert_many(rows.iter().cloned())
            .on_conflict(take_the_place())
            .exec_without_returning(transaction)
            .await?;
    }
    let carried: Vec<_> = carried
        .into_iter()
        .map(|((collection, id), revision)| {
            [account.uuid().into(), collection.as_str().into(), id.as_str().into(), revision.into()]
        })
        .collect();
    for rows in carried.chunks(ROWS_PER_STATEMENT) {
        transaction.execute_raw(sql::note_carried(transaction, rows.to_vec())).await?;
    }
    Ok(())
}

fn newest_carried(tasks: &[NewTask]) -> BTreeMap<Place, i64> {
    let mut newest = BTreeMap::new();
    for Carried { collection, id, revision } in tasks.iter().filter_map(|task| task.carries.as_ref()) {
        let known = newest.entry((collection.clone(), id.clone())).or_insert(*revision);
        *known = Ord::max(*known, *revision);
    }
    newest
}

/// A record that is there gives way, but what was carried of it stays carried.
fn take_the_place() -> OnConflict {
    let newest_carried = "CASE WHEN excluded.carried_revision > homing_records.carried_revision \
                          THEN excluded.carried_revision ELSE homing_records.carried_revision END";
    OnConflict::columns([record::Column::Account, record::Column::Collection, record::Column::Id])
        .update_columns([record::Column::SortKey, record::Column::Revision, record::Column::Body])
        .value(record::Column::CarriedRevision, Expr::cust(newest_carried))
        .to_owned()
}

fn of_collection(account: AccountId, collection: &Collection) -> sea_orm::Select<record::Entity> {
    record::Entity::find()
        .filter(record::Column::Account.eq(account.uuid()))
        .filter(record::Column::Collection.eq(collection.as_str()))
}

pub(super) async fn get(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    id: &RecordId,
) -> Result<Option<Record>, SqliteError> {
    let row =
        of_collection(account, collection).filter(record::Column::Id.eq(id.as_str())).one(readers).await?;
    row.map(Record::try_from).transpose()
}

pub(super) async fn scan(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    range: SortRange,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page, SqliteError> {
    let mut select = of_collection(account, collection)
        .filter(record::Column::SortKey.gte(range.from))
        .filter(record::Column::SortKey.lte(range.to));
    if let Some(cursor) = cursor {
        let same_key =
            record::Column::SortKey.eq(cursor.sort_key).and(record::Column::Id.gt(cursor.id.as_str()));
        // The first condition says nothing new, but lets the index begin at the cursor.
        select = select
            .filter(record::Column::SortKey.gte(cursor.sort_key))
            .filter(Condition::any().add(record::Column::SortKey.gt(cursor.sort_key)).add(same_key));
    }
    let mut rows = select
        .order_by_asc(record::Column::SortKey)
        .order_by_asc(record::Column::Id)
        .limit(limit as u64 + 1)
        .all(readers)
        .await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let records: Vec<_> = rows.into_iter().map(Record::try_from).collect::<Result<_, _>>()?;
    let last = records.last().filter(|_| more);
    let next = last.map(|last| Cursor { sort_key: last.sort_key, id: last.id.clone() });
    Ok(Page { records, next })
}

pub(super) async fn unsent(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    limit: usize,
) -> Result<Vec<Record>, SqliteError> {
    let rows = of_collection(account, collection)
        .filter(Expr::cust("revision > carried_revision"))
        .order_by_asc(record::Column::Id)
        .limit(u64::try_from(number(limit)).unwrap_or(u64::MAX))
        .all(readers)
        .await?;
    rows.into_iter().map(Record::try_from).collect()
}
