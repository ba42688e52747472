//! Whatever is stopped anywhere ends the same when it is asked for again.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use homing_import::legacy::{open, remove_copy, scrub_original};
use homing_import::testing::{Generation, scene};
use homing_migrations::MigratorTrait as _;
use homing_migrations::legacy::LegacyMigrator;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use super::{Place, found};

/// Goes on with a future so many times, then drops it. `None` where it was not done by then.
async fn stopped_after<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn the_cleaning_of_a_copy_may_be_stopped_at_any_step_and_run_again() {
    for generation in [Generation::G0a, Generation::G0b] {
        let mut file = scene(generation);
        file.queue.truncate(4);
        let place = Place::with(&file).await;
        let expected = place.imported().await.unwrap();
        let mut steps = 0;
        loop {
            steps += 1;
            let mut opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
            let done = stopped_after(steps, opened.clean()).await;
            if let Some(done) = done {
                done.unwrap();
                break;
            }
            opened.clean().await.unwrap();
            assert_eq!(found(&place.work(), &file.secrets()), Vec::<String>::new(), "stopped after {steps}");
            assert_eq!(opened.read().await.unwrap(), expected, "stopped after {steps}");
            opened.finish().await.unwrap();
        }
        assert!(steps > 20, "{steps} steps were tried");
    }
}

#[tokio::test]
async fn the_scrub_of_the_original_may_be_stopped_at_any_step_and_run_again() {
    let mut file = scene(Generation::G0b);
    file.queue.truncate(4);
    let expected = Place::with(&file).await.imported().await.unwrap();
    let mut steps = 0;
    loop {
        steps += 1;
        let place = Place::with(&file).await;
        let keys = place.keys();
        if let Some(done) = stopped_after(steps, scrub_original(&place.database, &keys)).await {
            done.unwrap();
            break;
        }
        scrub_original(&place.database, &keys).await.unwrap();
        assert_eq!(
            found(place.folder.path(), &file.secrets()),
            Vec::<String>::new(),
            "stopped after {steps}"
        );
        assert_eq!(place.imported().await.unwrap(), expected, "stopped after {steps}");
    }
    assert!(steps > 20, "{steps} steps were tried");
}

#[tokio::test]
async fn what_an_import_that_was_killed_left_goes_before_the_next_one() {
    let file = scene(Generation::G0a);
    let place = Place::with(&file).await;
    let expected = place.imported().await.unwrap();
    let opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    // A process that is killed removes nothing.
    std::mem::forget(opened);
    assert!(!found(&place.work(), &file.secrets()).is_empty());
    assert_eq!(place.imported().await.unwrap(), expected);

    std::mem::forget(open(&place.database, &place.work(), place.keys()).await.unwrap());
    remove_copy(&place.work()).unwrap();
    assert!(!place.work().exists());
    remove_copy(&place.work()).unwrap();
}

#[tokio::test]
async fn what_is_no_copy_stays_in_the_folder() {
    let place = Place::with(&scene(Generation::G1)).await;
    std::fs::create_dir(place.work()).unwrap();
    std::fs::write(place.work().join("notes.txt"), "mine").unwrap();
    let opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    opened.finish().await.unwrap();
    assert_eq!(super::files(&place.work()), [("notes.txt".to_owned(), b"mine".to_vec())]);
}

#[tokio::test]
async fn a_copy_that_is_dropped_takes_its_files_with_it() {
    let place = Place::with(&scene(Generation::G0a)).await;
    drop(open(&place.database, &place.work(), place.keys()).await.unwrap());
    assert!(!place.work().exists());
}

#[tokio::test]
async fn each_migration_of_the_chain_is_done_once_however_often_it_runs() {
    for generation in Generation::ALL {
        for opened_later in [false, true] {
            let mut file = scene(generation);
            file.opened_later = opened_later && matches!(generation, Generation::G0a | Generation::G0b);
            let (at_once, in_steps) = (Place::with(&file).await, Place::with(&file).await);
            let one = connection(&at_once).await;
            LegacyMigrator::up(&one, None).await.unwrap();
            let other = connection(&in_steps).await;
            for _ in 0..3 {
                LegacyMigrator::up(&other, Some(1)).await.unwrap();
            }
            LegacyMigrator::up(&other, None).await.unwrap();
            let rows = queue(&one).await;
            assert_eq!(rows, queue(&other).await, "{generation:?}");
            assert!(rows.iter().all(|row| !row.contains("Token") && !row.contains("_encrypted")));
        }
    }
}

#[tokio::test]
async fn rows_of_the_first_builds_get_the_priority_of_their_kind_and_others_keep_theirs() {
    let place = Place::with(&scene(Generation::G0a)).await;
    let one = connection(&place).await;
    LegacyMigrator::up(&one, None).await.unwrap();
    let priorities = "SELECT group_concat(priority, '') FROM (SELECT priority FROM sync_queue ORDER BY id)";
    assert_eq!(text(&one, priorities).await, ["011001100022220"]);

    let place = Place::with(&scene(Generation::G1)).await;
    let one = connection(&place).await;
    one.execute_unprepared("UPDATE sync_queue SET priority = 7").await.unwrap();
    LegacyMigrator::up(&one, None).await.unwrap();
    assert_eq!(text(&one, priorities).await, ["777777777777777"]);
}

#[tokio::test]
async fn the_chain_runs_on_a_file_without_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("empty.db").to_str().unwrap());
    let one = Database::connect(url).await.unwrap();
    LegacyMigrator::up(&one, None).await.unwrap();
    assert_eq!(
        text(&one, "SELECT name FROM sqlite_schema WHERE type = 'table'").await,
        ["homing_legacy_migrations"]
    );
}

async fn connection(place: &Place) -> DatabaseConnection {
    Database::connect(format!("sqlite://{}", place.database.to_str().unwrap())).await.unwrap()
}

async fn queue(one: &DatabaseConnection) -> Vec<String> {
    text(
        one,
        "SELECT id || ' ' || entity_type || ' ' || payload || ' ' || priority FROM sync_queue ORDER BY id",
    )
    .await
}

async fn text(one: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = sea_orm::Statement::from_string(one.get_database_backend(), sql);
    let rows = one.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
