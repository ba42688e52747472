//! Entries that are cancelled and continued, over the in-memory backend.

use homing_domain::ports::SortRange;
use homing_domain::time::{Command, Draft, TimerError, TrackError, When};

use crate::tracking::{begin, desk};

#[tokio::test]
async fn to_cancel_deletes_the_running_entry_and_nothing_runs_then() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b"), Command::Cancel]).await;
    assert_eq!(desk.tracker.current().await.unwrap(), None);
    let left = desk.tracker.entries(SortRange::ALL).await.unwrap();
    assert_eq!((left.len(), left[0].description.as_str()), (1, "a"));
    let refused = desk.tracker.record(&Command::Cancel).await.unwrap_err();
    assert!(matches!(refused, TrackError::Timer(TimerError::NothingRuns)));
}

#[tokio::test]
async fn to_continue_begins_a_new_entry_with_the_same_words_and_stops_what_runs() {
    let desk = desk();
    let draft =
        Draft { project: Some("p".to_owned()), description: "a".to_owned(), tags: vec!["t".to_owned()] };
    desk.press(&[Command::Start { draft, when: When::Now }, begin("b")]).await;
    let first = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    let again = Command::Continue { entry: first.id, when: When::Now };
    let recorded = desk.tracker.record(&again).await.unwrap();
    assert_eq!(recorded.stopped.unwrap().description, "b");
    let entry = recorded.entry;
    assert_ne!(entry.id, first.id);
    assert_eq!(
        (&entry.project, &entry.description, &entry.tags),
        (&first.project, &first.description, &first.tags)
    );

    let running = Command::Continue { entry: entry.id, when: When::Now };
    let refused = desk.tracker.record(&running).await.unwrap_err();
    assert!(matches!(refused, TrackError::Timer(TimerError::AlreadyRunning)));
    desk.press(&[Command::Pause(When::Now)]).await;
    let refused = desk.tracker.record(&running).await.unwrap_err();
    assert!(matches!(refused, TrackError::Timer(TimerError::Paused)));
}
