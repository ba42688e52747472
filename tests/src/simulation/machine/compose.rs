//! The composition root of a simulated process: the real engine, auth and app over the simulation's ports. The only
//! place that knows how they are put together.

use std::sync::Arc;

use homing_app::{
    AuthByPlace, BackgroundJob, BackgroundJobParts, Session, SignedInOnly, StopSwitch, SyncManager,
    SyncManagerParts,
};
use homing_auth::{AuthManager, AuthParts};
use homing_domain::engine::{Engine, EngineParts};
use homing_domain::names::{DeviceId, Owner};
use homing_domain::ports::{
    Accounts, Alarm, Auth, Clock, CredentialStore, Events, Http, Ids, Jitter, Machine, Nudges, ProcessLock,
    Queue, Signals, SystemEvents,
};
use homing_domain::time::{Heartbeat, ProjectCatalogue, Tracker};
use homing_storage::MemoryBlobs;
use homing_transport::HomingProfile;

use super::kinds::kinds;

/// What a process works with. A planted bug puts itself in the place of one of them.
pub(crate) struct Ports {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) keychain: Arc<dyn CredentialStore>,
    pub(crate) http: Arc<dyn Http>,
    pub(crate) locks: Arc<dyn ProcessLock>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) alarm: Arc<dyn Alarm>,
    pub(crate) jitter: Arc<dyn Jitter>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) events: Arc<dyn Events>,
    pub(crate) signals: Arc<dyn Signals>,
    pub(crate) nudges: Arc<dyn Nudges>,
    pub(crate) system: Arc<dyn SystemEvents>,
    pub(crate) machine: Arc<dyn Machine>,
    pub(crate) device: DeviceId,
}

/// The doors of a process.
pub(super) struct Doors {
    pub(super) manager: Arc<SyncManager>,
    pub(super) session: Session,
    /// What a program runs that stays.
    pub(super) job: BackgroundJob,
}

/// Puts the parts together, as the app does over its own adapters.
pub(super) fn compose(ports: &Ports) -> Doors {
    let profile = Arc::new(HomingProfile);
    let auth_manager = || {
        AuthManager::new(AuthParts {
            store: Arc::clone(&ports.keychain),
            http: Arc::clone(&ports.http),
            api: profile.clone(),
            clock: Arc::clone(&ports.clock),
            lock: Arc::clone(&ports.locks),
        })
    };
    let auth = Arc::new(AuthByPlace {
        keychain: auth_manager(),
        encrypted_file: auth_manager(),
        until_quit: auth_manager(),
    });
    let signed_in: Arc<dyn Auth> =
        Arc::new(SignedInOnly { accounts: Arc::clone(&ports.accounts), auth: auth.clone() });
    let stop = StopSwitch::over(Arc::clone(&ports.signals));
    let engine = Engine::new(EngineParts {
        queue: Arc::clone(&ports.queue),
        blobs: Arc::new(MemoryBlobs::new()),
        auth: Arc::clone(&signed_in),
        http: Arc::clone(&ports.http),
        profile: profile.clone(),
        kinds: kinds(),
        clock: Arc::clone(&ports.clock),
        alarm: Arc::clone(&ports.alarm),
        jitter: Arc::clone(&ports.jitter),
        ids: Arc::clone(&ports.ids),
        events: Arc::clone(&ports.events),
        signals: Arc::new(stop.clone()),
        owner: Owner::new(ports.ids.uuid()),
        device: ports.device,
    });
    let tracker = Tracker::new(
        Arc::clone(&ports.queue),
        Arc::clone(&ports.accounts),
        Arc::clone(&ports.clock),
        Arc::clone(&ports.ids),
        ports.device,
    );
    let session = Session {
        queue: Arc::clone(&ports.queue),
        accounts: Arc::clone(&ports.accounts),
        clock: Arc::clone(&ports.clock),
        ids: Arc::clone(&ports.ids),
        auth,
    };
    let manager = SyncManager::new(SyncManagerParts {
        queue: Arc::clone(&ports.queue),
        accounts: Arc::clone(&ports.accounts),
        clock: Arc::clone(&ports.clock),
        process_lock: Arc::clone(&ports.locks),
        tracker: tracker.with_machine(Arc::clone(&ports.machine)),
        engine,
    });
    let projects = ProjectCatalogue {
        queue: Arc::clone(&ports.queue),
        accounts: Arc::clone(&ports.accounts),
        clock: Arc::clone(&ports.clock),
        auth: signed_in,
        http: Arc::clone(&ports.http),
        listing: Some(profile),
    };
    let manager = Arc::new(manager.with_projects(projects).with_stop(stop));
    let job = BackgroundJob::new(BackgroundJobParts {
        sync: Arc::clone(&manager),
        jitter: Arc::clone(&ports.jitter),
        alarm: Arc::clone(&ports.alarm),
        nudges: Arc::clone(&ports.nudges),
        system: Arc::clone(&ports.system),
    });
    let heartbeat = Heartbeat {
        queue: Arc::clone(&ports.queue),
        accounts: Arc::clone(&ports.accounts),
        clock: Arc::clone(&ports.clock),
        machine: Arc::clone(&ports.machine),
    };
    Doors { manager, session, job: job.with_beat(Arc::new(heartbeat)) }
}
