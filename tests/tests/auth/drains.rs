//! A thousand tasks drain through tokens of two minutes, while the sign-in server is dead, slow, flapping or lying:
//! nothing is lost, each effect comes once, the server is not stormed, and it heals by itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_auth::{AuthManager, AuthParts};
use homing_domain::account::ServerUrl;
use homing_domain::engine::{CycleEnd, Occasion};
use homing_domain::ports::{
    Clock as _, Grant, Http, HttpError, HttpRequest, HttpResponse, SignInAnswerError, SignInApi,
};
use homing_domain::testing::ManualClock;
use homing_server::Settings;
use homing_tests::{Reply, StandIn, each_took_effect_once};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::machine::{Desk, Machine, http};
use crate::moods::{MINUTES, Mood, moods, session};
use crate::reference::{REFRESH, Reference};
use crate::server::AuthServer as _;

const TASKS: u64 = 1_000;

/// Renewed a minute before their end, two requests later.
const LIFE: Duration = Duration::from_secs(120);

/// How long a request with tasks takes.
const TICK: Duration = Duration::from_secs(30);

/// What a client waits for an answer of the sign-in.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long a server that failed is left alone.
const PAUSE: Duration = Duration::from_secs(30);

/// The least time between two cycles. Each asks for a token.
const STEP: Duration = Duration::from_secs(4);

/// The network, on which time passes: for the server, too.
struct Passing {
    http: Arc<dyn Http>,
    server: Arc<Reference>,
    clock: ManualClock,
    /// The stand-in that comes after the next request with tasks.
    next: Mutex<Option<StandIn>>,
    slow: Arc<AtomicBool>,
}

impl Passing {
    fn pass(&self, time: Duration) {
        self.clock.advance(time);
        self.server.pass(time);
    }
}

#[async_trait]
impl Http for Passing {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let refreshes = request.url.path() == REFRESH;
        let answer = self.http.send(request).await;
        if refreshes {
            if self.slow.load(Ordering::Relaxed) {
                self.pass(PATIENCE);
            }
            return answer;
        }
        self.pass(TICK);
        if let Some(conduct) = self.next.lock().unwrap().take() {
            self.slow.store(matches!(conduct, StandIn::Silence), Ordering::Relaxed);
            self.server.proxy().stand_in(REFRESH, Some(conduct));
        }
        answer
    }
}

/// The real API. While the server is slow its patience is short by the real clock, and [`PATIENCE`] by the other one.
struct Hasty {
    api: Arc<dyn SignInApi>,
    slow: Arc<AtomicBool>,
}

impl SignInApi for Hasty {
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest {
        self.api.sign_in(server, name, password)
    }

    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest {
        let mut request = self.api.refresh(server, refresh);
        assert_eq!(request.timeout, PATIENCE);
        if self.slow.load(Ordering::Relaxed) {
            request.timeout = Duration::from_millis(100);
        }
        request
    }

    fn sign_out(&self, server: &ServerUrl, access: &SecretString, refresh: &SecretString) -> HttpRequest {
        self.api.sign_out(server, access, refresh)
    }

    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError> {
        self.api.grant(response)
    }

    fn refresh_grace(&self) -> Option<Duration> {
        self.api.refresh_grace()
    }
}

/// A machine that drains.
struct Drain {
    server: Arc<Reference>,
    machine: Machine,
    network: Arc<Passing>,
    desk: Desk,
}

impl Drain {
    async fn of(tasks: u64) -> Self {
        let server =
            Arc::new(Reference::with(Settings { access_token_life: LIFE, ..Settings::default() }).await);
        let machine = Machine::with_expired_token(server.as_ref()).await;
        machine.record(tasks).await;
        let slow = Arc::new(AtomicBool::new(false));
        let network = Arc::new(Passing {
            http: http(),
            server: Arc::clone(&server),
            clock: machine.clock.clone(),
            next: Mutex::default(),
            slow: Arc::clone(&slow),
        });
        let parts = machine.parts();
        let api = Arc::new(Hasty { api: parts.api, slow });
        let auth = AuthManager::new(AuthParts { http: network.clone(), api, ..parts });
        let desk = machine.desk(Arc::new(auth), network.clone()).await;
        Self { server, machine, network, desk }
    }

    /// Who answers for refresh tokens from now on; with none, the server.
    fn stand_in(&self, conduct: Option<StandIn>) {
        self.server.proxy().stand_in(REFRESH, conduct);
    }

