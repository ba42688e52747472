//! A server and a way to it that are as a test wants them at the moment, and what was asked of them.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::ports::{
    Clock as _, Http, HttpError, HttpRequest, HttpResponse, OfflineCause, RetryAfter,
};
use homing_domain::testing::ManualClock;
use serde_json::{Value, json};
use tokio::sync::Notify;

/// How the next requests fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Conduct {
    /// The server applies what is new.
    #[default]
    Works,
    /// It applies what is new, and its answer is lost.
    LosesAnswers,
    /// Nothing reaches it.
    Unreachable,
    /// It asks to wait for so many seconds.
    Asks(u64),
    /// There is no such API.
    NotFound,
    /// It puts each task off, for so many seconds.
    PutsOff(u64),
    /// It does not answer.
    Hangs,
}

/// Clones are one server.
#[derive(Clone)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    clock: ManualClock,
    asked: Arc<Notify>,
}

#[derive(Default)]
struct State {
    conduct: Conduct,
    /// When each request with tasks was tried, and with how many.
    requests: Vec<(Timestamp, usize)>,
    keys: Vec<String>,
}

impl Server {
    pub(crate) fn new(clock: &ManualClock) -> Self {
        Self { state: Arc::default(), clock: clock.clone(), asked: Arc::default() }
    }

    pub(crate) fn does(&self, conduct: Conduct) {
        self.state().conduct = conduct;
    }

    /// When each request with tasks was tried, and with how many.
    pub(crate) fn requests(&self) -> Vec<(Timestamp, usize)> {
        self.state().requests.clone()
    }

    /// How many tasks took effect.
    pub(crate) fn applied(&self) -> usize {
        self.state().keys.len()
    }

    /// Waits until it is asked and does not answer.
    pub(crate) async fn hangs_now(&self) {
        self.asked.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn apply(&mut self, keys: Vec<String>) -> Value {
        let result = |key: String| {
            let known = self.keys.contains(&key);
            let word = if known { "duplicate" } else { "applied" };
            if !known {
                self.keys.push(key.clone());
            }
            json!({ "key": key, "result": word })
        };
        json!({ "results": keys.into_iter().map(result).collect::<Vec<_>>() })
    }
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let content_type = Some("application/json".to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body: body.to_string().into_bytes() }
}

#[async_trait]
impl Http for Server {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !request.url.path().ends_with("/sync") {
            return Ok(answer(404, &Value::Null));
        }
        let body: Value = serde_json::from_slice(&request.body.into_json().unwrap()).unwrap();
        let key = |task: &Value| task["key"].as_str().unwrap().to_owned();
        let keys: Vec<String> = body["tasks"].as_array().unwrap().iter().map(key).collect();
        let conduct = {
            let mut state = self.state();
            state.requests.push((self.clock.now(), keys.len()));
            state.conduct
        };
        match conduct {
            Conduct::Works => Ok(answer(200, &self.state().apply(keys))),
            Conduct::LosesAnswers => {
                self.state().apply(keys);
                Err(HttpError::AnswerLost("scripted".into()))
            }
            Conduct::Unreachable => {
                Err(HttpError::NotSent { cause: OfflineCause::Connect, source: "scripted".into() })
            }
            Conduct::Asks(seconds) => {
                let retry_after = Some(RetryAfter::Seconds(seconds));
                Ok(HttpResponse { retry_after, ..answer(503, &Value::Null) })
            }
            Conduct::NotFound => Ok(answer(404, &Value::Null)),
            Conduct::PutsOff(seconds) => {
                let later = |key: String| json!({ "key": key, "result": "retry", "after_seconds": seconds });
                let results: Vec<_> = keys.into_iter().map(later).collect();
                Ok(answer(200, &json!({ "results": results })))
            }
            Conduct::Hangs => {
                self.asked.notify_one();
                std::future::pending().await
            }
        }
    }
}
