//! Commands that mean what a person saw: what was changed since is not undone or changed in its place.

use homing_domain::Timestamp;
use homing_domain::ports::{Clock as _, SortRange};
use homing_domain::time::{
    Command, CommandKind, Draft, Edit, EditError, Entry, EntryError, EntryFields, EntryId, EntryState,
    Moment, Recorded, StepRef, Times, TrackError, UndoError, When, edit,
};
use jiff::tz::TimeZone;

use crate::entries::{closed, fields, minute, open};
use crate::tracking::{Desk, begin, desk};

impl Desk {
    async fn records(&self, command: Command) -> Recorded {
        self.tracker.record(&command).await.unwrap()
    }

    async fn undoes(&self, step: Option<StepRef>) -> Result<Option<CommandKind>, UndoError> {
        match self.tracker.record(&Command::Undo { step, loss_is_meant: true }).await {
            Ok(recorded) => Ok(recorded.undone),
            Err(TrackError::Undo(error)) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_undo_of_what_was_recorded_last_undoes_it_and_of_anything_else_nothing() {
    let desk = desk();
    let started = desk.records(begin("a")).await.step;
    let paused = desk.records(Command::Pause(When::Now)).await.step;
    assert_eq!(desk.undoes(started).await, Err(UndoError::Outdated), "another program was first");
    assert!(desk.tracker.current().await.unwrap().is_some());
    assert_eq!(desk.undoes(paused).await, Ok(Some(CommandKind::Pause)));
    assert_eq!(desk.undoes(paused).await, Err(UndoError::Outdated), "it is undone already");
    assert_eq!(desk.undoes(started).await, Ok(Some(CommandKind::Start)));
    assert_eq!(desk.undoes(started).await, Err(UndoError::Outdated), "nothing is left");
    assert_eq!(desk.undoes(None).await, Err(UndoError::Nothing));
}

#[tokio::test]
async fn the_first_command_of_one_account_is_not_that_of_another() {
    let desk = desk();
    let one = desk.records(begin("a")).await.step.unwrap();
    let foreign = StepRef { entry: EntryId::new(uuid::Uuid::from_u128(7_777)), ..one };
    assert_eq!(desk.undoes(Some(foreign)).await, Err(UndoError::Outdated));
    assert_eq!(desk.undoes(Some(one)).await, Ok(Some(CommandKind::Start)));
}

#[tokio::test]
async fn an_undo_is_no_step_itself() {
    let desk = desk();
    desk.records(begin("a")).await;
    assert_eq!(desk.records(Command::Undo { step: None, loss_is_meant: true }).await.step, None);
}

#[tokio::test]
async fn an_edit_of_a_revision_that_is_no_more_changes_nothing() {
    let desk = desk();
    let seen = desk.records(begin("a")).await.entry;
    desk.records(Command::Pause(When::Now)).await;
    let change = |of_revision| {
        let edit = Edit { description: Some("b".to_owned()), of_revision, ..Edit::default() };
        Command::Edit { entry: seen.id, edit }
    };
    let refused = desk.tracker.record(&change(Some(seen.revision))).await.unwrap_err();
    assert!(matches!(refused, TrackError::Edit(EditError::ChangedSince { .. })), "{refused:?}");
    let now = desk.tracker.current().await.unwrap().unwrap();
    assert_eq!((now.description.as_str(), now.revision), ("a", 2));
    assert_eq!(desk.records(change(Some(2))).await.entry.description, "b");
}

fn entry() -> Entry {
    Entry::try_from(fields(vec![closed(60, 120), closed(180, 240)])).unwrap()
}

fn times(place: usize, from: Option<i64>, to: Option<i64>) -> Times {
    Times { place: Some(place), from: from.map(minute), to: to.map(minute) }
}

fn edited(entry: &Entry, times: Vec<Times>) -> Result<Entry, EditError> {
    let now = Moment::at(minute(1_000), &TimeZone::UTC);
    edit(entry, &Edit { times, ..Edit::default() }, now).map(|done| done.entry)
}

#[test]
fn several_stretches_are_changed_in_one_revision_whatever_their_times_were_on_the_way() {
    let before = entry();
    let after = edited(&before, vec![times(0, None, Some(200)), times(1, Some(200), Some(300))]).unwrap();
    assert_eq!((after.intervals.as_slice(), after.revision), (&[closed(60, 200), closed(200, 300)][..], 2));
}

#[test]
fn of_two_times_for_one_stretch_only_what_they_come_to_is_judged() {
    let entry = Entry::try_from(fields(vec![closed(6_000, 6_060)])).unwrap();
    let now = Moment::at(minute(10_000), &TimeZone::UTC);
    let change = |times| edit(&entry, &Edit { times, ..Edit::default() }, now.clone()).map(|done| done.entry);
    let moved = change(vec![times(0, Some(60), None), times(0, None, Some(120))]).unwrap();
    assert_eq!(moved.intervals, [closed(60, 120)], "it was never more than an hour");
    let back = change(vec![times(0, None, Some(20_000)), times(0, None, Some(6_100))]).unwrap();
    assert_eq!(back.intervals, [closed(6_000, 6_100)], "it never ended in the future");
    let refused = change(vec![times(0, None, Some(6_100)), times(0, Some(60), None)]).unwrap_err();
    assert!(matches!(refused, EditError::TooLong { .. }), "{refused:?}");
}

#[test]
fn of_several_stretches_all_are_changed_or_none() {
    let before = entry();
    let refused = edited(&before, vec![times(0, Some(30), None), times(1, Some(90), None)]).unwrap_err();
    assert!(matches!(refused, EditError::Entry(EntryError::Overlaps { place: 1, .. })), "{refused:?}");
    let refused = edited(&before, vec![times(0, Some(30), None), times(2, Some(90), None)]).unwrap_err();
    assert_eq!(refused, EditError::NoSuchInterval { count: 2 });
    let refused = edited(&before, vec![times(0, Some(30), None), times(1, None, Some(9_000))]).unwrap_err();
    assert!(matches!(refused, EditError::InFuture { .. }), "{refused:?}");
}

#[test]
fn an_entry_is_a_guess_until_all_its_times_are_said() {
    let guess = |intervals| {
        let fields = EntryFields { approximate: true, ..fields(intervals) };
        Entry::try_from(fields).unwrap()
    };
    let two = guess(vec![closed(60, 120), closed(180, 240)]);
    assert!(edited(&two, vec![times(0, Some(61), Some(120))]).unwrap().approximate);
    let half = vec![times(0, Some(61), Some(120)), times(1, Some(181), None)];
    assert!(edited(&two, half).unwrap().approximate);
    let all = vec![times(0, Some(61), Some(120)), times(1, Some(181), Some(240))];
    assert!(!edited(&two, all).unwrap().approximate);
    let one = guess(vec![closed(60, 120)]);
    let in_turn = vec![times(0, Some(61), None), times(0, None, Some(121))];
    assert!(!edited(&one, in_turn).unwrap().approximate, "both sides are said");
    let goes_on = EntryFields {
        state: EntryState::Running,
        approximate: true,
        ..fields(vec![closed(60, 120), open(180)])
    };
    let goes_on = Entry::try_from(goes_on).unwrap();
    let all = vec![times(0, Some(61), Some(120)), times(1, Some(181), None)];
    assert!(!edited(&goes_on, all).unwrap().approximate, "a stretch that goes on has no end to be said");
}

#[tokio::test]
async fn an_edit_of_several_stretches_is_one_step_back() {
    let desk = desk();
    desk.clock.advance(std::time::Duration::from_secs(86_400));
    let now = desk.clock.now().as_millis();
    let at = |minutes: i64| Timestamp::from_millis(now - minutes * 60_000).unwrap();
    desk.records(Command::Start { draft: Draft::default(), when: When::At(at(240)) }).await;
    desk.records(Command::Pause(When::At(at(180)))).await;
    desk.records(Command::Resume(When::At(at(120)))).await;
    let before = desk.records(Command::Stop(When::At(at(60)))).await.entry;
    let change = |place, to| Times { place: Some(place), from: None, to: Some(at(to)) };
    let edit = Edit { times: vec![change(0, 190), change(1, 70)], ..Edit::default() };
    let changed = desk.records(Command::Edit { entry: before.id, edit }).await;
    assert_eq!(changed.entry.revision, before.revision + 1);
    desk.undoes(changed.step).await.unwrap();
    let back = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    assert_eq!(back.intervals, before.intervals);
}
