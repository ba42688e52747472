//! The provider that nobody here wrote: npm's `oidc-provider` on loopback. Rotation is on, and a refresh token that is
//! used again ends all that came of its sign-in.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use homing_auth::{AuthManager, AuthParts, Farewell, OidcError, SignInError, SignedIn};
use homing_domain::ports::{
    Auth, AuthError, Credentials, Http, HttpError, HttpRequest, HttpResponse, OidcProvider,
};
use homing_test_oidc::{Browser, BrowserError, Provider, Settings};
use homing_transport::{HttpOptions, ReqwestHttp};
use secrecy::ExposeSecret;
use tokio::task::spawn_blocking;
use url::Url;

use crate::world::{World, text};

/// Long enough for every test; none waits for it.
const PATIENCE: Duration = Duration::from_secs(600);

/// The network to the provider; the Homing server alone is played.
struct Network(ReqwestHttp);

#[async_trait]
impl Http for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.url.host_str() == Some("homing.localhost") {
            let body = Vec::new();
            return Ok(HttpResponse { status: 200, content_type: None, retry_after: None, date: None, body });
        }
        self.0.send(request).await
    }
}

/// A machine, and a provider that it can reach.
struct Scene {
    world: World,
    provider: Provider,
    network: Arc<Network>,
}

impl Scene {
    fn new() -> Self {
        let provider = Provider::start(Settings::default()).unwrap();
        let network = Arc::new(Network(ReqwestHttp::new(&HttpOptions::default()).unwrap()));
        let mut world = World::new();
        // A provider on this machine is one for a server on this machine.
        world.account.server = "https://homing.localhost".parse().unwrap();
        Self { world, provider, network }
    }

    fn process(&self) -> AuthManager {
        AuthManager::new(AuthParts { http: Arc::clone(&self.network) as _, ..self.world.parts() })
    }

    fn announced(&self) -> OidcProvider {
        OidcProvider {
            issuer: self.provider.issuer().to_owned(),
            client_id: "homing".to_owned(),
            scopes: ["openid", "offline_access", "profile"].map(str::to_owned).to_vec(),
            resource: Some("https://homing.localhost".to_owned()),
        }
    }

    /// A sign-in in which a person does `act` with the address, and then what the provider says.
    async fn sign_in(
        &self,
        act: impl FnOnce(&mut Browser, &Url) -> Result<Url, BrowserError> + Send + 'static,
    ) -> Result<SignedIn, SignInError> {
        let process = self.process();
        let waiting = process.begin_in_browser(&self.world.account.server, &self.announced()).await?;
        let address = waiting.address().clone();
        let person = spawn_blocking(move || {
            let mut browser = Browser::new();
            let back = act(&mut browser, &address).unwrap();
            browser.visit(&back).unwrap()
        });
        let signed_in = waiting.finish(PATIENCE).await;
        assert_eq!(person.await.unwrap().0, 200);
        signed_in
    }

    /// Someone is signed in.
    async fn signed_in() -> Self {
        let scene = Self::new();
        let signed_in = scene.sign_in(|browser, address| browser.sign_in(address, "anna")).await.unwrap();
        scene.process().keep(&scene.world.account, signed_in).await.unwrap();
        scene
    }

    async fn stored(&self) -> Credentials {
        self.world.stored().await.unwrap()
    }

    async fn token(&self) -> Result<String, AuthError> {
        let token = self.process().access_token(&self.world.account).await;
        token.map(|token| token.secret().expose_secret().to_owned())
    }

    /// The access token has ended on the provider's clock, as far as anyone here can tell.
    async fn expired(&self) -> Credentials {
        let stored = self.stored().await;
        let ended = Credentials { expires_at: self.world.clock_now(), ..stored };
        self.world.store(&ended).await;
        ended
    }
}

