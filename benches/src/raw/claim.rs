//! Claiming the first tasks and recording that they were sent, by raw SQL.

use anyhow::{Result, ensure};
use homing_domain::Timestamp;
use homing_domain::ports::Claim;
use rusqlite::{Connection, params, params_from_iter, types::Value};

use super::enqueue::count_unsent;
use super::{Raw, tuple};

/// A claimed task, as far as a request and its result need it.
#[derive(Debug)]
pub(crate) struct Claimed {
    seq: i64,
    lane_id: i64,
    wire: Wire,
}

/// What goes over the wire; read, since the store reads it too.
#[derive(Debug)]
#[expect(dead_code, reason = "reading it is part of a claim; nothing is sent here")]
struct Wire {
    key: [u8; 16],
    lane: String,
    kind: String,
    occurred_at_ms: i64,
    body: Vec<u8>,
}

const CANDIDATES: &str = "
SELECT task.seq, task.lane_id, task.key, lane.lane, task.kind, task.occurred_at_ms, task.body
FROM homing_lanes AS lane JOIN homing_tasks AS task ON task.lane_id = lane.id
WHERE lane.account = ? AND lane.place = 'ready' AND lane.next_at_ms <= ?
ORDER BY lane.rank, lane.lane, task.seq LIMIT ?";

impl Raw {
    /// Claims the first tasks.
    ///
    /// # Errors
    /// Of SQLite.
    pub(crate) fn claim(&mut self, now: Timestamp, claim: &Claim) -> Result<Vec<Claimed>> {
        self.write(|connection| {
            let claimed = candidates(connection, now, claim)?;
            let seqs: Vec<_> = claimed.iter().map(|task| task.seq).collect();
            let mark =
                format!("UPDATE homing_tasks SET state = 'claimed' WHERE seq IN {}", tuple(seqs.len()));
            connection.prepare_cached(&mark)?.execute(params_from_iter(&seqs))?;
            let lanes = lanes(&claimed);
            let until = now.saturating_add(claim.lease).as_millis();
            let mark = format!(
                "UPDATE homing_lanes SET place = 'claimed', epoch = epoch + 1, owner = ?, next_at_ms = ?, \
                 claimed_at_ms = ? WHERE id IN {}",
                tuple(lanes.len())
            );
            let owner = Value::Blob(claim.owner.uuid().as_bytes().to_vec());
            let values = [owner, until.into(), now.as_millis().into()]
                .into_iter()
                .chain(lanes.into_iter().map(Value::from));
            connection.prepare_cached(&mark)?.execute(params_from_iter(values))?;
            Ok(claimed)
        })
    }

    /// Records that all of them were sent. Their lanes are empty then.
    ///
    /// # Errors
    /// Of SQLite, and where something is left in a lane.
    pub(crate) fn sent(&mut self, now: Timestamp, claimed: &[Claimed]) -> Result<()> {
        self.write(|connection| {
            let seqs: Vec<_> = claimed.iter().map(|task| task.seq).collect();
            let remember = format!(
                "INSERT INTO homing_history (seq, id, account, lane_id, key, kind, attempts, occurred_at_ms, \
                 enqueued_at_ms, left_at_ms, outcome) SELECT seq, id, account, lane_id, key, kind, attempts, \
                 occurred_at_ms, enqueued_at_ms, ?, 'sent' FROM homing_tasks WHERE seq IN {}",
                tuple(seqs.len())
            );
            let values = [now.as_millis()].into_iter().chain(seqs.iter().copied());
            connection.prepare_cached(&remember)?.execute(params_from_iter(values))?;
            let delete = format!("DELETE FROM homing_tasks WHERE seq IN {}", tuple(seqs.len()));
            connection.prepare_cached(&delete)?.execute(params_from_iter(&seqs))?;
            let lanes = lanes(claimed);
            let empty = format!(
                "UPDATE homing_lanes SET place = 'idle', next_at_ms = 0, owner = NULL, claimed_at_ms = NULL, \
                 rank = 0 WHERE id IN {} \
                 AND NOT EXISTS (SELECT 1 FROM homing_tasks WHERE lane_id = homing_lanes.id)",
                tuple(lanes.len())
            );
            let emptied = connection.prepare_cached(&empty)?.execute(params_from_iter(&lanes))?;
            ensure!(emptied == lanes.len(), "a lane is not empty");
            count_unsent(connection, -i64::try_from(seqs.len())?)
        })
    }
}

fn candidates(connection: &Connection, now: Timestamp, claim: &Claim) -> Result<Vec<Claimed>> {
    let mut statement = connection.prepare_cached(CANDIDATES)?;
    let limit = i64::try_from(claim.max_tasks)?;
    let account = claim.account.uuid();
    let values = params![account.as_bytes(), now.as_millis(), limit];
    let rows = statement.query_map(values, |row| {
        let (key, lane, kind, occurred_at_ms) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        let wire = Wire { key, lane, kind, occurred_at_ms, body: row.get(6)? };
        Ok(Claimed { seq: row.get(0)?, lane_id: row.get(1)?, wire })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn lanes(claimed: &[Claimed]) -> Vec<i64> {
    let mut lanes: Vec<_> = claimed.iter().map(|task| task.lane_id).collect();
    lanes.dedup();
    lanes
}

impl Claimed {
    pub(crate) fn lane(&self) -> &str {
        &self.wire.lane
    }
}
