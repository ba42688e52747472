//! Entries that are edited, deleted, cancelled and continued, over the in-memory backend.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{Claim, Clock, Queue, Settlement, SortRange, TaskResult};
use homing_domain::task::{Reason, TaskState};
use homing_domain::time::{
    Command, Edit, EditError, Entry, EntryError, EntryFields, EntryState, EventKind, Interval, Matter,
    Moment, TaskBody, TextField, Times, TrackError, When, edit,
};
use jiff::tz::TimeZone;
use rstest::rstest;
use uuid::Uuid;

use crate::entries::{closed, fields, minute, open};
use crate::tracking::{Desk, begin, desk};

fn said(description: &str) -> Edit {
    Edit { description: Some(description.to_owned()), ..Edit::default() }
}

fn moment(minutes: i64) -> Moment {
    Moment::at(minute(minutes), &TimeZone::UTC)
}

fn entry(intervals: Vec<Interval>) -> Entry {
    Entry::try_from(fields(intervals)).unwrap()
}

fn times(place: Option<usize>, from: Option<i64>, to: Option<i64>) -> Edit {
    let times = Times { place, from: from.map(minute), to: to.map(minute) };
    Edit { times: vec![times], ..Edit::default() }
}

/// The edit of an entry from minute 60 to 120 and from 180 to 240, at minute 3,000.
fn edited(change: &Edit) -> Result<Entry, EditError> {
    edit(&entry(vec![closed(60, 120), closed(180, 240)]), change, moment(3_000)).map(|done| done.entry)
}

impl Desk {
    async fn change(&self, entry: &Entry, edit: Edit) -> Result<Entry, TrackError> {
        let command = Command::Edit { entry: entry.id, edit };
        self.tracker.record(&command).await.map(|recorded| recorded.entry)
    }

    async fn claim_all(&self) -> Vec<homing_domain::ports::ClaimedLane> {
        let claim = Claim {
            account: AccountId::LOCAL,
            owner: Owner::new(Uuid::from_u128(1)),
            lease: Duration::from_secs(60),
            max_tasks: 100,
            max_bytes: usize::MAX,
        };
        self.store.get_retry_tasks(self.clock.now(), claim).await.unwrap()
    }

    async fn settle(&self, settlement: Settlement) {
        let lanes = self.claim_all().await;
        let (lane, task) = (&lanes[0], &lanes[0].tasks[0]);
        let (task, epoch) = (task.task.id, lane.epoch);
        let result = TaskResult { task, lane: lane.lane.clone(), epoch, settlement };
        self.store.settle(self.clock.now(), vec![result]).await.unwrap();
    }

    async fn states(&self) -> Vec<TaskState> {
        let tasks = self.store.tasks(AccountId::LOCAL, 0, 10).await.unwrap();
        tasks.into_iter().map(|task| task.state).collect()
    }
}

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    let before = EntryFields {
        tags: vec!["a".to_owned(), "b".to_owned()],
        project: Some("old".to_owned()),
        ..fields(vec![closed(0, 5)])
    };
    let change = Edit {
        description: Some("two\nlines".to_owned()),
        project: Some(None),
        tags: vec!["c".to_owned(), "b".to_owned()],
        untags: vec!["a".to_owned()],
        annotations: vec!["why".to_owned()],
        ..Edit::default()
    };
    let after = edit(&Entry::try_from(before.clone()).unwrap(), &change, moment(10)).unwrap();
    assert_eq!(after.event.kind, EventKind::Edit);
    assert_eq!(after.entry.annotations[0].at, Some(minute(10)));
    let expected = EntryFields {
        description: "two\nlines".to_owned(),
        project: None,
        tags: vec!["b".to_owned(), "c".to_owned()],
        annotations: after.entry.annotations.clone(),
        revision: 2,
        ..before
    };
    assert_eq!(after.entry.into_fields(), expected);
}

#[test]
fn one_interval_of_several_is_changed_by_its_place() {
    let after = edited(&times(Some(1), None, Some(200))).unwrap();
    assert_eq!(after.intervals, [closed(60, 120), closed(180, 200)]);
    let after = edited(&times(Some(0), Some(30), None)).unwrap();
    assert_eq!((after.started_at(), after.intervals[1]), (minute(30), closed(180, 240)));
}