#[tokio::test]
async fn a_person_signs_in_in_the_browser_and_stays_signed_in_whatever_the_clock_here_says() {
    let scene = Scene::signed_in().await;
    let first = scene.stored().await;
    let access = first.access.expose_secret();
    assert_eq!(access.split('.').count(), 3, "a JWT, as the resource takes it");
    assert_eq!(
        text(scene.process().renew(&scene.world.account, &crate::world::access(access)).await).len(),
        access.len()
    );
    let second = scene.stored().await;
    assert_ne!(second.access.expose_secret(), access);
    assert_ne!(second.refresh.expose_secret(), first.refresh.expose_secret(), "refresh tokens rotate");
    scene.expired().await;
    assert_ne!(scene.token().await.unwrap(), second.access.expose_secret());
}

#[tokio::test]
async fn a_refresh_token_that_somebody_uses_again_ends_the_sign_in_for_all() {
    let scene = Scene::signed_in().await;
    let first = scene.expired().await;
    scene.token().await.unwrap();
    let newest = scene.stored().await;

    // A copy of the old record, as a thief or a restored backup has it.
    scene.world.store(&first).await;
    assert!(matches!(scene.token().await, Err(AuthError::SignInNeeded)));
    // The family has ended: the newest token, too, which was never used.
    scene.world.store(&Credentials { expires_at: scene.world.clock_now(), ..newest }).await;
    assert!(matches!(scene.token().await, Err(AuthError::SignInNeeded)));
}

#[tokio::test]
async fn a_sign_out_ends_the_sign_in_at_the_provider() {
    let scene = Scene::signed_in().await;
    let kept = scene.expired().await;
    assert_eq!(scene.process().sign_out(&scene.world.account).await.unwrap(), Farewell::Told);
    assert!(scene.world.stored().await.is_none());
    scene.world.store(&kept).await;
    assert!(matches!(scene.token().await, Err(AuthError::SignInNeeded)));
}

#[tokio::test]
async fn a_person_who_cancels_is_not_signed_in() {
    let scene = Scene::new();
    let cancelled = scene.sign_in(Browser::cancel).await;
    assert!(matches!(cancelled, Err(SignInError::Oidc(OidcError::Declined))), "{cancelled:?}");
}

#[tokio::test]
async fn an_answer_under_another_state_is_turned_away_and_the_right_one_still_counts() {
    let scene = Scene::new();
    let signed_in = scene.sign_in(|browser, address| {
        let back = browser.sign_in(address, "anna")?;
        let mut forged = back.clone();
        forged.query_pairs_mut().clear().append_pair("code", "stolen").append_pair("state", "guessed");
        assert_eq!(browser.visit(&forged)?.0, 400);
        Ok(back)
    });
    drop(signed_in.await.unwrap());
}

#[tokio::test]
async fn a_stranger_who_brings_a_code_of_their_own_under_the_right_state_is_turned_away() {
    let scene = Scene::new();
    let signed_in = scene.sign_in(|browser, address| {
        // As the browser's address bar has it: whoever reads it there can sign in, and come back with the state.
        let asked = browser.sent_on(address)?;
        let mut stranger = Browser::new();
        let brought = stranger.sign_in(&asked, "mallory")?;
        assert_eq!(stranger.visit(&brought)?.0, 400);
        browser.sign_in(address, "anna")
    });
    drop(signed_in.await.unwrap());
}

#[tokio::test]
async fn a_code_that_the_provider_never_gave_is_refused() {
    let scene = Scene::new();
    let stolen = scene.sign_in(|browser, address| {
        let back = browser.sign_in(address, "anna")?;
        let mut other = back.clone();
        let others: Vec<_> = back
            .query_pairs()
            .map(|(name, value)| {
                let value = if name == "code" { "another-code".into() } else { value };
                (name.into_owned(), value.into_owned())
            })
            .collect();
        other.query_pairs_mut().clear().extend_pairs(others);
        Ok(other)
    });
    let refused = stolen.await.unwrap_err();
    assert_eq!(refused.to_string(), "the sign-in provider refused: invalid_grant");
}
