//! The tables of a file agree with each other: see [`crate::tables`].

use std::sync::Arc;

use homing_storage::{FileLocks, SqliteStore};
use tempfile::TempDir;

use crate::tables::agree;

#[test]
fn whatever_is_asked_each_task_is_counted_and_nothing_waits_for_what_is_gone() {
    agree(|| {
        let folder = Arc::new(TempDir::new().unwrap());
        let file = folder.path().join("homing.db");
        let url = format!("sqlite://{}", file.display());
        let locks = FileLocks::new(folder.path());
        let open = async move || SqliteStore::open(&file, &locks).await.unwrap();
        (open, url, folder)
    });
}
