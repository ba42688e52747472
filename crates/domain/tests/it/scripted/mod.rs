//! An engine in a world that a test scripts: the in-memory backend, a server and a network that answer as
//! written down, a clock that moves by hand.

mod kind;
mod profile;
mod server;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{CycleEnd, CycleError, CycleReport, Engine, EngineParts, Occasion, SyncLock};
use homing_domain::names::{AccountId, DeviceId, Key, Kind, Lane, Owner, TaskId};
use homing_domain::ports::{
    AccessToken, Auth, Blobs, Clock, Event, Events, Http, Ids, LockGuard, MockAuth, MockProcessLock, Profile,
    Queue, QueueError, Signals, chunks_of,
};
use homing_domain::task::{BlobRef, Body, Coalesce, Commit, Kinds, NewTask, Priority, WithoutRoom};
use homing_domain::testing::{Call, EdgeJitter, ManualAlarm, ManualClock, Script, SequentialIds, Troubled};
use homing_storage::{MemoryBlobs, MemoryStore};
use secrecy::SecretString;
use uuid::Uuid;

pub(crate) use kind::NoteKind;
pub(crate) use profile::LineProfile;
pub(crate) use server::{Net, Reply, Server};

/// More often than anything on its way has to wait.
const TURNS: usize = 100;

/// What a watcher saw.
#[derive(Clone, Default)]
pub(crate) struct Seen(pub(crate) Arc<Mutex<Vec<Event>>>);

impl Events for Seen {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Asks to stop once so many requests have left.
pub(crate) struct StopAfter(pub(crate) Net, pub(crate) usize);

#[async_trait]
impl Signals for StopAfter {
    fn stop_requested(&self) -> bool {
        self.0.0.lock().unwrap().requests.len() >= self.1
    }

    async fn stopped(&self) {
        std::future::pending::<()>().await;
    }
}

/// An engine over the in-memory backend, the scripted server, a manual clock and the least jitter (1 s).
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) blobs: MemoryBlobs,
    pub(crate) net: Net,
    pub(crate) clock: ManualClock,
    pub(crate) alarm: ManualAlarm,
    pub(crate) seen: Seen,
    pub(crate) engine: Engine,
    pub(crate) account: Account,
    lock: SyncLock,
    ids: SequentialIds,
}

pub(crate) fn any_token() -> MockAuth {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("token"))));
    auth
}

pub(crate) fn lock() -> SyncLock {
    let mut process = MockProcessLock::new();
    process.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
    SyncLock::new(Arc::new(process))
}

