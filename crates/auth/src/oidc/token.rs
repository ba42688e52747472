//! The forms of the token endpoint (RFC 6749, 4.1.3 and 6) and of the revocation endpoint (RFC 7009), and their
//! answers. Pure. Not the types of `openidconnect`: those are not wiped.

use std::time::Duration;

use homing_domain::ports::{
    HttpBody, HttpRequest, HttpResponse, Method, OidcGrant, Refusal, SignInAnswerError,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::{Url, form_urlencoded};

/// As long as a sign-in at the server itself may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Tokens have a few kilobytes at most: they go into a header.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How long an access token is taken to live whose answer does not say (`expires_in` is recommended alone: RFC 6749,
/// 5.1). Shorter than providers let theirs live: a try too many costs one exchange.
const UNTOLD_LIFE: Duration = Duration::from_secs(5 * 60);

/// What was granted.
pub(crate) struct Tokens {
    pub(crate) access: SecretString,
    /// `None`: the one that was sent stays good.
    pub(crate) refresh: Option<SecretString>,
    pub(crate) id_token: Option<SecretString>,
    pub(crate) expires_in: Duration,
}

/// A code, and what it goes with.
pub(super) struct Code<'a> {
    pub(super) code: &'a SecretString,
    pub(super) verifier: &'a SecretString,
    pub(super) redirect: &'a str,
}

/// Asks for the tokens of a code.
pub(super) fn exchange(grant: &OidcGrant, code: &Code<'_>) -> HttpRequest {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.code.expose_secret()),
        ("redirect_uri", code.redirect),
        ("client_id", &grant.provider.client_id),
        ("code_verifier", code.verifier.expose_secret()),
    ];
    post(&grant.token_endpoint, &with_resource(grant, &form))
}

/// Asks for new tokens.
pub(crate) fn refresh(grant: &OidcGrant, refresh: &SecretString) -> HttpRequest {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.expose_secret()),
        ("client_id", &grant.provider.client_id),
    ];
    post(&grant.token_endpoint, &with_resource(grant, &form))
}

/// Ends a sign-in at the provider; `None` where that has no place for it.
pub(crate) fn revoke(grant: &OidcGrant, refresh: &SecretString) -> Option<HttpRequest> {
    let form = [
        ("token", refresh.expose_secret()),
        ("token_type_hint", "refresh_token"),
        ("client_id", &grant.provider.client_id),
    ];
    Some(post(grant.revocation_endpoint.as_ref()?, &form))
}

/// Reads an answer of the token endpoint.
///
/// # Errors
/// `Refused` for `invalid_grant` alone (RFC 6749, 5.2): no other error says anything of the tokens.
pub(crate) fn tokens(response: &HttpResponse) -> Result<Tokens, SignInAnswerError> {
    let status = response.status;
    match status {
        200 => granted(response).ok_or(SignInAnswerError::Unreadable { status, problem: None }),
        400 | 401 if error_code(response).as_deref() == Some("invalid_grant") => {
            Err(SignInAnswerError::Refused(Refusal::Refused))
        }
        429 => Err(SignInAnswerError::Refused(Refusal::Throttled(None))),
        _ => Err(SignInAnswerError::Unreadable { status, problem: None }),
    }
}

/// The error code of an answer, where it is one of OAuth's (RFC 6749, 5.2).
pub(crate) fn error_code(response: &HttpResponse) -> Option<String> {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    if !is_json(response) {
        return None;
    }
    let refused: Refused = serde_json::from_slice(&response.body).ok()?;
    Some(plain_code(&refused.error))
}

/// An error code as it may be shown: nothing that a provider could write into a terminal or a log with.
pub(super) fn plain_code(code: &str) -> String {
    const MOST: usize = 40;
    code.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_').take(MOST).collect()
}

#[derive(Deserialize)]
struct Granted {
    #[serde(deserialize_with = "secret")]
    access_token: SecretString,
    token_type: String,
    /// Whatever is written there: a rotated refresh token is not thrown away over it.
    #[serde(default)]
    expires_in: Value,
    #[serde(default, deserialize_with = "secret_or_none")]
    refresh_token: Option<SecretString>,
    #[serde(default, deserialize_with = "secret_or_none")]
    id_token: Option<SecretString>,
}

/// How long an access token lives; some providers write it as a text, or not as they should.
fn life(expires_in: &Value) -> Duration {
    let seconds = match expires_in {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    seconds.map_or(UNTOLD_LIFE, Duration::from_secs)
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

fn secret_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.map(SecretString::from))
}

fn granted(response: &HttpResponse) -> Option<Tokens> {
    if !is_json(response) {
        return None;
    }
    let granted: Granted = serde_json::from_slice(&response.body).ok()?;
    let expires_in = life(&granted.expires_in);
    let refresh = granted.refresh_token.filter(|token| !token.expose_secret().is_empty());
    let is_bearer = granted.token_type.eq_ignore_ascii_case("bearer");
    (is_bearer && is_visible(&granted.access_token) && refresh.as_ref().is_none_or(is_visible))
        .then_some(Tokens { access: granted.access_token, refresh, id_token: granted.id_token, expires_in })
}

/// Whether a header can carry it (RFC 6750: visible ASCII).
fn is_visible(token: &SecretString) -> bool {
    let text = token.expose_secret();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_json(response: &HttpResponse) -> bool {
    response.content_type.as_deref() == Some("application/json")
}

/// The resource is named in every request: a provider may mean another one else (RFC 8707, 2.2).
fn with_resource<'a>(grant: &'a OidcGrant, form: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let resource = grant.provider.resource.as_deref().map(|resource| ("resource", resource));
    form.iter().copied().chain(resource).collect()
}

fn post(url: &Url, form: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: url.clone(),
        bearer: None,
        body: HttpBody::Form(encoded(form)),
        timeout: TIMEOUT,
        max_answer_bytes: MAX_ANSWER_BYTES,
    }
}

/// The form, in one buffer of the right size: one that grows leaves its old content behind.
fn encoded(form: &[(&str, &str)]) -> SecretString {
    let pieces = || {
        form.iter().enumerate().flat_map(|(place, (name, value))| {
            let and = if place == 0 { "" } else { "&" };
            let value = form_urlencoded::byte_serialize(value.as_bytes());
            [and, name, "="].into_iter().chain(value)
        })
    };
    let mut text = String::with_capacity(pieces().map(str::len).sum());
    pieces().for_each(|piece| text.push_str(piece));
    text.into()
}

#[cfg(test)]
mod tests;
