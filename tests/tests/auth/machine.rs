//! A person's machine: a folder with the queue, the locks and the encrypted file, and what a process on it is made of.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use homing_app::{NoEvents, NoSignals, SystemClock, SystemIds};
use homing_auth::{AuthManager, AuthParts, EncryptedFileStore, KdfCost, KeychainStore, PassphraseUse};
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{CycleReport, Engine, EngineParts, Occasion, SyncLock, SyncState};
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{
    Accounts as _, Auth, Clock, CredentialStore, Credentials, Http, Ids as _, Queue as _, QueueCounts,
};
use homing_domain::task::Kinds;
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock};
use homing_domain::time::{Command, Draft, TimeEntryKind, Tracker, When};
use homing_storage::{FileLocks, MemoryBlobs, SqliteStore};
use homing_tests::NAME;
use homing_transport::{HomingProfile, HttpOptions, ReqwestHttp};
use tempfile::TempDir;
use uuid::Uuid;

use crate::server::AuthServer;

/// What the real clock shows: what servers say of a token's end goes by it.
pub(crate) fn now() -> Timestamp {
    SystemClock::new().now()
}

/// A folder, and the account whose tokens are in it.
pub(crate) struct Machine {
    pub(crate) folder: PathBuf,
    pub(crate) account: Account,
    pub(crate) clock: ManualClock,
    /// The service in the session's keychain under which the tokens are; with none, they are in the encrypted file.
    pub(crate) keychain: Option<String>,
    /// Where the folder is this process's own.
    _own: Option<TempDir>,
}

impl Machine {
    /// A new machine, signed in on the server, with an access token that has ended.
    pub(crate) async fn with_expired_token(server: &dyn AuthServer) -> Self {
        Self::with_expired_token_in(server, None).await
    }

    /// The same, with its tokens in that keychain.
    pub(crate) async fn with_expired_token_in(server: &dyn AuthServer, keychain: Option<String>) -> Self {
        let own = TempDir::with_prefix("homing-machine-").unwrap();
        let machine = Self { keychain, ..Self::at(own.path(), &server.url(), now()) };
        let machine = Self { _own: Some(own), ..machine };
        machine.sign_in(server).await;
        machine.expire().await;
        machine
    }

    /// The machine of that folder, as a process of its own sees it.
    pub(crate) fn at(folder: &Path, url: &str, now: Timestamp) -> Self {
        let account = Account {
            id: AccountId::new(Uuid::from_u128(7)),
            server: url.parse().unwrap(),
            user: "17".to_owned(),
            name: NAME.to_owned(),
            credentials: CredentialPlace::EncryptedFile,
        };
        let clock = ManualClock::new(now);
        Self { folder: folder.to_owned(), account, clock, keychain: None, _own: None }
    }

    /// Stores the tokens of a new sign-in.
    pub(crate) async fn sign_in(&self, server: &dyn AuthServer) {
        self.credentials().write(self.account.id, &server.grant().await).await.unwrap();
    }

    /// The access token is at its end, as far as this machine knows.
    pub(crate) async fn expire(&self) {
        let expired = Credentials { expires_at: self.clock.now(), ..self.stored().await };
        self.credentials().write(self.account.id, &expired).await.unwrap();
    }

    pub(crate) async fn stored(&self) -> Credentials {
        self.credentials().read(self.account.id).await.unwrap().unwrap()
    }

    /// The place for the tokens, opened anew.
    pub(crate) fn credentials(&self) -> Arc<dyn CredentialStore> {
        if let Some(service) = &self.keychain {
            return Arc::new(KeychainStore::new(service));
        }
        // The least that argon2 knows: nothing here is about its cost.
        let cost = KdfCost::new(8, 1, 1).unwrap();
        let passphrase = |_: PassphraseUse| Ok("correct horse".into());
        Arc::new(EncryptedFileStore::new(self.folder.clone(), Arc::new(passphrase), cost))
    }

