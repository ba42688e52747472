//! Records: written with their guards, read one by one and in order.

use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Cursor, Page, QueueError, SortRange};
use homing_domain::task::{Body, Carried, Expected, Record, RecordWrite};
use redb::ReadableTable;

use crate::error::{Result, StoreError};
use crate::reading::whose;
use crate::tables::{Look, Tables};

impl Tables<'_> {
    /// That what must be stored is stored (2).
    pub(crate) fn check_guard(&self, account: AccountId, write: &RecordWrite) -> Result<()> {
        let Record { collection, id, .. } = &write.record;
        let stored = self.records.get((whose(account), collection.as_str(), id.as_str()))?;
        let revision = stored.map(|stored| stored.value().1);
        let holds = match write.expected {
            Expected::Absent => revision.is_none(),
            Expected::Revision(expected) => revision == Some(expected),
            Expected::Anything => true,
        };
        if holds {
            return Ok(());
        }
        Err(QueueError::Conflict { collection: collection.clone(), id: id.clone() }.into())
    }

    /// What was carried of it stays carried.
    pub(crate) fn write_record(&mut self, account: AccountId, record: &Record) -> Result<()> {
        let (account, collection, id) = (whose(account), record.collection.as_str(), record.id.as_str());
        let old = self.records.get((account, collection, id))?.map(|stored| {
            let (sort_key, _, carried, _) = stored.value();
            (sort_key, carried)
        });
        if let Some((sort_key, _)) = old {
            self.in_order.remove((account, collection, sort_key, id))?;
        }
        let carried = old.map_or(0, |(_, carried)| carried);
        let row = (record.sort_key, record.revision, carried, record.body.as_bytes());
        self.records.insert((account, collection, id), row)?;
        self.in_order.insert((account, collection, record.sort_key, id), ())?;
        if record.revision > carried {
            self.uncarried.insert((account, collection, id), ())?;
        } else {
            self.uncarried.remove((account, collection, id))?;
        }
        Ok(())
    }

    pub(crate) fn note_carried(&mut self, account: AccountId, carried: Option<&Carried>) -> Result<()> {
        let Some(Carried { collection, id, revision: newest }) = carried else { return Ok(()) };
        let key = (whose(account), collection.as_str(), id.as_str());
        let stored = self.records.get(key)?.map(|stored| {
            let (sort_key, revision, carried, body) = stored.value();
            (sort_key, revision, carried, body.to_vec())
        });
        let Some((sort_key, revision, carried, body)) = stored else { return Ok(()) };
        let carried = carried.max(*newest);
        self.records.insert(key, (sort_key, revision, carried, body.as_slice()))?;
        if revision <= carried {
            self.uncarried.remove(key)?;
        }
        Ok(())
    }

    pub(crate) fn is_uncarried(&self, account: AccountId, carried: &Carried) -> Result<bool> {
        let key = (whose(account), carried.collection.as_str(), carried.id.as_str());
        Ok(self.uncarried.get(key)?.is_some())
    }
}

pub(crate) fn get(
    view: &impl Look,
    account: AccountId,
    collection: &Collection,
    id: &str,
) -> Result<Option<Record>> {
    let Some(stored) = view.records().get((whose(account), collection.as_str(), id))? else {
        return Ok(None);
    };
    let (sort_key, revision, _, body) = stored.value();
    let id = RecordId::new(id).map_err(StoreError::unreadable)?;
    Ok(Some(Record { collection: collection.clone(), id, sort_key, revision, body: Body::new(body) }))
}

pub(crate) fn scan(
    view: &impl Look,
    account: AccountId,
    collection: &Collection,
    range: SortRange,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Page> {
    let (whose, name) = (whose(account), collection.as_str());
    let mut records = Vec::new();
    let mut next = None;
    let from = cursor.map_or((range.from, ""), |cursor| (cursor.sort_key, cursor.id.as_str()));
    let from = from.max((range.from, ""));
    for entry in view.in_order().range((whose, name, from.0, from.1)..)? {
        let place = entry?.0;
        let (of, within, sort_key, id) = place.value();
        if (of, within) != (whose, name) || sort_key > range.to {
            break;
        }
        if cursor.is_some_and(|cursor| (sort_key, id) <= (cursor.sort_key, cursor.id.as_str())) {
            continue;
        }
        if records.len() == limit {
            next =
                records.last().map(|last: &Record| Cursor { sort_key: last.sort_key, id: last.id.clone() });
            break;
        }
        records.extend(get(view, account, collection, id)?);
    }
    Ok(Page { records, next })
}

pub(crate) fn unsent(
    view: &impl Look,
    account: AccountId,
    collection: &Collection,
    limit: usize,
) -> Result<Vec<Record>> {
    let (whose, name) = (whose(account), collection.as_str());
    let mut records = Vec::new();
    for entry in view.uncarried().range((whose, name, "")..)?.take(limit) {
        let place = entry?.0;
        let (of, within, id) = place.value();
        if (of, within) != (whose, name) {
            break;
        }
        records.extend(get(view, account, collection, id)?);
    }
    Ok(records)
}
