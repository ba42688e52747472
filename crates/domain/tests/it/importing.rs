//! Taking in rows of another program over the in-memory backend.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Queue, SortRange};
use homing_domain::time::{
    Command, Draft, EntryError, EntryState, ImportReport, ImportedRow, NotImported, NotImportedReason, When,
};

use crate::tracking::{Desk, desk};

fn row(row: usize, start: i64, end: Option<i64>) -> ImportedRow {
    let minute = |minutes: i64| Timestamp::from_millis(1_600_000_000_000 + minutes * 60_000).unwrap();
    ImportedRow {
        row,
        identity: format!("id-{start}"),
        content: format!("{start}-{end:?}"),
        source: "timewarrior".to_owned(),
        project: None,
        description: String::new(),
        tags: vec!["a tag".to_owned()],
        annotations: vec![],
        zone: None,
        offset_seconds: None,
        start: minute(start),
        end: end.map(minute),
    }
}

fn days(count: usize) -> Vec<ImportedRow> {
    (0..count).map(|n| row(n + 1, n as i64 * 10, Some(n as i64 * 10 + 5))).collect()
}

async fn import(desk: &Desk, rows: Vec<ImportedRow>) -> ImportReport {
    desk.tracker.import(rows, &|_| {}).await.unwrap()
}

#[tokio::test]
async fn each_row_becomes_a_stopped_entry_without_a_zone_and_one_task() {
    let desk = desk();
    let report = import(&desk, days(1_234)).await;
    assert_eq!((report.added, report.unchanged, report.not_imported.len()), (1_234, 0, 0));
    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
    assert_eq!(entries.len(), 1_234);
    let first = &entries[0];
    assert_eq!(
        (first.state, &first.zone, first.source.as_str()),
        (EntryState::Stopped, &None, "timewarrior")
    );
    assert_eq!(desk.store.counts(AccountId::LOCAL).await.unwrap().waiting, 1_234);
}

#[tokio::test]
async fn a_second_import_of_the_same_file_adds_nothing() {
    let desk = desk();
    import(&desk, days(700)).await;
    let report = import(&desk, days(700)).await;
    assert_eq!(report, ImportReport { unchanged: 700, ..ImportReport::default() });
    assert_eq!(desk.store.counts(AccountId::LOCAL).await.unwrap().waiting, 700);
}

#[tokio::test]
async fn rows_of_which_the_entries_were_deleted_come_again_with_the_next_import_and_once() {
    let desk = desk();
    import(&desk, days(3)).await;
    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
    let gone = entries[..2].iter().map(|entry| entry.id).collect();
    desk.tracker.record(&Command::Delete(gone)).await.unwrap();
    let mut rows = days(3);
    rows[1].content = "the same row in another zone".to_owned();
    let (one, other) =
        tokio::join!(desk.tracker.import(rows.clone(), &|_| {}), desk.tracker.import(rows.clone(), &|_| {}));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!((one.added + other.added, one.unchanged + other.unchanged), (2, 4));
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 3);
    assert_eq!(import(&desk, rows).await, ImportReport { unchanged: 3, ..ImportReport::default() });
}

#[tokio::test]
async fn a_bad_row_is_reported_with_its_place_and_reason_and_the_others_go_in() {
    let desk = desk();
    let mut rows = days(3);
    let (start, end) = (rows[1].end.unwrap(), rows[1].start);
    (rows[1].start, rows[1].end) = (start, Some(end));
    let report = import(&desk, rows).await;
    let reason = NotImportedReason::Entry(EntryError::EndsBeforeStart { place: 0, start, end });
    assert_eq!(report.not_imported, [NotImported { row: 2, reason }]);
    assert_eq!(report.added, 2);
}

#[tokio::test]
async fn an_open_row_becomes_the_running_entry_where_nothing_runs() {
    let desk = desk();
    let report = import(&desk, vec![row(1, 0, Some(5)), row(2, 10, None)]).await;
    assert_eq!(report.added, 2);
    let current = desk.tracker.current().await.unwrap().unwrap();
    assert_eq!((Some(current.id), current.state), (report.running, EntryState::Running));
    assert!(desk.tracker.record(&Command::Stop(When::Now)).await.is_ok());
}

#[tokio::test]
async fn an_open_row_is_reported_where_a_timer_runs_already() {
    let desk = desk();
    desk.tracker.record(&Command::Start { draft: Draft::default(), when: When::Now }).await.unwrap();
    let report = import(&desk, vec![row(1, 0, Some(5)), row(2, 10, None)]).await;
    assert_eq!((report.added, report.running), (1, None));
    assert_eq!(report.not_imported, [NotImported { row: 2, reason: NotImportedReason::TimerRuns }]);
}

#[tokio::test]
async fn an_open_row_that_begins_in_the_future_is_reported_and_no_timer_runs() {
    let desk = desk();
    desk.clock.set_now(row(1, -5, None).start);
    let report = import(&desk, vec![row(1, 0, None)]).await;
    assert_eq!(report.not_imported, [NotImported { row: 1, reason: NotImportedReason::BeginsInFuture }]);
    assert_eq!(desk.tracker.current().await.unwrap(), None);
}

#[tokio::test]
async fn a_row_that_was_changed_since_is_reported_and_what_was_imported_stays() {
    let desk = desk();
    import(&desk, days(2)).await;
    let mut rows = days(2);
    rows[1].content = "other".to_owned();
    let report = import(&desk, rows).await;
    assert_eq!((report.added, report.unchanged), (0, 1));
    assert_eq!(report.not_imported, [NotImported { row: 2, reason: NotImportedReason::ChangedSince }]);
}

#[tokio::test]
async fn two_imports_at_once_add_each_row_once() {
    let desk = desk();
    let (one, other) =
        tokio::join!(desk.tracker.import(days(900), &|_| {}), desk.tracker.import(days(900), &|_| {}));
    assert_eq!(one.unwrap().added + other.unwrap().added, 900);
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 900);
}

#[tokio::test]
async fn a_reader_that_gives_one_identity_twice_does_not_double_the_time() {
    let desk = desk();
    let report = import(&desk, vec![row(1, 0, Some(5)), row(2, 0, Some(9))]).await;
    assert_eq!(report.added, 1);
    assert_eq!(report.not_imported[0].reason, NotImportedReason::Identity);
}

#[tokio::test]
async fn progress_counts_every_row_up_to_the_last() {
    let desk = desk();
    let told = std::sync::Mutex::new(vec![]);
    desk.tracker.import(days(1_100), &|done| told.lock().unwrap().push(done)).await.unwrap();
    assert_eq!(*told.lock().unwrap(), [500, 1_000, 1_100]);
}
