//! A server and a network in memory that answer as a test writes down.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{Key, Lane};
use homing_domain::ports::{
    Chunks, Http, HttpBody, HttpError, HttpRequest, HttpResponse, OfflineCause, RetryAfter, all_of,
};
use homing_domain::testing::ManualClock;
use tokio::sync::Notify;

/// What the network does with one request.
pub(crate) enum Reply {
    /// The server looks at each task: see [`Server::words`].
    Work,
    /// Nothing left this machine.
    NotSent(OfflineCause),
    /// The server worked, the answer was lost.
    WorkAndLose,
    /// The request arrives twice; the second answer comes.
    WorkTwice,
    /// The client hears nothing, and the server works only when so many further requests have come.
    WorkLate(usize),
    /// This status, with `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// A page of HTML with status 200.
    Html,
    /// No answer, however long one waits.
    Never,
}

/// A task as the line protocol has it.
type Line = (Key, Lane, String);

/// The server: what it applied, in order, and what it was asked.
#[derive(Default)]
pub(crate) struct Server {
    /// What to do with the next requests; [`Reply::Work`] when it is empty.
    pub(crate) script: VecDeque<Reply>,
    /// The word for a task of this body, in place of `applied`.
    pub(crate) words: BTreeMap<String, &'static str>,
    /// Refuse a whole request that holds a task of this body.
    pub(crate) poison: Option<&'static str>,
    /// Refuse a whole request that holds a task whose word is `poison`.
    pub(crate) all_or_nothing: bool,
    /// Fail with 500 at a request that holds a task of this body.
    pub(crate) breaks: Option<&'static str>,
    /// Never answer a request that holds a task of this body, until the client gives up.
    pub(crate) hangs: Option<&'static str>,
    /// Let requests that are sent side by side arrive before any of them is answered.
    pub(crate) together: bool,
    /// On their way now, and the most that ever were.
    at_once: usize,
    pub(crate) most_at_once: usize,
    /// Bodies in the order in which they took effect.
    pub(crate) applied: Vec<String>,
    /// How long each answer takes, by the clock that it moves.
    pub(crate) answer_takes: Option<(ManualClock, Duration)>,
    /// What the server's clock shows.
    pub(crate) date: Option<Timestamp>,
    /// What to do with the next blobs; they are kept when it is empty.
    pub(crate) blob_script: VecDeque<Reply>,
    /// What to say of this blob, by the last part of its address, each time.
    pub(crate) blob_words: BTreeMap<String, u16>,
    /// Every blob that arrived or was tried, by the last part of its address and with its bytes; in what order among
    /// the requests, `requests` says.
    pub(crate) uploads: Vec<(String, Vec<u8>)>,
    keys: Vec<Key>,
    /// Requests that are still on their way, with the number of the request before which they arrive.
    late: Vec<(usize, Vec<Line>)>,
    /// The bodies of every request that arrived or was tried.
    pub(crate) requests: Vec<Vec<String>>,
}

