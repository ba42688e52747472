//! Recording over the in-memory backend: one transaction of events, entries and tasks each.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId};
use homing_domain::ports::{Accounts, Clock, MockAccounts, MockQueue, Queue, QueueError, SortRange};
use homing_domain::task::{Commit, Expected, Priority, Record, RecordWrite};
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_domain::time::{
    Command, Draft, EditError, EntryError, EntryState, EventKind, TaskBody, TimerError, TrackError, Tracker,
    When, running_entry,
};
use homing_storage::MemoryStore;
use uuid::Uuid;

pub(crate) struct Desk {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: ManualClock,
    pub(crate) tracker: Tracker,
}

pub(crate) fn desk() -> Desk {
    let (store, clock) = (Arc::new(MemoryStore::default()), ManualClock::default());
    let tracker = Tracker::new(
        Arc::clone(&store) as Arc<dyn Queue>,
        Arc::clone(&store) as Arc<dyn Accounts>,
        Arc::new(clock.clone()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    );
    Desk { store, clock, tracker }
}

pub(crate) fn begin(description: &str) -> Command {
    Command::Start {
        draft: Draft { description: description.to_owned(), ..Draft::default() },
        when: When::Now,
    }
}

impl Desk {
    /// Records the commands, five minutes apart.
    pub(crate) async fn press(&self, commands: &[Command]) {
        for command in commands {
            self.tracker.record(command).await.unwrap();
            self.clock.advance(Duration::from_secs(300));
        }
    }

    pub(crate) async fn bodies(&self) -> Vec<TaskBody> {
        let mut bodies = Vec::new();
        for task in self.store.tasks(AccountId::LOCAL, 0, 1_000).await.unwrap() {
            let task = self.store.task(AccountId::LOCAL, task.task.id).await.unwrap().unwrap();
            bodies.push(TaskBody::decode(&task.task.body).unwrap());
        }
        bodies
    }
}

#[tokio::test]
async fn ten_offline_toggles_of_one_entry_are_one_task_with_the_newest_state() {
    let desk = desk();
    desk.press(&[begin("report")]).await;
    for _ in 0..5 {
        desk.press(&[Command::Pause(When::Now), Command::Resume(When::Now)]).await;
    }
    let tasks = desk.store.tasks(AccountId::LOCAL, 0, 10).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].task.priority, Priority::Critical, "the start's urgency is inherited");
    let body = desk.bodies().await.remove(0);
    assert_eq!((body.entry.revision, body.entry.intervals.len()), (11, 6));
    assert_eq!(body.event.kind, EventKind::Resume);
}

#[tokio::test]
async fn starting_another_entry_stops_the_one_that_runs_in_the_same_transaction() {
    let desk = desk();
    desk.press(&[begin("a"), begin("b")]).await;
    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
    assert_eq!([entries[0].state, entries[1].state], [EntryState::Stopped, EntryState::Running]);
    assert_eq!(entries[0].intervals[0].end, Some(entries[1].started_at()));
    assert_eq!(desk.tracker.current().await.unwrap().unwrap().description, "b");
    let bodies = desk.bodies().await;
    assert_eq!([bodies[0].event.kind, bodies[1].event.kind], [EventKind::Stop, EventKind::Start]);
}

#[tokio::test]
async fn a_stopped_entry_is_the_current_one_no_more_and_can_not_be_resumed() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    assert_eq!(desk.tracker.current().await.unwrap(), None);
    for command in [Command::Pause(When::Now), Command::Resume(When::Now), Command::Stop(When::Now)] {
        let refused = desk.tracker.record(&command).await.unwrap_err();
        assert!(matches!(refused, TrackError::Timer(TimerError::NothingRuns)), "{refused:?}");
    }
}

