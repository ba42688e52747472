//! The composition root: which adapter stands behind which port. Swapping one is one line here.

mod doctor;
mod looks;
#[cfg(feature = "postgres")]
mod machine_id;
#[cfg(feature = "postgres")]
mod no_blobs;
#[cfg(feature = "postgres")]
mod own_sync_state;
#[cfg(feature = "postgres")]
mod shared_queue;
mod storage;
mod wakes;

use std::path::PathBuf;
use std::sync::Arc;

use homing_auth::{AuthManager, AuthParts, EncryptedFileStore, KdfCost, KeychainStore, PassphraseSource};
use homing_domain::engine::{Engine, EngineParts};
use homing_domain::names::{DeviceId, Owner};
use homing_domain::ports::{
    Accounts, Alarm, Auth, Clock, CredentialStore, Events, Http, Ids, Jitter, Machine, QueueError, Signals,
    SystemEvents,
};
use homing_domain::task::Kinds;
use homing_domain::time::{
    EntryListing, Heartbeat, ProjectCatalogue, ScreenshotKind, TimeEntryKind, Tracker,
};

use crate::application::Application;
use crate::auth_by_place::AuthByPlace;
use crate::config::{Config, ConfigError, Places};
use crate::installation::Installation;
use crate::legacy::{EarlierApp, earlier_folders};
use crate::machine::SystemMachine;
use crate::metered::{MeteredEvents, MeteredHttp};
use crate::network::{Network, NetworkSettings};
use crate::reachable::{Reach, ReachableAccounts};
use crate::sign_in_places::SignInPlaces;
use crate::signed_in_only::SignedInOnly;
use crate::status::{StatusFeed, StatusParts};
use crate::storage_url::StorageUrl;
use crate::system::{MachineEvents, SystemAlarm, SystemClock, SystemIds, SystemJitter};
use crate::until_quit::UntilQuit;
use crate::{NoEvents, NoPassphrase, NoSignals, Session, StopSwitch, SyncManager, SyncManagerParts};
pub use looks::RemoteError;
pub(crate) use storage::Storage;
use wakes::Wakes;

/// What differs between a terminal and a window.
pub struct OpenOptions {
    /// The folders.
    pub places: Places,
    /// A CA file in place of the one that `homing.toml` names.
    pub ca_file: Option<PathBuf>,
    /// Who knows the passphrase of the encrypted credential file. Asked only when it is needed.
    pub passphrase: Arc<dyn PassphraseSource>,
    /// The application's own kinds of task, beside time entries.
    pub kinds: Kinds,
    /// Whoever watches a sync.
    pub events: Arc<dyn Events>,
    /// Who asks a sync to stop.
    pub signals: Arc<dyn Signals>,
}

impl OpenOptions {
    /// Those of a program that has neither a prompt nor kinds of task of its own.
    #[must_use]
    pub fn new(places: Places) -> Self {
        Self {
            places,
            ca_file: None,
            passphrase: Arc::new(NoPassphrase),
            kinds: Kinds::new(),
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
        }
    }
}

/// Homing on one data folder.
pub struct Homing {
    config: Config,
    pub(crate) storage: Storage,
    clock: Arc<dyn Clock>,
    network: Arc<Network>,
    http: Arc<dyn Http>,
    projects: ProjectCatalogue,
    entries: Option<Arc<dyn EntryListing>>,
    auth: Arc<dyn Auth>,
    session: Arc<Session>,
    until_quit: Arc<UntilQuit>,
    sign_in_places: SignInPlaces,
    sync: Arc<SyncManager>,
    wakes: Wakes,
    status: StatusFeed,
    heartbeat: Heartbeat,
    installation: Arc<Installation>,
}

/// Homing could not be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// `homing.toml` can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data folder or the database can't be used.
    #[error("the data can't be opened")]
    Data(#[source] QueueError),
    /// The database on a server can't be used.
    #[error("the data in {database} can't be opened")]
    Database {
        /// Which, without its user and password.
        database: StorageUrl,
        /// Why not.
        #[source]
        source: QueueError,
    },
}

