//! A copy of the data: whole, its owner's alone, never in the place of another file, and as good as the data.

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::{AccountId, Collection, DeviceId, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::ports::{Accounts, Queue};
use homing_domain::task::{
    Body, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, WithoutRoom,
};
use homing_storage::{BackupError, FileLocks, SqliteStore};
use tempfile::TempDir;
use uuid::{Builder, Uuid};

fn uuid(number: u8) -> Uuid {
    Builder::from_random_bytes([number; 16]).into_uuid()
}

fn work(number: u8) -> Commit {
    let id = RecordId::from(uuid(number));
    let record =
        Record { collection: Collection::of("note"), id, sort_key: 0, revision: 1, body: Body::new("x") };
    let task = NewTask {
        id: TaskId::new(uuid(number)),
        key: Key::new(uuid(number)),
        kind: Kind::of("note"),
        lane: Lane::from(uuid(number)),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: Timestamp::from_millis(1).unwrap(),
        body: Body::new("body"),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    Commit { records: vec![RecordWrite { record, expected: Expected::Absent }], tasks: vec![task] }
}

async fn open(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("homing.db"), &FileLocks::new(folder.path())).await.unwrap()
}

#[tokio::test]
async fn a_copy_made_while_others_write_opens_with_the_same_device_tasks_and_keys() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = open(&here).await;
    let anna = Account {
        id: AccountId::new(uuid(200)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "7".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    store.device(DeviceId::new(uuid(201))).await.unwrap();
    store.sign_in(&anna).await.unwrap();
    let now = Timestamp::from_millis(1_000).unwrap();
    for number in 1..=20 {
        store.commit(anna.id, now, work(number)).await.unwrap();
    }
    let writer = tokio::spawn({
        let (store, account) = (store.clone(), anna.id);
        async move {
            for number in 21..=60 {
                store.commit(account, now, work(number)).await.unwrap();
            }
        }
    });
    let target = there.path().join("homing.db");
    let copied = store.back_up(&target).await.unwrap();
    writer.await.unwrap();
    assert!(copied.unsent >= 20 && copied.records == copied.unsent && copied.accounts == 1, "{copied:?}");

    let copy = open(&there).await;
    assert_eq!(copy.device(DeviceId::new(uuid(202))).await.unwrap(), DeviceId::new(uuid(201)));
    assert_eq!(copy.active().await.unwrap(), store.active().await.unwrap());
    let before = store.tasks(anna.id, 0, 20).await.unwrap();
    assert_eq!(
        copy.tasks(anna.id, 0, 20).await.unwrap(),
        before,
        "the same keys, so nothing takes effect twice"
    );
    copy.commit(anna.id, now, work(99)).await.unwrap();
}

#[tokio::test]
async fn a_copy_takes_no_files_place_leaves_nothing_half_made_and_is_its_owners_alone() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = open(&here).await;
    let target = there.path().join("copy.db");
    std::fs::write(&target, "mine").unwrap();
    assert!(matches!(store.back_up(&target).await, Err(BackupError::Exists)));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "mine");
    let nowhere = there.path().join("no folder").join("copy.db");
    assert!(matches!(store.back_up(&nowhere).await, Err(BackupError::File(_))));
    assert_eq!(std::fs::read_dir(there.path()).unwrap().count(), 1);
    std::fs::remove_file(&target).unwrap();
    store.back_up(&target).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

// To write into such a folder is allowed, to open it is not: the sync of the copy's name fails.
#[cfg(unix)]
#[tokio::test]
async fn a_copy_in_a_folder_that_cannot_be_synced_is_made_all_the_same() {
    use std::os::unix::fs::PermissionsExt;

    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = open(&here).await;
    std::fs::set_permissions(there.path(), std::fs::Permissions::from_mode(0o300)).unwrap();
    let made = store.back_up(&there.path().join("copy.db")).await;
    std::fs::set_permissions(there.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    made.unwrap();
    assert!(there.path().join("copy.db").exists());
}
