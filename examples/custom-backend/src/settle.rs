//! Recording what became of claimed tasks, and bringing waiting ones forward.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{QueueError, Settled, Settlement, TaskResult};
use redb::ReadableTable;

use crate::claim::claimed_of;
use crate::error::Result;
use crate::reading::Reading;
use crate::rows::{Row, Stage};
use crate::tables::Tables;

#[derive(Debug, thiserror::Error)]
#[error("the result of a task is of a kind that this store does not know")]
struct UnknownSettlementError;

/// All in one transaction (15), each under the epoch that claimed it (10).
pub(crate) fn settle(tables: &mut Tables<'_>, now: Timestamp, results: &[TaskResult]) -> Result<Settled> {
    let mut settled = Settled::default();
    let mut lanes = BTreeSet::new();
    for result in results {
        let Some((seq, account, claimed_at)) = claimed_by(tables, result)? else {
            settled.stale += 1;
            continue;
        };
        settled.applied += 1;
        lanes.insert((account, result.lane.clone()));
        if result.settlement == Settlement::Sent {
            tables.leave(now, seq, true)?;
            continue;
        }
        let mut stayed = Ok(());
        tables.change(seq, |row| stayed = stay(row, &result.settlement, claimed_at))?;
        stayed?;
    }
    for (account, lane) in lanes {
        // A lane is free once nothing of its claim is left.
        if claimed_of(tables, account, &lane)?.is_empty() {
            tables.end_claim(account, &lane)?;
        }
    }
    Ok(settled)
}

/// The task that a result is about, where its claim still holds, and when that began.
fn claimed_by(
    tables: &Tables<'_>,
    result: &TaskResult,
) -> Result<Option<(i64, AccountId, Option<Timestamp>)>> {
    let Some(seq) = tables.ids.get(result.task.uuid().as_u128())?.map(|seq| seq.value()) else {
        return Ok(None);
    };
    let row = tables.row(seq)?;
    let lane = tables.lane(row.account, &row.lane)?;
    let holds = row.stage == Stage::Claimed && row.lane == result.lane && lane.epoch == result.epoch;
    Ok(holds.then(|| (seq, row.account, lane.claim.map(|claim| claim.at))))
}

fn stay(row: &mut Row, settlement: &Settlement, claimed_at: Option<Timestamp>) -> Result<()> {
    row.put_back();
    match settlement {
        Settlement::Wait { not_before, attempt } => {
            row.not_before = *not_before;
            row.attempts = row.attempts.saturating_add(u32::from(*attempt));
        }
        Settlement::Unknown { not_before, attempt } => {
            row.frozen = true;
            row.not_before = *not_before;
            row.attempts = row.attempts.saturating_add(u32::from(*attempt));
        }
        Settlement::Attention(reason) => {
            row.frozen = false;
            row.attempts = row.attempts.saturating_add(1);
            row.set_aside(reason.clone());
        }
        // As before the claim.
        Settlement::Released => {}
        _ => return Err(QueueError::Backend(UnknownSettlementError.into()).into()),
    }
    row.unknown_since = row.unknown_since.or(claimed_at).filter(|_| row.frozen);
    Ok(())
}

pub(crate) fn bring_forward(tables: &mut Tables<'_>, account: AccountId, at: Timestamp) -> Result<()> {
    for seq in tables.seqs(account, i64::MIN, usize::MAX)? {
        let row = tables.row(seq)?;
        if row.stage == Stage::Waiting && row.not_before > at {
            tables.change(seq, |row| row.not_before = at)?;
        }
    }
    Ok(())
}
