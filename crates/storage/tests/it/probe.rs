//! A look at a data folder: right about every state it can be in, and without a trace.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use homing_domain::account::Active;
use homing_domain::ports::{DataContent, DataLook, DataProbe as _, FileLook, QueueError};
use homing_migrations::SCHEMA_VERSION;
use homing_storage::{FileLocks, SqliteProbe, SqliteStore};
use tempfile::TempDir;

/// Every file with its bytes and when it was written.
fn everything(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let files = fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        // The index of the log is shared memory: whoever reads writes down there that they read.
        let bytes = if name.ends_with("-shm") { Vec::new() } else { fs::read(entry.path()).unwrap() };
        (name, (bytes, entry.metadata().unwrap().modified().unwrap()))
    });
    files.collect()
}

async fn look(folder: &TempDir) -> DataLook {
    let before = everything(folder.path());
    let seen = SqliteProbe::new(folder.path().join("homing.db")).look().await;
    assert_eq!(everything(folder.path()), before, "the look left a trace");
    seen
}

async fn made() -> (TempDir, SqliteStore) {
    let folder = TempDir::new().unwrap();
    let store =
        SqliteStore::open(&folder.path().join("homing.db"), &FileLocks::new(folder.path())).await.unwrap();
    (folder, store)
}

fn content(look: DataLook) -> DataContent {
    look.content.unwrap().unwrap()
}

#[tokio::test]
async fn a_sound_database_is_seen_at_rest_and_while_a_process_has_it_open() {
    let (folder, store) = made().await;
    let known = DataContent {
        schema: SCHEMA_VERSION,
        known_schema: SCHEMA_VERSION,
        damage: None,
        active: Some(Active::Local),
        sign_in_needed: false,
        unsent: 0,
        attention: 0,
    };
    let seen = look(&folder).await;
    assert_eq!(seen.database, FileLook::Present { writable: true, private: true });
    assert!(seen.free_bytes.is_some_and(|free| free > 0));
    assert_eq!(content(seen), known);
    store.close().await.unwrap();
    assert_eq!(content(look(&folder).await), known);
}

#[tokio::test]
async fn what_is_not_there_is_absent_and_is_not_made() {
    let folder = TempDir::new().unwrap();
    let seen = look(&folder).await;
    assert_eq!(seen.database, FileLook::Absent);
    assert!(seen.content.is_none());
    let seen = SqliteProbe::new(folder.path().join("none/homing.db")).look().await;
    assert_eq!(seen.folder, FileLook::Absent);
    assert!(!folder.path().join("none").exists());
}

#[tokio::test]
async fn what_is_no_database_is_damaged_and_an_empty_file_is_one_that_lost_its_data() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("homing.db"), "no database, but long enough to be taken for one".repeat(99))
        .unwrap();
    assert!(matches!(look(&folder).await.content, Some(Err(QueueError::Corrupt(_)))));
    fs::write(folder.path().join("homing.db"), "").unwrap();
    assert!(matches!(look(&folder).await.content, Some(Err(QueueError::Emptied(_)))));
}

#[tokio::test]
async fn a_page_that_was_overwritten_is_found() {
    let (folder, store) = made().await;
    store.close().await.unwrap();
    let file = folder.path().join("homing.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 4096;
    bytes[last..].fill(0xa5);
    fs::write(&file, bytes).unwrap();
    let damaged = match look(&folder).await.content.unwrap() {
        Ok(content) => content.damage.is_some(),
        Err(error) => matches!(error, QueueError::Corrupt(_)),
    };
    assert!(damaged);
}

#[tokio::test]
async fn a_newer_database_gives_its_number_alone() {
    let (folder, store) = made().await;
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(format!("sqlite://{}", folder.path().join("homing.db").display()))
        .await
        .unwrap();
    let newer = "INSERT INTO homing_schema_migrations (version, applied_at) VALUES ('m000999_later', 0)";
    sea_orm::ConnectionTrait::execute_unprepared(&raw, newer).await.unwrap();
    raw.close().await.unwrap();
    let seen = content(look(&folder).await);
    assert_eq!((seen.schema, seen.active), (999, None));
}

#[cfg(unix)]
#[tokio::test]
async fn what_others_may_read_is_seen() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, _store) = made().await;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(folder.path().join("homing.db"), fs::Permissions::from_mode(0o644)).unwrap();
    let seen = look(&folder).await;
    for place in [seen.folder, seen.database] {
        assert!(matches!(place, FileLook::Present { private: false, .. }), "{place:?}");
    }
}