#[rstest]
#[case::none_named(times(None, Some(0), None), EditError::WhichInterval { count: 2 })]
#[case::not_there(times(Some(2), Some(0), None), EditError::NoSuchInterval { count: 2 })]
#[case::into_the_next(
    times(Some(0), None, Some(190)),
    EditError::Entry(EntryError::Overlaps { place: 1, start: minute(180), end: minute(190) })
)]
#[case::backwards(
    times(Some(1), Some(300), None),
    EditError::Entry(EntryError::EndsBeforeStart { place: 1, start: minute(300), end: minute(240) })
)]
#[case::the_future(times(Some(1), None, Some(3_001)), EditError::InFuture { at: minute(3_001), now: minute(3_000) })]
#[case::too_long(times(Some(1), None, Some(180 + 961)), EditError::TooLong { span: Duration::from_secs(961 * 60) })]
#[case::nothing(Edit::default(), EditError::NothingToChange)]
#[case::the_same(times(Some(1), Some(180), Some(240)), EditError::NothingToChange)]
#[case::steering(said("\u{1b}[2J"), EditError::Entry(EntryError::ControlInText { field: TextField::Description }))]
#[case::an_empty_tag(
    Edit { tags: vec![String::new()], ..Edit::default() },
    EditError::Entry(EntryError::EmptyText { field: TextField::Tag })
)]
fn an_edit_that_can_not_be_is_refused_with_its_reason(#[case] change: Edit, #[case] reason: EditError) {
    assert_eq!(edited(&change), Err(reason));
}

#[test]
fn sixteen_hours_at_a_stretch_are_taken_and_more_where_it_is_meant() {
    assert!(edited(&times(Some(1), None, Some(180 + 960))).is_ok());
    let meant = Edit { long_is_meant: true, ..times(Some(1), None, Some(180 + 961)) };
    assert!(edited(&meant).is_ok());
}

#[test]
fn an_open_interval_gets_no_end_by_an_edit_but_may_begin_at_another_time() {
    let running = EntryFields { state: EntryState::Running, ..fields(vec![open(60)]) };
    let running = Entry::try_from(running).unwrap();
    assert_eq!(edit(&running, &times(None, None, Some(70)), moment(90)), Err(EditError::StillOpen));
    let earlier = edit(&running, &times(None, Some(30), None), moment(90)).unwrap().entry;
    assert_eq!((earlier.intervals[0], earlier.state), (open(30), EntryState::Running));
}

#[test]
fn times_that_a_person_gives_or_confirms_are_a_guess_no_more() {
    let guessed = EntryFields { approximate: true, ..fields(vec![closed(0, 5)]) };
    let guessed = Entry::try_from(guessed).unwrap();
    assert!(!edit(&guessed, &times(None, Some(0), Some(6)), moment(9)).unwrap().entry.approximate);
    for half in [times(None, None, Some(6)), times(None, Some(1), None)] {
        let half = edit(&guessed, &half, moment(9)).unwrap().entry;
        assert!(half.approximate, "the other side may be the guess");
    }
    let running = EntryFields { approximate: true, state: EntryState::Running, ..fields(vec![open(0)]) };
    let running = Entry::try_from(running).unwrap();
    assert!(!edit(&running, &times(None, Some(1), None), moment(9)).unwrap().entry.approximate);
    let exact = Edit { exact: true, ..Edit::default() };
    assert!(!edit(&guessed, &exact, moment(9)).unwrap().entry.approximate);
    assert!(edit(&guessed, &said("x"), moment(9)).unwrap().entry.approximate);
}

#[test]
fn a_beginning_that_moves_over_a_change_of_the_clocks_takes_the_offset_along() {
    let summer: Timestamp = "2026-07-01T08:00:00Z".parse().unwrap();
    let winter: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
    let before = EntryFields {
        zone: Some("Europe/Berlin".to_owned()),
        offset_seconds: Some(7_200),
        ..fields(vec![Interval { start: summer, end: Some(summer) }])
    };
    let times = Times { place: None, from: Some(winter), to: Some(winter) };
    let change = Edit { times: vec![times], ..Edit::default() };
    let now = Moment::at(summer, &TimeZone::UTC);
    let after = edit(&Entry::try_from(before).unwrap(), &change, now).unwrap().entry;
    assert_eq!((after.zone.as_deref(), after.offset_seconds), (Some("Europe/Berlin"), Some(3_600)));
}

