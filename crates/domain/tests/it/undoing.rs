//! Undo: what the newest command changed is put back by new revisions, one command after the other.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection};
use homing_domain::ports::{Accounts, Clock, Queue, SortRange};
use homing_domain::task::{Body, Commit, Expected, Record, RecordWrite};
use homing_domain::time::{
    Command, CommandKind, Draft, Edit, Entry, EntryFields, EntryState, ImportedRow, Times, TrackError,
    UNDO_STEPS, UndoError, When,
};
use proptest::prelude::*;

use crate::tracking::{Desk, begin, desk};

impl Desk {
    /// What is recorded, as a person sees it: revisions left out, and the mark of a guess, see below.
    async fn seen(&self) -> (Vec<EntryFields>, Option<EntryFields>) {
        let plain = |entry: Entry| EntryFields { revision: 1, approximate: false, ..entry.into_fields() };
        let entries = self.tracker.entries(SortRange::ALL).await.unwrap().into_iter().map(plain).collect();
        (entries, self.tracker.current().await.unwrap().map(plain))
    }

    async fn undo(&self) -> Result<CommandKind, UndoError> {
        match self.tracker.record(&Command::Undo { step: None, loss_is_meant: true }).await {
            Ok(recorded) => Ok(recorded.undone.unwrap()),
            Err(TrackError::Undo(error)) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_undo_that_takes_away_hours_of_work_since_the_command_needs_a_yes() {
    let desk = desk();
    let at = Timestamp::from_millis(desk.clock.now().as_millis() - 3_600_000).unwrap();
    desk.press(&[Command::Start { draft: Draft::default(), when: When::At(at) }]).await;
    let before = desk.seen().await;
    desk.clock.advance(Duration::from_secs(1));
    let refused = desk.tracker.record(&Command::Undo { step: None, loss_is_meant: false }).await.unwrap_err();
    let expected = UndoError::TakesWork { work: Duration::from_secs(301) };
    assert!(matches!(refused, TrackError::Undo(error) if error == expected), "{refused:?}");
    assert_eq!(desk.seen().await, before);
    assert_eq!(desk.undo().await, Ok(CommandKind::Start));

    desk.press(&[begin("a")]).await;
    let at_once = desk.tracker.record(&Command::Undo { step: None, loss_is_meant: false }).await;
    assert!(at_once.is_ok(), "a wrong key is undone without a question");
}

#[tokio::test]
async fn an_undone_stop_that_fills_a_gap_marks_the_entry_and_what_was_before_can_still_be_undone() {
    let desk = desk();
    for (seconds, approximate) in [(300, false), (301, true)] {
        desk.press(&[begin("a")]).await;
        desk.tracker.record(&Command::Stop(When::Now)).await.unwrap();
        desk.clock.advance(Duration::from_secs(seconds));
        assert_eq!(desk.undo().await, Ok(CommandKind::Stop));
        let running = desk.tracker.current().await.unwrap().unwrap();
        assert_eq!((running.state, running.approximate), (EntryState::Running, approximate));
        assert_eq!(desk.undo().await, Ok(CommandKind::Start));
    }
}

#[tokio::test]
async fn an_undo_at_once_marks_nothing_however_early_the_end_was_that_had_been_named() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b")]).await;
    let at = Timestamp::from_millis(desk.clock.now().as_millis() - 299_000).unwrap();
    desk.clock.advance(Duration::from_secs(3_600));
    desk.tracker.record(&Command::Stop(When::At(at))).await.unwrap();
    assert_eq!(desk.undo().await, Ok(CommandKind::Stop));
    assert!(!desk.tracker.current().await.unwrap().unwrap().approximate);
}

#[tokio::test]
async fn an_undone_start_is_deleted_and_what_ran_before_goes_on_as_if_nothing_had_been() {
    let desk = desk();
    desk.press(&[begin("a")]).await;
    let before = desk.seen().await;
    desk.press(&[begin("b")]).await;
    assert_eq!(desk.undo().await, Ok(CommandKind::Start));
    assert_eq!(desk.seen().await, before);
    let bodies = desk.bodies().await;
    let of =
        |description: &str| &bodies.iter().find(|body| body.entry.description == description).unwrap().entry;
    assert_eq!((of("a").state, of("a").revision, of("a").deleted), (EntryState::Running, 3, false));
    assert_eq!((of("b").state, of("b").revision, of("b").deleted), (EntryState::Stopped, 2, true));
}

#[tokio::test]
async fn an_undone_deletion_brings_the_entries_back_under_a_higher_revision() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b")]).await;
    let before = desk.seen().await;
    let ids = desk.tracker.entries(SortRange::ALL).await.unwrap().iter().map(|entry| entry.id).collect();
    desk.press(&[Command::Delete(ids)]).await;
    assert_eq!(desk.seen().await, (vec![], None));
    assert_eq!(desk.undo().await, Ok(CommandKind::Delete));
    assert_eq!(desk.seen().await, before);
}

#[tokio::test]
async fn a_command_after_an_undo_takes_the_place_of_what_was_undone() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    desk.undo().await.unwrap();
    desk.press(&[Command::Pause(When::Now)]).await;
    assert_eq!(desk.undo().await, Ok(CommandKind::Pause));
    assert_eq!(desk.undo().await, Ok(CommandKind::Start));
    assert_eq!(desk.undo().await, Err(UndoError::Nothing));
}

