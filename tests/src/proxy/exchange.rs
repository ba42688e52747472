//! One request and its answer, as they passed the proxy.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::message::{Message, Start};

/// Where tasks go.
pub(super) const SYNC: &str = "/v1/sync";

/// A request and, once the server has given one, its answer, whether or not it reached the client.
#[derive(Clone, Debug)]
pub struct Exchange {
    request: Message,
    pub(super) answer: Option<Message>,
}

impl Exchange {
    pub(super) fn new(request: Message) -> Self {
        Self { request, answer: None }
    }

    /// `POST`, `GET`.
    #[must_use]
    pub fn method(&self) -> &str {
        match &self.request.start {
            Start::Request { method, .. } => method,
            Start::Answer { .. } => "",
        }
    }

    /// Without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.request.start {
            Start::Request { target, .. } => target.split('?').next().unwrap_or(target),
            Start::Answer { .. } => "",
        }
    }

    /// Whether it carries tasks.
    #[must_use]
    pub fn is_sync(&self) -> bool {
        self.path() == SYNC
    }

    /// The body of the request, null where there is none.
    #[must_use]
    pub fn request(&self) -> Value {
        self.request.json()
    }

    /// A header of the request; names in small letters.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request.header(name)
    }

    /// The access token that the client showed.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        self.request.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The status, once there is an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.answer.as_ref()?.start {
            Start::Answer { status } => Some(status),
            Start::Request { .. } => None,
        }
    }

    /// The body of the answer, null where there is none.
    #[must_use]
    pub fn answer(&self) -> Value {
        self.answer.as_ref().map(Message::json).unwrap_or_default()
    }

    /// A header of the answer; names in small letters.
    #[must_use]
    pub fn answer_header(&self, name: &str) -> Option<&str> {
        self.answer.as_ref()?.header(name)
    }

    /// The keys of the tasks that it carries.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.tasks().iter().filter_map(|task| task["key"].as_str().map(str::to_owned)).collect()
    }

    /// The tasks that it carries.
    #[must_use]
    pub fn tasks(&self) -> Vec<Value> {
        self.request()["tasks"].as_array().cloned().unwrap_or_default()
    }

    /// Key and result of each task that the server answered for.
    #[must_use]
    pub fn results(&self) -> Vec<(String, String)> {
        let answer = self.answer();
        let results = answer["results"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        results.map(|result| (text(&result["key"]), text(&result["result"]))).collect()
    }

    /// Every token in it, whichever way it went.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        let (request, answer) = (self.request(), self.answer());
        let told = [&request["refresh_token"], &answer["refresh_token"], &answer["access_token"]];
        let told = told.into_iter().filter_map(Value::as_str);
        told.chain(self.bearer()).map(str::to_owned).collect()
    }
}

/// Fails unless each task that the server answered for took effect exactly once, whether or not an answer arrived. Says
/// how many did.
///
/// # Errors
/// One did not, or did twice, or was answered otherwise.
pub fn each_took_effect_once(syncs: &[Exchange]) -> Result<usize> {
    let mut applied = BTreeMap::<String, usize>::new();
    for (key, result) in syncs.iter().flat_map(Exchange::results) {
        ensure!(result == "applied" || result == "duplicate", "the server answered {result} for {key}");
        *applied.entry(key).or_default() += usize::from(result == "applied");
    }
    let wrong = applied.iter().find(|(_, times)| **times != 1);
    ensure!(wrong.is_none(), "a task did not take effect exactly once: {wrong:?}");
    Ok(applied.len())
}
