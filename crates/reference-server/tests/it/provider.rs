//! An OpenID provider on loopback: a discovery document, keys, what it calls people, and tokens to bend.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homing_server::{Oidc, Settings};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What the tokens of these tests are for.
pub(crate) const AUDIENCE: &str = "https://time.example.org";

/// The client that they are made for.
pub(crate) const CLIENT: &str = "homing";

/// The person whom they are about.
pub(crate) const SUBJECT: &str = "248289761001";

/// When they are made: the instant at which the servers' clock begins.
pub(crate) const NOW: i64 = 1_795_338_900;

/// A key to sign with.
pub(crate) enum Signer {
    Ed(Ed25519KeyPair),
    Es(EcdsaKeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) algorithm: &'static str,
    signer: Signer,
}

impl Key {
    /// A new Ed25519 key.
    pub(crate) fn new(id: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        Self { id: id.into(), algorithm: "EdDSA", signer: Signer::Ed(pair) }
    }

    /// A new P-256 key.
    pub(crate) fn on_p256(id: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self { id: id.into(), algorithm: "ES256", signer: Signer::Es(pair.unwrap()) }
    }

    /// The RSA key of the fixtures, for `RS256` or `PS256`: making one takes a debug build seconds.
    pub(crate) fn rsa(id: &str, algorithm: &'static str) -> Self {
        let pem = include_bytes!("../fixtures/rsa-for-tests.pem");
        let pair =
            RsaKeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap().secret_pkcs8_der());
        let encoding: &'static dyn RsaEncoding = match algorithm {
            "RS256" => &RSA_PKCS1_SHA256,
            _ => &RSA_PSS_SHA256,
        };
        Self { id: id.into(), algorithm, signer: Signer::Rsa(pair.unwrap(), encoding) }
    }

    /// Its public half.
    pub(crate) fn jwk(&self) -> Value {
        let own = match &self.signer {
            Signer::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encoded(pair.public_key().as_ref())})
            }
            Signer::Es(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y)})
            }
            Signer::Rsa(pair, _) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": encoded(&public.n), "e": encoded(&public.e)})
            }
        };
        let mut jwk = json!({"kid": self.id, "use": "sig", "alg": self.algorithm});
        jwk.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        jwk
    }

    /// A token as it should be.
    pub(crate) fn token(&self, issuer: &str) -> String {
        self.bent_token(issuer, |_, _| ())
    }

    /// A token whose header and claims are changed before it is signed; `null` takes a member away.
    pub(crate) fn bent_token(&self, issuer: &str, bend: impl FnOnce(&mut Value, &mut Value)) -> String {
        let mut header = json!({"alg": self.algorithm, "kid": self.id, "typ": "at+jwt"});
        let mut claims = json!({
            "iss": issuer, "sub": SUBJECT, "aud": AUDIENCE, "iat": NOW, "exp": NOW + 3_600, "client_id": CLIENT,
            "jti": "1", "scope": "openid",
        });
        bend(&mut header, &mut claims);
        for part in [&mut header, &mut claims] {
            part.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        let message = message(&header, &claims);
        let signature = self.sign(message.as_bytes());
        format!("{message}.{}", encoded(&signature))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.signer {
            Signer::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Signer::Es(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Signer::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// The part of a token that is signed.
pub(crate) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()))
}

pub(crate) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the provider answers, and how often it was asked.
#[derive(Default)]
pub(crate) struct Said {
    /// In place of the discovery document: its members, changed.
    pub(crate) discovery: BTreeMap<&'static str, Value>,
    /// In place of the keys.
    pub(crate) instead_of_keys: Option<String>,
    pub(crate) keys: Vec<Value>,
    /// What it calls people, by what their tokens hold.
    pub(crate) person: Option<Value>,
    /// The bearer of whom it says nothing yet, and what that waits for.
    pub(crate) silent_of: Option<(String, Arc<Gate>)>,
    /// Whether it answers 503 to everything.
    pub(crate) is_away: bool,
    /// What it waits for before it says anything of itself.
    pub(crate) gate: Option<Arc<Gate>>,
}

/// Where a question is held up.
#[derive(Default)]
pub(crate) struct Gate {
    /// It has come.
    pub(crate) asked: Notify,
    /// It may go on.
    pub(crate) go_on: Notify,
}

struct Inner {
    issuer: String,
    said: Mutex<Said>,
    keys_asked: AtomicUsize,
    person_asked: AtomicUsize,
}

/// A provider that answers; gone with the test's runtime.
#[derive(Clone)]
pub(crate) struct Provider(Arc<Inner>);

impl Provider {
    /// One that signs with this key.
    pub(crate) async fn start(key: &Key) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        Self::on(listener, issuer, key)
    }

    /// As [`Self::start`], where something else listens.
    pub(crate) fn on<L>(listener: L, issuer: String, key: &Key) -> Self
    where
        L: axum::serve::Listener<Addr: std::fmt::Debug>,
    {
        let said = Mutex::new(Said { keys: vec![key.jwk()], ..Said::default() });
        let inner =
            Inner { issuer, said, keys_asked: AtomicUsize::new(0), person_asked: AtomicUsize::new(0) };
        let provider = Self(Arc::new(inner));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/me", get(person))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Changes what it answers from now on.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.0.said.lock().unwrap());
    }

    /// How often it was asked for its keys, answers and failures alike.
    pub(crate) fn keys_asked(&self) -> usize {
        self.0.keys_asked.load(Ordering::SeqCst)
    }

    /// How often it was asked what it calls somebody.
    pub(crate) fn person_asked(&self) -> usize {
        self.0.person_asked.load(Ordering::SeqCst)
    }

    /// A server's settings that take its tokens.
    pub(crate) fn settings(&self) -> Settings {
        settings_for(self.issuer())
    }
}

