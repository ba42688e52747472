//! Claiming lanes, taking claims back, and bringing waiting tasks forward.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::Body;
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::transaction::Transaction;
use super::{lanes, sql};
use crate::relational::claim::{Given, within_limits};
use crate::relational::error::DatabaseError;
use crate::relational::rows::{column, number};

/// Whose clock ends a claim, and who may end it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leases {
    /// One process at a time works on the queue: its own clock, and it takes back what a dead one held.
    OfOneProcess,
    /// Several do, on machines whose clocks differ: the database's clock, and nothing else.
    OfMany,
}

impl Leases {
    /// The end of what has run out; none stands for the database's clock.
    fn now(self, now: Timestamp) -> Value {
        match self {
            Self::OfOneProcess => Some(now.as_millis()).into(),
            Self::OfMany => None::<i64>.into(),
        }
    }
}

pub(super) async fn claim(
    transaction: &Transaction,
    leases: Leases,
    now: Timestamp,
    claim: Claim,
) -> Result<Vec<ClaimedLane>, DatabaseError> {
    let now_ms = now.as_millis();
    let whose = || claim.account.uuid().into();
    // To end a claim changes tasks, for which this transaction has to be alone; and a lock is taken once, since two
    // that wanted more than they have would wait for each other.
    let expired = transaction.rows(sql::ANY_EXPIRED, [whose(), leases.now(now)]).await?;
    if expired.first().map_or(Ok(false), |row| column(row, 0))? {
        transaction.write_alone(claim.account).await?;
        let expired = transaction.ids(sql::EXPIRED, [whose(), leases.now(now)]).await?;
        lanes::take_back(transaction, now_ms, expired).await?;
    } else {
        transaction.claim_beside_others(claim.account).await?;
    }
    transaction.run(sql::PROMOTE, [whose(), now_ms.into()]).await?;
    let limit = || number(claim.max_tasks).into();
    let lanes = transaction.ids(sql::LANES_TO_CLAIM, [whose(), now_ms.into(), limit()]).await?;
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    let found = transaction.rows(sql::CANDIDATES, [lanes.into(), limit()]).await?;
    let given = within_limits(&found, claim.max_bytes)?;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    mark(transaction, leases, given, now, &claim).await
}

/// Claims the tasks and their lanes, and adds the bodies.
async fn mark(
    transaction: &Transaction,
    leases: Leases,
    given: Vec<Given>,
    now: Timestamp,
    claim: &Claim,
) -> Result<Vec<ClaimedLane>, DatabaseError> {
    transaction.note_number().await?;
    let lanes: Vec<_> = given.iter().map(|lane| lane.id).collect();
    let seqs: Vec<_> = given.iter().flat_map(|given| given.lane.tasks.iter().map(|task| task.seq)).collect();
    // As far as an instant goes.
    let until = now.saturating_add(claim.lease).as_millis();
    let length = until.saturating_sub(now.as_millis());
    let values =
        [claim.owner.uuid().into(), leases.now(now), length.into(), now.as_millis().into(), lanes.into()];
    transaction.run(sql::CLAIM_LANES, values).await?;
    let mut bodies = BTreeMap::<i64, Vec<u8>>::new();
    for row in transaction.rows(sql::CLAIM_TASKS, [seqs.into()]).await? {
        bodies.insert(column(&row, 0)?, column(&row, 1)?);
    }
    let mut claimed: Vec<_> = given.into_iter().map(|given| given.lane).collect();
    for task in claimed.iter_mut().flat_map(|lane| &mut lane.tasks) {
        task.task.body = Body::new(bodies.remove(&task.seq).unwrap_or_default());
    }
    Ok(claimed)
}

/// Takes back every claim of every account that whoever asks may end.
pub(super) async fn reclaim(
    transaction: &Transaction,
    leases: Leases,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let rows = transaction.rows(sql::CLAIMED_ACCOUNTS, []).await?;
    let accounts: BTreeSet<Uuid> = rows.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?;
    transaction.write_alone_to(&accounts).await?;
    let mut count = 0;
    for account in accounts {
        let claimed = match leases {
            Leases::OfOneProcess => transaction.ids(sql::CLAIMED_OF, [account.into()]).await?,
            Leases::OfMany => transaction.ids(sql::EXPIRED, [account.into(), leases.now(now)]).await?,
        };
        count += lanes::take_back(transaction, now.as_millis(), claimed).await?;
    }
    Ok(count)
}

pub(super) async fn bring_forward(
    transaction: &Transaction,
    account: AccountId,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    transaction.write_alone(account).await?;
    let values = || [account.uuid().into(), at.as_millis().into()];
    transaction.run(sql::BRING_TASKS_FORWARD, values()).await?;
    transaction.run(sql::BRING_LANES_FORWARD, values()).await?;
    Ok(())
}
