//! An application with the plugin and one window, and a page in it that asks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use homing_app::plugin::{self, PluginParts};
use homing_app::{AuthByPlace, AuthManager, AuthParts, Session, StatusFeed, StatusParts, SyncManager};
use homing_domain::names::DeviceId;
use homing_domain::ports::{
    Accounts, Auth, Clock, LockGuard, MockAuth, MockCredentialStore, MockHttp, MockProcessLock,
    MockSignInApi, Nudges, Profile, Queue,
};
use homing_domain::testing::{ManualAlarm, ManualClock, ManualSystemEvents, SequentialIds};
use homing_domain::time::Tracker;
use homing_storage::{MemoryNudges, MemoryStore};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::utils::acl::capability::Capability;
use tauri::utils::acl::manifest::{Manifest, PermissionFile};
use tauri::utils::acl::resolved::Resolved;
use tauri::utils::platform::Target;
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};
use uuid::Uuid;

use crate::syncing::{free, over_network, profile};

/// When a wait for an event is given up: it ends a test that hangs, it measures nothing.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// The application, and its page.
pub(super) struct Stage {
    pub(super) page: Page,
    pub(super) app: App<MockRuntime>,
}

/// A page, in whatever thread.
#[derive(Clone)]
pub(super) struct Page(WebviewWindow<MockRuntime>);

/// What stands behind the plugin: a store in memory, and who takes part in a sync.
pub(super) struct Behind {
    pub(super) store: Arc<MemoryStore>,
    nudges: Arc<dyn Nudges>,
    pub(super) auth: Arc<dyn Auth>,
    pub(super) network: (MockHttp, Arc<dyn Profile>),
    pub(super) process_lock: MockProcessLock,
}

impl Behind {
    /// Nobody has signed in, and whoever is asked for a token or a request panics.
    pub(super) fn new() -> Self {
        let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
        Self {
            store: Arc::new(MemoryStore::new().nudging(Arc::clone(&nudges))),
            nudges,
            auth: Arc::new(MockAuth::new()),
            network: (MockHttp::new(), Arc::new(profile())),
            process_lock: free(),
        }
    }

    pub(super) fn parts(self) -> (SyncManager, StatusFeed, Session) {
        let Self { store, nudges, auth, network, process_lock } = self;
        let sync = over_network(store.clone(), store.clone(), auth, network, process_lock);
        let session = session(store.clone(), store.clone());
        (sync, feed(store.clone(), store, nudges), session)
    }
}

/// A feed of these, at the time that every manual clock begins with.
pub(super) fn feed(
    queue: Arc<dyn Queue>,
    accounts: Arc<dyn Accounts>,
    nudges: Arc<dyn Nudges>,
) -> StatusFeed {
    let time = ManualClock::default();
    let (alarm, system) = (Arc::new(ManualAlarm::new(&time)), Arc::new(ManualSystemEvents::default()));
    let clock: Arc<dyn Clock> = Arc::new(time);
    let (ids, device) = (Arc::new(SequentialIds::default()), DeviceId::new(Uuid::from_u128(8)));
    let tracker = Tracker::new(queue.clone(), accounts.clone(), clock.clone(), ids, device);
    StatusFeed::new(StatusParts { queue, accounts, tracker, clock, nudges, alarm, system })
}

/// Who signs out has no tokens here, so no server is told: whoever asks one panics.
pub(super) fn session(queue: Arc<dyn Queue>, accounts: Arc<dyn Accounts>) -> Session {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::default());
    let manager = || {
        let mut store = MockCredentialStore::new();
        store.expect_read().returning(|_| Ok(None));
        store.expect_delete().returning(|_| Ok(()));
        let mut lock = MockProcessLock::new();
        lock.expect_acquire().returning(|_| Ok(LockGuard::new(())));
        AuthManager::new(AuthParts {
            store: Arc::new(store),
            http: Arc::new(MockHttp::new()),
            api: Arc::new(MockSignInApi::new()),
            clock: Arc::clone(&clock),
            lock: Arc::new(lock),
        })
    };
    let auth =
        Arc::new(AuthByPlace { keychain: manager(), encrypted_file: manager(), until_quit: manager() });
    Session { queue, accounts, clock: Arc::clone(&clock), ids: Arc::new(SequentialIds::default()), auth }
}

impl Stage {
    /// An application on these, whose page may all that the plugin's default allows.
    pub(super) fn on(behind: Behind) -> Self {
        Self::allowed(behind, &["homing:default"])
    }

    /// An application on these, whose page has these permissions.
    pub(super) fn allowed(behind: Behind, permissions: &[&str]) -> Self {
        let (sync, status, session) = behind.parts();
        Self::with(sync, status, session, permissions)
    }

    /// An application on these that writes its files into this folder, and whose page may ask for them.
    pub(super) fn writing(behind: Behind, downloads: &std::path::Path) -> Self {
        let (sync, status, session) = behind.parts();
        let parts = PluginParts::new(Arc::new(sync), status, Arc::new(session));
        Self::on_parts(parts.with_downloads(downloads.to_owned()), &["homing:default", "homing:settings"])
    }

    /// The same on a manager and a feed of one's own.
    pub(super) fn with(
        sync: SyncManager,
        status: StatusFeed,
        session: Session,
        permissions: &[&str],
    ) -> Self {
        Self::on_parts(PluginParts::new(Arc::new(sync), status, Arc::new(session)), permissions)
    }

    /// The same on parts of one's own.
    pub(super) fn on_parts(parts: PluginParts, permissions: &[&str]) -> Self {
        let mut context = mock_context(noop_assets());
        *context.runtime_authority_mut() = authority(permissions);
        let plugin = plugin::init(parts);
        let app = mock_builder().plugin(plugin).build(context).unwrap();
        let page = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { page: Page(page), app }
    }

    /// What the page gets where it asks.
    pub(super) fn ask(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        self.page.ask(command, arguments)
    }

    /// `enqueue_time_entry`.
    pub(super) fn record(&self, command: Value) -> Result<Value, Value> {
        self.ask("enqueue_time_entry", &Value::from_iter([("command", command)]))
    }
}

impl Page {
    /// What it gets where it asks.
    pub(super) fn ask(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: format!("plugin:homing|{command}"),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: InvokeBody::Json(arguments.clone()),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.0, request).map(|answer| answer.deserialize().unwrap())
    }
}

/// What Tauri makes of the plugin's own files and of a capability with these permissions.
fn authority(permissions: &[&str]) -> tauri::ipc::RuntimeAuthority {
    let capability: Capability = serde_json::from_value(json!({
        "identifier": "main",
        "windows": ["main"],
        "permissions": permissions,
    }))
    .unwrap();
    let known = BTreeMap::from([("homing".to_owned(), manifest())]);
    let granted = BTreeMap::from([(capability.identifier.clone(), capability)]);
    let resolved = Resolved::resolve(&known, granted, Target::current()).unwrap();
    tauri::runtime_authority!(known, resolved)
}

/// The files in `permissions/`, as they are delivered.
fn manifest() -> Manifest {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/permissions");
    let generated = std::fs::read_dir(format!("{folder}/autogenerated/commands")).unwrap();
    let generated = generated.map(|file| file.unwrap().path());
    let files = generated.chain([format!("{folder}/default.toml").into()]);
    let read = |file| toml::from_str::<PermissionFile>(&std::fs::read_to_string(file).unwrap()).unwrap();
    Manifest::new(files.map(read).collect(), None)
}
