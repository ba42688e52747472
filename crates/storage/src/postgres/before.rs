//! What a commit has to know before it writes. Nothing is decided here.

use std::collections::VecDeque;

use homing_domain::names::AccountId;
use homing_domain::task::Commit;

use super::sql;
use super::transaction::Transaction;
use crate::relational::before::{
    Before, Counts, KnownLane, Numbers, StoredRevision, existing, groups, lanes, places,
};
use crate::relational::error::DatabaseError;
use crate::relational::rows::{column, count, given, number};

pub(super) async fn read<'c>(
    transaction: &Transaction,
    account: AccountId,
    commit: &'c Commit,
) -> Result<Before<'c>, DatabaseError> {
    let whose = || account.uuid().into();
    let mut before = Before::default();
    if let Some(row) = transaction.rows(sql::NUMBERS, [whose()]).await?.first() {
        before.counts = Counts { unsent: count(column(row, 0)?), blob_bytes: count(column(row, 2)?) };
        before.adopted = column(row, 1)?;
    }
    let places = places(commit);
    if !places.is_empty() {
        let collections: Vec<_> = places.iter().map(|place| place.0.as_str().to_owned()).collect();
        let ids: Vec<_> = places.iter().map(|place| place.1.as_str().to_owned()).collect();
        for row in transaction.rows(sql::REVISIONS, [whose(), collections.into(), ids.into()]).await? {
            let stored = StoredRevision { revision: column(&row, 1)?, carried: column(&row, 2)?, row: None };
            before.revisions.insert(*given(&places, &row, 0)?, stored);
        }
    }
    if commit.tasks.is_empty() {
        return Ok(before);
    }
    let lanes = lanes(&commit.tasks);
    let names: Vec<_> = lanes.iter().map(|lane| lane.as_str().to_owned()).collect();
    for row in transaction.rows(sql::LANES, [whose(), names.into()]).await? {
        let lane = KnownLane { id: column(&row, 1)?, last_seq: column(&row, 2)?, awaited: column(&row, 3)? };
        before.lanes.insert((*given(&lanes, &row, 0)?).clone(), lane);
    }
    before.seqs = set_aside(transaction, "homing_tasks", "seq", commit.tasks.len()).await?;
    let unknown = lanes.len().saturating_sub(before.lanes.len());
    before.lane_ids = set_aside(transaction, "homing_lanes", "id", unknown).await?;
    take_existing(transaction, account, commit, &mut before).await?;
    Ok(before)
}

/// What new tasks may take the place of.
async fn take_existing(
    transaction: &Transaction,
    account: AccountId,
    commit: &Commit,
    before: &mut Before<'_>,
) -> Result<(), DatabaseError> {
    let groups = groups(&commit.tasks);
    if groups.is_empty() {
        return Ok(());
    }
    let lanes: Vec<_> = groups.iter().map(|group| group.0.to_owned()).collect();
    let kinds: Vec<_> = groups.iter().map(|group| group.1.to_owned()).collect();
    let mut depending = false;
    let values = [account.uuid().into(), lanes.into(), kinds.into()];
    for row in transaction.rows(sql::OF_LANE_AND_KIND, values).await? {
        depending |= column::<bool>(&row, 8)?;
        before.existing.push(existing(&row)?);
    }
    before.existing.sort_by_key(|existing| existing.seq);
    if depending {
        let seqs: Vec<_> = before.existing.iter().map(|existing| existing.seq).collect();
        before.take_dependencies(&transaction.rows(sql::DEPENDENCIES_OF, [seqs.into()]).await?)?;
    }
    Ok(())
}

/// Numbers that nobody else gets, also where this transaction comes to nothing.
async fn set_aside(
    transaction: &Transaction,
    table: &str,
    column: &str,
    how_many: usize,
) -> Result<Numbers, DatabaseError> {
    if how_many == 0 {
        return Ok(Numbers::SetAside(VecDeque::new()));
    }
    let values = [table.into(), column.into(), number(how_many).into()];
    let mut numbers = transaction.ids(sql::SET_ASIDE, values).await?;
    numbers.sort_unstable();
    Ok(Numbers::SetAside(numbers.into()))
}