    /// What a process's manager is made of.
    pub(crate) fn parts(&self) -> AuthParts {
        AuthParts {
            store: self.credentials(),
            http: http(),
            api: Arc::new(HomingProfile),
            clock: Arc::new(self.clock.clone()),
            lock: Arc::new(FileLocks::new(&self.folder)),
        }
    }

    async fn queue(&self) -> Arc<SqliteStore> {
        let locks = FileLocks::new(&self.folder);
        Arc::new(SqliteStore::open(&self.folder.join("homing.db"), &locks).await.unwrap())
    }

    /// Records that many entries; none runs.
    pub(crate) async fn record(&self, entries: u64) {
        let queue = self.queue().await;
        queue.sign_in(&self.account).await.unwrap();
        let device = queue.device(DeviceId::new(SystemIds.uuid())).await.unwrap();
        let ids = Arc::new(SystemIds);
        let clock = Arc::new(self.clock.clone());
        let tracker = Tracker::new(queue.clone(), queue.clone(), clock, ids, device);
        for nth in 0..entries {
            let draft = Draft { project: None, description: format!("entry {nth}"), tags: vec![] };
            tracker.record(&Command::Start { draft, when: When::Now }).await.unwrap();
            self.clock.advance(Duration::from_secs(1));
            tracker.record(&Command::Stop(When::Now)).await.unwrap();
        }
        queue.close().await.unwrap();
    }

    /// Sends what waits, with these tokens.
    pub(crate) async fn sync(&self, auth: AuthManager) -> CycleReport {
        let desk = self.desk(Arc::new(auth), http()).await;
        let report = desk.cycle(Occasion::ByHand).await;
        desk.queue.close().await.unwrap();
        report
    }

    /// A process that stays, and sends when it is told to.
    pub(crate) async fn desk(&self, auth: Arc<dyn Auth>, http: Arc<dyn Http>) -> Desk {
        let queue = self.queue().await;
        let device = queue.device(DeviceId::new(SystemIds.uuid())).await.unwrap();
        let engine = Engine::new(EngineParts {
            queue: queue.clone(),
            blobs: Arc::new(MemoryBlobs::new()),
            auth,
            http,
            profile: Arc::new(HomingProfile),
            kinds: Kinds::new().with(TimeEntryKind),
            clock: Arc::new(self.clock.clone()),
            alarm: Arc::new(ManualAlarm::new(&self.clock)),
            jitter: Arc::new(EdgeJitter::Lowest),
            ids: Arc::new(SystemIds),
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
            owner: Owner::new(SystemIds.uuid()),
            device,
        });
        let lock = SyncLock::new(Arc::new(FileLocks::new(&self.folder)));
        let active = Active::Account { account: self.account.clone(), signed_in: true };
        Desk { queue, engine, lock, active }
    }

    /// How many tasks wait to be sent, and whether the account waits for a sign-in.
    pub(crate) async fn standing(&self) -> (u64, bool) {
        let queue = self.queue().await;
        let counts = queue.counts(self.account.id).await.unwrap();
        assert_eq!(counts.attention, 0);
        let state = SyncState::load(queue.as_ref(), self.account.id).await.unwrap();
        queue.close().await.unwrap();
        (counts.waiting, state.sign_in_needed)
    }
}

/// The engine over an open queue.
pub(crate) struct Desk {
    pub(crate) queue: Arc<SqliteStore>,
    engine: Engine,
    lock: SyncLock,
    active: Active,
}

impl Desk {
    pub(crate) async fn cycle(&self, occasion: Occasion) -> CycleReport {
        let permit = self.lock.try_permit().unwrap();
        self.engine.cycle(&permit, &self.active, occasion).await.unwrap()
    }

    pub(crate) async fn counts(&self) -> QueueCounts {
        self.queue.counts(self.active.id()).await.unwrap()
    }

    pub(crate) async fn state(&self) -> SyncState {
        SyncState::load(self.queue.as_ref(), self.active.id()).await.unwrap()
    }
}

pub(crate) fn http() -> Arc<dyn Http> {
    Arc::new(ReqwestHttp::new(&HttpOptions::default()).unwrap())
}