pub(crate) fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::EncryptedFile,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(any_token(), usize::MAX)
    }

    pub(crate) fn with(auth: MockAuth, stop_after: usize) -> Self {
        Self::over(Arc::default(), auth, stop_after)
    }

    pub(crate) fn over(store: Arc<MemoryStore>, auth: impl Auth + 'static, stop_after: usize) -> Self {
        let queue = Arc::clone(&store) as Arc<dyn Queue>;
        Self::build(store, queue, Arc::new(auth), LineProfile::ONE, |net| {
            Arc::new(StopAfter(net, stop_after))
        })
    }

    /// One whose API takes `at_once` requests side by side.
    pub(crate) fn side_by_side(at_once: usize) -> Self {
        let store = Arc::<MemoryStore>::default();
        let queue = Arc::clone(&store) as Arc<dyn Queue>;
        Self::build(store, queue, Arc::new(any_token()), LineProfile { at_once, ..LineProfile::ONE }, |net| {
            Arc::new(StopAfter(net, usize::MAX))
        })
    }

    /// One whose storage takes its time over results, and fails so often before.
    pub(crate) fn with_trouble_to_record(fails: usize) -> Self {
        let store = Arc::<MemoryStore>::default();
        let script = Script::default();
        let settles = |call: &Call<'_>| matches!(call, Call::Settle { .. });
        script.is_slow(settles, TURNS);
        for _ in 0..fails {
            script.fails(settles, QueueError::Busy("scripted".into()));
        }
        let queue = Arc::new(Troubled::over(Arc::clone(&store) as Arc<dyn Queue>, Arc::new(script)));
        Self::build(store, queue, Arc::new(any_token()), LineProfile::ONE, |net| {
            Arc::new(StopAfter(net, usize::MAX))
        })
    }

    /// One whose server announced the greatest blob that it takes.
    pub(crate) fn that_takes_blobs_up_to(most: u64) -> Self {
        let store = Arc::<MemoryStore>::default();
        let queue = Arc::clone(&store) as Arc<dyn Queue>;
        let profile = LineProfile { blob_max_bytes: Some(most), ..LineProfile::ONE };
        Self::build(store, queue, Arc::new(any_token()), profile, |net| Arc::new(StopAfter(net, usize::MAX)))
    }

    /// One that is asked to stop by what `signals` makes.
    pub(crate) fn stopping(signals: Arc<dyn Signals>) -> Self {
        let store = Arc::<MemoryStore>::default();
        let queue = Arc::clone(&store) as Arc<dyn Queue>;
        Self::build(store, queue, Arc::new(any_token()), LineProfile::ONE, |_| signals)
    }

    fn build(
        store: Arc<MemoryStore>,
        queue: Arc<dyn Queue>,
        auth: Arc<dyn Auth>,
        profile: LineProfile,
        signals: impl FnOnce(Net) -> Arc<dyn Signals>,
    ) -> Self {
        let net = Net::default();
        let speaks = (Arc::new(profile) as Arc<dyn Profile>, Arc::new(net.clone()) as Arc<dyn Http>);
        Self::speaking(store, queue, auth, speaks, (net.clone(), signals(net)))
    }

    /// One with an API and a network of the test's own.
    pub(crate) fn with_api(
        script: Script,
        auth: impl Auth + 'static,
        profile: impl Profile + 'static,
        http: impl Http + 'static,
    ) -> Self {
        let store = Arc::<MemoryStore>::default();
        let queue = Arc::new(Troubled::over(Arc::clone(&store) as Arc<dyn Queue>, Arc::new(script)));
        let net = Net::default();
        let signals = Arc::new(StopAfter(net.clone(), usize::MAX));
        Self::speaking(store, queue, Arc::new(auth), (Arc::new(profile), Arc::new(http)), (net, signals))
    }

    fn speaking(
        store: Arc<MemoryStore>,
        queue: Arc<dyn Queue>,
        auth: Arc<dyn Auth>,
        (profile, http): (Arc<dyn Profile>, Arc<dyn Http>),
        (net, signals): (Net, Arc<dyn Signals>),
    ) -> Self {
        let (clock, seen) = (ManualClock::default(), Seen::default());
        let (alarm, blobs) = (ManualAlarm::new(&clock), MemoryBlobs::new());
        let engine = Engine::new(EngineParts {
            queue,
            blobs: Arc::new(blobs.clone()),
            auth,
            http,
            profile,
            kinds: Kinds::new().with(NoteKind),
            clock: Arc::new(clock.clone()),
            alarm: Arc::new(alarm.clone()),
            ids: Arc::new(SequentialIds::new(1)),
            jitter: Arc::new(EdgeJitter::Lowest),
            events: Arc::new(seen.clone()),
            signals,
            owner: Owner::new(Uuid::from_u128(9)),
            device: DeviceId::new(Uuid::from_u128(8)),
        });
        Self {
            store,
            blobs,
            net,
            clock,
            alarm,
            seen,
            engine,
            account: account(),
            lock: lock(),
            ids: SequentialIds::default(),
        }
    }

    pub(crate) async fn enqueue(&self, lane: &str, body: &str) {
        self.commit(vec![self.note(lane, body)]).await;
    }

    /// A `Keep` task of normal priority.
    pub(crate) fn note(&self, lane: &str, body: impl Into<Vec<u8>>) -> NewTask {
        NewTask {
            id: TaskId::new(self.ids.uuid()),
            key: Key::new(self.ids.uuid()),
            kind: Kind::of("note"),
            lane: Lane::new(lane).unwrap(),
            priority: Priority::Normal,
            coalesce: Coalesce::Keep,
            occurred_at: self.clock.now(),
            body: Body::new(body),
            carries: None,
            depends: Vec::new(),
            blob: None,
            without_room: WithoutRoom::Refuse,
        }
    }

    /// A note with a blob of these bytes, which is let go once the note is enqueued.
    pub(crate) async fn enqueue_with(&self, lane: &str, body: &str, bytes: &str) -> BlobRef {
        let stored = self.blobs.store(chunks_of(bytes), 1_000).await.unwrap();
        let blob = stored.blob().clone();
        self.commit(vec![NewTask { blob: Some(blob.clone()), ..self.note(lane, body) }]).await;
        blob
    }

    pub(crate) async fn commit(&self, tasks: Vec<NewTask>) {
        let commit = Commit { records: vec![], tasks };
        self.store.commit(self.account.id, self.clock.now(), commit).await.unwrap();
    }

    /// `count` tasks, each in a lane of its own; bodies `t0`, `t1` and so on.
    pub(crate) async fn enqueue_many(&self, count: usize) {
        for n in 0..count {
            self.enqueue(&format!("lane-{n}"), &format!("t{n}")).await;
        }
    }

    pub(crate) async fn cycle(&self) -> CycleReport {
        self.run(Occasion::Due).await
    }

    pub(crate) async fn cycle_by_hand(&self) -> CycleReport {
        self.run(Occasion::ByHand).await
    }

    pub(crate) async fn run(&self, occasion: Occasion) -> CycleReport {
        self.try_to_run(occasion).await.unwrap()
    }

    pub(crate) async fn try_to_run(&self, occasion: Occasion) -> Result<CycleReport, CycleError> {
        let active = Active::Account { account: self.account.clone(), signed_in: true };
        let permit = self.lock.try_permit().unwrap();
        self.engine.cycle(&permit, &active, occasion).await
    }

    pub(crate) fn server(&self) -> std::sync::MutexGuard<'_, Server> {
        self.net.0.lock().unwrap()
    }

    pub(crate) async fn left(&self) -> (u64, u64) {
        let counts = self.store.counts(self.account.id).await.unwrap();
        (counts.waiting, counts.attention)
    }

    /// Lets the time pass until `end` says that the next try is due.
    pub(crate) fn wait_for(&self, end: CycleEnd) {
        let (CycleEnd::Offline { until, .. }
        | CycleEnd::ServerTrouble { until }
        | CycleEnd::Throttled { until }
        | CycleEnd::Stopped { until, .. }) = end
        else {
            panic!("nothing to wait for in {end:?}");
        };
        self.clock.advance(until.since(self.clock.now()));
    }
}