/// A server's settings that take this issuer's tokens.
pub(crate) fn settings_for(issuer: &str) -> Settings {
    let oidc = Oidc {
        issuer: issuer.parse().unwrap(),
        client_id: CLIENT.into(),
        audience: AUDIENCE.into(),
        scopes: vec!["openid".into(), "offline_access".into()],
        authorities: vec![],
        // Longer than any machine needs: what waits here waits for its event.
        patience: Duration::from_secs(60),
    };
    Settings { oidc: Some(oidc), ..Settings::default() }
}

async fn discovery(State(Provider(inner)): State<Provider>) -> Result<Json<Value>, StatusCode> {
    inner.keys_asked.fetch_add(1, Ordering::SeqCst);
    let gate = inner.said.lock().unwrap().gate.clone();
    if let Some(gate) = gate {
        gate.asked.notify_one();
        gate.go_on.notified().await;
    }
    let said = inner.said.lock().unwrap();
    if said.is_away {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let issuer = &inner.issuer;
    let mut document = json!({
        "issuer": issuer, "jwks_uri": format!("{issuer}/jwks"), "userinfo_endpoint": format!("{issuer}/me"),
        "authorization_endpoint": format!("{issuer}/auth"), "token_endpoint": format!("{issuer}/token"),
    });
    for (member, value) in &said.discovery {
        document[member] = value.clone();
    }
    Ok(Json(document))
}

async fn keys(State(Provider(inner)): State<Provider>) -> Result<String, StatusCode> {
    let said = inner.said.lock().unwrap();
    if said.is_away {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    Ok(said.instead_of_keys.clone().unwrap_or_else(|| json!({"keys": said.keys}).to_string()))
}

async fn person(
    State(Provider(inner)): State<Provider>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    inner.person_asked.fetch_add(1, Ordering::SeqCst);
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    assert!(bearer.is_some_and(|bearer| bearer.starts_with("Bearer ")), "{bearer:?}");
    let silent_of = inner.said.lock().unwrap().silent_of.clone();
    if let Some((_, gate)) = silent_of.filter(|(token, _)| bearer.is_some_and(|it| it.ends_with(token))) {
        gate.asked.notify_one();
        gate.go_on.notified().await;
    }
    let said = inner.said.lock().unwrap();
    said.person.clone().filter(|_| !said.is_away).map(Json).ok_or(StatusCode::FORBIDDEN)
}
