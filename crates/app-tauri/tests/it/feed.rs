//! Snapshots one after the other, over the in-memory backend.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use homing_app::{Headline, StatusFeed, StatusParts, StorageProblem};
use homing_domain::account::{Account, Active, CredentialPlace, Known, ServerUrl};
use homing_domain::engine::{Bar, SyncState};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::policy::UNHEARD_LOOK;
use homing_domain::ports::{
    Accounts, Adopted, Clock, MockAccounts, MockNudges, NudgeError, NudgeWatch, Nudges, Page, Queue,
    QueueCounts, QueueError, SystemEvent,
};
use homing_domain::testing::{ManualAlarm, ManualClock, ManualSystemEvents, SequentialIds};
use homing_domain::time::{Command, Draft, Tracker, When};
use homing_storage::{MemoryNudges, MemoryStore};
use uuid::Uuid;

fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

/// Someone at a window and someone at a terminal, on one data folder.
struct World {
    clock: ManualClock,
    alarm: ManualAlarm,
    system: ManualSystemEvents,
    terminal: Tracker,
    feed: StatusFeed,
}

impl World {
    fn new() -> Self {
        let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
        let store = Arc::new(MemoryStore::new().nudging(Arc::clone(&nudges)));
        Self::over(Arc::clone(&store) as _, store, nudges)
    }

    fn over(queue: Arc<dyn Queue>, accounts: Arc<dyn Accounts>, nudges: Arc<dyn Nudges>) -> Self {
        let (clock, device) = (ManualClock::default(), DeviceId::new(Uuid::from_u128(8)));
        let ids = Arc::new(SequentialIds::default());
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let tracker =
            Tracker::new(Arc::clone(&queue), Arc::clone(&accounts), Arc::clone(&shared), ids, device);
        let terminal = tracker.clone();
        let (alarm, system) = (ManualAlarm::new(&clock), ManualSystemEvents::default());
        let feed = StatusFeed::new(StatusParts {
            queue,
            accounts,
            tracker,
            clock: shared,
            nudges,
            alarm: Arc::new(alarm.clone()),
            system: Arc::new(system.clone()),
        });
        Self { clock, alarm, system, terminal, feed }
    }

    async fn record(&self, command: Command) {
        self.clock.advance(Duration::from_secs(1));
        self.terminal.record(&command).await.unwrap();
    }
}

#[tokio::test]
async fn who_watches_gets_the_first_snapshot_at_once_and_then_one_for_each_change() {
    let world = World::new();
    let mut watch = world.feed.watch().await.unwrap();
    let first = watch.next().await;
    assert_eq!((first.revision, first.timer), (1, None));
    world.record(Command::Start { draft: Draft::default(), when: When::Now }).await;
    let second = watch.next().await;
    assert_eq!((second.revision, second.counts.waiting), (2, 1));
    assert!(second.timer.is_some());
}

#[tokio::test]
async fn who_is_slow_gets_the_newest_and_nothing_that_is_older() {
    let world = World::new();
    let (mut slow, mut quick) = (world.feed.watch().await.unwrap(), world.feed.watch().await.unwrap());
    slow.next().await;
    quick.next().await;
    for command in [
        Command::Start { draft: Draft::default(), when: When::Now },
        Command::Pause(When::Now),
        Command::Resume(When::Now),
        Command::Stop(When::Now),
    ] {
        world.record(command).await;
        quick.next().await;
    }
    let newest = slow.next().await;
    assert_eq!((newest.revision, newest.timer.clone()), (5, None));
    assert_eq!(world.feed.now().await.unwrap(), newest);
}

#[tokio::test]
async fn the_number_grows_with_a_change_and_with_nothing_else() {
    let world = World::new();
    for _ in 0..3 {
        assert_eq!(world.feed.now().await.unwrap().revision, 1);
        world.clock.advance(Duration::from_secs(600));
    }
    world.record(Command::Start { draft: Draft::default(), when: When::Now }).await;
    assert_eq!(world.feed.now().await.unwrap().revision, 2);
}

#[tokio::test]
async fn a_window_hears_that_another_program_could_not_use_the_sign_in_and_then_that_one_could() {
    let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
    let store = Arc::new(MemoryStore::new().nudging(Arc::clone(&nudges)));
    let world = World::over(Arc::clone(&store) as _, Arc::clone(&store) as _, nudges);
    store.sign_in(&account()).await.unwrap();
    world.record(Command::Start { draft: Draft::default(), when: When::Now }).await;
    let mut watch = world.feed.watch().await.unwrap();
    assert!(matches!(watch.next().await.headline, Headline::Waiting { .. }));
    let bar = Bar::KeychainLocked;
    SyncState::barred(store.as_ref(), account().id, world.clock.now(), bar).await.unwrap();
    assert_eq!(watch.next().await.headline, Headline::Barred(bar));
    SyncState::signed_in(store.as_ref(), account().id, world.clock.now()).await.unwrap();
    assert!(matches!(watch.next().await.headline, Headline::Waiting { .. }));
}

