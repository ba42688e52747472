//! Backups: made while the server writes, checked, and good to go on from.

use std::fs;
use std::num::NonZeroU32;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use homing_server::store::{BackupError, StoreError, back_up};
use homing_server::{Limits, Settings};
use serde_json::json;

use crate::blobs::{bring, fetch};
use crate::process::Installation;
use crate::raw::{get_as, post};
use crate::samples::{blob, entry, request, screenshot, shot, task};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_made_while_clients_sync_has_every_entry_that_was_acknowledged() {
    // However many it takes until the backup is there: the clock of this server stands still.
    let limits = Limits { syncs_per_minute: NonZeroU32::MAX, ..Limits::default() };
    let server = Server::start_with(Settings { limits, ..Settings::default() }).await;
    let session = server.login().await;
    let acknowledged = AtomicU32::new(0);
    let done = AtomicBool::new(false);
    let target = server.file().with_file_name("backup.sqlite");
    let writing = async {
        let mut n = 0;
        // Some before, and on until the backup is there.
        while n < 50 || !done.load(Ordering::SeqCst) {
            n += 1;
            let outcomes = server.sync(&session, &request([task(n, entry(n))])).await;
            assert_eq!(outcomes, [homing_wire::Outcome::Applied]);
            acknowledged.store(n, Ordering::SeqCst);
        }
        n
    };
    let backing_up = async {
        while acknowledged.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
        let before = acknowledged.load(Ordering::SeqCst);
        let (data, target) = (server.file(), target.clone());
        let contents = tokio::spawn(async move { back_up(&data, &target).await }).await.unwrap().unwrap();
        done.store(true, Ordering::SeqCst);
        (before, u32::try_from(contents.entries).unwrap())
    };
    let (written, (before, held)) = tokio::join!(writing, backing_up);
    assert!((before..=written).contains(&held), "{before} {held} {written}");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);

    // Restored: the copy takes the place of the data file, and the server goes on from it.
    server.app.close().await;
    for side_file in ["server.sqlite-wal", "server.sqlite-shm"] {
        assert!(!server.file().with_file_name(side_file).exists(), "{side_file}");
    }
    fs::rename(&target, server.file()).unwrap();
    let server = server.restart().await;
    let entries = server.entries(&session).await;
    assert_eq!(u32::try_from(entries.len()).unwrap(), held);
    assert!((1..=before).all(|n| entries.contains(&entry(n))));
    // What the backup has not is sent again and taken; what it has is known.
    let again = [task(1, entry(1)), task(held + 1, entry(held + 1))];
    let outcomes = server.sync(&session, &request(again)).await;
    assert_eq!(outcomes, [homing_wire::Outcome::Duplicate, homing_wire::Outcome::Applied]);
}

#[tokio::test]
async fn a_backup_has_the_screenshots_with_their_bytes_and_an_upload_under_way_does_not_spoil_it() {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request([task(1, entry(1))])).await;
    bring(&server, &session, b"a picture").await;
    let picture = screenshot(1, &entry(1), blob(b"a picture"));
    server.sync(&session, &request([shot(2, &picture)])).await;
    server
        .tamper("INSERT INTO homing_server_blob_contents SELECT 'half', id, 1 FROM homing_server_users")
        .await;
    let target = server.file().with_file_name("backup.sqlite");
    back_up(&server.file(), &target).await.unwrap();
    server.app.close().await;
    fs::rename(&target, server.file()).unwrap();
    let server = server.restart().await;
    assert_eq!(&fetch(&server, &session, &picture.blob).await.bytes[..], b"a picture");
    assert_eq!(server.sync(&session, &request([shot(2, &picture)])).await, [homing_wire::Outcome::Duplicate]);
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_nothing_behind_where_it_fails() {
    let server = Server::start().await;
    let there = server.file().with_file_name("there");
    fs::write(&there, "mine").unwrap();
    let files = || fs::read_dir(server.file().parent().unwrap()).unwrap().count();
    let before = files();
    assert!(matches!(back_up(&server.file(), &there).await, Err(BackupError::Exists { .. })));
    assert!(matches!(back_up(&server.file(), &server.file()).await, Err(BackupError::Exists { .. })));
    let nowhere = server.file().with_file_name("nowhere").join("backup");
    assert!(matches!(back_up(&server.file(), &nowhere).await, Err(BackupError::File { .. })));
    let missing = back_up(&there.with_file_name("missing"), &there.with_file_name("backup")).await;
    assert!(matches!(missing, Err(BackupError::Store(StoreError::Missing { .. }))));
    assert_eq!((files(), fs::read_to_string(&there).unwrap()), (before, "mine".to_owned()));
}

#[tokio::test]
async fn a_backup_before_an_upgrade_leaves_the_older_schema_as_it_is() {
    let server = Server::start().await;
    server.tamper("DELETE FROM homing_server_migrations WHERE version LIKE 'm20261124%'").await;
    server.app.close().await;
    let before = fs::read(server.file()).unwrap();
    let contents = back_up(&server.file(), &server.file().with_file_name("backup")).await.unwrap();
    assert_eq!((contents.users, contents.entries), (1, 0));
    assert_eq!(fs::read(server.file()).unwrap(), before);
}

#[tokio::test]
async fn data_that_is_not_sound_makes_no_backup() {
    let server = Server::start().await;
    server.tamper("PRAGMA foreign_keys = OFF").await;
    server
        .tamper("PRAGMA foreign_keys = OFF; INSERT INTO homing_server_keys VALUES ('nobody', 'key', 0)")
        .await;
    let target = server.file().with_file_name("backup");
    assert!(matches!(back_up(&server.file(), &target).await, Err(BackupError::Unsound)));
    assert!(!target.exists());
}

#[tokio::test]
async fn the_command_backs_up_a_running_server_and_its_copy_can_be_served() {
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let running = installation.serve("info");
    let login = json!({"name": "ada", "password": "correct horse"});
    let (_, session) = post(running.address, "/v1/auth/login", None, &login).await;
    let token = session["access_token"].as_str().unwrap();
    let body = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    assert_eq!(post(running.address, "/v1/sync", Some(token), &body).await.0, 200);
    let copy = installation.file("copy.sqlite");
    let copy = copy.to_str().unwrap();
    let backup = installation.command().args(["backup", copy]).output().unwrap();
    assert_eq!(backup.status.code(), Some(0), "{backup:?}");
    let said = String::from_utf8(backup.stdout).unwrap();
    assert!(said.contains("it holds 1 accounts and 1 entries"), "{said}");
    let restored = installation.serve_with("info", &["--database", copy]);
    let (status, page) = get_as(restored.address, "/v1/time-entries", token).await;
    assert_eq!((status, page["entries"].as_array().unwrap().len()), (200, 1));
    assert_eq!(restored.end("TERM").0, Some(0));
    assert_eq!(running.end("TERM").0, Some(0));
}
