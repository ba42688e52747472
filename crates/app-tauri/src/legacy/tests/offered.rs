//! Which files of the earlier app a person is asked about, and which no longer.

use super::*;

/// A database where the earlier app keeps it.
fn lies(desk: &Desk) -> (Folders, PathBuf) {
    let home = desk.app.data.join("home");
    let folders = Folders { home: Some(home), ..Folders::default() };
    let file = legacy::known_places(&folders).pop().unwrap();
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "a database").unwrap();
    (folders, file)
}

#[tokio::test]
async fn a_file_is_offered_until_an_import_of_it_has_come_to_its_end() {
    let desk = desk();
    let (folders, file) = lies(&desk);
    assert_eq!(desk.app.to_offer(&folders).await.unwrap(), std::slice::from_ref(&file));
    // It is no database at all: nothing came of this.
    desk.app.import(wish(&desk.app.data.join("home")), &|_, _| ()).await.unwrap_err();
    assert_eq!(desk.app.to_offer(&folders).await.unwrap(), std::slice::from_ref(&file));
    desk.app.imported_original(file, true).await.unwrap();
    assert!(desk.app.to_offer(&folders).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_one_person_has_settled_is_offered_to_no_account_of_this_machine() {
    let desk = desk();
    let (folders, file) = lies(&desk);
    desk.session_of("u1").await;
    desk.app.decline(&folders).await.unwrap();
    let other = homing_domain::account::Account {
        id: AccountId::new(Uuid::from_u128(78)),
        server: server(),
        user: "u2".to_owned(),
        name: "u2".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    desk.store.sign_in(&other).await.unwrap();
    assert!(desk.app.to_offer(&folders).await.unwrap().is_empty());
    assert!(file.is_file(), "declined is not deleted");
}

#[tokio::test]
async fn what_was_declined_before_the_first_sign_in_stays_so_after_it() {
    let desk = desk();
    let (folders, _) = lies(&desk);
    desk.app.decline(&folders).await.unwrap();
    desk.session_of("u1").await;
    assert!(desk.app.to_offer(&folders).await.unwrap().is_empty());
}

#[tokio::test]
async fn while_an_import_runs_another_one_waits_or_is_refused_as_it_wishes() {
    let desk = desk();
    let (_, file) = lies(&desk);
    let home = desk.app.data.join("home");
    let running = desk.app.locks.acquire(LockName::Import).await.unwrap();
    let impatient = LegacyWish { if_one_runs: IfOneRuns::Refuse, ..wish(&home) };
    let refused = desk.app.import(impatient.clone(), &|_, _| ()).await;
    assert!(matches!(refused, Err(LegacyImportError::OneRuns)), "{refused:?}");
    drop(running);
    let alone = desk.app.import(impatient, &|_, _| ()).await;
    assert!(matches!(alone, Err(LegacyImportError::File { file: read, .. }) if read == file));
}
