//! The original is deleted or scrubbed only where nobody else has it, and deleted only where it is what was imported.

use homing_import::legacy::{LegacyError, Print, delete_original, open, scrub_original};
use homing_import::testing::{Generation, scene};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use super::{Place, files};

async fn imported(place: &Place) -> Print {
    let opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    let print = opened.print();
    opened.finish().await.unwrap();
    print
}

/// The earlier app, at one statement.
async fn earlier_app(place: &Place, sql: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}", place.database.to_str().unwrap()));
    options.max_connections(1);
    let connection = Database::connect(options).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection
}

/// Neither is done, and no byte is changed.
async fn nothing_is_done_while_it_is_open(place: &Place, app: &str) {
    let print = imported(place).await;
    let before = files(place.folder.path());
    let refused = delete_original(&place.database, print).await;
    assert!(matches!(refused, Err(LegacyError::InUse)), "{app}: {refused:?}");
    let refused = scrub_original(&place.database, &place.keys()).await;
    assert!(matches!(refused, Err(LegacyError::InUse)), "{app}: {refused:?}");
    assert_eq!(files(place.folder.path()), before, "{app}");
}

#[tokio::test]
async fn the_original_is_deleted_with_its_logs_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let database = scene(Generation::G0a).write_with_hot_log(folder.path()).await.unwrap();
    let place = Place { folder, database };
    let print = imported(&place).await;
    delete_original(&place.database, print).await.unwrap();
    assert_eq!(files(place.folder.path()), []);
    let gone = delete_original(&place.database, print).await;
    assert!(matches!(gone, Err(LegacyError::NotThere(_))), "{gone:?}");
}

#[tokio::test]
async fn the_original_is_deleted_whether_it_keeps_a_log_or_not() {
    for mode in ["DELETE", "WAL"] {
        let place = Place::with(&scene(Generation::G0b)).await;
        earlier_app(&place, &format!("PRAGMA journal_mode = {mode}")).await.close().await.unwrap();
        let print = imported(&place).await;
        delete_original(&place.database, print).await.unwrap();
        assert_eq!(files(place.folder.path()), [], "{mode}");
    }
}

#[tokio::test]
async fn while_the_earlier_app_writes_the_original_is_neither_deleted_nor_scrubbed() {
    let place = Place::with(&scene(Generation::G0a)).await;
    let app = earlier_app(&place, "PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE").await;
    nothing_is_done_while_it_is_open(&place, "writes").await;
    app.execute_unprepared("COMMIT").await.unwrap();
    app.close().await.unwrap();
}

#[tokio::test]
async fn while_the_earlier_app_has_a_log_open_the_original_is_neither_deleted_nor_scrubbed() {
    let place = Place::with(&scene(Generation::G0a)).await;
    let app = earlier_app(&place, "PRAGMA journal_mode = WAL").await;
    app.execute_unprepared("UPDATE time_entries SET accumulated_seconds = 7201 WHERE id = 1").await.unwrap();
    nothing_is_done_while_it_is_open(&place, "has a log").await;
    app.execute_unprepared("UPDATE time_entries SET accumulated_seconds = 7202 WHERE id = 1").await.unwrap();
    app.close().await.unwrap();
}

#[tokio::test]
async fn an_original_that_changed_since_it_was_imported_is_not_deleted() {
    let place = Place::with(&scene(Generation::G2)).await;
    let print = imported(&place).await;
    let app = earlier_app(&place, "UPDATE time_entries SET accumulated_seconds = 7201 WHERE id = 1").await;
    app.close().await.unwrap();
    let before = files(place.folder.path());
    let refused = delete_original(&place.database, print).await;
    assert!(matches!(refused, Err(LegacyError::Changed)), "{refused:?}");
    assert_eq!(files(place.folder.path()), before);
}