impl Server {
    /// Applies what is new, in order, as a server with idempotency keys and lanes does.
    fn work(&mut self, lines: &[Line]) -> String {
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

    /// Works on what comes late by now. Nobody hears the answers.
    fn work_on_late_ones(&mut self, by: usize) {
        let arrived: Vec<_> = self.late.extract_if(.., |(due, _)| *due <= by).collect();
        for (_, lines) in arrived {
            self.work(&lines);
        }
    }

    /// Everything that is still on its way arrives.
    pub(crate) fn let_late_ones_arrive(&mut self) {
        self.work_on_late_ones(usize::MAX);
    }
}

#[derive(Clone, Default)]
pub(crate) struct Net(pub(crate) Arc<Mutex<Server>>, Arc<Notify>);

impl Net {
    /// Waits for a request that meets [`Reply::Never`].
    pub(crate) async fn asked_in_vain(&self) {
        self.1.notified().await;
    }
}

impl Net {
    async fn take_blob(&self, path: &str, length: u64, chunks: Chunks) -> Result<HttpResponse, HttpError> {
        let name = path.rsplit('/').next().unwrap().to_owned();
        let reply = {
            let mut server = self.0.lock().unwrap();
            let said = server.blob_words.get(&name).map(|status| Reply::Status(*status, None));
            said.or_else(|| server.blob_script.pop_front()).unwrap_or(Reply::Work)
        };
        if let Reply::NotSent(cause) = reply {
            return Err(HttpError::NotSent { cause, source: "scripted".into() });
        }
        let bytes = all_of(chunks).await.map_err(HttpError::BodyUnreadable)?;
        assert_eq!(bytes.len() as u64, length);
        {
            let mut server = self.0.lock().unwrap();
            server.uploads.push((name.clone(), bytes));
            server.requests.push(vec![format!("blob {name}")]);
        }
        match reply {
            Reply::Work => Ok(answer(201, "text/plain", name)),
            Reply::Html => Ok(answer(200, "text/html", "<html>Welcome to our Wi-Fi".to_owned())),
            Reply::Status(status, wait) => {
                let retry_after = wait.map(RetryAfter::Seconds);
                Ok(HttpResponse { retry_after, ..answer(status, "text/plain", String::new()) })
            }
            Reply::Never => {
                self.1.notify_one();
                std::future::pending().await
            }
            _ => Err(HttpError::AnswerLost("scripted".into())),
        }
    }
}

fn answer(status: u16, content_type: &str, body: String) -> HttpResponse {
    let content_type = Some(content_type.to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body: body.into_bytes() }
}

#[async_trait]
impl Http for Net {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let never = matches!(self.0.lock().unwrap().script.front(), Some(Reply::Never));
        if never {
            self.1.notify_one();
            return std::future::pending().await;
        }
        if let HttpBody::Bytes { length, chunks } = request.body {
            return self.take_blob(request.url.path(), length, chunks).await;
        }
        let together = {
            let mut server = self.0.lock().unwrap();
            server.at_once += 1;
            server.most_at_once = server.most_at_once.max(server.at_once);
            server.together
        };
        if together {
            tokio::task::yield_now().await;
        }
        let mut server = self.0.lock().unwrap();
        server.at_once -= 1;
        let text = String::from_utf8(request.body.into_json().unwrap()).unwrap();
        let lines: Vec<Line> = text
            .lines()
            .map(|line| {
                let [key, lane, body] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
                (key.parse().unwrap(), Lane::new(lane).unwrap(), body.to_owned())
            })
            .collect();
        let bodies: Vec<String> = lines.iter().map(|(_, _, body)| body.clone()).collect();
        let holds = |marked: Option<&str>| marked.is_some_and(|mark| bodies.iter().any(|body| body == mark));
        let poisoned = holds(server.poison)
            || (server.all_or_nothing
                && bodies.iter().any(|body| server.words.get(body).is_some_and(|word| *word == "poison")));
        let (breaks, hangs) = (holds(server.breaks), holds(server.hangs));
        let number = server.requests.len();
        server.work_on_late_ones(number);
        server.requests.push(bodies);
        if let Some((clock, answer_takes)) = &server.answer_takes {
            clock.advance(*answer_takes);
        }
        match server.script.pop_front().unwrap_or(Reply::Work) {
            Reply::Work if hangs => Err(HttpError::AnswerLost("scripted".into())),
            Reply::Work if breaks => Ok(answer(500, "text/plain", String::new())),
            Reply::Work if poisoned => Ok(answer(400, "text/plain", String::new())),
            Reply::Work => {
                let date = server.date;
                Ok(HttpResponse { date, ..answer(200, "text/plain", server.work(&lines)) })
            }
            Reply::NotSent(cause) => Err(HttpError::NotSent { cause, source: "scripted".into() }),
            Reply::WorkAndLose => {
                server.work(&lines);
                Err(HttpError::AnswerLost("scripted".into()))
            }
            Reply::WorkTwice => {
                server.work(&lines);
                Ok(answer(200, "text/plain", server.work(&lines)))
            }
            Reply::WorkLate(further) => {
                server.late.push((number + further, lines));
                Err(HttpError::AnswerLost("scripted".into()))
            }
            Reply::Status(status, wait) => {
                let retry_after = wait.map(RetryAfter::Seconds);
                Ok(HttpResponse { retry_after, ..answer(status, "text/plain", String::new()) })
            }
            Reply::Never => unreachable!("is answered above"),
            Reply::Html => Ok(answer(200, "text/html", "<html>Welcome to our Wi-Fi".to_owned())),
        }
    }
}
