//! The store as the application composes it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use homing_domain::Timestamp;
use homing_domain::ports::{Claim, ClaimedLane, Queue, Settlement, TaskResult};
use homing_domain::task::{Commit, NewTask};
use homing_storage::{FileLocks, FileNudges, SqliteStore};

use crate::samples::{account, owner};

/// The data file's name within its folder.
const FILE: &str = "homing.db";

/// Opens the store in `folder`, made where there is none, with word of each change to other processes.
///
/// # Errors
/// Of the store.
pub(crate) async fn open(folder: &Path) -> Result<SqliteStore> {
    std::fs::create_dir_all(folder).context("no folder for a data file")?;
    let store = SqliteStore::open(&file(folder), &FileLocks::new(folder)).await?;
    Ok(store.nudging(Arc::new(FileNudges::new(folder))))
}

/// The data file in `folder`.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// A file in `folder` in which these tasks wait, whole in itself: nobody has it open.
///
/// # Errors
/// Of the store.
pub(crate) async fn prepare(folder: &Path, now: Timestamp, tasks: Vec<NewTask>) -> Result<()> {
    let store = open(folder).await?;
    let mut tasks = tasks.into_iter().peekable();
    while tasks.peek().is_some() {
        enqueue(&store, now, tasks.by_ref().take(1_000).collect()).await?;
    }
    Ok(store.close().await?)
}

/// A copy of a prepared file, in a folder of its own.
///
/// # Errors
/// Of the disk.
pub(crate) fn copy(prepared: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::copy(file(prepared), file(folder)).context("a prepared data file can't be copied")?;
    Ok(())
}

/// # Errors
/// Of the store.
pub(crate) async fn commit(store: &SqliteStore, now: Timestamp, commit: Commit) -> Result<()> {
    Ok(store.commit(account(), now, commit).await?)
}

/// # Errors
/// Of the store.
pub(crate) async fn enqueue(store: &SqliteStore, now: Timestamp, tasks: Vec<NewTask>) -> Result<()> {
    commit(store, now, Commit { records: Vec::new(), tasks }).await
}

/// A claim as the engine makes one, of at most so many tasks.
pub(crate) fn claim_of(max_tasks: usize) -> Claim {
    let lease = Duration::from_secs(180);
    Claim { account: account(), owner: owner(), lease, max_tasks, max_bytes: 1024 * 1024 }
}

/// # Errors
/// Of the store.
pub(crate) async fn claim(store: &SqliteStore, now: Timestamp, max_tasks: usize) -> Result<Vec<ClaimedLane>> {
    Ok(store.get_retry_tasks(now, claim_of(max_tasks)).await?)
}

/// Records that all of them were sent.
///
/// # Errors
/// Of the store.
pub(crate) async fn sent(store: &SqliteStore, now: Timestamp, lanes: &[ClaimedLane]) -> Result<()> {
    let results = lanes.iter().flat_map(|claimed| {
        claimed.tasks.iter().map(|task| TaskResult {
            task: task.task.id,
            lane: claimed.lane.clone(),
            epoch: claimed.epoch,
            settlement: Settlement::Sent,
        })
    });
    store.settle(now, results.collect()).await?;
    Ok(())
}
