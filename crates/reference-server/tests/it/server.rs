//! A server on a database of its own, with a clock that stands still, and the one way to talk to it.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, header};
use futures_util::stream::pending;
use homing_server::account::add_user;
use homing_server::ports::{Clock, System};
use homing_server::store::Store;
use homing_server::{App, Limits, Settings, router};
use homing_wire::{Outcome, Session, SyncRequest, SyncResponse, TimeEntry, TimeEntryPage};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::backend::{self, Place};
use crate::contract::{CONTRACT, Exchange};

pub(crate) const NAME: &str = "ada";
pub(crate) const PASSWORD: &str = "correct horse";

/// A clock that moves when it is told to.
pub(crate) struct ManualClock {
    began: Timestamp,
    broken: AtomicBool,
    now: Mutex<Timestamp>,
}

impl ManualClock {
    fn new() -> Self {
        let began: Timestamp = "2026-11-22T09:15:00Z".parse().unwrap();
        Self { began, broken: AtomicBool::new(false), now: Mutex::new(began) }
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.now.lock().unwrap() += by;
    }
}

impl ManualClock {
    /// Whether it panics when it is asked: a fault in the midst of a request.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        assert!(!self.broken.load(Ordering::Relaxed), "a secret of the clock's");
        *self.now.lock().unwrap()
    }

    fn uptime(&self) -> Duration {
        self.now.lock().unwrap().duration_since(self.began).try_into().unwrap()
    }
}

/// The settings as they come, with other limits.
pub(crate) fn limited(change: impl FnOnce(&mut Limits)) -> Settings {
    let mut settings = Settings::default();
    change(&mut settings.limits);
    settings
}

/// A server in this process.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) place: Arc<Place>,
    settings: Settings,
    met: Mutex<BTreeSet<String>>,
}

/// An answer that has been held against the contract.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// What it carries, if that is JSON.
    pub(crate) body: Value,
    /// What it carries, whatever it is.
    pub(crate) bytes: Bytes,
}

impl Answer {
    pub(crate) fn read<T: DeserializeOwned>(self) -> T {
        serde_json::from_value(self.body).unwrap()
    }

    /// The problem's type, without the part that all have.
    pub(crate) fn problem(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.strip_prefix("urn:homing:problem:")).unwrap()
    }
}

impl Server {
    /// A new server with one account.
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let clock = Arc::new(ManualClock::new());
        let server = Self::open(Arc::new(Place::new()), clock, settings).await;
        server.add_user(NAME).await;
        server
    }

    /// A server on what is there.
    pub(crate) async fn on(place: Place) -> Self {
        Self::open(Arc::new(place), Arc::new(ManualClock::new()), Settings::default()).await
    }

    async fn open(place: Arc<Place>, clock: Arc<ManualClock>, settings: Settings) -> Self {
        let store = place.open().await;
        let app = App::new(store, settings.clone(), clock.clone(), Arc::new(System)).unwrap();
        Self { app: Arc::new(app), clock, place, settings, met: Mutex::default() }
    }

    /// A second server of this process on the database of another, with settings as they come.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::beside_with(other, Settings::default()).await
    }

    pub(crate) async fn beside_with(other: &Self, settings: Settings) -> Self {
        Self::open(Arc::clone(&other.place), Arc::clone(&other.clock), settings).await
    }

    /// The same database, after the process came and went.
    pub(crate) async fn restart(self) -> Self {
        self.app.close().await;
        Self::open(self.place, self.clock, self.settings).await
    }

    /// Makes a further account with [`PASSWORD`].
    pub(crate) async fn add_user(&self, name: &str) {
        let store = self.store().await;
        add_user(&store, &*self.clock, &System, name, &PASSWORD.into()).await.unwrap();
        store.close().await;
    }

    /// The database, as a command opens it beside the server.
    pub(crate) async fn store(&self) -> Store {
        self.place.open().await
    }

    /// The first number that a statement gives.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let connection = self.place.connect().await;
        let number = backend::number(&connection, sql).await;
        connection.close().await.unwrap();
        number
    }

    /// Runs a statement on the database behind the server's back.
    pub(crate) async fn tamper(&self, statement: &str) {
        let connection = self.place.connect().await;
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Keeps everything from being written until the connection is closed.
    pub(crate) async fn hold_writing(&self) -> DatabaseConnection {
        self.place.hold_writing().await
    }

    /// The promises of the contract that were met so far.
    pub(crate) fn met(&self) -> BTreeSet<String> {
        self.met.lock().unwrap().clone()
    }

    /// Sends a request through the real router and holds the exchange against the contract.
    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        let (parts, body) = request.into_parts();
        let sent = to_bytes(body, usize::MAX).await.unwrap();
        let json = serde_json::from_slice::<Value>(&sent).ok();
        self.exchange(Request::from_parts(parts, Body::from(sent)), json).await
    }

    /// As [`Self::call`], for a body that never comes to its end.
    pub(crate) async fn call_without_end(&self, path: &str, token: Option<&str>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let endless = Body::from_stream(pending::<Result<Bytes, Infallible>>());
        self.exchange(bearer(request, token).body(endless).unwrap(), None).await
    }

    /// As [`Self::call`], for a body that is handed over as it is: one with faults, or without an end.
    pub(crate) async fn exchange(&self, request: Request<Body>, json: Option<Value>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let met = CONTRACT.check(&Exchange {
            method: method.as_str(),
            path: &path,
            request: json.as_ref(),
            status: parts.status.as_u16(),
            headers: &parts.headers,
            body: &body,
        });
        self.met.lock().unwrap().extend(met);
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body: json, bytes: body }
    }

    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        self.call(bearer(Request::get(path), token).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.call(json_post(path, token, body)).await
    }

    pub(crate) async fn login(&self) -> Session {
        self.login_as(NAME).await
    }

    pub(crate) async fn login_as(&self, name: &str) -> Session {
        let answer = self.post("/v1/auth/login", None, &json!({"name": name, "password": PASSWORD})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.read()
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        self.post("/v1/auth/refresh", None, &json!({"refresh_token": refresh_token})).await
    }

    /// Syncs and gives the outcomes in order.
    pub(crate) async fn sync(&self, session: &Session, request: &SyncRequest<Value>) -> Vec<Outcome> {
        let body = serde_json::to_value(request).unwrap();
        let answer = self.post("/v1/sync", Some(session.access_token.expose()), &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let response: SyncResponse = answer.read();
        let keys = response.results.iter().map(|result| &result.key);
        assert!(keys.eq(request.tasks.iter().map(|task| &task.key)), "one result for each task, in order");
        response.results.into_iter().map(|result| result.outcome).collect()
    }

    /// All that the server holds for the account.
    pub(crate) async fn entries(&self, session: &Session) -> Vec<TimeEntry> {
        let answer = self.get("/v1/time-entries?limit=1000", Some(session.access_token.expose())).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.read::<TimeEntryPage>().entries
    }
}

pub(crate) fn json_post(path: &str, token: Option<&str>, body: &Value) -> Request<Body> {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    bearer(request, token).body(Body::from(body.to_string())).unwrap()
}

pub(crate) fn bearer(
    request: axum::http::request::Builder,
    token: Option<&str>,
) -> axum::http::request::Builder {
    match token {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}
