//! Signing in, staying signed in, signing out.

use std::time::Duration;

use homing_domain::ports::{HttpRequest, HttpResponse, Refusal, RetryAfter, SignInAnswerError, SignInApi};
use homing_transport::HomingProfile;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{at, json as json_response, problem, response, server};

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_slice(request.body.json().unwrap()).unwrap()
}

fn session(access: &str, expires_in_seconds: u64) -> Value {
    json!({
        "user": {"id": "u", "name": "ada"},
        "access_token": access,
        "refresh_token": "refresh",
        "expires_in_seconds": expires_in_seconds,
    })
}

fn refusal(response: &HttpResponse) -> Refusal {
    match HomingProfile.grant(response) {
        Err(SignInAnswerError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn is_unreadable(response: &HttpResponse) -> bool {
    matches!(HomingProfile.grant(response), Err(SignInAnswerError::Unreadable { status, .. }) if status == response.status)
}

#[test]
fn each_request_carries_its_secret_where_the_api_expects_it() {
    let login = HomingProfile.sign_in(&server(), "ada", &secret("pw"));
    assert_eq!(login.url.path(), "/base/v1/auth/login");
    assert_eq!(body(&login), json!({"name": "ada", "password": "pw"}));
    assert!(login.bearer.is_none());

    let refresh = HomingProfile.refresh(&server(), &secret("old"));
    assert_eq!(refresh.url.path(), "/base/v1/auth/refresh");
    assert_eq!(body(&refresh), json!({"refresh_token": "old"}));
    assert!(refresh.bearer.is_none());

    let logout = HomingProfile.sign_out(&server(), &secret("access"), &secret("old"));
    assert_eq!(logout.url.path(), "/base/v1/auth/logout");
    assert_eq!(body(&logout), json!({"refresh_token": "old"}));
    assert_eq!(logout.bearer.unwrap().expose_secret(), "access");
}

#[test]
fn a_session_is_a_grant() {
    let grant = HomingProfile.grant(&json_response(200, &session("access", 900))).unwrap();
    assert_eq!((grant.user.as_str(), grant.name.as_str()), ("u", "ada"));
    assert_eq!(grant.access.expose_secret(), "access");
    assert_eq!(grant.refresh.expose_secret(), "refresh");
    assert_eq!(grant.expires_in, Duration::from_secs(900));
}

#[test]
fn a_refusal_is_the_servers_own_word_and_never_a_portals() {
    assert_eq!(refusal(&problem(401, "wrong-credentials")), Refusal::Refused);
    assert_eq!(refusal(&problem(401, "refresh-refused")), Refusal::Refused);
    assert!(is_unreadable(&response(401, "text/html", "<html>Sign in to the hotel</html>")));
    assert!(is_unreadable(&response(401, "application/problem+json", "{}")));
}

#[test]
fn too_many_tries_say_how_long_to_wait_where_the_answer_does() {
    let throttled = |retry_after, date: Option<&str>| {
        let date = date.map(at);
        refusal(&HttpResponse { retry_after, date, ..problem(429, "too-many") })
    };
    let minute = Some(Duration::from_secs(60));
    let date = RetryAfter::At(at("2030-05-05T10:01:00Z"));
    assert_eq!(throttled(Some(RetryAfter::Seconds(60)), None), Refusal::Throttled(minute));
    assert_eq!(throttled(Some(date), Some("2030-05-05T10:00:00Z")), Refusal::Throttled(minute));
    assert_eq!(throttled(Some(date), None), Refusal::Throttled(None));
    assert_eq!(throttled(None, None), Refusal::Throttled(None));
}

#[test]
fn the_grace_is_the_least_that_the_contract_lets_a_server_have() {
    let contract = include_str!("../../../../../docs/openapi.yaml");
    let (_, schema) = contract.split_once("        refresh_grace_seconds:\n").unwrap();
    let least = schema.lines().find_map(|line| line.trim().strip_prefix("minimum: ")).unwrap();
    assert_eq!(HomingProfile.refresh_grace(), Some(Duration::from_secs(least.parse().unwrap())));
}

#[test]
fn any_other_answer_signs_nobody_in_or_out() {
    for slug_status in [400, 403, 404, 413, 500, 503] {
        assert!(is_unreadable(&problem(slug_status, "internal")), "{slug_status}");
    }
    assert!(is_unreadable(&response(200, "text/html", session("access", 900).to_string())));
    assert!(is_unreadable(&json_response(200, &json!({"access_token": "access"}))));
    assert!(is_unreadable(&json_response(302, &session("access", 900))));
}

#[test]
fn a_token_that_no_header_can_carry_is_no_grant() {
    for token in ["", "two words", "line\nbreak", "ümlaut"] {
        assert!(is_unreadable(&json_response(200, &session(token, 900))), "{token:?}");
    }
    assert!(is_unreadable(&json_response(200, &session("access", 0))));
}

#[test]
fn an_unreadable_session_shows_no_token() {
    let error = HomingProfile.grant(&json_response(200, &session("hunter 2", 900))).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter"));
}

#[test]
fn whose_a_token_is_the_server_says_and_its_own_refusal_alone_is_one() {
    let request = HomingProfile.ask_who(&server(), &secret("access")).unwrap();
    assert_eq!(request.url.path(), "/base/v1/user");
    assert_eq!(request.bearer.unwrap().expose_secret(), "access");

    let user = HomingProfile.who(&json_response(200, &json!({"id": "u", "name": "ada"}))).unwrap();
    assert_eq!((user.id.as_str(), user.name.as_str()), ("u", "ada"));
    for status in [401, 403] {
        let refused = HomingProfile.who(&problem(status, "unauthorized"));
        assert!(matches!(refused, Err(SignInAnswerError::Refused(Refusal::Refused))), "{refused:?}");
    }
    for unreadable in [
        response(401, "text/html", "<h1>Welcome</h1>"),
        json_response(200, &json!({"id": "", "name": "ada"})),
        json_response(200, &json!({})),
        problem(404, "not-found"),
        problem(500, "internal"),
    ] {
        let read = HomingProfile.who(&unreadable);
        assert!(matches!(read, Err(SignInAnswerError::Unreadable { .. })), "{read:?}");
    }
}