impl Homing {
    /// Opens the data folder, makes it where there is none, and puts every part in its place.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        Self::open_as(None, options).await
    }

    /// The same for an application with an API of its own: its tasks go to its own server, and `profile` in
    /// `homing.toml` says nothing to it. Give it folders of its own.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_for(application: Application, options: OpenOptions) -> Result<Self, OpenError> {
        Self::open_as(Some(application), options).await
    }

    async fn open_as(application: Option<Application>, options: OpenOptions) -> Result<Self, OpenError> {
        let OpenOptions { places, ca_file, passphrase, kinds, events, signals } = options;
        let config = Config::load(&places.config_file())?;
        let said_ca_file = ca_file.clone();

        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let alarm: Arc<dyn Alarm> = Arc::new(SystemAlarm);
        let jitter: Arc<dyn Jitter> = Arc::new(SystemJitter);
        let system: Arc<dyn SystemEvents> = Arc::new(MachineEvents::default());
        let stop = StopSwitch::over(signals);
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let machine: Arc<dyn Machine> = Arc::new(SystemMachine);
        let storage = Storage::open(&config.storage, &places, &alarm, &ids).await?;
        let queue = Arc::clone(&storage.queue);
        let (locks, nudges) = (Arc::clone(&storage.locks), Arc::clone(&storage.nudges));
        let until_quit = Arc::new(UntilQuit::new(Arc::clone(&locks), Arc::clone(&nudges)));
        let reaching = |reach| -> Arc<dyn Accounts> {
            let (accounts, until_quit) = (Arc::clone(&storage.accounts), Arc::clone(&until_quit));
            Arc::new(ReachableAccounts { accounts, until_quit, reach })
        };
        // Whoever sends asks for the first; whoever shows, signs in or signs out, for the second.
        let (sending, accounts) = (reaching(Reach::ThisProgram), reaching(Reach::AnyProgram));
        let network = Arc::new(Network::new(NetworkSettings {
            proxy: config.proxy.clone(),
            ca_file: ca_file.or_else(|| config.ca_file.clone()),
        }));
        let http: Arc<dyn Http> = Arc::new(MeteredHttp { http: network.clone(), clock: Arc::clone(&clock) });
        let application = application.unwrap_or_else(|| Application::homing(config.profile));
        let Application { keychain_service, profile, sign_in, projects: listing, entries } = application;

        let manager = |store: Arc<dyn CredentialStore>| {
            let (http, api) = (Arc::clone(&http), Arc::clone(&sign_in));
            let (clock, lock) = (Arc::clone(&clock), Arc::clone(&locks));
            AuthManager::new(AuthParts { store, http, api, clock, lock })
        };
        let sign_in_places = SignInPlaces {
            keychain: Arc::new(KeychainStore::new(&keychain_service)),
            file: Arc::new(EncryptedFileStore::new(places.data.clone(), passphrase, KdfCost::RECOMMENDED)),
            server: config.server.clone(),
        };
        let auth = Arc::new(AuthByPlace {
            keychain: manager(Arc::clone(&sign_in_places.keychain)),
            encrypted_file: manager(sign_in_places.file.clone()),
            until_quit: manager(until_quit.clone()),
        });

        // Whoever asks a server with tokens takes these; only a sign-in and a sign-out go past them.
        let signed_in: Arc<dyn Auth> =
            Arc::new(SignedInOnly { accounts: sending.clone(), auth: auth.clone() });

        let device = accounts.device(DeviceId::new(ids.uuid())).await.map_err(OpenError::Data)?;
        let engine = Engine::new(EngineParts {
            queue: Arc::clone(&queue),
            blobs: Arc::clone(&storage.blobs),
            auth: Arc::clone(&signed_in),
            http: Arc::clone(&http),
            profile,
            kinds: kinds.with(TimeEntryKind).with(ScreenshotKind),
            clock: Arc::clone(&clock),
            alarm: Arc::clone(&alarm),
            jitter: Arc::clone(&jitter),
            ids: Arc::clone(&ids),
            events: Arc::new(MeteredEvents(events)),
            signals: Arc::new(stop.clone()),
            owner: Owner::new(ids.uuid()),
            device,
        });
        let tracker =
            Tracker::new(queue.clone(), accounts.clone(), Arc::clone(&clock), Arc::clone(&ids), device)
                .with_machine(Arc::clone(&machine));
        let heartbeat = Heartbeat {
            queue: queue.clone(),
            accounts: accounts.clone(),
            clock: Arc::clone(&clock),
            machine,
        };
        let session = Arc::new(Session {
            queue: queue.clone(),
            accounts: accounts.clone(),
            clock: Arc::clone(&clock),
            ids,
            auth,
        });
        let projects = ProjectCatalogue {
            queue: Arc::clone(&queue),
            accounts: Arc::clone(&sending),
            clock: Arc::clone(&clock),
            auth: Arc::clone(&signed_in),
            http: Arc::clone(&http),
            listing,
        };
        let status = StatusFeed::new(StatusParts {
            queue: queue.clone(),
            accounts: accounts.clone(),
            tracker: tracker.clone(),
            clock: Arc::clone(&clock),
            nudges: Arc::clone(&nudges),
            alarm: Arc::clone(&alarm),
            system: Arc::clone(&system),
        });
        let sync = SyncManager::new(SyncManagerParts {
            queue: Arc::clone(&queue),
            accounts: sending,
            clock: Arc::clone(&clock),
            process_lock: Arc::clone(&locks),
            tracker,
            engine,
        });
        let sync = Arc::new(sync.with_projects(projects.clone()).with_stop(stop));
        let earlier_app = Arc::new(EarlierApp {
            queue,
            accounts,
            clock: Arc::clone(&clock),
            locks,
            sync: Arc::clone(&sync),
            session: Arc::clone(&session),
            data: places.data.clone(),
        });
        earlier_app.remove_left_copy();
        let installation = Arc::new(Installation {
            places,
            ca_file: said_ca_file,
            earlier_app,
            earlier_folders: earlier_folders(),
        });
        let wakes = Wakes { jitter, alarm, nudges, system };
        Ok(Self {
            config,
            storage,
            clock,
            network,
            http,
            projects,
            entries,
            auth: signed_in,
            session,
            until_quit,
            sign_in_places,
            sync,
            wakes,
            status,
            heartbeat,
            installation,
        })
    }

    /// Ends the connections to the data, so that all of it lies in the one file, and wipes a sign-in that was to last
    /// until the program quits. What was recorded is safe without it.
    ///
    /// # Errors
    /// [`QueueError`], as the last act of a connection may fail.
    pub async fn close(&self) -> Result<(), QueueError> {
        self.until_quit.end();
        self.storage.close().await
    }
}
