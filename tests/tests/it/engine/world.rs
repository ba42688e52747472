//! One machine with the real engine on it, and the server that it talks to.

use std::sync::Arc;
use std::time::Duration;

use homing_app::{NoEvents, NoSignals};
use homing_auth::{AuthManager, AuthParts, MemoryCredentials};
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{
    CycleError, CycleReport, Engine, EngineParts, HoldCause, Occasion, SyncLock, SyncState,
};
use homing_domain::names::{AccountId, DeviceId, Key, Kind, Lane, Owner, TaskId};
use homing_domain::ports::{Clock, CredentialStore, Credentials, GrantedBy, Ids, Profile, Queue};
use homing_domain::task::{Body, Coalesce, Commit, Kinds, NewTask, Priority, Task, WithoutRoom};
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, SequentialIds};
use homing_storage::{FileLocks, MemoryBlobs, SqliteStore};
use homing_tests::ScriptedServer;
use homing_transport::{HomingProfile, HttpOptions, ReqwestHttp};
use tempfile::TempDir;
use uuid::Uuid;

use super::profiles::{AllOrNothing, DELETE, OneByOne};

/// The machine, its server and its clock.
pub(super) struct World {
    pub(super) server: ScriptedServer,
    pub(super) store: Arc<SqliteStore>,
    pub(super) clock: ManualClock,
    pub(super) account: Account,
    pub(super) lock: SyncLock,
    pub(super) ids: Arc<SequentialIds>,
    engine: Engine,
    _folder: TempDir,
}

/// What a world is made of where a test wants it otherwise.
pub(super) struct Parts {
    pub(super) profile: Arc<dyn Profile>,
    pub(super) options: HttpOptions,
    pub(super) jitter: EdgeJitter,
    /// Takes the place of the store for the engine alone.
    pub(super) between: Box<dyn FnOnce(Arc<SqliteStore>) -> Arc<dyn Queue>>,
}

impl Default for Parts {
    /// The Homing Sync API, no proxy, the shortest waits.
    fn default() -> Self {
        Self {
            profile: Arc::new(HomingProfile),
            options: HttpOptions::default(),
            jitter: EdgeJitter::Lowest,
            between: Box::new(|store| store),
        }
    }
}

impl World {
    /// Speaks the Homing Sync API.
    pub(super) async fn new() -> Self {
        Self::of(Parts::default()).await
    }

    /// Speaks an API that answers for a whole request.
    pub(super) async fn all_or_nothing() -> Self {
        Self::of(Parts { profile: Arc::new(AllOrNothing), ..Parts::default() }).await
    }

    /// Speaks an API with an address for each thing.
    pub(super) async fn one_by_one() -> Self {
        Self::of(Parts { profile: Arc::new(OneByOne), ..Parts::default() }).await
    }

    pub(super) async fn of(parts: Parts) -> Self {
        let folder = TempDir::with_prefix("homing-engine-").unwrap();
        let locks = Arc::new(FileLocks::new(folder.path()));
        let store = SqliteStore::open(&folder.path().join("homing.db"), locks.as_ref()).await.unwrap();
        let (store, clock) = (Arc::new(store), ManualClock::default());
        let server = ScriptedServer::start().await.unwrap();
        let account = Account {
            id: AccountId::new(Uuid::from_u128(7)),
            server: server.url().parse().unwrap(),
            user: "u1".to_owned(),
            name: "anna".to_owned(),
            credentials: CredentialPlace::EncryptedFile,
        };
        let http = Arc::new(ReqwestHttp::new(&parts.options).unwrap());
        let engine = Engine::new(EngineParts {
            queue: (parts.between)(Arc::clone(&store)),
            blobs: Arc::new(MemoryBlobs::new()),
            auth: Arc::new(AuthManager::new(AuthParts {
                store: Arc::new(signed_in(&account, &clock).await),
                http: Arc::clone(&http) as _,
                api: Arc::new(HomingProfile),
                clock: Arc::new(clock.clone()),
                lock: Arc::clone(&locks) as _,
            })),
            http,
            profile: parts.profile,
            kinds: Kinds::new(),
            clock: Arc::new(clock.clone()),
            alarm: Arc::new(ManualAlarm::new(&clock)),
            jitter: Arc::new(parts.jitter),
            ids: Arc::new(SequentialIds::new(1)),
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
            owner: Owner::new(Uuid::from_u128(9)),
            device: DeviceId::new(Uuid::from_u128(8)),
        });
        let ids = Arc::new(SequentialIds::default());
        Self { server, store, clock, account, lock: SyncLock::new(locks), ids, engine, _folder: folder }
    }

