//! What a scripted server holds and was told, and its answer to each request.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use super::{Arrival, Carried, Deed, Reply};
use crate::message::Message;

/// What it holds and was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) next: VecDeque<Deed>,
    pub(super) always: Deed,
    pub(super) words: HashMap<String, Value>,
    pub(super) poison: Option<(String, Reply)>,
    pub(super) arrivals: Vec<Arrival>,
    pub(super) applied: Vec<Carried>,
    pub(super) refreshes: usize,
    pub(super) refuses_refreshes: bool,
    refuses_tokens: bool,
    spoilt: HashSet<String>,
    keys: HashSet<String>,
}

impl Told {
    /// What is done with a request, and the answer where one goes out.
    pub(super) fn meet(&mut self, request: &Message) -> (Deed, Reply) {
        let arrival = Arrival::read(request);
        match arrival.path.as_str() {
            "/v1/capabilities" => (Deed::Work, capabilities()),
            "/v1/auth/refresh" => (Deed::Work, self.refresh()),
            _ => self.meet_tasks(&arrival),
        }
    }

    pub(super) fn spoil_tokens(&mut self, for_ever: bool) {
        self.refuses_tokens = for_ever;
        self.spoilt.insert(format!("access-{}", self.refreshes));
    }

    fn meet_tasks(&mut self, arrival: &Arrival) -> (Deed, Reply) {
        self.arrivals.push(arrival.clone());
        let deed = self.next.pop_front().unwrap_or_else(|| self.always.clone());
        let let_in =
            arrival.bearer.as_ref().is_some_and(|token| !self.refuses_tokens && !self.spoilt.contains(token));
        let reply = match &deed {
            Deed::Say(reply) => reply.clone(),
            _ if !let_in => Reply::status(401),
            _ => self.work(arrival),
        };
        (deed, reply)
    }

    fn refresh(&mut self) -> Reply {
        self.refreshes += 1;
        if self.refuses_refreshes {
            let problem =
                json!({ "type": "urn:homing:problem:refresh-refused", "title": "t", "status": 401 });
            return Reply::problem(401, &problem);
        }
        Reply::json(&json!({
            "user": { "id": "0b6f4b1e-32e6-4c55-9d0a-6f1f6f9f3f5c", "name": crate::NAME },
            "access_token": format!("access-{}", self.refreshes),
            "refresh_token": format!("refresh-{}", self.refreshes),
            "expires_in_seconds": 30 * 86_400,
        }))
    }

    fn work(&mut self, arrival: &Arrival) -> Reply {
        if arrival.path == "/v1/sync" {
            return self.work_by_item(&arrival.tasks);
        }
        if let Some((poison, reply)) = &self.poison
            && arrival.tasks.iter().any(|task| task.body == *poison)
        {
            return reply.clone();
        }
        for task in &arrival.tasks {
            self.apply(task);
        }
        Reply::json(&json!({ "applied": arrival.tasks.len() }))
    }

    /// Applies what is new, in its order, as a server with idempotency keys and lanes does.
    fn work_by_item(&mut self, tasks: &[Carried]) -> Reply {
        let mut stuck = HashSet::new();
        let mut results = Vec::new();
        for task in tasks {
            let mut result = match self.words.get(&task.body).cloned() {
                _ if stuck.contains(&task.lane) => json!({ "result": "blocked" }),
                Some(Value::Null) => {
                    stuck.insert(&task.lane);
                    continue;
                }
                Some(word) => word,
                None if self.apply(task) => json!({ "result": "applied" }),
                None => json!({ "result": "duplicate" }),
            };
            if !matches!(result["result"].as_str(), Some("applied" | "duplicate")) {
                stuck.insert(&task.lane);
            }
            result["key"] = task.key.clone().into();
            results.push(result);
        }
        Reply::json(&json!({ "results": results }))
    }

    /// Whether it is new.
    fn apply(&mut self, task: &Carried) -> bool {
        let new = self.keys.insert(task.key.clone());
        if new {
            self.applied.push(task.clone());
        }
        new
    }
}

fn capabilities() -> Reply {
    Reply::json(&json!({
        "api_version": "1", "batch": { "max_tasks": 100, "max_bytes": 1_048_576 }, "key_days": 30,
        "refresh_grace_seconds": 60, "blob_max_bytes": 0,
    }))
}
