//! Profiles of APIs that Homing ships none for: one that answers for a whole request, one with an address for each
//! thing. Both send `{key, lane, body}` as JSON and read a refusal as `{code, detail, field}`.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::names::DeviceId;
use homing_domain::policy::Scope;
use homing_domain::ports::{
    BatchAnswer, Capabilities, HttpBody, HttpRequest, HttpResponse, ItemAnswer, Method, Problem, Profile,
    UnfitError,
};
use homing_domain::task::Task;
use serde_json::{Value, json};

/// A task that asks for its thing to be gone.
pub(super) const DELETE: &str = "delete";

/// `POST /all`: a batch that is taken whole or not at all.
pub(super) struct AllOrNothing;

/// `PUT /things/LANE` and `DELETE /things/LANE`: one task a request.
pub(super) struct OneByOne;

/// A profile whose requests are given up soon, for tests of a server that never answers.
pub(super) struct Impatient<P>(pub(super) P, pub(super) Duration);

/// Longer than any answer of a server on this machine takes.
const LONG: Duration = Duration::from_secs(60);

fn capabilities(max_tasks: usize) -> Capabilities {
    Capabilities {
        max_tasks,
        max_bytes: 1_000_000,
        keys_kept: Duration::from_secs(30 * 86_400),
        blob_max_bytes: None,
    }
}

fn request(method: Method, server: &ServerUrl, path: &str, body: &Value) -> HttpRequest {
    let body = HttpBody::Json(body.to_string().into_bytes());
    HttpRequest {
        method,
        url: server.join(path),
        bearer: None,
        body,
        timeout: LONG,
        max_answer_bytes: 100_000,
    }
}

fn carried(place: usize, task: &Task) -> Result<Value, (usize, UnfitError)> {
    let body: Value = task.task.body.json().map_err(|error| (place, UnfitError::Body(error.into())))?;
    Ok(json!({ "key": task.task.key.to_string(), "lane": task.task.lane.as_str(), "body": body }))
}

/// A success is `{"applied": n}`; anything else in a 2xx is not of this API.
fn answer(tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    if (200..300).contains(&response.status) {
        return match body["applied"].as_u64() {
            Some(_) => BatchAnswer::Items(vec![ItemAnswer::Applied; tasks.len()]),
            None => BatchAnswer::Unreadable,
        };
    }
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    match text("code") {
        // This API's word for: I hold exactly this already.
        Some(code) if code == "same-content" => BatchAnswer::Items(vec![ItemAnswer::Duplicate; tasks.len()]),
        Some(code) => {
            BatchAnswer::Whole(Some(Problem { code, detail: text("detail"), field: text("field") }))
        }
        None => BatchAnswer::Whole(None),
    }
}

impl Profile for AllOrNothing {
    fn defaults(&self) -> Capabilities {
        capabilities(100)
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
        let tasks = tasks.iter().enumerate().map(|(place, task)| carried(place, task));
        let tasks = tasks.collect::<Result<Vec<_>, _>>()?;
        Ok(request(Method::Post, server, "all", &json!({ "tasks": tasks })))
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        answer(tasks, response)
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }

    fn requests_at_once(&self) -> usize {
        1
    }
}

impl Profile for OneByOne {
    fn defaults(&self) -> Capabilities {
        capabilities(1)
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
        let task = &tasks[0];
        let method = if deletes(task) { Method::Delete } else { Method::Put };
        Ok(request(method, server, &format!("things/{}", task.task.lane), &carried(0, task)?))
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        answer(tasks, response)
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Item { delete: deletes(&tasks[0]) }
    }

    fn requests_at_once(&self) -> usize {
        1
    }
}

fn deletes(task: &Task) -> bool {
    task.task.kind.as_str() == DELETE
}

impl<P: Profile> Profile for Impatient<P> {
    fn defaults(&self) -> Capabilities {
        self.0.defaults()
    }

    fn capabilities_request(&self, server: &ServerUrl) -> Option<HttpRequest> {
        self.0.capabilities_request(server)
    }

    fn capabilities_answer(&self, response: &HttpResponse) -> Option<Capabilities> {
        self.0.capabilities_answer(response)
    }

    fn sync_request(
        &self,
        server: &ServerUrl,
        device: DeviceId,
        tasks: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        Ok(HttpRequest { timeout: self.1, ..self.0.sync_request(server, device, tasks)? })
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        self.0.sync_answer(tasks, response)
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        self.0.scope(tasks)
    }

    fn requests_at_once(&self) -> usize {
        self.0.requests_at_once()
    }
}