    /// A task of the kind `note`; its body is a text.
    pub(super) fn task(&self, lane: &str, body: &str) -> NewTask {
        NewTask {
            id: TaskId::new(self.ids.uuid()),
            key: Key::new(self.ids.uuid()),
            kind: Kind::of("note"),
            lane: Lane::new(lane).unwrap(),
            priority: Priority::High,
            coalesce: Coalesce::Keep,
            occurred_at: self.clock.now(),
            body: Body::of_json(&body).unwrap(),
            carries: None,
            depends: Vec::new(),
            blob: None,
            without_room: WithoutRoom::Refuse,
        }
    }

    pub(super) async fn commit(&self, tasks: Vec<NewTask>) {
        let commit = Commit { records: vec![], tasks };
        self.store.commit(self.account.id, self.clock.now(), commit).await.unwrap();
    }

    pub(super) async fn enqueue(&self, lane: &str, body: &str) {
        self.commit(vec![self.task(lane, body)]).await;
    }

    /// Tasks `t0`, `t1` and so on, each in a lane of its own.
    pub(super) async fn enqueue_many(&self, count: usize) {
        let task = |n| self.task(&format!("lane-{n}"), &format!("t{n}"));
        self.commit((0..count).map(task).collect()).await;
    }

    pub(super) async fn enqueue_delete(&self, lane: &str) {
        self.commit(vec![NewTask { kind: Kind::of(DELETE), ..self.task(lane, "gone") }]).await;
    }

    pub(super) async fn cycle(&self) -> CycleReport {
        self.run(&self.account, Occasion::Due).await
    }

    pub(super) async fn cycle_by_hand(&self) -> CycleReport {
        self.run(&self.account, Occasion::ByHand).await
    }

    /// A cycle to another address than the server's own.
    pub(super) async fn cycle_to(&self, url: &str) -> CycleReport {
        self.run(&Account { server: url.parse().unwrap(), ..self.account.clone() }, Occasion::Due).await
    }

    /// A cycle that may fail.
    pub(super) async fn try_cycle(&self) -> Result<CycleReport, CycleError> {
        self.try_run(&self.account, Occasion::Due).await
    }

    async fn run(&self, account: &Account, occasion: Occasion) -> CycleReport {
        self.try_run(account, occasion).await.unwrap()
    }

    async fn try_run(&self, account: &Account, occasion: Occasion) -> Result<CycleReport, CycleError> {
        let active = Active::Account { account: account.clone(), signed_in: true };
        let permit = self.lock.try_permit().unwrap();
        self.engine.cycle(&permit, &active, occasion).await
    }

    /// Every task that is not sent, in sequence.
    pub(super) async fn tasks(&self) -> Vec<Task> {
        self.store.tasks(self.account.id, 0, 20_000).await.unwrap()
    }

    /// Waiting and in attention.
    pub(super) async fn left(&self) -> (u64, u64) {
        let counts = self.store.counts(self.account.id).await.unwrap();
        (counts.waiting, counts.attention)
    }

    pub(super) async fn state(&self) -> SyncState {
        SyncState::load(self.store.as_ref(), self.account.id).await.unwrap()
    }

    /// What the whole queue waits for, and how long.
    pub(super) async fn hold(&self) -> Option<(HoldCause, Duration)> {
        let hold = self.state().await.hold.filter(|hold| hold.until > self.clock.now())?;
        Some((hold.cause, hold.until.since(self.clock.now())))
    }

    /// Lets the time pass until something may be sent again.
    pub(super) async fn wait(&self) {
        let due = self.store.next_due(self.account.id).await.unwrap();
        let held = self.state().await.hold.map(|hold| hold.until);
        if let Some(until) = due.max(held) {
            self.clock.advance(until.since(self.clock.now()));
        }
    }

    /// Cycles, with the waits between them, until nothing waits for the time to pass.
    pub(super) async fn until_quiet(&self, most_cycles: usize) {
        for _ in 0..most_cycles {
            self.cycle().await;
            let counts = self.store.counts(self.account.id).await.unwrap();
            if counts.waiting == counts.behind_attention {
                return;
            }
            self.wait().await;
        }
        panic!("still not quiet after {most_cycles} cycles: {:?}", self.tasks().await);
    }

    /// The bodies that took effect, in the order in which they did.
    pub(super) fn applied(&self) -> Vec<String> {
        self.server.applied().into_iter().map(|task| task.body).collect()
    }
}

/// Tokens that the server takes until it is told otherwise.
async fn signed_in(account: &Account, clock: &ManualClock) -> MemoryCredentials {
    let credentials = MemoryCredentials::new();
    let expires_at = clock.now().saturating_add(Duration::from_secs(30 * 86_400));
    let stored = Credentials {
        access: "access-0".into(),
        refresh: "refresh-0".into(),
        expires_at,
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by: GrantedBy::Server,
    };
    credentials.write(account.id, &stored).await.unwrap();
    credentials
}