#[tokio::test]
async fn an_entry_added_afterwards_leaves_the_running_one_alone() {
    let desk = desk();
    desk.press(&[begin("running")]).await;
    let to = desk.clock.now();
    let from = homing_domain::Timestamp::from_millis(to.as_millis() - 3_600_000).unwrap();
    let add = |from, to| Command::Add { draft: Draft::default(), from, to, long_is_meant: false };
    desk.press(&[add(from, to)]).await;
    assert_eq!(desk.tracker.current().await.unwrap().unwrap().description, "running");
    let refused = desk.tracker.record(&add(to, from)).await.unwrap_err();
    let expected = EditError::Entry(EntryError::EndsBeforeStart { place: 0, start: to, end: from });
    assert!(matches!(refused, TrackError::Edit(error) if error == expected));
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_text_that_is_too_long_starts_nothing_and_stops_nothing() {
    let desk = desk();
    desk.press(&[begin("a")]).await;
    assert!(desk.tracker.record(&begin(&"x".repeat(5_001))).await.is_err());
    let current = desk.tracker.current().await.unwrap().unwrap();
    assert_eq!((current.description.as_str(), current.state), ("a", EntryState::Running));
}

#[tokio::test]
async fn each_event_keeps_the_instant_the_zone_and_the_offset_of_its_moment() {
    let desk = desk();
    desk.clock.set_time_zone(jiff::tz::TimeZone::get("Asia/Tokyo").unwrap());
    desk.press(&[begin("a")]).await;
    desk.clock.set_time_zone(jiff::tz::TimeZone::get("America/Lima").unwrap());
    let stopped_at = desk.clock.now();
    desk.press(&[Command::Stop(When::Now)]).await;
    let body = desk.bodies().await.remove(0);
    assert_eq!(body.event.moment.at, stopped_at);
    assert_eq!(body.event.moment.zone.as_deref(), Some("America/Lima"));
    assert_eq!(body.event.moment.offset_seconds, Some(-18_000));
    assert_eq!(body.entry.zone.as_deref(), Some("Asia/Tokyo"), "an entry keeps the zone it began in");
}

#[tokio::test]
async fn of_two_programs_that_start_at_once_one_entry_runs_and_the_other_is_stopped() {
    let desk = desk();
    let (one, other) = (begin("one"), begin("other"));
    let (a, b) = tokio::join!(desk.tracker.record(&one), desk.tracker.record(&other));
    assert!(a.is_ok() && b.is_ok());
    let entries = desk.tracker.entries(SortRange::ALL).await.unwrap();
    let running = entries.iter().filter(|entry| entry.state == EntryState::Running).count();
    assert_eq!((entries.len(), running), (2, 1));
}

fn over_mocks(queue: MockQueue) -> Tracker {
    let mut accounts = MockAccounts::new();
    accounts.expect_active().returning(|| Ok(homing_domain::account::Active::Local));
    tracker_over(queue, accounts)
}

fn tracker_over(queue: MockQueue, accounts: MockAccounts) -> Tracker {
    Tracker::new(
        Arc::new(queue),
        Arc::new(accounts),
        Arc::new(ManualClock::default()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    )
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_pretends() {
    let mut queue = MockQueue::new();
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue.expect_commit().times(1).returning(|_, _, _| Err(QueueError::NotWritable("disk full".into())));
    let refused = over_mocks(queue).record(&begin("a")).await.unwrap_err();
    assert!(matches!(refused, TrackError::Queue(QueueError::NotWritable(_))));
}

#[tokio::test]
async fn a_command_that_another_program_got_ahead_of_is_computed_anew_from_what_is_there_now() {
    let mut queue = MockQueue::new();
    queue.expect_get().times(4).returning(|_, _, _| Ok(None));
    let mut first = true;
    queue.expect_commit().times(2).returning(move |_, _, commit| {
        let guard = &commit.records[0].record;
        let conflict = QueueError::Conflict { collection: guard.collection.clone(), id: guard.id.clone() };
        if std::mem::take(&mut first) { Err(conflict) } else { Ok(()) }
    });
    assert!(over_mocks(queue).record(&begin("a")).await.is_ok());
}

#[tokio::test]
async fn a_command_during_the_first_sign_in_is_recorded_for_the_account_that_signed_in() {
    let mut queue = MockQueue::new();
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue
        .expect_commit()
        .times(2)
        .returning(|account, _, _| if account.is_local() { Err(QueueError::Adopted) } else { Ok(()) });
    let mut accounts = MockAccounts::new();
    let mut before = true;
    accounts.expect_active().returning(move || {
        if std::mem::take(&mut before) {
            return Ok(homing_domain::account::Active::Local);
        }
        Ok(homing_domain::account::Active::Account { account: crate::scripted::account(), signed_in: true })
    });
    assert!(tracker_over(queue, accounts).record(&begin("a")).await.is_ok());
}

#[tokio::test]
async fn one_command_is_one_commit_of_entry_event_timer_task_and_what_undoes_it() {
    let mut queue = MockQueue::new();
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue
        .expect_commit()
        .withf(|_, _, commit| {
            let collections: Vec<&str> =
                commit.records.iter().map(|write| write.record.collection.as_str()).collect();
            collections == ["time-entry", "timer-event", "timer", "undo", "undo-step"]
                && commit.tasks.len() == 1
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    assert!(over_mocks(queue).record(&begin("a")).await.is_ok());
}

#[tokio::test]
async fn what_another_program_commits_between_the_reads_of_a_command_is_never_overlooked() {
    let desk = desk();
    desk.press(&[begin("a"), Command::Stop(When::Now)]).await;
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap()[0].id;
    let (store, other) = (Arc::clone(&desk.store), desk.tracker.clone());
    let mut first = true;
    let mut queue = MockQueue::new();
    queue.expect_get().returning(move |account, collection, id| {
        let found = store.get(account, collection, id).now_or_never().unwrap();
        if std::mem::take(&mut first) {
            // The stop is undone: the entry runs again.
            other
                .record(&Command::Undo { step: None, loss_is_meant: false })
                .now_or_never()
                .unwrap()
                .unwrap();
        }
        found
    });
    let store = Arc::clone(&desk.store);
    queue
        .expect_commit()
        .returning(move |account, now, commit| store.commit(account, now, commit).now_or_never().unwrap());
    over_mocks(queue).record(&Command::Delete(vec![entry])).await.unwrap();
    let (collection, id) = (Collection::of("timer"), RecordId::of("current"));
    let timer = desk.store.get(AccountId::LOCAL, &collection, &id).await.unwrap().unwrap();
    let timer: serde_json::Value = timer.body.json().unwrap();
    assert_eq!(timer["entry"], serde_json::Value::Null, "no deleted entry is left running");
}

#[tokio::test]
async fn a_timer_that_names_a_deleted_entry_keeps_nobody_from_starting_another() {
    let desk = desk();
    desk.press(&[begin("a")]).await;
    let (collection, id) = (Collection::of("timer"), RecordId::of("current"));
    let named = desk.store.get(AccountId::LOCAL, &collection, &id).await.unwrap().unwrap();
    desk.press(&[Command::Cancel]).await;
    let stored = desk.store.get(AccountId::LOCAL, &collection, &id).await.unwrap().unwrap();
    let record = Record { revision: stored.revision + 1, ..named };
    let write = RecordWrite { record, expected: Expected::Anything };
    let commit = Commit { records: vec![write], ..Commit::default() };
    desk.store.commit(AccountId::LOCAL, desk.clock.now(), commit).await.unwrap();
    assert_eq!(desk.tracker.current().await.unwrap(), None);
    assert_eq!(running_entry(desk.store.as_ref(), AccountId::LOCAL).await.unwrap(), None);
    let refused = desk.tracker.record(&Command::Cancel).await.unwrap_err();
    assert!(matches!(refused, TrackError::Timer(TimerError::NothingRuns)), "{refused:?}");
    desk.press(&[begin("b"), Command::Stop(When::Now)]).await;
}
