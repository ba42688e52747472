//! What no caller of the port can see: files that are damaged, newer or out of reach, writes that fail half-way; two first openings
//! at once; what a process leaves that goes without a word.

use std::fs;
use std::path::{Path, PathBuf};

use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::names::{AccountId, Collection, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::ports::{Accounts as _, LockName, ProcessLock, Queue, QueueError};
use homing_domain::task::{
    Body, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, WithoutRoom,
};
use homing_migrations::SCHEMA_VERSION;
use homing_storage::{FileLocks, SqliteStore};
use sea_orm::ConnectionTrait;
use uuid::{Builder, Uuid};

use super::place::Place;

fn uuid(number: u8) -> Uuid {
    Builder::from_random_bytes([number; 16]).into_uuid()
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_000).unwrap()
}

fn work(number: u8, bytes: usize) -> Commit {
    let record = Record {
        collection: Collection::of("note"),
        id: RecordId::from(uuid(number)),
        sort_key: 0,
        revision: 1,
        body: Body::new(vec![b'x'; bytes]),
    };
    let task = NewTask {
        id: TaskId::new(uuid(number)),
        key: Key::new(uuid(number)),
        kind: Kind::of("note"),
        lane: Lane::from(uuid(number)),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: now(),
        body: Body::new("body"),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    Commit { records: vec![RecordWrite { record, expected: Expected::Absent }], tasks: vec![task] }
}

async fn record(store: &SqliteStore, number: u8, bytes: usize) -> Result<(), QueueError> {
    store.commit(AccountId::LOCAL, now(), work(number, bytes)).await
}

async fn waiting(store: &SqliteStore) -> u64 {
    store.counts(AccountId::LOCAL).await.unwrap().waiting
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Not a byte changed, and no file came.
fn is_untouched(place: &Place, before: &[(PathBuf, Vec<u8>)]) -> bool {
    let sorted = |mut files: Vec<(PathBuf, Vec<u8>)>| {
        files.sort();
        files
    };
    sorted(contents(place.folder.path())) == sorted(before.to_vec())
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_not_a_byte_is_changed() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    store.close().await.unwrap();
    place
        .tamper("INSERT INTO homing_schema_migrations (version, applied_at) VALUES ('m000099_later', 0)")
        .await;
    let before = contents(place.folder.path());
    let refused = place.open().await.unwrap_err();
    assert!(matches!(refused, QueueError::NewerSchema { found: 99, known: SCHEMA_VERSION }), "{refused:?}");
    assert!(is_untouched(&place, &before));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_called_damaged_and_not_a_byte_is_changed() {
    let place = Place::new();
    fs::write(place.file(), b"This is a letter, and no database at all.".repeat(100)).unwrap();
    let before = contents(place.folder.path());
    let refused = place.open().await.unwrap_err();
    assert!(matches!(refused, QueueError::Corrupt(_)), "{refused:?}");
    assert!(is_untouched(&place, &before));
}

#[tokio::test]
async fn an_empty_file_and_a_log_without_its_file_are_no_first_start_and_stay_as_they_are() {
    for end in ["", "-wal"] {
        let place = Place::new();
        place.open().await.unwrap().close().await.unwrap();
        fs::remove_file(place.file()).unwrap();
        let left = if end.is_empty() { "" } else { "frames" };
        fs::write(place.folder.path().join(format!("homing.db{end}")), left).unwrap();
        let before = contents(place.folder.path());
        let refused = place.open().await.unwrap_err();
        assert!(matches!(refused, QueueError::Emptied(_)), "{refused:?}");
        assert!(is_untouched(&place, &before));
    }
}

#[tokio::test]
async fn another_programs_database_is_refused_untouched_unless_it_is_shared_on_purpose() {
    let place = Place::new();
    fs::write(place.file(), b"").unwrap();
    place.tamper("CREATE TABLE photographs (id INTEGER PRIMARY KEY)").await;
    let before = contents(place.folder.path());
    let refused = place.open().await.unwrap_err();
    assert!(matches!(refused, QueueError::Foreign), "{refused:?}");
    assert!(is_untouched(&place, &before));
    let locks = FileLocks::new(place.folder.path());
    let shared = SqliteStore::open_shared(&place.file(), &locks).await.unwrap();
    record(&shared, 1, 1).await.unwrap();
}

#[tokio::test]
async fn a_program_stops_writing_once_a_newer_one_has_changed_the_schema() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    place.tamper("CREATE TABLE homing_later (id INTEGER PRIMARY KEY)").await;
    place
        .tamper("INSERT INTO homing_schema_migrations (version, applied_at) VALUES ('m000099_later', 0)")
        .await;
    let refused = record(&store, 2, 1).await.unwrap_err();
    assert!(matches!(refused, QueueError::NewerSchema { found: 99, .. }), "{refused:?}");
    assert_eq!(waiting(&store).await, 1);
}

#[tokio::test]
async fn what_a_kill_leaves_of_a_first_opening_is_in_nobodys_way() {
    let place = Place::new();
    for end in [".new", ".new-wal", ".new-shm"] {
        fs::write(place.folder.path().join(format!("homing.db{end}")), "half a database").unwrap();
    }
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    store.close().await.unwrap();
    let names: Vec<_> = contents(place.folder.path()).into_iter().map(|(path, _)| path).collect();
    assert!(names.iter().all(|path| !path.to_string_lossy().contains(".new")), "{names:?}");
}

#[tokio::test]
async fn a_row_that_no_version_wrote_is_called_damaged() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    place.tamper("UPDATE homing_tasks SET kind = ''").await;
    let refused = store.tasks(AccountId::LOCAL, 0, 10).await.unwrap_err();
    assert!(matches!(refused, QueueError::Corrupt(_)), "{refused:?}");
}

#[tokio::test]
async fn where_a_commit_fails_half_way_nothing_of_it_is_kept_and_the_next_one_works() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    // The record is written before its task is refused.
    place
        .tamper("CREATE TRIGGER no BEFORE INSERT ON homing_tasks BEGIN SELECT RAISE(ABORT, 'no'); END")
        .await;
    record(&store, 2, 1).await.unwrap_err();
    assert_eq!(waiting(&store).await, 1);
    let collection = Collection::of("note");
    let kept = store.get(AccountId::LOCAL, &collection, &RecordId::from(uuid(2))).await.unwrap();
    assert!(kept.is_none(), "a record without its task");
    place.tamper("DROP TRIGGER no").await;
    record(&store, 2, 1).await.unwrap();
    assert_eq!(waiting(&store).await, 2);
}

