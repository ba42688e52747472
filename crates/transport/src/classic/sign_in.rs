//! `/auth/*`: how someone signs in with email and password, stays signed in and signs out. Not where tokens are kept.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homing_domain::account::ServerUrl;
use homing_domain::ports::{
    Grant, HttpRequest, HttpResponse, KnownUser, Refusal, SignInAnswerError, SignInApi,
};
use homing_wire::Secret;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{ClassicProfile, problem};
use crate::json;
use crate::tokens::{token, wait_asked};

/// A password is hashed on the server, which takes about a second on a busy machine, after up to ten seconds of
/// connecting.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An answer has some 2 KiB: an access token of this server says much of its user.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

#[derive(Serialize)]
struct Login<'a> {
    email: &'a str,
    password: Secret,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refresh {
    refresh_token: Secret,
}

/// As some older servers spell it.
#[derive(Serialize)]
struct OlderRefresh {
    refresh_token: Secret,
}

/// The answer to a refresh names no user.
#[derive(Deserialize)]
struct Session {
    #[serde(default)]
    user: Option<User>,
    access_token: Secret,
    refresh_token: Secret,
}

#[derive(Deserialize)]
struct User {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
}

/// What an access token says of its own life, in seconds since 1970 (RFC 7519, 4.1.4 and 4.1.6).
#[derive(Deserialize)]
struct Life {
    iat: u64,
    exp: u64,
}

impl SignInApi for ClassicProfile {
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest {
        post(server, "auth/login", &Login { email: name, password: wire(password) })
    }

    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest {
        post(server, "auth/refresh", &Refresh { refresh_token: wire(refresh) })
    }

    /// A 400 is the word of a server that does not know the member: it has looked at no token.
    fn refresh_otherwise(
        &self,
        server: &ServerUrl,
        refresh: &SecretString,
        response: &HttpResponse,
    ) -> Option<HttpRequest> {
        let is_misspelt = response.status == 400 && problem::read(response).is_some();
        is_misspelt.then(|| post(server, "auth/refresh", &OlderRefresh { refresh_token: wire(refresh) }))
    }

    fn sign_out(&self, server: &ServerUrl, access: &SecretString, refresh: &SecretString) -> HttpRequest {
        let request = post(server, "auth/logout", &Refresh { refresh_token: wire(refresh) });
        HttpRequest { bearer: Some(access.clone()), ..request }
    }

    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError> {
        match response.status {
            200 | 201 => session(response).ok_or_else(|| unreadable(response)),
            _ => Err(refusal(response)),
        }
    }

    /// A refresh token is good once.
    fn refresh_grace(&self) -> Option<Duration> {
        None
    }

    fn ask_who(&self, server: &ServerUrl, access: &SecretString) -> Option<HttpRequest> {
        let request = json::get(server.join("auth/me"), TIMEOUT, MAX_ANSWER_BYTES);
        Some(HttpRequest { bearer: Some(access.clone()), ..request })
    }

    fn who(&self, response: &HttpResponse) -> Result<KnownUser, SignInAnswerError> {
        if response.status != 200 {
            return Err(refusal(response));
        }
        let user: Option<User> = json::body(response).ok();
        user.and_then(known).ok_or_else(|| unreadable(response))
    }
}

/// How long an access token lives in all, by its own word: whatever either clock says.
#[must_use]
fn lifetime(access: &SecretString) -> Option<Duration> {
    let Life { iat, exp } = life(access)?;
    exp.checked_sub(iat).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

fn life(access: &SecretString) -> Option<Life> {
    let payload = access.expose_secret().split('.').nth(1)?;
    let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?);
    serde_json::from_slice(&payload).ok()
}

fn session(response: &HttpResponse) -> Option<Grant> {
    let Session { user, access_token, refresh_token } = json::body(response).ok()?;
    let (access, refresh) = (token(access_token)?, token(refresh_token)?);
    // Where it names one, it must be one.
    let KnownUser { id: user, name } = match user {
        Some(user) => known(user)?,
        None => KnownUser { id: String::new(), name: String::new() },
    };
    let expires_in = lifetime(&access)?;
    Some(Grant { user, name, access, refresh, expires_in })
}

fn known(user: User) -> Option<KnownUser> {
    let User { id, name, email } = user;
    let name = name.or(email).unwrap_or_default();
    (!id.is_empty()).then_some(KnownUser { id, name })
}

/// A 401 of a proxy's or a portal's own is no word of the server on anyone.
fn refusal(response: &HttpResponse) -> SignInAnswerError {
    match response.status {
        401 if problem::read(response).is_some() => SignInAnswerError::Refused(Refusal::Refused),
        429 => SignInAnswerError::Refused(Refusal::Throttled(wait_asked(response))),
        _ => unreadable(response),
    }
}

fn unreadable(response: &HttpResponse) -> SignInAnswerError {
    SignInAnswerError::Unreadable { status: response.status, problem: problem::read(response) }
}

fn post(server: &ServerUrl, path: &str, body: &impl Serialize) -> HttpRequest {
    json::post(server.join(path), json::plain(body), TIMEOUT, MAX_ANSWER_BYTES)
}