#[tokio::test]
async fn a_refused_command_is_nothing_to_undo() {
    let desk = desk();
    assert!(desk.tracker.record(&Command::Stop(When::Now)).await.is_err());
    assert_eq!(desk.undo().await, Err(UndoError::Nothing));
}

#[tokio::test]
async fn an_import_stands_in_the_way_of_an_undo_and_stays() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let row = ImportedRow {
        row: 1,
        identity: "1f".to_owned(),
        content: "2e".to_owned(),
        source: "timewarrior".to_owned(),
        project: None,
        description: String::new(),
        tags: vec![],
        annotations: vec![],
        zone: None,
        offset_seconds: None,
        start: "2020-01-01T00:00:00Z".parse().unwrap(),
        end: Some("2020-01-01T01:00:00Z".parse().unwrap()),
    };
    desk.tracker.import(vec![row], &|_| {}).await.unwrap();
    desk.press(&[begin("b")]).await;
    assert_eq!(desk.undo().await, Ok(CommandKind::Start));
    assert_eq!(desk.undo().await, Err(UndoError::Import));
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_done_before_the_first_sign_in_can_be_undone_after_it() {
    let desk = desk();
    desk.press(&[begin("a")]).await;
    let before = desk.seen().await;
    desk.press(&[Command::Stop(When::Now)]).await;
    desk.store.sign_in(&crate::scripted::account()).await.unwrap();
    assert_eq!(desk.undo().await, Ok(CommandKind::Stop));
    assert_eq!(desk.seen().await, before);
}

#[tokio::test]
async fn what_another_program_changed_since_is_not_undone() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    let other = EntryFields { description: "b".to_owned(), revision: 3, ..entry.into_fields() };
    let record = Record {
        collection: Collection::of("time-entry"),
        id: other.id.record_id(),
        sort_key: other.intervals[0].start.as_millis(),
        revision: 3,
        body: Body::of_json(&other).unwrap(),
    };
    let write = RecordWrite { record, expected: Expected::Revision(2) };
    let commit = Commit { records: vec![write], tasks: vec![] };
    desk.store.commit(AccountId::LOCAL, desk.clock.now(), commit).await.unwrap();
    let before = desk.seen().await;
    assert_eq!(desk.undo().await, Err(UndoError::ChangedSince));
    assert_eq!(desk.seen().await, before);
}

