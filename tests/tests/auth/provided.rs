//! An OpenID provider that nobody here wrote, and a Homing server that takes its tokens. Refresh tokens rotate there
//! without any grace: one that comes again ends all that came of its sign-in.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use homing_auth::{AuthManager, AuthParts, MemoryCredentials};
use homing_domain::ports::{CredentialStore as _, Credentials, GrantedBy, OidcProvider};
use homing_server::{Oidc, Settings};
use homing_test_oidc::{Browser, Provider, Settings as ProviderSettings};
use homing_tests::{Exchange, NAME, PATIENCE, Proxy};
use secrecy::SecretString;
use tokio::task::spawn_blocking;

use crate::machine::{Machine, now};
use crate::reference::Reference;
use crate::server::AuthServer;

const AUDIENCE: &str = "https://homing.example.org";

/// The provider, the proxy before it, and the server.
pub(crate) struct Provided {
    provider: Provider,
    proxy: Proxy,
    server: Reference,
}

impl Provided {
    pub(crate) async fn start() -> Self {
        let provider = Provider::start(ProviderSettings::default()).unwrap();
        let oidc = Oidc {
            issuer: provider.issuer().parse().unwrap(),
            client_id: "homing".to_owned(),
            audience: AUDIENCE.to_owned(),
            scopes: scopes(),
            authorities: vec![],
            patience: Oidc::PATIENCE,
        };
        let server = Reference::with(Settings { oidc: Some(oidc), ..Settings::default() }).await;
        let mut proxy = Proxy::new().unwrap();
        proxy.up(provider.issuer().trim_start_matches("http://").parse().unwrap()).unwrap();
        Self { provider, proxy, server }
    }
}

fn scopes() -> Vec<String> {
    ["openid", "offline_access", "profile"].map(str::to_owned).to_vec()
}

#[async_trait]
impl AuthServer for Provided {
    fn url(&self) -> String {
        self.server.url()
    }

    fn syncs(&self) -> Vec<Exchange> {
        self.server.syncs()
    }

    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn refresh_path(&self) -> &'static str {
        "/token"
    }

    fn grace(&self) -> Option<Duration> {
        None
    }

    async fn grant(&self) -> Credentials {
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine::at(folder.path(), &self.url(), now());
        let store = Arc::new(MemoryCredentials::new());
        let manager = AuthManager::new(AuthParts { store: store.clone(), ..machine.parts() });
        let announced = OidcProvider {
            issuer: self.provider.issuer().to_owned(),
            client_id: "homing".to_owned(),
            scopes: scopes(),
            resource: Some(AUDIENCE.to_owned()),
        };
        let waiting = manager.begin_in_browser_confirmed(&machine.account.server, &announced).await.unwrap();
        let address = waiting.address().clone();
        let person = spawn_blocking(move || {
            let mut browser = Browser::new();
            let back = browser.sign_in(&address, NAME).unwrap();
            browser.visit(&back).unwrap()
        });
        let signed_in = waiting.finish(PATIENCE).await.unwrap();
        person.await.unwrap();
        manager.keep(&machine.account, signed_in).await.unwrap();
        let mut granted = store.read(machine.account.id).await.unwrap().unwrap();
        let GrantedBy::Oidc(grant) = &mut granted.granted_by else { panic!("who granted this?") };
        // From here on, past the proxy.
        assert_eq!(grant.token_endpoint.path(), self.refresh_path());
        grant.token_endpoint = format!("{}{}", self.proxy.url(), self.refresh_path()).parse().unwrap();
        granted
    }

    /// The provider's clock can't be moved; what it announces needs none.
    fn pass(&self, _: Duration) {}

    async fn takes(&self, access: &SecretString) -> bool {
        self.server.takes(access).await
    }
}
