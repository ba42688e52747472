//! The data file: who may read it, what is in it, and which file is not opened.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use homing_server::account::{UserError, add_user};
use homing_server::ports::System;
use homing_server::store::{BackupError, Store, StoreError, back_up};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::samples::{entry, request, task};
use crate::server::{NAME, PASSWORD, Server};

fn rights(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn the_file_and_its_side_files_are_for_their_owner_alone() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_alone(&folder.path().join("server.sqlite")).await.unwrap();
    assert!(store.is_new());
    let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.collect();
    assert!(files.len() >= 2, "the write-ahead log lies beside the file: {files:?}");
    for file in files {
        assert_eq!(rights(&file), 0o600, "{}", file.display());
    }
    store.close().await;
}

#[tokio::test]
async fn a_folder_is_not_made_for_a_file_that_was_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("misspelt").join("server.sqlite");
    assert!(matches!(Store::open(&path).await, Err(StoreError::NoFolder { .. })));
    assert!(!path.parent().unwrap().exists());
}

#[tokio::test]
async fn what_only_reads_makes_no_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("server.sqlite");
    assert!(matches!(Store::open_existing(&path).await, Err(StoreError::Missing { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn one_server_at_a_time_answers_from_a_file_and_commands_reach_it_meanwhile() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("server.sqlite");
    let serving = Store::open_alone(&path).await.unwrap();
    assert!(matches!(Store::open_alone(&path).await, Err(StoreError::Served)));
    let command = Store::open_existing(&path).await.unwrap();
    assert!(!command.is_new());
    command.close().await;
    serving.close().await;
    drop(serving);
    Store::open_alone(&path).await.unwrap().close().await;
}

#[tokio::test]
async fn the_schema_does_not_change_under_a_server_that_runs() {
    let server = Server::start().await;
    let serving = Store::open_alone(&server.file()).await.unwrap();
    server.tamper("DELETE FROM homing_server_migrations WHERE version LIKE 'm20261124%'").await;
    assert!(matches!(Store::open(&server.file()).await, Err(StoreError::Served)));
    serving.close().await;
}

#[tokio::test]
async fn a_file_that_others_could_read_is_closed_to_them() {
    let server = Server::start().await;
    fs::set_permissions(server.file(), fs::Permissions::from_mode(0o644)).unwrap();
    let server = server.restart().await;
    assert_eq!(rights(&server.file()), 0o600);
}

#[tokio::test]
async fn no_token_and_no_password_is_in_any_file() {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request([task(1, entry(1))])).await;
    let mut whole = vec![];
    for file in fs::read_dir(server.file().parent().unwrap()).unwrap() {
        whole.extend(fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| whole.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("said then"), "the files were not read");
    for secret in [session.access_token.expose(), session.refresh_token.expose(), PASSWORD] {
        assert!(!holds(secret));
    }
}

#[tokio::test]
async fn a_file_of_a_newer_server_is_not_opened_and_not_changed() {
    let server = Server::start().await;
    server.tamper("INSERT INTO homing_server_migrations VALUES ('m29990101_000001_later', 0)").await;
    server.app.close().await;
    let before = fs::read(server.file()).unwrap();
    assert!(matches!(Store::open(&server.file()).await, Err(StoreError::Newer)));
    assert_eq!(fs::read(server.file()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_open_a_new_file_at_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("server.sqlite");
    let (one, other) = tokio::join!(Store::open(&path), Store::open(&path));
    one.unwrap().close().await;
    other.unwrap().close().await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    for notes in ["notes".to_owned(), "these are notes, ".repeat(100)] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, &notes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Store::open(&path).await, Err(StoreError::NoDatabase(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), notes);
        assert_eq!(rights(&path), 0o644);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn another_programs_database_is_refused_and_neither_it_nor_its_folder_changes() {
    for open_elsewhere in [false, true] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("homing.db");
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let other: DatabaseConnection = Database::connect(url).await.unwrap();
        other.execute_unprepared("PRAGMA journal_mode = WAL").await.unwrap();
        other.execute_unprepared("CREATE TABLE homing_tasks (id TEXT)").await.unwrap();
        let other = if open_elsewhere {
            Some(other)
        } else {
            other.close().await.unwrap();
            None
        };
        let there = || {
            let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
            let files = files.filter(|file| !file.ends_with("homing.db-shm"));
            files.map(|file| (fs::read(&file).unwrap(), file)).collect::<BTreeSet<_>>()
        };
        let before = there();
        assert!(matches!(Store::open(&path).await, Err(StoreError::Foreign)));
        let kept = back_up(&path, &folder.path().join("copy")).await;
        assert!(matches!(kept, Err(BackupError::Store(StoreError::Foreign))));
        assert_eq!(there(), before);
        if let Some(other) = other {
            other.close().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_name_is_given_once_and_its_password_stays() {
    let server = Server::start().await;
    let store = Store::open(&server.file()).await.unwrap();
    let again = add_user(&store, &System, &System, NAME, &"another horse".into()).await;
    assert!(matches!(again, Err(UserError::Taken)));
    let short = add_user(&store, &System, &System, "bob", &"1234567".into()).await;
    assert!(matches!(short, Err(UserError::PasswordLength)));
    let nameless = add_user(&store, &System, &System, " ", &PASSWORD.into()).await;
    assert!(matches!(nameless, Err(UserError::Name)));
    store.close().await;
    server.login().await;
}
