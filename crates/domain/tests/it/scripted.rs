//! A server and a network in memory that answer as a test writes down, with the profile that speaks to
//! them: one line of the body a task, one word of the answer a task.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::engine::{CycleEnd, CycleReport, Engine, EngineParts, SyncLock};
use homing_domain::names::{AccountId, DeviceId, Key, Kind, Lane, Owner, TaskId};
use homing_domain::policy::Scope;
use homing_domain::ports::{
    AccessToken, BatchAnswer, Capabilities, Clock, Event, Events, Http, HttpError, HttpRequest, HttpResponse,
    Ids, ItemAnswer, LockGuard, Method, MockAuth, MockProcessLock, OfflineCause, Problem, Profile, Queue,
    RetryAfter, Signals, UnfitError,
};
use homing_domain::task::{Body, Coalesce, Commit, NewTask, Priority, Task};
use homing_domain::testing::{EdgeJitter, ManualClock, SequentialIds};
use homing_storage::MemoryStore;
use secrecy::SecretString;
use uuid::Uuid;

/// What the network does with one request.
pub(crate) enum Reply {
    /// The server looks at each task: see [`Server::words`].
    Work,
    /// Nothing left this machine.
    NotSent(OfflineCause),
    /// The server worked, the answer was lost.
    WorkAndLose,
    /// This status, with `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// A page of HTML with status 200.
    Html,
}

/// The server: what it applied, in order, and what it was asked.
#[derive(Default)]
pub(crate) struct Server {
    /// What to do with the next requests; [`Reply::Work`] when it is empty.
    pub(crate) script: VecDeque<Reply>,
    /// The word for a task of this body, in place of `applied`.
    pub(crate) words: BTreeMap<String, &'static str>,
    /// Refuse a whole request that holds a task of this body.
    pub(crate) poison: Option<&'static str>,
    /// Bodies in the order in which they took effect.
    pub(crate) applied: Vec<String>,
    keys: Vec<Key>,
    /// The bodies of every request that arrived or was tried.
    pub(crate) requests: Vec<Vec<String>>,
}

impl Server {
    /// Applies what is new, in order, as a server with idempotency keys and lanes does.
    fn work(&mut self, lines: &[(Key, Lane, String)]) -> String {
        let mut stuck = Vec::new();
        let mut words = Vec::new();
        for (key, lane, body) in lines {
            let word = match self.words.get(body) {
                _ if stuck.contains(lane) => "blocked",
                Some(word) => word,
                None if self.keys.contains(key) => "duplicate",
                None => "applied",
            };
            match word {
                "applied" => {
                    self.keys.push(*key);
                    self.applied.push(body.clone());
                }
                "duplicate" => {}
                _ => stuck.push(lane.clone()),
            }
            words.push(word);
        }
        words.join("\n")
    }
}

#[derive(Clone, Default)]
pub(crate) struct Net(pub(crate) Arc<Mutex<Server>>);

fn answer(status: u16, content_type: &str, body: String) -> HttpResponse {
    let content_type = Some(content_type.to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body: body.into_bytes() }
}

#[async_trait]
impl Http for Net {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut server = self.0.lock().unwrap();
        let text = String::from_utf8(request.json.unwrap()).unwrap();
        let lines: Vec<(Key, Lane, String)> = text
            .lines()
            .map(|line| {
                let [key, lane, body] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
                (key.parse().unwrap(), Lane::new(lane).unwrap(), body.to_owned())
            })
            .collect();
        let bodies: Vec<String> = lines.iter().map(|(_, _, body)| body.clone()).collect();
        let poisoned = server.poison.is_some_and(|poison| bodies.iter().any(|body| body == poison));
        server.requests.push(bodies);
        match server.script.pop_front().unwrap_or(Reply::Work) {
            Reply::Work if poisoned => Ok(answer(400, "text/plain", String::new())),
            Reply::Work => Ok(answer(200, "text/plain", server.work(&lines))),
            Reply::NotSent(cause) => Err(HttpError::NotSent { cause, source: "scripted".into() }),
            Reply::WorkAndLose => {
                server.work(&lines);
                Err(HttpError::AnswerLost("scripted".into()))
            }
            Reply::Status(status, wait) => {
                let retry_after = wait.map(RetryAfter::Seconds);
                Ok(HttpResponse { retry_after, ..answer(status, "text/plain", String::new()) })
            }
            Reply::Html => Ok(answer(200, "text/html", "<html>Welcome to our Wi-Fi".to_owned())),
        }
    }
}

/// Speaks the line protocol of [`Net`].
pub(crate) struct LineProfile;

impl Profile for LineProfile {
    fn defaults(&self) -> Capabilities {
        Capabilities { max_tasks: 100, max_bytes: 1_000_000, keys_kept: Duration::from_secs(86_400) }
    }

