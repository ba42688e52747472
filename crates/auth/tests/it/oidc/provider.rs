//! An OpenID provider, and the server that trusts it, which answer as a test says. Its ID tokens are signed.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use homing_auth::{AuthManager, AuthParts};
use homing_domain::ports::{
    Clock, GrantedBy, Http, HttpError, HttpRequest, HttpResponse, OfflineCause, OidcGrant, OidcProvider,
};
use homing_domain::testing::ManualClock;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    Audience, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    PrivateSigningKey, StandardClaims, SubjectIdentifier,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::browser::{Opened, open};
use crate::world::World;

pub(crate) const ISSUER: &str = "https://id.example.org";
pub(crate) const CODE: &str = "the-code";
pub(crate) const RESOURCE: &str = "https://homing.example.org";

/// What is not as it should be.
#[derive(Default)]
pub(crate) struct Lies {
    /// Members of the metadata in place of the right ones; `null` takes one away.
    pub(crate) metadata: HashMap<&'static str, Value>,
    pub(crate) nonce: Option<&'static str>,
    pub(crate) audience: Vec<&'static str>,
    pub(crate) issuer: Option<&'static str>,
    /// The ID token ended so long ago.
    pub(crate) expired: bool,
    /// The ID token is signed by somebody else.
    pub(crate) foreign_key: bool,
    /// Members of the answer with tokens in place of the right ones; `null` takes one away.
    pub(crate) tokens: HashMap<&'static str, Value>,
    /// What the server says to who asks who they are.
    pub(crate) who: Option<u16>,
}

/// Status, type, body.
pub(crate) type Reply = (u16, &'static str, String);

/// Both of them.
pub(crate) struct Provider {
    clock: ManualClock,
    pub(crate) lies: Mutex<Lies>,
    /// Answers of the token endpoint in the place of its own, in this order; `None`: the answer is lost.
    pub(crate) replies: Mutex<VecDeque<Option<Reply>>>,
    /// Nothing gets through.
    pub(crate) is_away: Mutex<bool>,
    requests: Mutex<Vec<String>>,
    /// Nonce and code challenge of the sign-in under way.
    asked: Mutex<(String, String)>,
    granted: Mutex<u32>,
}

fn key(pem: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new("k".to_owned()))).unwrap()
}

/// Made anew for each process of tests.
fn keys() -> &'static [String; 2] {
    static KEYS: std::sync::OnceLock<[String; 2]> = std::sync::OnceLock::new();
    KEYS.get_or_init(|| {
        let made = || rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_pem();
        [made(), made()]
    })
}

impl Provider {
    pub(crate) fn of(world: &World) -> Arc<Self> {
        Arc::new(Self {
            clock: world.clock.clone(),
            lies: Mutex::default(),
            replies: Mutex::default(),
            is_away: Mutex::default(),
            requests: Mutex::default(),
            asked: Mutex::default(),
            granted: Mutex::default(),
        })
    }

    /// A process of the world's machine, which speaks with this provider alone.
    pub(crate) fn process(self: &Arc<Self>, world: &World) -> AuthManager {
        AuthManager::new(AuthParts { http: Arc::clone(self) as _, ..world.parts() })
    }

    /// As the server announces it.
    pub(crate) fn announced() -> OidcProvider {
        OidcProvider {
            issuer: ISSUER.to_owned(),
            client_id: "homing".to_owned(),
            scopes: ["openid", "offline_access"].map(str::to_owned).to_vec(),
            resource: Some(RESOURCE.to_owned()),
        }
    }

    /// As it is kept beside tokens.
    pub(crate) fn granted_by() -> GrantedBy {
        GrantedBy::Oidc(Box::new(OidcGrant {
            provider: Self::announced(),
            token_endpoint: format!("{ISSUER}/token").parse().unwrap(),
            revocation_endpoint: Some(format!("{ISSUER}/revoke").parse().unwrap()),
        }))
    }

    /// A person opens the address of a sign-in that is being finished. Gives the state, where to go back to, and the
    /// browser's cookie.
    pub(crate) async fn opened(&self, address: &Url) -> (String, Url, String) {
        let Opened { asked, cookie, .. } = open(address).await;
        let (state, redirect) = self.sent_to(&asked);
        (state, redirect, cookie)
    }

    /// A browser comes to this address of the provider. Gives the state, and where to go back to.
    pub(crate) fn sent_to(&self, address: &Url) -> (String, Url) {
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        *self.asked.lock().unwrap() = (asked["nonce"].clone(), asked["code_challenge"].clone());
        (asked["state"].clone(), asked["redirect_uri"].parse().unwrap())
    }