fn wire(secret: &SecretString) -> Secret {
    Secret::new(secret.expose_secret())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::{Value, json};

    use super::*;
    use crate::classic::testing::{html, json as answer, server};

    /// A token that says so of itself, and is signed by nobody.
    fn jwt(payload: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(r#"{"alg":"HS256"}"#), part(payload))
    }

    fn granted(body: &Value) -> Result<Grant, SignInAnswerError> {
        ClassicProfile.grant(&answer(200, &body.to_string()))
    }

    fn body(request: HttpRequest) -> Value {
        serde_json::from_slice(&request.body.into_json().unwrap()).unwrap()
    }

    #[test]
    fn a_sign_in_is_by_email_and_lasts_as_long_as_its_token_says() {
        let asked = ClassicProfile.sign_in(&server(), "anna@example.org", &"pw".into());
        assert_eq!(asked.url.as_str(), "https://example.org/api/v1/auth/login");
        assert_eq!(body(asked), json!({"email": "anna@example.org", "password": "pw"}));
        let access = jwt(r#"{"sub":"u1","iat":1000,"exp":1900}"#);
        let user = json!({"id": "u1", "name": "Anna", "email": "a@b", "role": "EMPLOYEE"});
        let grant = granted(&json!({"user": user, "access_token": access, "refresh_token": "r1"})).unwrap();
        assert_eq!((grant.user.as_str(), grant.name.as_str()), ("u1", "Anna"));
        assert_eq!(grant.expires_in, Duration::from_secs(900));
    }

    #[test]
    fn a_refresh_names_nobody_and_is_a_grant_all_the_same() {
        let access = jwt(r#"{"iat":1000,"exp":1900}"#);
        let grant = granted(&json!({"access_token": access, "refresh_token": "r2"})).unwrap();
        assert_eq!((grant.user.as_str(), grant.refresh.expose_secret()), ("", "r2"));
        let nobody = json!({"user": {"id": ""}, "access_token": access, "refresh_token": "r2"});
        assert!(granted(&nobody).is_err());
    }

    #[test]
    fn a_token_that_does_not_say_how_long_it_lives_is_no_grant() {
        for access in
            ["opaque", &jwt("{}"), &jwt(r#"{"iat":1900,"exp":1900}"#), &jwt(r#"{"iat":2,"exp":1}"#), "a.b.c"]
        {
            assert!(granted(&json!({"access_token": access, "refresh_token": "r2"})).is_err(), "{access}");
        }
    }

    #[test]
    fn a_refresh_is_spelt_the_older_way_only_where_the_server_does_not_know_the_newer() {
        let refresh = SecretString::from("r1");
        assert_eq!(body(ClassicProfile.refresh(&server(), &refresh)), json!({"refreshToken": "r1"}));
        let otherwise = |response| ClassicProfile.refresh_otherwise(&server(), &refresh, &response);
        let unknown =
            answer(400, r#"{"message":["property refreshToken should not exist"],"statusCode":400}"#);
        assert_eq!(body(otherwise(unknown).unwrap()), json!({"refresh_token": "r1"}));
        let refused = r#"{"message":"Unauthorized","statusCode":401}"#;
        for response in [answer(401, refused), answer(500, refused), html(400), html(200)] {
            assert!(otherwise(response).is_none());
        }
    }

    #[test]
    fn a_sign_out_says_which_sign_in_is_over() {
        let request = ClassicProfile.sign_out(&server(), &"a1".into(), &"r1".into());
        assert_eq!(request.bearer.as_ref().map(|it| it.expose_secret()), Some("a1"));
        assert_eq!(body(request), json!({"refreshToken": "r1"}));
        assert_eq!(ClassicProfile.refresh_grace(), None);
    }

    #[test]
    fn only_the_servers_own_401_is_a_refusal_and_a_429_says_how_long() {
        let refused = answer(401, r#"{"message":"Unauthorized","statusCode":401}"#);
        assert!(matches!(ClassicProfile.grant(&refused), Err(SignInAnswerError::Refused(Refusal::Refused))));
        assert!(matches!(ClassicProfile.grant(&html(401)), Err(SignInAnswerError::Unreadable { .. })));
        let busy = HttpResponse {
            retry_after: Some(homing_domain::ports::RetryAfter::Seconds(7)),
            ..answer(429, r#"{"statusCode":429,"message":"slow"}"#)
        };
        let throttled = ClassicProfile.grant(&busy).unwrap_err();
        let asked = Some(Duration::from_secs(7));
        assert!(matches!(throttled, SignInAnswerError::Refused(Refusal::Throttled(wait)) if wait == asked));
        assert!(matches!(
            ClassicProfile.grant(&answer(500, "{}")),
            Err(SignInAnswerError::Unreadable { .. })
        ));
    }

    #[test]
    fn the_server_says_whose_a_token_is() {
        let request = ClassicProfile.ask_who(&server(), &"a1".into()).unwrap();
        assert_eq!(request.url.as_str(), "https://example.org/api/v1/auth/me");
        let user = ClassicProfile.who(&answer(200, r#"{"id":"u1","email":"a@b"}"#)).unwrap();
        assert_eq!((user.id.as_str(), user.name.as_str()), ("u1", "a@b"));
        assert!(ClassicProfile.who(&html(200)).is_err());
    }
}
