//! `/v1/auth/*`: how someone signs in, stays signed in and signs out. Not where tokens are kept.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{
    Grant, HttpRequest, HttpResponse, KnownUser, Refusal, SignInAnswerError, SignInApi, SignInMethods,
};
use homing_wire::{LoginRequest, LogoutRequest, RefreshRequest, Secret, Session, User};
use secrecy::{ExposeSecret, SecretString};

use super::{HomingProfile, capabilities, problem};
use crate::json;
use crate::tokens::{token, wait_asked};

/// A password is hashed on the server, which takes about a second on a busy machine, after up to ten
/// seconds of connecting.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An answer has some 300 bytes; tokens are opaque and may be longer elsewhere.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// The least grace that the contract lets a server have (`refresh_grace_seconds`): so it holds with every
/// one, whatever it announces, and also where nobody has asked for its capabilities yet.
const REFRESH_GRACE: Duration = Duration::from_secs(60);

/// The problem of a server that takes no passwords.
const NO_PASSWORDS: &str = "password-sign-in-off";

impl SignInApi for HomingProfile {
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest {
        let body = LoginRequest { name: name.to_owned(), password: wire(password) };
        json::post(server.join("v1/auth/login"), json::plain(&body), TIMEOUT, MAX_ANSWER_BYTES)
    }

    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest {
        let body = RefreshRequest { refresh_token: wire(refresh) };
        json::post(server.join("v1/auth/refresh"), json::plain(&body), TIMEOUT, MAX_ANSWER_BYTES)
    }

    fn sign_out(&self, server: &ServerUrl, access: &SecretString, refresh: &SecretString) -> HttpRequest {
        let body = LogoutRequest { refresh_token: Some(wire(refresh)) };
        let request =
            json::post(server.join("v1/auth/logout"), json::plain(&body), TIMEOUT, MAX_ANSWER_BYTES);
        HttpRequest { bearer: Some(access.clone()), ..request }
    }

    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError> {
        let status = response.status;
        let problem = problem::read(response);
        match status {
            200 => session(response).ok_or(SignInAnswerError::Unreadable { status, problem }),
            // A 401 of a proxy's or a portal's own is no word of the server on anyone's password.
            401 if problem.as_ref().is_some_and(|problem| !problem.code.is_empty()) => {
                Err(SignInAnswerError::Refused(Refusal::Refused))
            }
            403 if problem.as_ref().is_some_and(|problem| problem.code == NO_PASSWORDS) => {
                Err(SignInAnswerError::Refused(Refusal::NoPasswords))
            }
            429 => Err(SignInAnswerError::Refused(Refusal::Throttled(wait_asked(response)))),
            _ => Err(SignInAnswerError::Unreadable { status, problem }),
        }
    }

    fn refresh_grace(&self) -> Option<Duration> {
        Some(REFRESH_GRACE)
    }

    fn ask_methods(&self, server: &ServerUrl) -> Option<HttpRequest> {
        Some(capabilities::request(server))
    }

    fn methods(&self, response: &HttpResponse) -> Result<SignInMethods, SignInAnswerError> {
        capabilities::sign_in_methods(response).ok_or_else(|| SignInAnswerError::Unreadable {
            status: response.status,
            problem: problem::read(response),
        })
    }

    fn ask_who(&self, server: &ServerUrl, access: &SecretString) -> Option<HttpRequest> {
        let request = json::get(server.join("v1/user"), TIMEOUT, MAX_ANSWER_BYTES);
        Some(HttpRequest { bearer: Some(access.clone()), ..request })
    }

    fn who(&self, response: &HttpResponse) -> Result<KnownUser, SignInAnswerError> {
        let (status, problem) = (response.status, problem::read(response));
        let is_the_servers_own = problem.as_ref().is_some_and(|problem| !problem.code.is_empty());
        match status {
            200 => {
                let user: Option<User> = json::body(response).ok().filter(|user: &User| !user.id.is_empty());
                let user = user.ok_or(SignInAnswerError::Unreadable { status, problem })?;
                Ok(KnownUser { id: user.id, name: user.name })
            }
            401 | 403 if is_the_servers_own => Err(SignInAnswerError::Refused(Refusal::Refused)),
            429 => Err(SignInAnswerError::Refused(Refusal::Throttled(wait_asked(response)))),
            _ => Err(SignInAnswerError::Unreadable { status, problem }),
        }
    }
}

fn session(response: &HttpResponse) -> Option<Grant> {
    let session: Session = json::body(response).ok()?;
    let grant = Grant {
        user: session.user.id,
        name: session.user.name,
        access: token(session.access_token)?,
        refresh: token(session.refresh_token)?,
        expires_in: Duration::from_secs(session.expires_in_seconds),
    };
    (!grant.user.is_empty() && !grant.expires_in.is_zero()).then_some(grant)
}

fn wire(secret: &SecretString) -> Secret {
    Secret::new(secret.expose_secret())
}