    /// Each request so far, as `path form`, save those for metadata and keys.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    fn metadata(&self) -> String {
        let mut metadata = json!({
            "issuer": ISSUER,
            "authorization_endpoint": format!("{ISSUER}/authorize?tenant=1"),
            "token_endpoint": format!("{ISSUER}/token"),
            "revocation_endpoint": format!("{ISSUER}/revoke"),
            "jwks_uri": format!("{ISSUER}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        });
        changed(&mut metadata, &self.lies.lock().unwrap().metadata);
        metadata.to_string()
    }

    fn id_token(&self) -> String {
        let lies = self.lies.lock().unwrap();
        let now = DateTime::<Utc>::from_timestamp_millis(self.clock.now().as_millis()).unwrap();
        let ends = if lies.expired { now - Duration::from_secs(1) } else { now + Duration::from_secs(60) };
        let audience = if lies.audience.is_empty() { vec!["homing"] } else { lies.audience.clone() };
        let nonce = lies.nonce.map_or_else(|| self.asked.lock().unwrap().0.clone(), str::to_owned);
        let claims = CoreIdTokenClaims::new(
            IssuerUrl::new(lies.issuer.unwrap_or(ISSUER).to_owned()).unwrap(),
            audience.into_iter().map(|audience| Audience::new(audience.to_owned())).collect(),
            ends,
            now,
            StandardClaims::new(SubjectIdentifier::new("anna".to_owned())),
            EmptyAdditionalClaims {},
        )
        .set_nonce(Some(Nonce::new(nonce)));
        let signer = key(&keys()[usize::from(lies.foreign_key)]);
        let signed = CoreIdToken::new(claims, &signer, CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
        signed.to_string()
    }

    fn grant(&self, form: &HashMap<String, String>) -> Reply {
        if form["grant_type"] == "authorization_code" {
            let verifier = PkceCodeVerifier::new(form["code_verifier"].clone());
            let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
            if form["code"] != CODE || challenge.as_str() != self.asked.lock().unwrap().1 {
                return json_reply(400, &json!({"error": "invalid_grant"}));
            }
        }
        let mut granted = self.granted.lock().unwrap();
        *granted += 1;
        let mut tokens = json!({
            "access_token": format!("access-{granted}"),
            "refresh_token": format!("refresh-{granted}"),
            "token_type": "Bearer",
            "expires_in": 900,
            "id_token": self.id_token(),
        });
        changed(&mut tokens, &self.lies.lock().unwrap().tokens);
        json_reply(200, &tokens)
    }
}

pub(crate) fn json_reply(status: u16, body: &Value) -> Reply {
    (status, "application/json", body.to_string())
}

fn changed(object: &mut Value, changes: &HashMap<&'static str, Value>) {
    for (name, value) in changes {
        object[*name] = value.clone();
    }
    object.as_object_mut().unwrap().retain(|_, value| !value.is_null());
}

#[async_trait]
impl Http for Provider {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if *self.is_away.lock().unwrap() {
            return Err(HttpError::NotSent { cause: OfflineCause::Connect, source: "no route".into() });
        }
        let form = request.body.form().map(|form| form.expose_secret().to_owned()).unwrap_or_default();
        let path = request.url.path();
        if !matches!(path, "/.well-known/openid-configuration" | "/jwks") {
            self.requests.lock().unwrap().push(format!("{path} {form}").trim().to_owned());
        }
        let form: HashMap<String, String> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        let scripted = || self.replies.lock().unwrap().pop_front();
        let (status, kind, body) = match path {
            "/.well-known/openid-configuration" => (200, "application/json", self.metadata()),
            "/jwks" => {
                let keys = CoreJsonWebKeySet::new(vec![key(&keys()[0]).as_verification_key()]);
                (200, "application/json", serde_json::to_string(&keys).unwrap())
            }
            "/token" => match scripted() {
                None => self.grant(&form),
                Some(Some(reply)) => reply,
                Some(None) => return Err(HttpError::AnswerLost("reset".into())),
            },
            "/revoke" => (200, "application/json", String::new()),
            "/who" => (self.lies.lock().unwrap().who.unwrap_or(200), "application/json", String::new()),
            path => panic!("nobody answers {path}"),
        };
        let date = Some(self.clock.now());
        let content_type = Some(kind.to_owned());
        Ok(HttpResponse { status, content_type, retry_after: None, date, body: body.into() })
    }
}
