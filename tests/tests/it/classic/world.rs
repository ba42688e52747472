//! One machine with the real engine on it, signed in at a server that speaks as the earlier app's.

use std::sync::Arc;
use std::time::Duration;

use homing_app::{NoEvents, NoSignals};
use homing_auth::{AuthManager, AuthParts, MemoryCredentials};
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{CycleReport, Engine, EngineParts, Occasion, SyncLock, SyncState};
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{Accounts as _, Clock as _, Queue as _};
use homing_domain::task::{Body, Commit, Kinds, Reason, Task, TaskState};
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, SequentialIds};
use homing_domain::time::{
    Command, Draft, Entry, Recorded, ScreenshotKind, TimeEntryKind, Tracker, When, screenshot_kind,
};
use homing_storage::{FileLocks, MemoryBlobs, SqliteStore};
use homing_tests::classic::{ClassicServer, PROJECTS, Person, Route};
use homing_transport::{ClassicProfile, HttpOptions, ReqwestHttp};
use tempfile::TempDir;
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId::new(Uuid::from_u128(8));

/// The machine, its server and their clock.
pub(super) struct World {
    pub(super) server: ClassicServer,
    pub(super) store: Arc<SqliteStore>,
    pub(super) clock: ManualClock,
    pub(super) account: Account,
    pub(super) engine: Engine,
    tracker: Tracker,
    auth: Arc<AuthManager>,
    lock: SyncLock,
    _folder: TempDir,
}

impl World {
    /// Anna, who needs a project for each entry, is signed in.
    pub(super) async fn anna() -> Self {
        Self::of(&Person::anna()).await
    }

    pub(super) async fn of(person: &Person) -> Self {
        let clock = ManualClock::new(at("2026-11-27T09:00:00Z"));
        let servers = clock.clone();
        let server = ClassicServer::start("/api/v1", move || servers.now().to_jiff()).await.unwrap();
        let folder = TempDir::with_prefix("homing-classic-").unwrap();
        let locks = Arc::new(FileLocks::new(folder.path()));
        let store =
            Arc::new(SqliteStore::open(&folder.path().join("homing.db"), locks.as_ref()).await.unwrap());
        let http = Arc::new(ReqwestHttp::new(&HttpOptions::default()).unwrap());
        let auth = Arc::new(AuthManager::new(AuthParts {
            store: Arc::new(MemoryCredentials::new()),
            http: Arc::clone(&http) as _,
            api: Arc::new(ClassicProfile),
            clock: Arc::new(clock.clone()),
            lock: Arc::clone(&locks) as _,
        }));
        let ids = Arc::new(SequentialIds::default());
        let engine = Engine::new(EngineParts {
            queue: Arc::clone(&store) as _,
            blobs: Arc::new(MemoryBlobs::new()),
            auth: Arc::clone(&auth) as _,
            http,
            profile: Arc::new(ClassicProfile),
            kinds: Kinds::new().with(TimeEntryKind).with(ScreenshotKind),
            clock: Arc::new(clock.clone()),
            alarm: Arc::new(ManualAlarm::new(&clock)),
            jitter: Arc::new(EdgeJitter::Lowest),
            ids: Arc::clone(&ids) as _,
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
            owner: Owner::new(Uuid::from_u128(9)),
            device: DEVICE,
        });
        let account = Account {
            id: AccountId::new(Uuid::from_u128(7)),
            server: server.url().parse().unwrap(),
            user: person.id.clone(),
            name: person.email.clone(),
            credentials: CredentialPlace::EncryptedFile,
        };
        store.sign_in(&account).await.unwrap();
        let tracker = Tracker::new(
            Arc::clone(&store) as _,
            Arc::clone(&store) as _,
            Arc::new(clock.clone()),
            ids,
            DEVICE,
        );
        let lock = SyncLock::new(locks);
        let world = Self { server, store, clock, account, engine, tracker, auth, lock, _folder: folder };
        world.sign_in(person).await;
        world
    }

