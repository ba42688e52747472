//! Writing records and tasks. What is refused is an error, which takes the whole transaction back (1).

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::{blob_room, room};
use homing_domain::ports::QueueError;
use homing_domain::task::{Coalesce, Commit, NewTask, Release, WithoutRoom};
use redb::ReadableTable;

use crate::error::Result;
use crate::reading::Reading;
use crate::rows::{Row, Stage, Wait};
use crate::tables::{Look, Tables};

/// Up to which number of which lane.
type Waits = BTreeMap<(Lane, Release), i64>;

pub(crate) fn commit(
    tables: &mut Tables<'_>,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<()> {
    if account.is_local() && tables.active_account()?.is_some() {
        return Err(QueueError::Adopted.into());
    }
    for write in &commit.records {
        tables.check_guard(account, write)?;
    }
    for task in &commit.tasks {
        if tables.ids().get(task.id.uuid().as_u128())?.is_some() {
            return Err(QueueError::AlreadyThere.into());
        }
    }
    for write in &commit.records {
        tables.write_record(account, &write.record)?;
    }
    let mut put_off = false;
    for task in commit.tasks {
        enqueue(tables, account, now, task, &mut put_off)?;
    }
    Ok(())
}

fn enqueue(
    tables: &mut Tables<'_>,
    account: AccountId,
    now: Timestamp,
    mut task: NewTask,
    put_off: &mut bool,
) -> Result<()> {
    let alike = alike(tables, account, &task)?;
    let gives_way = |row: &Row| task.coalesce == Coalesce::Supersede && row.state().may_be_superseded();
    let superseded: Vec<_> = alike.iter().filter(|(_, row)| gives_way(row)).cloned().collect();
    let last_frozen = alike.iter().rfind(|(_, row)| !gives_way(row)).map(|(seq, _)| *seq);
    if waits_for_room(tables, account, &task, superseded.is_empty(), put_off)? {
        return Ok(());
    }
    check_blob_room(tables, account, &task, &superseded)?;
    tables.note_carried(account, task.carries.as_ref())?;
    let mut waits = Waits::new();
    let mut enqueued_at = now;
    for (seq, old) in &superseded {
        tables.take(*seq)?;
        tables.bodies.remove(*seq)?;
        task.priority = task.priority.min(old.priority);
        enqueued_at = enqueued_at.min(old.enqueued_at);
        for wait in &old.waits_for {
            later(&mut waits, wait.lane.clone(), wait.until, wait.upto);
        }
    }
    for other in task.depends.iter().filter(|other| other.lane != task.lane) {
        if let Some(upto) = tables.last_of_lane(account, &other.lane)? {
            later(&mut waits, other.lane.clone(), other.until, upto);
        }
    }
    // What may have reached the server goes first: the newest follows it (5).
    let place = superseded.first().map(|(seq, _)| *seq).filter(|seq| last_frozen < Some(*seq));
    if let Some(seq) = place {
        check_cycle(tables, account, &task.lane, seq, &waits)?;
    }
    let seq = match place {
        Some(seq) => seq,
        None => tables.next_seq()?,
    };
    let waits_for = waits.into_iter().map(|((lane, until), upto)| Wait { lane, until, upto }).collect();
    let row = Row::new(account, &task, enqueued_at, now, waits_for);
    tables.bodies.insert(seq, task.body.as_bytes())?;
    tables.put(seq, &row)
}

/// The tasks of the same lane and kind, in sequence. It walks over the lane: lanes are short.
fn alike(tables: &Tables<'_>, account: AccountId, task: &NewTask) -> Result<Vec<(i64, Row)>> {
    if task.coalesce == Coalesce::Keep {
        return Ok(Vec::new());
    }
    let mut alike = Vec::new();
    for seq in tables.first_of_lane(account, &task.lane, usize::MAX)? {
        let row = tables.row(seq)?;
        if row.kind == task.kind {
            alike.push((seq, row));
        }
    }
    Ok(alike)
}

/// Whether the task is put off. An earlier one of the commit that was takes with it all that may be: what comes later
/// must not overtake it (31).
fn waits_for_room(
    tables: &Tables<'_>,
    account: AccountId,
    task: &NewTask,
    supersedes_none: bool,
    put_off: &mut bool,
) -> Result<bool> {
    let (unsent, _) = tables.totals_of(account)?;
    let is_full = supersedes_none && room(unsent, task.priority) == 0;
    if (is_full || *put_off) && may_be_put_off(tables, account, task)? {
        *put_off = true;
        return Ok(true);
    }
    if is_full {
        return Err(QueueError::NoRoom { kind: task.kind.clone(), unsent }.into());
    }
    Ok(false)
}

/// Only what would not be forgotten: a record that is found among the unsent ones, and no bytes beside it.
fn may_be_put_off(tables: &Tables<'_>, account: AccountId, task: &NewTask) -> Result<bool> {
    match &task.carries {
        Some(carried) if task.without_room == WithoutRoom::PutOff && task.blob.is_none() => {
            tables.is_uncarried(account, carried)
        }
        _ => Ok(false),
    }
}

fn check_blob_room(
    tables: &Tables<'_>,
    account: AccountId,
    task: &NewTask,
    superseded: &[(i64, Row)],
) -> Result<()> {
    let Some(blob) = &task.blob else { return Ok(()) };
    let freed = superseded.iter().filter_map(|(_, row)| Some(row.blob.as_ref()?.bytes));
    let blob_bytes = tables.totals_of(account)?.1 - freed.sum::<u64>();
    if blob.bytes <= blob_room(blob_bytes) {
        return Ok(());
    }
    Err(QueueError::NoBlobRoom { kind: task.kind.clone(), bytes: blob.bytes, blob_bytes }.into())
}

/// Of each lane as much as either says (28).
fn later(waits: &mut Waits, lane: Lane, until: Release, upto: i64) {
    let known = waits.entry((lane, until)).or_insert(upto);
    *known = upto.max(*known);
}

/// Refuses what would make a task wait for itself (29). Only one that takes an older place can: nothing waits for a number
/// that is new.
fn check_cycle(tables: &Tables<'_>, account: AccountId, lane: &Lane, seq: i64, waits: &Waits) -> Result<()> {
    // Each with the lane that the task names and that it was reached from.
    let mut open: Vec<_> = waits.iter().map(|((on, _), upto)| (on.clone(), on.clone(), *upto)).collect();
    let mut seen = BTreeMap::<Lane, i64>::new();
    while let Some((named, on, upto)) = open.pop() {
        if on == *lane && upto >= seq {
            return Err(QueueError::DependencyCycle { lane: lane.clone(), on: named }.into());
        }
        let known = seen.entry(on.clone()).or_insert(i64::MIN);
        if *known >= upto {
            continue;
        }
        *known = upto;
        for behind in tables.first_of_lane(account, &on, usize::MAX)? {
            if behind <= upto {
                let further = tables.row(behind)?.waits_for.into_iter();
                open.extend(further.map(|wait| (named.clone(), wait.lane, wait.upto)));
            }
        }
    }
    Ok(())
}

impl Row {
    /// Puts a task back that is no longer claimed.
    pub(crate) fn put_back(&mut self) {
        self.stage = Stage::Waiting;
    }
}
