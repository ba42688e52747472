//! Records: how they are written. How they are guarded and read is the same for every database.

use std::collections::BTreeMap;

use homing_domain::names::AccountId;
use homing_domain::task::RecordWrite;

use super::error::DatabaseError;
use super::lists::json;
use super::script::Script;
use super::sql;
use crate::relational::before::{Place, StoredRevision};

/// Writes the records, and notes in these and others what tasks carry of them.
pub(super) fn write(
    script: &mut Script,
    account: AccountId,
    writes: Vec<RecordWrite>,
    mut carried: BTreeMap<Place, StoredRevision>,
) -> Result<(), DatabaseError> {
    let rows = writes.into_iter().map(|RecordWrite { record, .. }| {
        let place = (record.collection, record.id);
        let carried_revision = carried.remove(&place).map_or(0, |stored| stored.carried);
        [
            account.uuid().into(),
            String::from(place.0).into(),
            String::from(place.1).into(),
            record.sort_key.into(),
            record.revision.into(),
            carried_revision.into(),
            record.body.into_bytes().into(),
        ]
    });
    script.then_insert(sql::PUT_RECORDS, sql::PUT_RECORD_ROW, sql::OVER_OLD_RECORDS, rows);
    let carried: Vec<_> = carried.values().filter_map(|stored| Some((stored.row?, stored.carried))).collect();
    if !carried.is_empty() {
        script.then(sql::NOTE_CARRIED, [json(&carried)?]);
    }
    Ok(())
}
