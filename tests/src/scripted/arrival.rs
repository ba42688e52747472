//! A request for tasks as it arrived, in one form whichever API it speaks.

use serde_json::Value;

use crate::message::{Message, Start};

/// A request for tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// `POST`, `PUT`, `DELETE`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The access token that it showed.
    pub bearer: Option<String>,
    /// What it carried, in its order.
    pub tasks: Vec<Carried>,
    /// How long its body was.
    pub bytes: usize,
}

/// A task as a request carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its idempotency key.
    pub key: String,
    /// Its lane.
    pub lane: String,
    /// Its body: a text as it is, anything else as JSON.
    pub body: String,
}

impl Arrival {
    pub(super) fn read(request: &Message) -> Self {
        let (method, target) = match &request.start {
            Start::Request { method, target } => (method.as_str(), target.as_str()),
            Start::Answer { .. } => ("", ""),
        };
        let json = request.json();
        // One thing alone, or a list of tasks.
        let tasks = match json["tasks"].as_array() {
            Some(tasks) => tasks.iter().map(Carried::read).collect(),
            None if json["key"].is_string() => vec![Carried::read(&json)],
            None => Vec::new(),
        };
        let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        Self {
            method: method.to_owned(),
            path: target.split('?').next().unwrap_or_default().to_owned(),
            bearer: bearer.map(str::to_owned),
            tasks,
            bytes: request.body().len(),
        }
    }

    /// The bodies of its tasks.
    #[must_use]
    pub fn bodies(&self) -> Vec<&str> {
        self.tasks.iter().map(|task| task.body.as_str()).collect()
    }
}

impl Carried {
    fn read(task: &Value) -> Self {
        let text = |name: &str| task[name].as_str().unwrap_or_default().to_owned();
        let body = match &task["body"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Self { key: text("key"), lane: text("lane"), body }
    }
}
