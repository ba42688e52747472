//! What a server announces, and how far it is believed.

use std::time::Duration;

use homing_domain::ports::{
    Capabilities, HttpBody, OidcProvider, Profile, SignInAnswerError, SignInApi, SignInMethods,
};
use homing_transport::HomingProfile;
use serde_json::{Value, json};

use super::{json as json_response, problem, response, server};

fn announced(version: &str, max_tasks: u64, max_bytes: u64) -> Value {
    json!({
        "api_version": version,
        "batch": {"max_tasks": max_tasks, "max_bytes": max_bytes},
        "key_days": 31,
        "refresh_grace_seconds": 60,
        "blob_max_bytes": 0,
    })
}

fn read(announcement: &Value) -> Option<Capabilities> {
    HomingProfile.capabilities_answer(&json_response(200, announcement))
}

#[test]
fn what_a_server_announces_is_taken_over() {
    let expected = Capabilities {
        max_tasks: 50,
        max_bytes: 20_000,
        keys_kept: Duration::from_secs(31 * 86_400),
        blob_max_bytes: Some(0),
    };
    assert_eq!(read(&announced("1", 50, 20_000)), Some(expected));
}

#[test]
fn numbers_beyond_the_contract_are_brought_back_into_it() {
    let least = read(&announced("1", 0, 0)).unwrap();
    assert_eq!((least.max_tasks, least.max_bytes), (1, 1));
    let most = read(&announced("1", 4_000_000_000, u64::MAX)).unwrap();
    assert_eq!((most.max_tasks, most.max_bytes), (100, 4 * 1024 * 1024));
}

#[test]
fn an_announcement_of_another_api_is_none() {
    assert_eq!(read(&announced("2", 50, 20_000)), None);
    assert_eq!(read(&json!({})), None);
    assert_eq!(HomingProfile.capabilities_answer(&problem(404, "not-found")), None);
    let page = response(200, "text/html", announced("1", 50, 20_000).to_string());
    assert_eq!(HomingProfile.capabilities_answer(&page), None);
}

#[test]
fn capabilities_are_asked_for_without_a_sign_in() {
    let request = HomingProfile.capabilities_request(&server()).unwrap();
    assert_eq!(request.url.as_str(), "https://example.org/base/v1/capabilities");
    assert!(request.bearer.is_none() && matches!(request.body, HttpBody::None));
}

fn methods(sign_in: &Value) -> SignInMethods {
    let mut announced = announced("1", 50, 20_000);
    if !sign_in.is_null() {
        announced["sign_in"] = sign_in.clone();
    }
    HomingProfile.methods(&json_response(200, &announced)).unwrap()
}

#[test]
fn a_server_that_announces_no_ways_to_sign_in_takes_passwords() {
    assert_eq!(methods(&Value::Null), SignInMethods::PASSWORD_ALONE);
    assert_eq!(methods(&json!({"password": true})), SignInMethods::PASSWORD_ALONE);
}

#[test]
fn a_provider_is_taken_over_to_the_letter() {
    let oidc = json!({"issuer": "https://id.example.org", "client_id": "homing", "scopes": ["openid"]});
    let expected = OidcProvider {
        issuer: "https://id.example.org".to_owned(),
        client_id: "homing".to_owned(),
        scopes: vec!["openid".to_owned()],
        resource: None,
    };
    let announced = methods(&json!({"password": false, "oidc": oidc}));
    assert_eq!(announced, SignInMethods { password: false, oidc: Some(expected) });
}

#[test]
fn ways_to_sign_in_are_not_read_out_of_something_else() {
    for answer in [
        problem(404, "not-found"),
        json_response(200, &announced("2", 50, 20_000)),
        response(200, "text/html", announced("1", 50, 20_000).to_string()),
    ] {
        let read = HomingProfile.methods(&answer);
        assert!(matches!(read, Err(SignInAnswerError::Unreadable { status, .. }) if status == answer.status));
    }
    assert_eq!(HomingProfile.ask_methods(&server()).unwrap().url.path(), "/base/v1/capabilities");
}