    /// Cycles for a while, as soon as each may be. Says how each ended, and how often a refresh token was sent.
    async fn cycles_for(&self, lasts: Duration) -> (Vec<CycleEnd>, usize) {
        let (asked, began) = (self.server.refreshes(), self.machine.clock.now());
        let mut ends = vec![self.desk.cycle(Occasion::Due).await.end];
        let met = self.machine.clock.now();
        while self.machine.clock.now().since(met) < lasts {
            self.wait().await;
            ends.push(self.desk.cycle(Occasion::Due).await.end);
        }
        let (asked, time) = (self.server.refreshes() - asked, self.machine.clock.now().since(began));
        // One in half a minute, one retry, and one that was well.
        let most = 3 + usize::try_from(time.as_secs() / 30).unwrap();
        assert!((1..=most).contains(&asked), "{asked} refreshes in {time:?}: {ends:?}");
        (ends, asked)
    }

    /// Lets the time pass until something may be sent again, and [`STEP`] at least.
    async fn wait(&self) {
        let hold = self.desk.state().await.hold;
        let left = hold.map_or(Duration::ZERO, |hold| hold.until.since(self.machine.clock.now()));
        self.network.pass(left.max(STEP));
    }

    async fn assert_all_sent(&self, tasks: u64) {
        let counts = self.desk.counts().await;
        assert_eq!((counts.waiting, counts.attention), (0, 0));
        let state = self.desk.state().await;
        assert_eq!((state.hold, state.sign_in_needed), (None, false));
        let sent = each_took_effect_once(&self.server.syncs()).unwrap();
        assert_eq!(sent as u64, tasks);
    }
}

#[tokio::test]
async fn a_bad_sign_in_server_during_a_drain_costs_no_task_and_is_not_stormed() {
    let drain = Drain::of(TASKS).await;
    for Mood { name, conduct, lasts, said } in moods() {
        *drain.network.next.lock().unwrap() = Some(conduct);
        let (ends, asked) = drain.cycles_for(lasts).await;
        assert!(ends.iter().all(said), "{name}: {ends:?}");
        assert!(!drain.desk.state().await.sign_in_needed, "{name}");
        drain.stand_in(None);
        drain.network.slow.store(false, Ordering::Relaxed);
        // One that worked, and then those of the mood.
        assert!(asked >= 2, "{name}: {asked}");
        drain.wait().await;
        drain.network.pass(PAUSE);
    }
    assert!(drain.desk.counts().await.waiting > 0, "the drain was over before its end");
    assert_eq!(drain.desk.cycle(Occasion::Due).await.end, CycleEnd::Idle);
    drain.assert_all_sent(TASKS).await;
}

#[tokio::test]
async fn tokens_that_the_server_itself_refuses_need_a_sign_in_and_then_all_is_sent() {
    let drain = Drain::of(20).await;
    let lie = Reply::json(&session("a-lie", "another-lie", &json!(900)));
    drain.stand_in(Some(StandIn::Say(lie)));
    let (ends, _) = drain.cycles_for(MINUTES).await;
    assert!(ends.iter().all(|end| *end == CycleEnd::SignInNeeded), "{ends:?}");
    drain.stand_in(None);
    let counts = drain.desk.counts().await;
    assert_eq!((counts.waiting, counts.attention), (20, 0));
    assert!(drain.desk.state().await.sign_in_needed);

    drain.machine.sign_in(drain.server.as_ref()).await;
    assert_eq!(drain.desk.cycle(Occasion::ByHand).await.end, CycleEnd::Idle);
    drain.assert_all_sent(20).await;
}

#[tokio::test]
async fn tokens_that_are_granted_again_as_they_were_do_no_harm_once_the_server_is_well() {
    let drain = Drain::of(20).await;
    let stored = drain.machine.stored().await;
    let (access, refresh) = (stored.access.expose_secret(), stored.refresh.expose_secret());
    drain.stand_in(Some(StandIn::Say(Reply::json(&session(access, refresh, &json!(900))))));
    drain.network.pass(LIFE);
    let (ends, _) = drain.cycles_for(MINUTES).await;
    assert!(ends.iter().all(|end| *end == CycleEnd::SignInNeeded), "{ends:?}");
    drain.stand_in(None);
    drain.network.pass(PAUSE);
    assert_eq!(drain.desk.cycle(Occasion::Due).await.end, CycleEnd::Idle);
    drain.assert_all_sent(20).await;
}
