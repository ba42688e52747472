//! What a commit says of the blobs of its tasks: whether there is room for them, and the rows that refer to them. Pure.

use std::collections::BTreeMap;

use homing_domain::policy::blob_room;
use homing_domain::ports::QueueError;
use homing_domain::task::NewTask;

use super::before::Existing;
use super::plan::Insert;

pub(crate) fn bytes_of(task: &NewTask) -> u64 {
    task.blob.as_ref().map_or(0, |blob| blob.bytes)
}

/// Whether the blob of a task finds room beside those that the account has, without those of what it supersedes.
pub(crate) fn check_room(task: &NewTask, superseded: &[Existing], blob_bytes: u64) -> Result<(), QueueError> {
    let Some(blob) = &task.blob else { return Ok(()) };
    let freed: u64 = superseded.iter().map(|old| old.blob_bytes).sum();
    let blob_bytes = blob_bytes.saturating_sub(freed);
    if blob.bytes <= blob_room(blob_bytes) {
        return Ok(());
    }
    Err(QueueError::NoBlobRoom { kind: task.kind.clone(), bytes: blob.bytes, blob_bytes })
}

/// What the new tasks say of their blobs: task, name, digest, bytes.
pub(crate) fn rows(inserts: &BTreeMap<i64, Insert>) -> Vec<(i64, String, String, i64)> {
    let blobs = inserts.iter().filter_map(|(seq, insert)| {
        let blob = insert.task.blob.as_ref()?;
        let bytes = i64::try_from(blob.bytes).unwrap_or(i64::MAX);
        Some((*seq, blob.name.as_str().to_owned(), blob.sha256.to_string(), bytes))
    });
    blobs.collect()
}
