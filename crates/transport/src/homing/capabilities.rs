//! `GET /v1/capabilities`: what a server announces, and what to assume before it has.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{Capabilities, HttpRequest, HttpResponse, OidcProvider, SignInMethods};
use homing_wire::API_VERSION;

use crate::json;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The contract's bound on the tasks of one request.
const MAX_TASKS: usize = 100;

/// The greatest request that this client makes, whatever a server takes: 4 MiB, which a line of one
/// Mbit/s carries within the time-out of a sync.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What every server of this API takes: the contract's hundred tasks and thirty days, and 1 MiB, the
/// smallest limit that common reverse proxies come with.
pub(super) const DEFAULTS: Capabilities = Capabilities {
    max_tasks: MAX_TASKS,
    max_bytes: 1024 * 1024,
    keys_kept: Duration::from_secs(30 * 24 * 60 * 60),
    blob_max_bytes: None,
};

/// A small answer from memory; the time is for connecting.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The answer has some 200 bytes.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

pub(super) fn request(server: &ServerUrl) -> HttpRequest {
    json::get(server.join("v1/capabilities"), TIMEOUT, MAX_ANSWER_BYTES)
}

/// How people sign in. A server of another version of the API says nothing that could be relied on.
pub(super) fn sign_in_methods(response: &HttpResponse) -> Option<SignInMethods> {
    if response.status != 200 {
        return None;
    }
    let announced: homing_wire::Capabilities = json::body(response).ok()?;
    if announced.api_version != API_VERSION {
        return None;
    }
    let Some(announced) = announced.sign_in else { return Some(SignInMethods::PASSWORD_ALONE) };
    let oidc = announced.oidc.map(|provider| {
        let homing_wire::OidcProvider { issuer, client_id, scopes, resource } = provider;
        OidcProvider { issuer, client_id, scopes, resource }
    });
    Some(SignInMethods { password: announced.password, oidc })
}

/// Takes what can be kept to: numbers beyond the contract are brought back into it.
pub(super) fn answer(response: &HttpResponse) -> Option<Capabilities> {
    if response.status != 200 {
        return None;
    }
    let announced: homing_wire::Capabilities = json::body(response).ok()?;
    if announced.api_version != API_VERSION {
        return None;
    }
    Some(Capabilities {
        max_tasks: usize::try_from(announced.batch.max_tasks).unwrap_or(MAX_TASKS).clamp(1, MAX_TASKS),
        max_bytes: usize::try_from(announced.batch.max_bytes).unwrap_or(MAX_BYTES).clamp(1, MAX_BYTES),
        keys_kept: DAY.saturating_mul(announced.key_days),
        blob_max_bytes: Some(announced.blob_max_bytes),
    })
}