#[tokio::test]
async fn an_edit_of_the_running_entry_leaves_it_running_under_a_new_revision() {
    let desk = desk();
    desk.press(&[begin("tpyo")]).await;
    let running = desk.tracker.current().await.unwrap().unwrap();
    desk.change(&running, said("typo")).await.unwrap();
    desk.press(&[Command::Pause(When::Now)]).await;
    let paused = desk.tracker.current().await.unwrap().unwrap();
    assert_eq!((paused.description.as_str(), paused.state, paused.revision), ("typo", EntryState::Paused, 3));
    assert_eq!(desk.bodies().await.len(), 1);
}

#[tokio::test]
async fn an_edit_while_the_task_is_under_way_or_of_unknown_outcome_follows_it_as_a_second_task() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    let not_before = desk.clock.now();
    desk.settle(Settlement::Unknown { not_before, attempt: true }).await;
    desk.change(&entry, said("b")).await.unwrap();
    assert_eq!(desk.states().await, [TaskState::Unknown, TaskState::Waiting]);

    let lanes = desk.claim_all().await;
    desk.change(&entry, said("c")).await.unwrap();
    assert_eq!(desk.states().await, [TaskState::Claimed, TaskState::Claimed, TaskState::Waiting]);
    let words: Vec<String> = lanes[0]
        .tasks
        .iter()
        .map(|task| TaskBody::decode(&task.task.body).unwrap().entry.description.clone())
        .collect();
    assert_eq!(words, ["a", "b"], "what is under way is frozen as it is");
}

#[tokio::test]
async fn an_edit_of_an_entry_that_the_server_refused_resolves_the_refusal() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    let reason = Reason { code: "invalid-entry".to_owned(), detail: None, field: None };
    desk.settle(Settlement::Attention(reason.clone())).await;
    assert_eq!(desk.states().await, [TaskState::Attention(reason.clone())]);
    let found = desk.tracker.review().await.unwrap();
    assert!(matches!(&found[0].matter, Matter::Refused(refusal) if refusal.reason == reason));
    assert_eq!((found.len(), found[0].entry.id), (1, entry.id));

    desk.change(&entry, said("b")).await.unwrap();
    assert_eq!(desk.states().await, [TaskState::Waiting]);
    assert_eq!(desk.tracker.review().await.unwrap(), []);
    assert_eq!(desk.bodies().await[0].entry.description, "b");
}

#[tokio::test]
async fn a_deleted_entry_is_listed_no_more_and_its_deletion_is_sent() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b"), Command::Stop(When::Now)]).await;
    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
    let both: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    let twice = [both.clone(), both.clone()].concat();
    let recorded = desk.tracker.record(&Command::Delete(twice)).await.unwrap();
    assert_eq!(recorded.changes.len(), 2);
    assert!(desk.tracker.entries(SortRange::ALL).await.unwrap().is_empty());
    let bodies = desk.bodies().await;
    assert!(bodies.iter().all(|body| body.entry.deleted && body.event.kind == EventKind::Delete));
    let again = desk.tracker.record(&Command::Delete(both)).await.unwrap_err();
    assert!(matches!(again, TrackError::Edit(EditError::NoSuchEntry)));
}

#[tokio::test]
async fn of_several_entries_none_is_deleted_where_one_is_not_there() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let there = desk.tracker.entries(SortRange::ALL).await.unwrap()[0].id;
    let missing = homing_domain::time::EntryId::new(Uuid::from_u128(77));
    assert!(desk.tracker.record(&Command::Delete(vec![there, missing])).await.is_err());
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_entry_of_another_device_is_left_alone() {
    let desk = desk();
    desk.press(&[begin("a")]).await;
    let entry = desk.tracker.current().await.unwrap().unwrap();
    let elsewhere = homing_domain::time::Tracker::new(
        desk.store.clone(),
        desk.store.clone(),
        std::sync::Arc::new(desk.clock.clone()),
        std::sync::Arc::new(homing_domain::testing::SequentialIds::new(5)),
        DeviceId::new(Uuid::from_u128(9)),
    );
    let command = Command::Edit { entry: entry.id, edit: said("mine") };
    let refused = elsewhere.record(&command).await.unwrap_err();
    assert!(matches!(refused, TrackError::Edit(EditError::OtherDevice)));
}
