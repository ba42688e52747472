//! How the notes' own server is asked: JSON, a bearer, and one word on each change. Pure: nothing here sends.

use std::collections::HashMap;
use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::names::{DeviceId, Key};
use homing_domain::ports::{
    BatchAnswer, Capabilities, Grant, HttpRequest, HttpResponse, ItemAnswer, Problem, Profile,
    SignInAnswerError, SignInApi, Unfit, UnfitError,
};
use homing_domain::task::Task;
use secrecy::{ExposeSecret, SecretString};

use crate::note::Note;

/// The API of the notes' server.
pub struct NotesApi;

impl Profile for NotesApi {
    fn defaults(&self) -> Capabilities {
        let keys_kept = Duration::from_secs(30 * 24 * 60 * 60);
        Capabilities { max_tasks: 20, max_bytes: 256 * 1024, keys_kept, blob_max_bytes: Some(0) }
    }

    fn sync_request(&self, server: &ServerUrl, _: DeviceId, tasks: &[Task]) -> Result<HttpRequest, Unfit> {
        let change = |(place, Task { task, .. }): (usize, &Task)| {
            let note: Note = task.body.json().map_err(|error| (place, UnfitError::Body(error.into())))?;
            // Under its key a change has its effect once, however often it is sent.
            Ok(serde_json::json!({ "key": task.key, "at": task.occurred_at, "note": note }))
        };
        let changes: Vec<_> = tasks.iter().enumerate().map(change).collect::<Result<_, _>>()?;
        Ok(HttpRequest::post_json(server.join("changes"), &changes))
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        let Some(words) = response.json::<HashMap<Key, String>>() else {
            return if response.status == 200 { BatchAnswer::Unreadable } else { BatchAnswer::Whole(None) };
        };
        let answer = |task: &Task| match words.get(&task.task.key).map(String::as_str) {
            Some("taken") => ItemAnswer::Applied,
            // An earlier change of the same note was refused.
            Some("held") => ItemAnswer::Blocked,
            Some(code) => ItemAnswer::Rejected(Problem { code: code.to_owned(), ..Problem::default() }),
            None => ItemAnswer::Missing,
        };
        BatchAnswer::Items(tasks.iter().map(answer).collect())
    }
}

/// What signs somebody in, on the wire.
#[derive(serde::Deserialize)]
struct Session {
    user: String,
    token: SecretString,
    renewal: SecretString,
    seconds: u64,
}

impl SignInApi for NotesApi {
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest {
        HttpRequest::post_json(server.join("session"), &(name, password.expose_secret()))
    }

    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest {
        HttpRequest::post_json(server.join("session/renewal"), refresh.expose_secret())
    }

    fn sign_out(&self, server: &ServerUrl, _: &SecretString, refresh: &SecretString) -> HttpRequest {
        HttpRequest::post_json(server.join("session/end"), refresh.expose_secret())
    }

    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError> {
        let session = response.json().ok_or_else(|| SignInAnswerError::of(response))?;
        let Session { user, token: access, renewal: refresh, seconds } = session;
        let expires_in = Duration::from_secs(seconds);
        Ok(Grant { name: user.clone(), user, access, refresh, expires_in })
    }
}
