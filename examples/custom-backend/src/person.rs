//! What a person asks of single tasks, and what goes of the history.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{Selection, Undiscardable};
use homing_domain::task::{Reason, Release};
use redb::ReadableTable;

use crate::error::Result;
use crate::reading::{Reading, whose};
use crate::rows::Stage;
use crate::tables::Tables;

pub(crate) fn retry(
    tables: &mut Tables<'_>,
    account: AccountId,
    selection: &Selection,
    now: Timestamp,
) -> Result<u64> {
    let seqs = match selection {
        Selection::All => tables.seqs(account, i64::MIN, usize::MAX)?,
        Selection::Tasks(ids) => {
            let seqs = ids.iter().map(|id| tables.seq_of(account, *id)).collect::<Result<BTreeSet<_>>>()?;
            seqs.into_iter().flatten().collect()
        }
    };
    let mut count = 0;
    for seq in seqs {
        if tables.row(seq)?.needs_a_person() {
            count += 1;
            tables.change(seq, |row| {
                row.put_back();
                row.frozen = false;
                row.waits_for.retain(|wait| wait.until != Release::Sent);
                row.crashes = 0;
                row.unknown_since = None;
                row.not_before = now;
            })?;
        }
    }
    Ok(count)
}

/// The inner result says which task can't be discarded, and why: nothing was changed then.
pub(crate) fn discard(
    tables: &mut Tables<'_>,
    account: AccountId,
    tasks: &[TaskId],
    now: Timestamp,
) -> Result<std::result::Result<(), (TaskId, Undiscardable)>> {
    let mut discarded = BTreeSet::new();
    for id in tasks {
        let Some(seq) = tables.seq_of(account, *id)? else { return Ok(Err((*id, Undiscardable::Gone))) };
        let row = tables.row(seq)?;
        if let Some(because) = row.state().undiscardable() {
            return Ok(Err((*id, because)));
        }
        discarded.insert((seq, row.lane));
    }
    for (seq, _) in &discarded {
        tables.leave(now, *seq, false)?;
    }
    // What requires one of them can't be had any more (30).
    for (gone, lane) in discarded {
        let lane_of_all =
            (whose(account), lane.as_str(), i64::MIN)..=(whose(account), lane.as_str(), i64::MAX);
        let waiting = tables.awaited.range(lane_of_all)?.map(|entry| Ok(entry?.0.value().2));
        for seq in waiting.collect::<Result<Vec<_>>>()? {
            let row = tables.row(seq)?;
            let required = row
                .waits_for
                .iter()
                .any(|wait| wait.lane == lane && wait.until == Release::Sent && wait.upto >= gone);
            if required && row.stage != Stage::Claimed {
                let code = "required-discarded".to_owned();
                tables.change(seq, |row| row.set_aside(Reason { code, detail: None, field: None }))?;
            }
        }
    }
    Ok(Ok(()))
}

/// A slice of the oldest rows (34).
pub(crate) fn purge(
    tables: &mut Tables<'_>,
    account: AccountId,
    left_until: Timestamp,
    limit: usize,
) -> Result<u64> {
    let account = whose(account);
    let old = (account, i64::MIN, i64::MIN)..=(account, left_until.as_millis(), i64::MAX);
    let old = tables.history.range(old)?.take(limit).map(|entry| Ok(entry?.0.value()));
    let old: Vec<_> = old.collect::<Result<_>>()?;
    for row in &old {
        tables.history.remove(*row)?;
    }
    Ok(old.len() as u64)
}