#[tokio::test]
async fn a_new_day_is_a_change() {
    let world = World::new();
    let before = world.feed.now().await.unwrap();
    world.clock.advance(before.today.period.until.since(world.clock.now()));
    let after = world.feed.now().await.unwrap();
    assert_eq!((before.revision, after.revision), (1, 2));
    assert_eq!(after.today.period.from, before.today.period.until);
}

#[tokio::test]
async fn after_a_sleep_over_midnight_it_is_the_new_day_though_nobody_records() {
    let world = World::new();
    let mut watch = world.feed.watch().await.unwrap();
    let before = watch.next().await;
    let left = before.today.period.until.since(world.clock.now());
    let sleeps = async {
        assert_eq!(world.alarm.next_armed().await, left);
        world.clock.advance(left + Duration::from_secs(3_600));
    };
    let (after, ()) = tokio::join!(watch.next(), sleeps);
    assert_eq!(after.today.period.from, before.today.period.until);
}

#[tokio::test]
async fn a_machine_that_wakes_or_whose_clock_is_set_is_looked_at_though_no_alarm_rings() {
    let world = World::new();
    let mut watch = world.feed.watch().await.unwrap();
    let mut last = watch.next().await;
    for event in [SystemEvent::Resumed, SystemEvent::ClockSet] {
        let wakes = async {
            world.alarm.next_armed().await;
            world.clock.set_now(last.today.period.until);
            world.system.tell(event);
        };
        let (next, ()) = tokio::join!(watch.next(), wakes);
        assert_eq!(next.today.period.from, last.today.period.until);
        last = next;
    }
}

/// Holds up whoever asks for all accounts first: a look has read its counts by then.
struct Parking {
    accounts: MemoryStore,
    someone_came: AtomicBool,
    goes_on: tokio::sync::Notify,
}

#[async_trait::async_trait]
impl Accounts for Parking {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        self.accounts.device(candidate).await
    }

    async fn active(&self) -> Result<Active, QueueError> {
        self.accounts.active().await
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        self.accounts.find(server, user).await
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        if !self.someone_came.swap(true, Ordering::Relaxed) {
            self.goes_on.notified().await;
        }
        self.accounts.all().await
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        self.accounts.sign_in(account).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        self.accounts.activate(account).await
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        self.accounts.sign_out(account).await
    }
}

#[tokio::test]
async fn of_two_snapshots_at_once_the_one_of_older_data_never_has_the_higher_number() {
    let (store, goes_on) = (MemoryStore::new(), tokio::sync::Notify::new());
    let parking =
        Arc::new(Parking { accounts: store.clone(), someone_came: AtomicBool::new(false), goes_on });
    let world = World::over(Arc::new(store), parking.clone(), Arc::new(MemoryNudges::new()));
    let mut context = Context::from_waker(Waker::noop());
    let mut first = pin!(world.feed.now());
    assert!(first.as_mut().poll(&mut context).is_pending());
    world.record(Command::Start { draft: Draft::default(), when: When::Now }).await;
    let mut second = pin!(world.feed.now());
    let early = second.as_mut().poll(&mut context);
    parking.goes_on.notify_one();
    let first = first.await.unwrap();
    let second = match early {
        Poll::Ready(second) => second.unwrap(),
        Poll::Pending => second.await.unwrap(),
    };
    let seen = [&first, &second].map(|status| (status.revision, status.counts.waiting));
    assert_eq!(seen, [(1, 0), (2, 1)]);
}

/// Wakes never, and says how often it was asked.
struct Silent(Arc<AtomicUsize>);

#[async_trait::async_trait]
impl NudgeWatch for Silent {
    async fn nudged(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        std::future::pending::<()>().await;
    }
}

fn silent(asked: Arc<AtomicUsize>) -> MockNudges {
    let mut nudges = MockNudges::new();
    nudges.expect_watch().returning(move || Ok(Box::new(Silent(Arc::clone(&asked)))));
    nudges
}

