//! Claiming lanes and taking claims back.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::{goes_alone, set_aside};
use homing_domain::ports::{Claim, ClaimedLane};
use redb::ReadableTable;

use crate::error::{Result, StoreError};
use crate::reading::{Reading, whose};
use crate::rows::{LaneClaim, Stage};
use crate::tables::Tables;

/// What ran out comes back first (9); then lanes are given in the order of their rank (8).
pub(crate) fn claim(tables: &mut Tables<'_>, now: Timestamp, claim: &Claim) -> Result<Vec<ClaimedLane>> {
    take_back(tables, |account, until| account == claim.account && until <= now.as_millis())?;
    let until = now.saturating_add(claim.lease);
    let mut claimed = Vec::new();
    for (lane, seqs) in within_limits(tables, now, claim)? {
        let lane_claim = LaneClaim { owner: claim.owner, at: now, until };
        let epoch = tables.begin_claim(claim.account, &lane, lane_claim)?;
        for seq in &seqs {
            tables.change(*seq, |row| row.stage = Stage::Claimed)?;
        }
        let tasks = seqs.into_iter().map(|seq| tables.given_with_body(seq)).collect::<Result<_>>()?;
        claimed.push(ClaimedLane { lane, epoch, tasks });
    }
    Ok(claimed)
}

/// Lane by lane, up to the first task that is over a limit or goes alone (7, 8, 32).
fn within_limits(tables: &Tables<'_>, now: Timestamp, claim: &Claim) -> Result<Vec<(Lane, Vec<i64>)>> {
    let account = whose(claim.account);
    let mut given: Vec<(Lane, Vec<i64>)> = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for entry in tables.by_rank.range((account, i64::MIN, "")..(account + 1, i64::MIN, ""))? {
        let lane = Lane::new(entry?.0.value().2).map_err(StoreError::unreadable)?;
        let mut seqs = Vec::new();
        let mut is_over = false;
        for seq in tables.first_of_lane(claim.account, &lane, claim.max_tasks.saturating_add(1))? {
            let row = tables.row(seq)?;
            let is_not_due = seqs.is_empty() && row.not_before > now;
            if is_not_due || row.needs_a_person() || tables.is_held(&row)? {
                break;
            }
            let alone = goes_alone(row.crashes);
            bytes += row.body_bytes;
            if count == claim.max_tasks || (count > 0 && (bytes > claim.max_bytes || alone)) {
                is_over = true;
                break;
            }
            count += 1;
            seqs.push(seq);
            if alone {
                is_over = true;
                break;
            }
        }
        if !seqs.is_empty() {
            given.push((lane, seqs));
        }
        if is_over {
            break;
        }
    }
    Ok(given)
}

/// Ends the claims of which this is true: what was left of them comes back as an attempt of unknown outcome, in which the
/// process died (11). Says how many tasks that are.
pub(crate) fn take_back(tables: &mut Tables<'_>, ends: impl Fn(AccountId, i64) -> bool) -> Result<u64> {
    let mut ended = Vec::new();
    for entry in tables.claimed.iter()? {
        let (place, until) = entry?;
        let (account, lane) = place.value();
        let account = account_of(account)?;
        if ends(account, until.value()) {
            ended.push((account, Lane::new(lane).map_err(StoreError::unreadable)?));
        }
    }
    let mut count = 0;
    for (account, lane) in ended {
        let began = tables.end_claim(account, &lane)?;
        for seq in claimed_of(tables, account, &lane)? {
            count += 1;
            tables.change(seq, |row| {
                row.frozen = true;
                row.attempts = row.attempts.saturating_add(1);
                row.crashes = row.crashes.saturating_add(1);
                row.unknown_since = row.unknown_since.or(began);
                match set_aside(row.crashes) {
                    Some(reason) => row.set_aside(reason),
                    None => row.put_back(),
                }
            })?;
        }
    }
    Ok(count)
}

/// The tasks of a lane that are in the hands of a claim.
pub(crate) fn claimed_of(tables: &Tables<'_>, account: AccountId, lane: &Lane) -> Result<Vec<i64>> {
    let mut claimed = Vec::new();
    for seq in tables.first_of_lane(account, lane, usize::MAX)? {
        if tables.row(seq)?.stage == Stage::Claimed {
            claimed.push(seq);
        }
    }
    Ok(claimed)
}

/// An account that a key names.
pub(crate) fn account_of(key: u128) -> Result<AccountId> {
    let digits = format!("{key:032x}");
    digits.parse().map_err(StoreError::unreadable)
}
