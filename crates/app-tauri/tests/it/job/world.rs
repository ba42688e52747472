//! A machine in memory with the job on it: time passes, the system speaks and the server answers as a test says.

use std::sync::Arc;
use std::time::Duration;

use homing_app::{
    BackgroundJob, BackgroundJobParts, NoEvents, NoSignals, StopSwitch, SyncManager, SyncManagerParts,
};
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::engine::{Engine, EngineParts, SyncState};
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{
    AccessToken, Accounts, Auth, Clock, Jitter, MockAuth, Nudges, ProcessLock, Queue, QueueCounts,
    SystemEvent, SystemEvents,
};
use homing_domain::task::Kinds;
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, ManualSystemEvents, SequentialIds};
use homing_domain::time::{Command, Draft, TimeEntryKind, Tracker};
use homing_storage::{MemoryBlobs, MemoryLocks, MemoryNudges, MemoryStore};
use homing_transport::HomingProfile;
use secrecy::SecretString;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::server::Server;

/// See the module.
pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) alarm: ManualAlarm,
    pub(crate) system: ManualSystemEvents,
    pub(crate) server: Server,
    pub(crate) store: MemoryStore,
    pub(crate) nudges: Arc<dyn Nudges>,
    pub(crate) locks: MemoryLocks,
    pub(crate) sync: Arc<SyncManager>,
    jitter: Arc<dyn Jitter>,
}

/// What a test may have other than usual.
pub(crate) struct Parts {
    pub(crate) jitter: EdgeJitter,
    pub(crate) auth: Arc<dyn Auth>,
    /// The queue, where it is not the store itself.
    pub(crate) queue: Option<Arc<dyn Queue>>,
    /// The accounts, where they are not the store's.
    pub(crate) accounts: Option<Arc<dyn Accounts>>,
}

impl Default for Parts {
    fn default() -> Self {
        let mut auth = MockAuth::new();
        auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("token"))));
        Self { jitter: EdgeJitter::Lowest, auth: Arc::new(auth), queue: None, accounts: None }
    }
}

pub(crate) fn anna() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

/// Lets everything run that can: on a paused runtime this returns only once all tasks wait for something.
pub(crate) async fn settle() {
    drop(tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await);
}

impl World {
    /// Anna is signed in, everything works, and no spread or backoff is longer than it must be.
    pub(crate) async fn new() -> Self {
        Self::with(Parts::default()).await
    }

    /// The same with every spread and backoff as long as it may be.
    pub(crate) async fn with_long_waits() -> Self {
        Self::with(Parts { jitter: EdgeJitter::Highest, ..Parts::default() }).await
    }

    /// The same with other parts.
    pub(crate) async fn with(parts: Parts) -> Self {
        let world = Self::where_nobody_is_signed_in(parts);
        world.store.sign_in(&anna()).await.unwrap();
        world
    }

    pub(crate) fn where_nobody_is_signed_in(parts: Parts) -> Self {
        let clock = ManualClock::default();
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
        let store = MemoryStore::new().nudging(Arc::clone(&nudges));
        let Parts { jitter, auth, queue, accounts } = parts;
        let queue = queue.unwrap_or_else(|| Arc::new(store.clone()));
        let accounts = accounts.unwrap_or_else(|| Arc::new(store.clone()));
        let (server, locks) = (Server::new(&clock), MemoryLocks::new());
        let device = DeviceId::new(Uuid::from_u128(8));
        let stop = StopSwitch::over(Arc::new(NoSignals));
        let (alarm, ids) = (ManualAlarm::new(&clock), Arc::new(SequentialIds::default()));
        let engine = Engine::new(EngineParts {
            queue: Arc::clone(&queue),
            blobs: Arc::new(MemoryBlobs::new()),
            auth,
            http: Arc::new(server.clone()),
            profile: Arc::new(HomingProfile),
            kinds: Kinds::new().with(TimeEntryKind),
            clock: Arc::clone(&shared),
            alarm: Arc::new(alarm.clone()),
            jitter: Arc::new(jitter),
            ids: ids.clone(),
            events: Arc::new(NoEvents),
            signals: Arc::new(stop.clone()),
            owner: Owner::new(Uuid::from_u128(9)),
            device,
        });
        let recorded = Arc::new(store.clone());
        let tracker = Tracker::new(recorded.clone(), recorded, shared.clone(), ids, device);
        let process_lock: Arc<dyn ProcessLock> = Arc::new(locks.clone());
        let parts = SyncManagerParts { queue, accounts, clock: shared, process_lock, tracker, engine };
        let sync = Arc::new(SyncManager::new(parts).with_stop(stop));
        Self {
            alarm,
            clock,
            system: ManualSystemEvents::default(),
            server,
            store,
            nudges,
            locks,
            sync,
            jitter: Arc::new(jitter),
        }
    }

    /// A job over this machine that does not run yet.
    pub(crate) fn job(&self) -> BackgroundJob {
        self.job_hearing(Arc::clone(&self.nudges), Arc::new(self.system.clone()))
    }

    pub(crate) fn job_hearing(
        &self,
        nudges: Arc<dyn Nudges>,
        system: Arc<dyn SystemEvents>,
    ) -> BackgroundJob {
        let (sync, jitter) = (Arc::clone(&self.sync), Arc::clone(&self.jitter));
        BackgroundJob::new(BackgroundJobParts {
            sync,
            jitter,
            alarm: Arc::new(self.alarm.clone()),
            nudges,
            system,
        })
    }

    /// Runs the job until it has nothing to do at this moment.
    pub(crate) async fn starts(&self) -> JoinHandle<()> {
        let running = tokio::spawn(self.job().run());
        settle().await;
        running
    }

    /// Somebody records a piece of work: one task in a lane of its own.
    pub(crate) async fn record(&self) {
        let to = self.clock.now();
        let from = homing_domain::Timestamp::from_millis(to.as_millis() - 60_000).unwrap();
        let add = Command::Add { draft: Draft::default(), from, to, long_is_meant: false };
        self.sync.enqueue_time_entry(&add).await.unwrap();
        settle().await;
    }

    /// So much time passes.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        settle().await;
    }

    pub(crate) async fn tell(&self, event: SystemEvent) {
        self.system.tell(event);
        settle().await;
    }

    pub(crate) async fn counts(&self) -> QueueCounts {
        self.store.counts(anna().id).await.unwrap()
    }

    pub(crate) async fn state(&self) -> SyncState {
        SyncState::load(&self.store, anna().id).await.unwrap()
    }

    /// The one alarm that is armed, in whole seconds; none where nothing is.
    pub(crate) fn armed(&self) -> Option<u64> {
        let armed = self.alarm.armed();
        assert!(armed.len() <= 1, "one job sleeps on one alarm: {armed:?}");
        armed.first().map(Duration::as_secs)
    }
}
