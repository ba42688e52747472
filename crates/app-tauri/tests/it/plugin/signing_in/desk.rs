//! A program with a page that signs people in: at a server that is scripted, with a keychain in memory and real files.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use async_trait::async_trait;
use homing_app::plugin::PluginParts;
use homing_app::{
    AuthByPlace, AuthManager, AuthParts, Browser, EncryptedFileStore, KdfCost, NoBrowserError, NoPassphrase,
    Reach, ReachableAccounts, Session, SignInPlaces, UntilQuit,
};
use homing_auth::MemoryCredentials;
use homing_domain::ports::{
    CredentialStore, Grant, HttpBody, HttpRequest, HttpResponse, Method, MockHttp, MockSignInApi, Nudges,
    OidcProvider, Refusal, SignInAnswerError, SignInMethods,
};
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_storage::{MemoryLocks, MemoryNudges, MemoryStore};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use url::Url;

use super::super::stage::{Stage, feed};
use crate::syncing::{free, over};

/// What every secret here begins with, so that it is found wherever it went.
pub(super) const PLANTED: &str = "planted-";
pub(super) const PASSWORD: &str = "planted-password";

/// What programs of one machine share, and the server.
pub(super) struct Machine {
    pub(super) store: Arc<MemoryStore>,
    pub(super) keychain: Arc<dyn CredentialStore>,
    pub(super) provider: Option<OidcProvider>,
    /// How often the server heard of the end of a sign-in.
    pub(super) ended: Arc<AtomicUsize>,
    pub(super) programs: Mutex<Vec<Arc<UntilQuit>>>,
    pub(super) nudges: Arc<dyn Nudges>,
    pub(super) locks: MemoryLocks,
    pub(super) folder: TempDir,
}

/// Tells which address it was to open.
struct Told(Mutex<mpsc::Sender<Url>>);

#[async_trait]
impl Browser for Told {
    async fn open(&self, address: &Url) -> Result<(), NoBrowserError> {
        let told = self.0.lock().unwrap().send(address.clone());
        told.map_err(|error| NoBrowserError(std::io::Error::other(error)))
    }
}

pub(super) fn provider(resource: Option<&str>) -> OidcProvider {
    OidcProvider {
        issuer: "https://id.example.org".to_owned(),
        client_id: "homing".to_owned(),
        scopes: vec!["openid".to_owned()],
        resource: resource.map(str::to_owned),
    }
}

impl Machine {
    pub(super) fn new() -> Self {
        let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
        Self {
            store: Arc::new(MemoryStore::new().nudging(Arc::clone(&nudges))),
            keychain: Arc::new(MemoryCredentials::new()),
            provider: None,
            ended: Arc::default(),
            programs: Mutex::default(),
            nudges,
            locks: MemoryLocks::new(),
            folder: TempDir::new().unwrap(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A program that begins now, with what it opens in the browser.
    pub(super) fn program(&self) -> (Stage, mpsc::Receiver<Url>) {
        let until_quit = Arc::new(UntilQuit::new(Arc::new(self.locks.clone()), Arc::clone(&self.nudges)));
        let seed = {
            let mut programs = self.programs.lock().unwrap();
            programs.push(Arc::clone(&until_quit));
            u32::try_from(programs.len()).unwrap()
        };
        let reaching = |reach| {
            let (accounts, until_quit) = (self.store.clone(), Arc::clone(&until_quit));
            Arc::new(ReachableAccounts { accounts, until_quit, reach })
        };
        let cost = KdfCost::new(8, 1, 1).unwrap();
        let file = EncryptedFileStore::new(self.folder().to_owned(), Arc::new(NoPassphrase), cost);
        let file = Arc::new(file);
        let auth = AuthByPlace {
            keychain: self.manager(Arc::clone(&self.keychain)),
            encrypted_file: self.manager(file.clone()),
            until_quit: self.manager(until_quit.clone()),
        };
        let session = Session {
            queue: self.store.clone(),
            accounts: reaching(Reach::AnyProgram),
            clock: Arc::new(ManualClock::default()),
            ids: Arc::new(SequentialIds::new(seed)),
            auth: Arc::new(auth),
        };
        let nobody = Arc::new(homing_domain::ports::MockAuth::new());
        let sync = over(self.store.clone(), reaching(Reach::ThisProgram), nobody, free());
        let status = feed(self.store.clone(), reaching(Reach::AnyProgram), Arc::clone(&self.nudges));
        let (told, opens) = mpsc::channel();
        let places = SignInPlaces { keychain: Arc::clone(&self.keychain), file, server: None };
        let parts = PluginParts::new(Arc::new(sync), status, Arc::new(session))
            .with_places(places)
            .with_browser(Arc::new(Told(Mutex::new(told))));
        (Stage::on_parts(parts, &["homing:default", "homing:accounts"]), opens)
    }

    /// Every program that has begun quits: what each had in its memory alone is gone.
    pub(super) fn all_quit(&self) {
        self.programs.lock().unwrap().iter().for_each(|program| program.end());
    }

    fn manager(&self, store: Arc<dyn CredentialStore>) -> AuthManager {
        let (http, api) = (Arc::new(network()), Arc::new(self.api()));
        let (clock, lock) = (Arc::new(ManualClock::default()), Arc::new(self.locks.clone()));
        AuthManager::new(AuthParts { store, http, api, clock, lock })
    }

    /// A server that knows whoever has the password, by their name.
    fn api(&self) -> MockSignInApi {
        let mut api = MockSignInApi::new();
        let who = Arc::new(Mutex::new(None));
        let asked = Arc::clone(&who);
        api.expect_sign_in().returning(move |_, name, password| {
            *asked.lock().unwrap() = (password.expose_secret() == PASSWORD).then(|| name.to_owned());
            request()
        });
        api.expect_grant().returning(move |_| match who.lock().unwrap().clone() {
            Some(name) => Ok(Grant {
                user: format!("id of {name}"),
                name,
                access: SecretString::from("planted-access"),
                refresh: SecretString::from("planted-refresh"),
                expires_in: Duration::from_secs(900),
            }),
            None => Err(SignInAnswerError::Refused(Refusal::Refused)),
        });
        let ended = Arc::clone(&self.ended);
        api.expect_sign_out().returning(move |_, _, _| {
            ended.fetch_add(1, Ordering::Relaxed);
            request()
        });
        api.expect_refresh_grace().returning(|| None);
        let provider = self.provider.clone();
        api.expect_ask_methods().returning(|_| Some(request()));
        api.expect_methods().returning(move |_| Ok(SignInMethods { password: true, oidc: provider.clone() }));
        api
    }
}

fn request() -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: "https://homing.example.org/asked".parse().unwrap(),
        bearer: None,
        body: HttpBody::None,
        timeout: Duration::from_secs(1),
        max_answer_bytes: 1,
    }
}

/// The server, whose answers are the API's to read, and the provider, who says of itself what it must.
fn network() -> MockHttp {
    let mut http = MockHttp::new();
    http.expect_send().returning(|request| {
        let body = match request.url.path() {
            "/.well-known/openid-configuration" => serde_json::json!({
                "issuer": "https://id.example.org",
                "authorization_endpoint": "https://id.example.org/auth",
                "token_endpoint": "https://id.example.org/token",
                "jwks_uri": "https://id.example.org/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": true,
            }),
            "/jwks" => serde_json::json!({ "keys": [] }),
            _ => serde_json::Value::Null,
        };
        Ok(HttpResponse {
            status: 200,
            content_type: Some("application/json".to_owned()),
            retry_after: None,
            date: None,
            body: body.to_string().into_bytes(),
        })
    });
    http
}