#[tokio::test]
async fn only_the_newest_commands_can_be_undone_and_the_older_ones_stay_done() {
    let desk = desk();
    let (more, steps) = (3, usize::try_from(UNDO_STEPS).unwrap());
    desk.press(&[begin("a")]).await;
    let toggles = [Command::Pause(When::Now), Command::Resume(When::Now)];
    let toggles: Vec<_> = toggles.into_iter().cycle().take(steps + more - 1).collect();
    desk.press(&toggles).await;
    for _ in 0..steps {
        desk.undo().await.unwrap();
    }
    assert_eq!(desk.undo().await, Err(UndoError::Nothing));
    assert_eq!(desk.tracker.current().await.unwrap().unwrap().state, EntryState::Running);
}

#[tokio::test]
async fn of_two_undos_at_once_each_undoes_another_command() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b"), begin("c")]).await;
    let (one, other) = tokio::join!(desk.undo(), desk.undo());
    assert_eq!((one, other), (Ok(CommandKind::Start), Ok(CommandKind::Start)));
    assert_eq!(desk.tracker.current().await.unwrap().unwrap().description, "a");
}

/// A command that someone might give, from a few numbers. It names entries that are there.
fn command(desk: &Desk, entries: &[Entry], (kind, which, minutes): (u8, usize, i64)) -> Command {
    let now = desk.clock.now();
    let at = |minutes: i64| Timestamp::from_millis(now.as_millis() - minutes * 60_000).unwrap();
    let when = if which.is_multiple_of(2) { When::Now } else { When::At(at(minutes)) };
    let entry = (!entries.is_empty()).then(|| entries[which % entries.len()].id);
    let draft = || Draft { description: format!("{which}"), ..Draft::default() };
    match (kind, entry) {
        (0, _) => Command::Start { draft: draft(), when },
        (1, _) => Command::Pause(when),
        (2, _) => Command::Resume(when),
        (3, _) => Command::Stop(when),
        (4, _) => Command::Cancel,
        (5, Some(entry)) => Command::Continue { entry, when },
        (6, Some(entry)) => Command::Delete(vec![entry, entries[0].id]),
        (7, Some(entry)) => {
            let times = Times { place: Some(0), from: Some(at(minutes * 3)), to: None };
            Command::Edit { entry, edit: Edit { times: vec![times], ..Edit::default() } }
        }
        (8, Some(entry)) => {
            let edit = Edit {
                description: Some(minutes.to_string()),
                tags: vec!["t".to_owned()],
                ..Edit::default()
            };
            Command::Edit { entry, edit }
        }
        _ => Command::Add { draft: draft(), from: at(minutes + 9), to: at(minutes), long_is_meant: false },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn undone_one_after_the_other_any_commands_leave_each_former_state(
        steps in proptest::collection::vec((0_u8..10, 0_usize..8, 0_i64..50, -30_i64..60), 0..25),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let desk = desk();
            let mut former = Vec::new();
            for (kind, which, minutes, pass) in steps {
                if pass < 0 {
                    let back = desk.clock.now().as_millis() + pass * 60_000;
                    desk.clock.set_now(Timestamp::from_millis(back).unwrap());
                } else {
                    desk.clock.advance(Duration::from_secs(pass.unsigned_abs() * 60));
                }
                let before = desk.seen().await;
                let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
                let command = command(&desk, &entries, (kind, which, minutes));
                if let Ok(recorded) = desk.tracker.record(&command).await {
                    former.push((before, command.kind().unwrap()));
                    // Each revision is whole: it reads back as a valid entry.
                    let again = serde_json::to_value(&recorded.entry).unwrap();
                    prop_assert_eq!(serde_json::from_value::<Entry>(again).unwrap(), recorded.entry);
                    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
                    let going = entries.iter().filter(|entry| entry.state != EntryState::Stopped).count();
                    let current = desk.tracker.current().await.unwrap();
                    prop_assert_eq!(going, usize::from(current.is_some()));
                }
            }
            for (before, kind) in former.into_iter().rev() {
                prop_assert_eq!(desk.undo().await, Ok(kind));
                prop_assert_eq!(desk.seen().await, before);
            }
            prop_assert_eq!(desk.undo().await, Err(UndoError::Nothing));
            Ok(())
        })?;
    }
}
