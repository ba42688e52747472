//! Records: guarded writes, and reads.

use std::collections::BTreeMap;

use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Cursor, Page, QueueError, SortRange};
use homing_domain::task::{Expected, Record, RecordWrite};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::before::{PlaceOf, StoredRevision};
use super::entity::record;
use super::error::DatabaseError;
use super::rows::number;

/// Says [`QueueError::Conflict`] of the first write whose guard does not hold.
pub(crate) fn check(
    writes: &[RecordWrite],
    stored: &BTreeMap<PlaceOf<'_>, StoredRevision>,
) -> Result<(), QueueError> {
    for write in writes.iter().filter(|write| write.expected != Expected::Anything) {
        let (collection, id) = (&write.record.collection, &write.record.id);
        let stored = stored.get(&(collection, id)).map(|stored| stored.revision);
        let holds = match write.expected {
            Expected::Absent => stored.is_none(),
            Expected::Revision(revision) => stored == Some(revision),
            Expected::Anything => true,
        };
        if !holds {
            return Err(QueueError::Conflict { collection: collection.clone(), id: id.clone() });
        }
    }
    Ok(())
}

fn of_collection(account: AccountId, collection: &Collection) -> sea_orm::Select<record::Entity> {
    record::Entity::find()
        .filter(record::Column::Account.eq(account.uuid()))
        .filter(record::Column::Collection.eq(collection.as_str()))
}

pub(crate) async fn get(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    id: &RecordId,
) -> Result<Option<Record>, DatabaseError> {
    let row =
        of_collection(account, collection).filter(record::Column::Id.eq(id.as_str())).one(readers).await?;
    row.map(Record::try_from).transpose()
}

/// Those for which the condition holds: which ids, in the database's own words for a list.
pub(crate) async fn those(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    among: Expr,
) -> Result<Vec<Record>, DatabaseError> {
    let rows = of_collection(account, collection).filter(among).all(readers).await?;
    rows.into_iter().map(Record::try_from).collect()
}

pub(crate) async fn scan(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    range: SortRange,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page, DatabaseError> {
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

pub(crate) async fn unsent(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    limit: usize,
) -> Result<Vec<Record>, DatabaseError> {
    let rows = of_collection(account, collection)
        .filter(Expr::cust("revision > carried_revision"))
        .order_by_asc(record::Column::Id)
        .limit(u64::try_from(number(limit)).unwrap_or(u64::MAX))
        .all(readers)
        .await?;
    rows.into_iter().map(Record::try_from).collect()
}
