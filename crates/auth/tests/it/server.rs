//! A server that answers as a test says, and an API in which to speak to it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::account::ServerUrl;
use homing_domain::ports::{
    Clock, Grant, Http, HttpBody, HttpError, HttpRequest, HttpResponse, KnownUser, Method, OfflineCause,
    Refusal, RetryAfter, SignInAnswerError, SignInApi,
};
use homing_domain::testing::ManualClock;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Notify, Semaphore};

/// One answer.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Access token, refresh token, seconds to live.
    Grant(&'static str, &'static str, u64),
    /// A status without tokens. A 429 or 503 asks for 7 seconds.
    Status(u16),
    /// A status that asks for so many seconds.
    Wait(u16, u64),
    /// The request never left.
    NotSent,
    /// It left, and no answer came.
    Lost,
}

/// Answers in the order told; a request beyond that fails the test.
pub(crate) struct Server {
    clock: ManualClock,
    /// How far its clock is ahead of ours.
    ahead: Duration,
    replies: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
    arrived: Notify,
    gate: Semaphore,
}

impl Server {
    pub(crate) fn new(clock: ManualClock, ahead: Duration) -> Arc<Self> {
        Arc::new(Self {
            clock,
            ahead,
            replies: Mutex::default(),
            requests: Mutex::default(),
            arrived: Notify::new(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        })
    }

    pub(crate) fn will(&self, reply: Reply) {
        self.replies.lock().unwrap().push_back(reply);
    }

    /// Each request so far, as `path body`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Holds answers back from now on.
    pub(crate) fn close_gate(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn open_gate(&self) {
        self.gate.add_permits(1);
    }

    /// Waits until a request arrived.
    pub(crate) async fn arrival(&self) {
        self.arrived.notified().await;
    }
}

#[async_trait]
impl Http for Server {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let body = String::from_utf8(request.body.into_json().unwrap()).unwrap();
        let path = request.url.path().trim_start_matches('/');
        self.requests.lock().unwrap().push(format!("{path} {body}"));
        self.arrived.notify_one();
        self.gate.acquire().await.unwrap().forget();
        let Some(reply) = self.replies.lock().unwrap().pop_front() else {
            panic!("nobody told the server how to answer {path}")
        };
        let mut retry_after = None;
        let (status, body) = match reply {
            Reply::Grant(access, refresh, seconds) => (200, format!("{access} {refresh} {seconds}")),
            Reply::Status(status) => {
                retry_after = matches!(status, 429 | 503).then_some(RetryAfter::Seconds(7));
                (status, String::new())
            }
            Reply::Wait(status, seconds) => {
                retry_after = Some(RetryAfter::Seconds(seconds));
                (status, String::new())
            }
            Reply::NotSent => {
                let source = "no route".into();
                return Err(HttpError::NotSent { cause: OfflineCause::Connect, source });
            }
            Reply::Lost => return Err(HttpError::AnswerLost("reset".into())),
        };
        let date = Some(self.clock.now().saturating_add(self.ahead));
        Ok(HttpResponse { status, content_type: None, retry_after, date, body: body.into() })
    }
}

/// An API of plain words.
pub(crate) struct PlainApi {
    /// Whether its grants say whose they are.
    pub(crate) names_nobody: bool,
    pub(crate) grace: Option<Duration>,
}

fn post(server: &ServerUrl, path: &str, body: String) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: server.join(path),
        bearer: None,
        body: HttpBody::Json(body.into()),
        timeout: Duration::from_secs(30),
        max_answer_bytes: 1_000,
    }
}

impl SignInApi for PlainApi {
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest {
        post(server, "sign-in", format!("{name} {}", password.expose_secret()))
    }

    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest {
        post(server, "refresh", refresh.expose_secret().to_owned())
    }

    fn refresh_otherwise(
        &self,
        server: &ServerUrl,
        refresh: &SecretString,
        response: &HttpResponse,
    ) -> Option<HttpRequest> {
        let older = || post(server, "refresh-older", refresh.expose_secret().to_owned());
        (response.status == 400).then(older)
    }

    fn sign_out(&self, server: &ServerUrl, access: &SecretString, refresh: &SecretString) -> HttpRequest {
        post(server, "sign-out", format!("{} {}", access.expose_secret(), refresh.expose_secret()))
    }

    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError> {
        match response.status {
            401 => return Err(SignInAnswerError::Refused(Refusal::Refused)),
            429 => return Err(SignInAnswerError::Refused(Refusal::Throttled(None))),
            _ => {}
        }
        let body = String::from_utf8(response.body.clone()).unwrap();
        let words: Vec<&str> = body.split(' ').collect();
        let [access, refresh, seconds] = words.as_slice() else {
            return Err(SignInAnswerError::Unreadable { status: response.status, problem: None });
        };
        Ok(Grant {
            user: if self.names_nobody { String::new() } else { "17".to_owned() },
            name: "anna".to_owned(),
            access: SecretString::from(*access),
            refresh: SecretString::from(*refresh),
            expires_in: Duration::from_secs(seconds.parse().unwrap()),
        })
    }

    fn refresh_grace(&self) -> Option<Duration> {
        self.grace
    }

    fn ask_who(&self, server: &ServerUrl, access: &SecretString) -> Option<HttpRequest> {
        let request = post(server, "who", String::new());
        Some(HttpRequest {
            method: Method::Get,
            bearer: Some(access.clone()),
            body: HttpBody::None,
            ..request
        })
    }

    fn who(&self, response: &HttpResponse) -> Result<KnownUser, SignInAnswerError> {
        match response.status {
            200 => Ok(KnownUser { id: "17".to_owned(), name: "anna".to_owned() }),
            401 => Err(SignInAnswerError::Refused(Refusal::Refused)),
            status => Err(SignInAnswerError::Unreadable { status, problem: None }),
        }
    }
}
