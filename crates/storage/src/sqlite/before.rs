//! What a commit has to know before it writes: read in one go. Nothing is decided here.

use homing_domain::names::AccountId;
use homing_domain::task::Commit;
use sea_orm::QueryResult;

use super::script::{numbers, script};
use super::sql;
use super::transaction::Transaction;
use crate::relational::before::{
    Before, Counts, KnownLane, Numbers, StoredRevision, existing, groups, lanes, places,
};
use crate::relational::error::DatabaseError;
use crate::relational::rows::{column, count, given};

pub(super) async fn read<'c>(
    transaction: &Transaction<'_>,
    account: AccountId,
    commit: &'c Commit,
) -> Result<Before<'c>, DatabaseError> {
    let whose = || account.uuid().into();
    let (places, lanes, groups) = (places(commit), lanes(&commit.tasks), groups(&commit.tasks));
    let mut asked = script(sql::NUMBERS, [whose(), whose()]);
    if !places.is_empty() {
        asked.and_listed(&sql::REVISIONS, &places, [whose()])?;
    }
    if !lanes.is_empty() {
        asked.and_listed(&sql::LANES, &lanes, [whose()])?;
    }
    if !groups.is_empty() {
        asked.and_listed(&sql::OF_LANE_AND_KIND, &groups, [whose()])?;
    }
    let mut before = Before::default();
    let mut depending = false;
    for row in transaction.rows(asked).await? {
        match column::<i64>(&row, 0)? {
            0 => take_numbers(&mut before, &row)?,
            1 => {
                let stored = StoredRevision {
                    revision: column(&row, 2)?,
                    carried: column(&row, 3)?,
                    row: Some(column(&row, 4)?),
                };
                before.revisions.insert(*given(&places, &row, 1)?, stored);
            }
            2 => {
                let lane =
                    KnownLane { id: column(&row, 2)?, last_seq: column(&row, 3)?, awaited: column(&row, 4)? };
                before.lanes.insert((*given(&lanes, &row, 1)?).clone(), lane);
            }
            _ => {
                depending |= column::<bool>(&row, 8)?;
                before.existing.push(existing(&row)?);
            }
        }
    }
    before.existing.sort_by_key(|existing| existing.seq);
    if depending {
        take_dependencies(&mut before, transaction).await?;
    }
    Ok(before)
}

fn take_numbers(before: &mut Before<'_>, row: &QueryResult) -> Result<(), DatabaseError> {
    before.seqs = Numbers::After(column(row, 1)?);
    before.lane_ids = Numbers::After(column(row, 2)?);
    before.counts = Counts { unsent: count(column(row, 3)?), blob_bytes: count(column(row, 5)?) };
    before.adopted = column::<Option<bool>>(row, 4)?.unwrap_or(false);
    Ok(())
}

async fn take_dependencies(
    before: &mut Before<'_>,
    transaction: &Transaction<'_>,
) -> Result<(), DatabaseError> {
    let seqs = numbers(before.existing.iter().map(|existing| existing.seq));
    let rows = transaction.rows(script(sql::DEPENDENCIES_OF, [seqs])).await?;
    before.take_dependencies(&rows)
}