    /// As a person does with a password.
    pub(super) async fn sign_in(&self, person: &Person) {
        let password = person.password.as_str().into();
        let signed_in = self.auth.sign_in(&self.account.server, &person.email, &password).await.unwrap();
        self.auth.keep(&self.account, signed_in).await.unwrap();
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) async fn record(&self, command: Command) -> Recorded {
        self.tracker.record(&command).await.unwrap()
    }

    /// Starts an entry now.
    pub(super) async fn start(&self, text: &str) -> Entry {
        self.record(Command::Start { draft: draft(text), when: When::Now }).await.entry
    }

    pub(super) async fn stop(&self) -> Entry {
        self.record(Command::Stop(When::Now)).await.entry
    }

    /// Writes an hour of work down that began so many hours ago.
    pub(super) async fn add(&self, hours_ago: u64, text: &str) -> Entry {
        let now = self.clock.now();
        let ago = |hours: u64| {
            let past = i64::try_from(hours * 3_600_000).unwrap();
            Timestamp::from_millis(now.as_millis() - past).unwrap()
        };
        let (from, to) = (ago(hours_ago), ago(hours_ago - 1));
        self.record(Command::Add { draft: draft(text), from, to, long_is_meant: false }).await.entry
    }

    /// Writes hours of work down that ended one after the other.
    pub(super) async fn add_many(&self, count: u64) -> Vec<Entry> {
        let mut entries = Vec::new();
        for n in 0..count {
            entries.push(self.add(count + 1 - n, &format!("work {n}")).await);
        }
        entries
    }

    /// Attaches a picture to an entry.
    pub(super) async fn picture(&self, entry: &Entry, bytes: &[u8]) {
        let chunk = bytes.to_vec();
        let chunks = Box::pin(futures_util::stream::once(async move { Ok(chunk) }));
        let stored = self.engine.store_blob(chunks, 20_000_000).await.unwrap();
        let picture = self.tracker.screenshot(entry.id, self.clock.now(), ("image/png", None), stored.blob());
        let body = Body::of_json(&picture).unwrap();
        let mut task = self.engine.task(&screenshot_kind(), body).unwrap();
        task.blob = Some(stored.blob().clone());
        let commit = Commit { records: vec![], tasks: vec![task] };
        self.store.commit(self.account.id, self.clock.now(), commit).await.unwrap();
    }

    pub(super) async fn cycle(&self) -> CycleReport {
        let active = Active::Account { account: self.account.clone(), signed_in: true };
        let permit = self.lock.try_permit().unwrap();
        self.engine.cycle(&permit, &active, Occasion::Due).await.unwrap()
    }

    /// Waiting and in attention.
    pub(super) async fn left(&self) -> (u64, u64) {
        let counts = self.store.counts(self.account.id).await.unwrap();
        (counts.waiting, counts.attention)
    }

    pub(super) async fn tasks(&self) -> Vec<Task> {
        self.store.tasks(self.account.id, 0, 20_000).await.unwrap()
    }

    /// What waits for a person: the lane, and why.
    pub(super) async fn reasons(&self) -> Vec<(String, Reason)> {
        let reason = |task: Task| match task.state {
            TaskState::Attention(reason) => Some((task.task.lane.to_string(), reason)),
            _ => None,
        };
        self.tasks().await.into_iter().filter_map(reason).collect()
    }

    /// Lets the time pass until something may be sent again.
    pub(super) async fn wait(&self) {
        let due = self.store.next_due(self.account.id).await.unwrap();
        let state = SyncState::load(self.store.as_ref(), self.account.id).await.unwrap();
        if let Some(until) = due.max(state.hold.map(|hold| hold.until)) {
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

    /// Loses the first so many answers of a route.
    pub(super) fn lose(&self, route: Route, mut count: usize) {
        self.server.lose_answers(move |met| {
            let lost = met.route == route && count > 0;
            count -= usize::from(lost);
            lost
        });
    }
}

/// What is said of an entry when it begins.
pub(super) fn draft(text: &str) -> Draft {
    Draft { project: Some(PROJECTS[0].0.to_owned()), description: text.to_owned(), tags: vec![] }
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
