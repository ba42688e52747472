//! Files that are not as they should be: hot logs, damage, other programs' files, nothing at all.

use std::fs;

use homing_domain::time::Unreadable;
use homing_import::legacy::{LegacyError, Original, open, scrub_original};
use homing_import::testing::{Generation, scene};

use super::{Place, files, told};

#[tokio::test]
async fn rows_that_are_in_the_log_alone_are_read_and_the_log_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let database = scene(Generation::G3).write_with_hot_log(folder.path()).await.unwrap();
    let before = files(folder.path());
    assert!(before.iter().any(|(name, bytes)| name == "hubnity.db-wal" && bytes.len() > 32));
    let place = Place { folder, database };
    let work = place.imported().await.unwrap();
    assert_eq!(work, Place::with(&scene(Generation::G3)).await.imported().await.unwrap());
    assert_eq!(files(place.folder.path()), before, "nothing changed at or beside the original");
}

#[tokio::test]
async fn a_file_and_a_folder_that_may_only_be_read_are_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with(&scene(Generation::G2)).await;
    let work = tempfile::tempdir().unwrap();
    fs::set_permissions(&place.database, fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let before = files(place.folder.path());
    let mut opened = open(&place.database, &work.path().join("work"), place.keys()).await.unwrap();
    opened.clean().await.unwrap();
    assert_eq!(opened.read().await.unwrap().rows(), 17);
    assert_eq!(opened.finish().await.unwrap(), Original::Untouched);
    assert_eq!(files(place.folder.path()), before);
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn the_copy_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with(&scene(Generation::G2)).await;
    let _opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.work()), 0o700);
    for file in fs::read_dir(place.work()).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[tokio::test]
async fn what_is_no_file_of_the_earlier_app_is_said_as_what_it_is_and_leaves_nothing() {
    let place = Place::with(&scene(Generation::G2)).await;
    let refused = async |bytes: &[u8]| {
        fs::write(&place.database, bytes).unwrap();
        let error = open(&place.database, &place.work(), place.keys()).await.unwrap_err();
        assert!(!place.work().exists());
        error
    };
    assert!(matches!(refused(b"").await, LegacyError::Empty));
    assert!(matches!(refused(b"not a database").await, LegacyError::NotADatabase));
    assert!(matches!(refused(&[b'x'; 8_192]).await, LegacyError::NotADatabase));

    fs::remove_file(&place.database).unwrap();
    let gone = open(&place.database, &place.work(), place.keys()).await.unwrap_err();
    assert!(matches!(gone, LegacyError::NotThere(_)));
    let gone = scrub_original(&place.database, &place.keys()).await.unwrap_err();
    assert!(matches!(gone, LegacyError::NotThere(_)));
    assert!(!place.database.exists(), "no file is made");
}

#[tokio::test]
async fn a_database_without_the_tables_of_the_earlier_app_is_not_one_of_its() {
    let place = Place::with(&scene(Generation::G2)).await;
    change(&place, "DROP TABLE sync_queue; DROP TABLE time_entries").await;
    let error = open(&place.database, &place.work(), place.keys()).await.unwrap_err();
    assert!(matches!(error, LegacyError::NoTables), "{error:?}");
}

#[tokio::test]
async fn a_file_that_lacks_one_of_the_tables_or_a_column_is_read_as_far_as_it_goes() {
    let place = Place::with(&scene(Generation::G2)).await;
    change(&place, "DROP TABLE sync_queue; DROP TABLE app_meta").await;
    assert_eq!(place.imported().await.unwrap().rows(), 2);

    let place = Place::with(&scene(Generation::G2)).await;
    change(&place, "DROP TABLE time_entries; ALTER TABLE sync_queue DROP COLUMN retry_count").await;
    let work = place.imported().await.unwrap();
    assert_eq!(work.rows(), 15);
    assert!(
        !told(&work).iter().any(|line| line.starts_with("PictureToSend")),
        "nobody knows whether it was tried"
    );
}

#[tokio::test]
async fn of_a_damaged_file_every_row_whose_page_is_whole_is_read_and_the_others_are_named() {
    let mut file = scene(Generation::G0a);
    let rows = file.queue.clone();
    while file.queue.len() < 300 {
        file.queue.extend(rows.clone());
    }
    let place = Place::with(&file).await;
    let all = place.imported().await.unwrap();
    let whole = fs::read(&place.database).unwrap();
    let pages = whole.len() / 4_096;
    let mut read_in_part = 0;
    for page in 1..pages {
        let mut spoilt = whole.clone();
        spoilt[page * 4_096..(page + 1) * 4_096].fill(0xEE);
        fs::write(&place.database, &spoilt).unwrap();
        let work = match place.imported().await {
            Ok(work) => work,
            Err(LegacyError::Damaged) => continue,
            Err(other) => panic!("page {page}: {other:?}"),
        };
        let damaged = work.unreadable.iter().filter(|row| row.why == Unreadable::Damaged).count();
        assert_eq!(work.rows(), all.rows(), "page {page}: {damaged} damaged");
        read_in_part += usize::from(damaged > 0 && damaged < 100);
    }
    assert!(read_in_part > 3, "most pages hold a few rows each");
}

#[tokio::test]
async fn a_file_that_is_cut_off_is_read_as_far_as_it_goes_and_no_token_is_left() {
    let mut file = scene(Generation::G0a);
    let rows = file.queue.clone();
    while file.queue.len() < 300 {
        file.queue.extend(rows.clone());
    }
    let place = Place::with(&file).await;
    let whole = fs::read(&place.database).unwrap();
    fs::write(&place.database, &whole[..whole.len() / 2]).unwrap();
    let mut opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    opened.clean().await.unwrap();
    assert_eq!(super::found(&place.work(), &file.secrets()), Vec::<String>::new());
    let work = opened.read().await.unwrap();
    let damaged = work.unreadable.iter().filter(|row| row.why == Unreadable::Damaged).count();
    assert!(damaged > 0 && damaged < work.rows(), "{damaged} of {}", work.rows());
    assert!(matches!(scrub_original(&place.database, &place.keys()).await, Err(LegacyError::Damaged)));
}

async fn change(place: &Place, sql: &str) {
    use sea_orm::{ConnectionTrait as _, Database};
    let url = format!("sqlite://{}", place.database.to_str().unwrap());
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}