    fn capabilities_request(&self, _: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    fn capabilities_answer(&self, _: &HttpResponse) -> Option<Capabilities> {
        None
    }

    fn sync_request(
        &self,
        server: &ServerUrl,
        _: DeviceId,
        tasks: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        let line = |(place, task): (usize, &Task)| {
            let body = String::from_utf8(task.task.body.as_bytes().to_vec());
            let body = body.map_err(|error| (place, UnfitError::Body(error.into())))?;
            Ok(format!("{}|{}|{body}", task.task.key, task.task.lane))
        };
        let lines: Vec<String> = tasks.iter().enumerate().map(line).collect::<Result<_, _>>()?;
        Ok(HttpRequest {
            method: Method::Post,
            url: server.join("sync"),
            bearer: None,
            json: Some(lines.join("\n").into_bytes()),
            timeout: Duration::from_secs(30),
            max_answer_bytes: 1_000_000,
        })
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        if response.status != 200 {
            return BatchAnswer::Whole(None);
        }
        if response.content_type.as_deref() != Some("text/plain") {
            return BatchAnswer::Unreadable;
        }
        let text = String::from_utf8_lossy(&response.body);
        let mut words = text.lines();
        BatchAnswer::Items(tasks.iter().map(|_| item(words.next())).collect())
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }
}

fn item(word: Option<&str>) -> ItemAnswer {
    match word {
        Some("applied") => ItemAnswer::Applied,
        Some("duplicate") => ItemAnswer::Duplicate,
        Some("blocked") => ItemAnswer::Blocked,
        Some("retry") => ItemAnswer::Retry { after: Some(Duration::from_secs(30)) },
        Some("rejected") => {
            ItemAnswer::Rejected(Problem { code: "invalid".to_owned(), detail: None, field: None })
        }
        _ => ItemAnswer::Missing,
    }
}

/// What a watcher saw.
#[derive(Clone, Default)]
pub(crate) struct Seen(pub(crate) Arc<Mutex<Vec<Event>>>);

impl Events for Seen {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Asks to stop once so many requests have left.
pub(crate) struct StopAfter(pub(crate) Net, pub(crate) usize);

#[async_trait]
impl Signals for StopAfter {
    fn stop_requested(&self) -> bool {
        self.0.0.lock().unwrap().requests.len() >= self.1
    }

    async fn stopped(&self) {
        std::future::pending::<()>().await;
    }
}

/// An engine over the in-memory backend, the scripted server, a manual clock and the least jitter (1 s).
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) net: Net,
    pub(crate) clock: ManualClock,
    pub(crate) seen: Seen,
    pub(crate) engine: Engine,
    pub(crate) account: Account,
    lock: SyncLock,
    ids: SequentialIds,
}

pub(crate) fn any_token() -> MockAuth {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("token"))));
    auth
}

pub(crate) fn lock() -> SyncLock {
    let mut process = MockProcessLock::new();
    process.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
    SyncLock::new(Arc::new(process))
}

pub(crate) fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::EncryptedFile,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(any_token(), usize::MAX)
    }

    pub(crate) fn with(auth: MockAuth, stop_after: usize) -> Self {
        let (store, net, clock, seen) =
            (Arc::new(MemoryStore::default()), Net::default(), ManualClock::default(), Seen::default());
        let engine = Engine::new(EngineParts {
            queue: Arc::clone(&store) as Arc<dyn Queue>,
            auth: Arc::new(auth),
            http: Arc::new(net.clone()),
            profile: Arc::new(LineProfile),
            clock: Arc::new(clock.clone()),
            jitter: Arc::new(EdgeJitter::Lowest),
            events: Arc::new(seen.clone()),
            signals: Arc::new(StopAfter(net.clone(), stop_after)),
            owner: Owner::new(Uuid::from_u128(9)),
            device: DeviceId::new(Uuid::from_u128(8)),
        });
        Self {
            store,
            net,
            clock,
            seen,
            engine,
            account: account(),
            lock: lock(),
            ids: SequentialIds::default(),
        }
    }

    pub(crate) async fn enqueue(&self, lane: &str, body: &str) {
        let id = TaskId::new(self.ids.uuid());
        let task = NewTask {
            id,
            key: Key::new(self.ids.uuid()),
            kind: Kind::of("note"),
            lane: Lane::new(lane).unwrap(),
            priority: Priority::Normal,
            coalesce: Coalesce::Keep,
            occurred_at: self.clock.now(),
            body: Body::new(body),
            carries: None,
        };
        let commit = Commit { records: vec![], tasks: vec![task] };
        self.store.commit(self.account.id, self.clock.now(), commit).await.unwrap();
    }

    /// `count` tasks, each in a lane of its own; bodies `t0`, `t1` and so on.
    pub(crate) async fn enqueue_many(&self, count: usize) {
        for n in 0..count {
            self.enqueue(&format!("lane-{n}"), &format!("t{n}")).await;
        }
    }

    pub(crate) async fn cycle(&self) -> CycleReport {
        self.run(false).await
    }

    pub(crate) async fn cycle_by_hand(&self) -> CycleReport {
        self.run(true).await
    }

    async fn run(&self, by_hand: bool) -> CycleReport {
        let active = Active::Account { account: self.account.clone(), signed_in: true };
        let permit = self.lock.try_permit().unwrap();
        self.engine.cycle(&permit, &active, by_hand).await.unwrap()
    }

    pub(crate) fn server(&self) -> std::sync::MutexGuard<'_, Server> {
        self.net.0.lock().unwrap()
    }

    pub(crate) async fn left(&self) -> (u64, u64) {
        let counts = self.store.counts(self.account.id).await.unwrap();
        (counts.waiting, counts.attention)
    }

    /// Lets the time pass until `end` says that the next try is due.
    pub(crate) fn wait_for(&self, end: CycleEnd) {
        let (CycleEnd::Offline { until, .. }
        | CycleEnd::ServerTrouble { until }
        | CycleEnd::Throttled { until }
        | CycleEnd::Stopped { until, .. }) = end
        else {
            panic!("nothing to wait for in {end:?}");
        };
        self.clock.advance(until.since(self.clock.now()));
    }
}