#[tokio::test(start_paused = true)]
async fn while_nothing_happens_nobody_looks_and_nothing_wakes() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut accounts = MockAccounts::new();
    // The first snapshot looks once; the wait makes sure by one more.
    accounts.expect_all().returning(|| Ok(vec![]));
    accounts.expect_active().times(2).returning(|| Ok(Active::Local));
    let world =
        World::over(Arc::new(MemoryStore::new()), Arc::new(accounts), Arc::new(silent(asked.clone())));
    let mut watch = world.feed.watch().await.unwrap();
    watch.next().await;
    let week = Duration::from_secs(7 * 86_400);
    assert!(tokio::time::timeout(week, watch.next()).await.is_err());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_wait_that_ends_by_itself_is_a_change_that_nobody_has_to_tell() {
    let due = ManualClock::default().now().saturating_add(Duration::from_secs(90));
    let mut queue = homing_domain::ports::MockQueue::new();
    let counts = QueueCounts { waiting: 1, next_due: Some(due), ..QueueCounts::default() };
    queue.expect_writable().returning(|| Ok(()));
    queue.expect_counts().returning(move |_| Ok(counts));
    queue.expect_unsent().returning(|_, _, _| Ok(vec![]));
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue.expect_scan().returning(|_, _, _, _, _| Ok(Page { records: vec![], next: None }));
    queue.expect_commit().returning(|_, _, _| Ok(()));
    let mut accounts = MockAccounts::new();
    accounts.expect_all().returning(|| Ok(vec![]));
    accounts.expect_active().returning(|| Ok(Active::Account { account: account(), signed_in: true }));
    let world = World::over(Arc::new(queue), Arc::new(accounts), Arc::new(silent(Arc::default())));
    let mut watch = world.feed.watch().await.unwrap();
    assert_eq!(watch.next().await.headline, Headline::Waiting { until: Some(due) });
    let passes = async {
        assert_eq!(world.alarm.next_armed().await, Duration::from_secs(90));
        world.clock.advance(Duration::from_secs(90));
    };
    let (later, ()) = tokio::join!(watch.next(), passes);
    assert_eq!(later.headline, Headline::Waiting { until: None });
}

#[tokio::test]
async fn data_that_can_t_be_read_is_a_status_and_what_was_known_stays() {
    let nudges = Arc::new(MemoryNudges::new());
    let store = Arc::new(MemoryStore::new());
    let broken = Arc::new(AtomicBool::new(false));
    let mut accounts = MockAccounts::new();
    let is_broken = Arc::clone(&broken);
    accounts.expect_all().returning(|| Ok(vec![]));
    accounts.expect_active().returning(move || {
        if is_broken.load(Ordering::Relaxed) {
            return Err(QueueError::Corrupt("a page".into()));
        }
        Ok(Active::Account { account: account(), signed_in: true })
    });
    let world = World::over(store, Arc::new(accounts), nudges.clone());
    let mut watch = world.feed.watch().await.unwrap();
    let good = watch.next().await;
    assert_eq!(good.headline, Headline::AllSaved);
    broken.store(true, Ordering::Relaxed);
    nudges.nudge();
    let bad = watch.next().await;
    assert_eq!(bad.headline, Headline::StorageProblem(StorageProblem::Damaged));
    assert_eq!((bad.active, bad.revision), (good.active, 2));
    assert!(world.feed.now().await.is_err(), "who asks once is told the error");
    broken.store(false, Ordering::Relaxed);
    nudges.nudge();
    let mended = watch.next().await;
    assert_eq!((mended.headline, mended.revision), (Headline::AllSaved, 3));
}

#[tokio::test]
async fn where_the_system_lets_nobody_watch_that_is_said() {
    let mut nudges = MockNudges::new();
    nudges.expect_watch().returning(|| Err(NudgeError("no watches left".into())));
    let store = Arc::new(MemoryStore::new());
    let world = World::over(Arc::clone(&store) as _, store, Arc::new(nudges));
    assert!(world.feed.watch().await.is_err());
    assert_eq!(world.feed.now().await.unwrap().revision, 1);
}

#[tokio::test]
async fn who_can_t_do_without_looks_once_a_minute_where_the_system_lets_nobody_watch() {
    let mut nudges = MockNudges::new();
    nudges.expect_watch().returning(|| Err(NudgeError("no watches left".into())));
    let store = Arc::new(MemoryStore::new());
    let world = World::over(Arc::clone(&store) as _, store, Arc::new(nudges));
    let mut watch = world.feed.watch_or_look().await;
    assert_eq!(watch.next().await.timer, None);
    let works = async {
        assert_eq!(world.alarm.next_armed().await, UNHEARD_LOOK);
        world.record(Command::Start { draft: Draft::default(), when: When::Now }).await;
        world.clock.advance(UNHEARD_LOOK);
    };
    let (next, ()) = tokio::join!(watch.next(), works);
    assert!(next.timer.is_some());
}
