//! The earlier app's own file after an import: when a person hears of it, and what is never done to it.

use super::*;

#[tokio::test]
async fn a_person_is_told_of_the_file_after_a_good_sync_until_somebody_decides() {
    let desk = desk();
    desk.session_of("u1").await;
    let file = desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(false).await.unwrap(), None);
    let told = desk.app.original_to_decide(true).await.unwrap().unwrap();
    assert!(told.had_tokens && !told.asked);
    // From now on the status says it, too; being asked once does not end it.
    desk.app.asked_about_original(told).await.unwrap();
    assert!(desk.app.original_to_decide(false).await.unwrap().unwrap().asked);

    desk.app.decide_original(&report(&file, FileRows::default()), OriginalWish::Keep, None).await.unwrap();
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    // Another import changes nothing of that.
    desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    assert!(file.is_file());
}

#[tokio::test]
async fn an_answer_of_the_server_after_the_import_counts_as_a_good_sync_and_one_before_it_does_not() {
    let desk = desk();
    let account = desk.session_of("u1").await;
    let imported_at = desk.clock.now();
    desk.answered(account, imported_at).await;
    desk.imported(false).await;
    assert_eq!(desk.app.original_to_decide(false).await.unwrap(), None);
    desk.answered(account, imported_at.saturating_add(std::time::Duration::from_secs(5))).await;
    assert!(!desk.app.original_to_decide(false).await.unwrap().unwrap().had_tokens);
}

#[tokio::test]
async fn a_file_that_is_gone_is_not_spoken_of_and_before_a_sign_in_none_is() {
    let desk = desk();
    desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    desk.session_of("u1").await;
    let file = desk.imported(true).await;
    assert!(desk.app.original_to_decide(true).await.unwrap().is_some());
    std::fs::remove_file(file).unwrap();
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_of_which_rows_are_damaged_or_sealed_with_a_key_that_is_not_here_is_not_deleted() {
    let desk = desk();
    let file = desk.imported(true).await;
    for (why, damaged) in [(Unreadable::Damaged, true), (Unreadable::NoKey, false)] {
        let mut rows = FileRows::default();
        rows.unreadable.insert(why, 1);
        let refused = desk.app.decide_original(&report(&file, rows), OriginalWish::Delete, None).await;
        match refused {
            Err(OriginalError::RowsDamaged { .. }) => assert!(damaged),
            Err(OriginalError::RowsSealed { .. }) => assert!(!damaged),
            other => panic!("{why:?}: {other:?}"),
        }
        assert!(file.is_file());
    }
}

#[tokio::test]
async fn a_file_that_changed_since_it_was_copied_is_neither_deleted_nor_scrubbed() {
    let desk = desk();
    let file = desk.imported(true).await;
    let changed = LegacyReport { changed_by_another: true, ..report(&file, FileRows::default()) };
    for wish in [OriginalWish::Delete, OriginalWish::Scrub] {
        let refused = desk.app.decide_original(&changed, wish, None).await;
        assert!(
            matches!(refused, Err(OriginalError::File { source: LegacyError::Changed, .. })),
            "{wish:?}: {refused:?}"
        );
        assert_eq!(std::fs::read(&file).unwrap(), b"a database");
    }
    let since = report(&file, FileRows::default());
    std::fs::write(&file, "another").unwrap();
    let refused = desk.app.decide_original(&since, OriginalWish::Delete, None).await;
    assert!(matches!(refused, Err(OriginalError::File { source: LegacyError::Changed, .. })), "{refused:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"another");
}
