//! `homing-server` in this process, on a file of its own, with a clock that a test moves.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::{Credentials, GrantedBy, Http as _, SignInApi as _};
use homing_domain::time::ProjectListing as _;
use homing_server::account::add_user;
use homing_server::ports::{Clock, System};
use homing_server::store::Store;
use homing_server::{App, Settings, serve};
use homing_tests::{Exchange, NAME, PASSWORD, Proxy};
use homing_transport::{HomingProfile, HttpOptions, ReqwestHttp};
use jiff::Timestamp;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::machine::now;
use crate::server::AuthServer;

/// Where it exchanges refresh tokens.
pub(crate) const REFRESH: &str = "/v1/auth/refresh";

/// The server and the proxy before it. It ends with its test's runtime.
pub(crate) struct Reference {
    proxy: Proxy,
    ahead: Arc<Ahead>,
    _folder: TempDir,
}

/// The system's clock, some time later.
#[derive(Default)]
struct Ahead(Mutex<Duration>);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        System.now().saturating_add(*self.0.lock().unwrap()).unwrap()
    }

    fn uptime(&self) -> Duration {
        System.uptime() + *self.0.lock().unwrap()
    }
}

impl Reference {
    /// A server that holds nobody against its limits.
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// The same, with other settings.
    pub(crate) async fn with(mut settings: Settings) -> Self {
        let folder = TempDir::with_prefix("homing-server-").unwrap();
        let store = Store::open(&folder.path().join("server.sqlite")).await.unwrap();
        let ahead = Arc::new(Ahead::default());
        add_user(&store, ahead.as_ref(), &System, NAME, &PASSWORD.into()).await.unwrap();
        let limits = &mut settings.limits;
        for limit in
            [&mut limits.logins_per_minute, &mut limits.refreshes_per_minute, &mut limits.syncs_per_minute]
        {
            *limit = NonZeroU32::MAX;
        }
        let app = Arc::new(App::new(store, settings, ahead.clone(), Arc::new(System)).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut proxy = Proxy::new().unwrap();
        proxy.up(listener.local_addr().unwrap()).unwrap();
        tokio::spawn(serve(listener, app, std::future::pending(), Duration::ZERO));
        Self { proxy, ahead, _folder: folder }
    }
}

#[async_trait]
impl AuthServer for Reference {
    fn url(&self) -> String {
        self.proxy.url()
    }

    fn syncs(&self) -> Vec<Exchange> {
        self.proxy.syncs()
    }

    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn refresh_path(&self) -> &'static str {
        REFRESH
    }

    fn grace(&self) -> Option<Duration> {
        HomingProfile.refresh_grace()
    }

    async fn grant(&self) -> Credentials {
        let http = ReqwestHttp::new(&HttpOptions::default()).unwrap();
        let server = self.proxy.url().parse().unwrap();
        let answer = http.send(HomingProfile.sign_in(&server, NAME, &PASSWORD.into())).await.unwrap();
        let grant = HomingProfile.grant(&answer).unwrap();
        let expires_at = now().saturating_add(grant.expires_in);
        let (access, refresh) = (grant.access, grant.refresh);
        Credentials {
            access,
            refresh,
            expires_at,
            refresh_in_flight: None,
            refresh_pause: None,
            granted_by: GrantedBy::Server,
        }
    }

    fn pass(&self, time: Duration) {
        *self.ahead.0.lock().unwrap() += time;
    }

    async fn takes(&self, access: &SecretString) -> bool {
        let http = ReqwestHttp::new(&HttpOptions::default()).unwrap();
        let mut asked = HomingProfile.projects_request(&self.proxy.url().parse().unwrap(), None);
        asked.bearer = Some(access.clone());
        http.send(asked).await.unwrap().status == 200
    }
}