#[tokio::test]
async fn a_folder_that_can_t_be_made_is_said_to_be_out_of_reach() {
    let place = Place::new();
    fs::write(place.folder.path().join("file"), "in the way").unwrap();
    let path = place.folder.path().join("file").join("homing.db");
    let refused = SqliteStore::open(&path, &FileLocks::new(place.folder.path())).await.unwrap_err();
    assert!(matches!(refused, QueueError::NoPlace(_)), "{refused:?}");
}

#[tokio::test]
async fn of_many_first_openings_at_once_each_finds_the_schema() {
    let place = Place::new();
    let openings = (0..8).map(|_| {
        let (path, locks) = (place.file(), FileLocks::new(place.folder.path()));
        tokio::spawn(async move { SqliteStore::open(&path, &locks).await })
    });
    let mut stores = Vec::new();
    for opening in openings.collect::<Vec<_>>() {
        stores.push(opening.await.unwrap().unwrap());
    }
    for (number, store) in (1..).zip(&stores) {
        record(store, number, 1).await.unwrap();
    }
    assert_eq!(waiting(&stores[0]).await, 8);
}

#[tokio::test]
async fn an_opening_without_a_pending_migration_takes_no_lock() {
    let place = Place::new();
    drop(place.open().await.unwrap());
    let _held = FileLocks::new(place.folder.path()).try_acquire(LockName::Migrate).unwrap().unwrap();
    place.open().await.unwrap();
}

#[tokio::test]
async fn what_a_process_acknowledged_is_there_after_it_went_without_a_word() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    // A copy of the files as they lie there now is what a killed process, or a lost machine, leaves.
    let left = Place::new();
    for (path, bytes) in contents(place.folder.path()) {
        fs::write(left.folder.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    assert_eq!(waiting(&left.open().await.unwrap()).await, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_their_owners_alone_also_where_they_were_not() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.open().await.unwrap().close().await.unwrap();
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o644)).unwrap();
    let store = place.open().await.unwrap();
    record(&store, 1, 1).await.unwrap();
    for entry in fs::read_dir(place.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn every_table_and_index_bears_the_name_of_the_house() {
    let place = Place::new();
    drop(place.open().await.unwrap());
    let raw = place.raw().await;
    let all = "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'homing#_%' ESCAPE '#' \
               AND name NOT LIKE 'sqlite#_%' ESCAPE '#'";
    let statement = sea_orm::Statement::from_string(raw.get_database_backend(), all);
    let strangers = raw.query_all_raw(statement).await.unwrap();
    assert_eq!(strangers.len(), 0);
}

#[tokio::test]
async fn a_place_for_tokens_that_only_a_newer_program_knows_is_said_to_be_newer_and_is_left_alone() {
    let place = Place::new();
    let store = place.open().await.unwrap();
    let account = Account {
        id: AccountId::new(uuid(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "7".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::UntilQuit,
    };
    store.sign_in(&account).await.unwrap();
    place.tamper("UPDATE homing_accounts SET credentials = 'a chip'").await;
    let refused = store.active().await.unwrap_err();
    assert!(matches!(refused, QueueError::NewerContent(_)), "{refused:?}");
    place.tamper("UPDATE homing_accounts SET credentials = 'until-quit' WHERE credentials = 'a chip'").await;
    assert_eq!(store.active().await.unwrap(), Active::Account { account, signed_in: true });
}
