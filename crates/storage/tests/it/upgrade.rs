//! Files of every earlier schema.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use homing_migrations::{MigratorTrait, SCHEMA_VERSION, SchemaMigrator};
use homing_storage::{FileLocks, SqliteStore};
use sea_orm::{ConnectionTrait, Database, Statement};
use tempfile::TempDir;

use crate::upgrades::{LANDED, fixture, killed, read, story};

fn url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// A file as the program of that time left it.
async fn old_file(folder: &TempDir, version: u32) -> PathBuf {
    let file = folder.path().join("homing.db");
    let old = Database::connect(url(&file)).await.unwrap();
    old.execute_unprepared(&read(version, "sqlite.sql")).await.unwrap();
    old.close().await.unwrap();
    file
}

async fn opened(file: &Path) -> SqliteStore {
    SqliteStore::open(file, &FileLocks::new(file.parent().unwrap())).await.unwrap()
}

#[tokio::test]
async fn a_file_of_each_earlier_schema_is_brought_up_to_date_and_nothing_in_it_is_lost() {
    for landed in LANDED {
        let folder = TempDir::new().unwrap();
        let file = old_file(&folder, landed.version).await;
        landed.must_go_on(&opened(&file).await).await;
    }
}

#[tokio::test]
async fn whatever_statement_of_an_upgrade_the_program_is_killed_at_the_next_start_finds_everything() {
    let oldest = &LANDED[0];
    for statement in 1.. {
        let folder = TempDir::new().unwrap();
        let file = old_file(&folder, oldest.version).await;
        let ended = killed::upgrade("upgrade::child", &file.display().to_string(), statement);
        oldest.must_go_on(&opened(&file).await).await;
        if ended.success() {
            assert!(statement > killed::FEWEST, "{statement}");
            return;
        }
        assert_eq!(ended.signal(), Some(9), "{ended}");
    }
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn child() {
    opened(Path::new(&killed::place_to_die_at())).await.close().await.unwrap();
}

/// `cargo test -p homing-storage --test it writes_a_fixture -- --ignored`, with Debian's package `sqlite3`.
#[tokio::test]
#[ignore = "writes into the sources"]
async fn writes_a_fixture_of_this_schema() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("homing.db");
    let store = opened(&file).await;
    story::fill(&store).await;
    store.close().await.unwrap();
    let dumped = Command::new("sqlite3").arg(&file).arg(".dump").output().unwrap();
    assert!(dumped.status.success());
    std::fs::write(fixture(SCHEMA_VERSION, "sqlite.sql"), dumped.stdout).unwrap();
}

#[tokio::test]
async fn a_program_that_has_the_file_open_can_see_every_migration() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("homing.db");
    let database = Database::connect(url(&file)).await.unwrap();
    let count = async || {
        let asked = Statement::from_string(database.get_database_backend(), "PRAGMA schema_version");
        database.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap()
    };
    // The first makes the tracking table as well, which would hide that it does nothing else.
    SchemaMigrator::install(&database).await.unwrap();
    for number in 1..=SCHEMA_VERSION {
        let before = count().await;
        SchemaMigrator::up(&database, Some(1)).await.unwrap();
        assert!(count().await > before, "migration {number} changes nothing that others see");
    }
}
