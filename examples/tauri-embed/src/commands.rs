//! The commands of the page. What is recorded is durable when they answer; none asks the network.

use std::sync::Arc;

use homing_app::plugin::CommandError;
use homing_app::{SyncManager, SystemIds};
use homing_domain::names::Collection;
use homing_domain::ports::{Ids as _, SortRange};
use homing_domain::task::{Body, Commit, RecordWrite, TaskKind as _};
use tauri::State;

use crate::note::{COLLECTION, DELETED, Note, WRITTEN};

/// Records a note.
///
/// # Errors
/// [`CommandError`]: nothing was recorded.
#[tauri::command]
pub async fn add_note(sync: State<'_, Arc<SyncManager>>, text: String) -> Result<Note, CommandError> {
    record(&sync, Note { id: SystemIds.uuid(), text, deleted: false }).await
}

/// Records that a note says something else, or is gone.
///
/// # Errors
/// [`CommandError`]: nothing was recorded.
#[tauri::command]
pub async fn change_note(sync: State<'_, Arc<SyncManager>>, note: Note) -> Result<Note, CommandError> {
    record(&sync, note).await
}

/// What is recorded, oldest first; at most 500.
///
/// # Errors
/// [`CommandError`] of the read.
#[tauri::command]
pub async fn notes(sync: State<'_, Arc<SyncManager>>) -> Result<Vec<Note>, CommandError> {
    let page = sync.records(&Collection::of(COLLECTION), SortRange::ALL, None, 500).await?;
    let notes: Vec<Note> = page.records.iter().map(|record| record.body.json()).collect::<Result<_, _>>()?;
    Ok(notes.into_iter().filter(|note| !note.deleted).collect())
}

/// The note and the task that tells the server of it are one commit: both are there, or neither is.
async fn record(sync: &SyncManager, note: Note) -> Result<Note, CommandError> {
    let (collection, id, body) = (Collection::of(COLLECTION), note.id.into(), Body::of_json(&note)?);
    let kind = if note.deleted { DELETED } else { WRITTEN };
    let task = sync.task(&kind.kind(), body.clone())?;
    let before = sync.record(&collection, &id).await?;
    // What is in the bin stays there: a later text would overtake what put it there.
    if before.as_ref().is_some_and(|before| before.body.json().is_ok_and(|note: Note| note.deleted)) {
        return Err(CommandError::InvalidInput);
    }
    let write = RecordWrite::next(before.as_ref(), collection, id, task.occurred_at.as_millis(), body);
    sync.enqueue_sync(Commit { records: vec![write], tasks: vec![task] }).await?;
    Ok(note)
}
