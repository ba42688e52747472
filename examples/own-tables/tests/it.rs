//! The notebook over a file and over a server.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::testing::SequentialIds;
use homing_test_postgres::Cluster;
use own_tables::{Notebook, NotebookError};
use tempfile::TempDir;

/// A note that is written, and one whose task the queue refuses: its id is there already.
async fn a_note_and_its_task_are_there_together_or_not_at_all(url: &str) {
    let account = AccountId::LOCAL;
    let now = Timestamp::from_millis(1_700_000_000_000).unwrap();
    let notebook = Notebook::open(url).await.unwrap();
    notebook.write(account, "first", now, &SequentialIds::new(1)).await.unwrap();
    let again = notebook.write(account, "second", now, &SequentialIds::new(1)).await;
    assert!(matches!(again, Err(NotebookError::Queue(QueueError::AlreadyThere))), "{again:?}");
    // Opened once more: each finds its own tables, and leaves the other's alone.
    let notebook = Notebook::open(url).await.unwrap();
    assert_eq!(notebook.notes().await.unwrap(), ["first"]);
    assert_eq!(notebook.waiting(account).await.unwrap(), 1);
}

#[tokio::test]
async fn in_a_file() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("notebook.db").display());
    a_note_and_its_task_are_there_together_or_not_at_all(&url).await;
}

#[tokio::test]
async fn on_a_server() {
    let url = Cluster::shared().unwrap().new_schema().unwrap();
    a_note_and_its_task_are_there_together_or_not_at_all(&url).await;
}
