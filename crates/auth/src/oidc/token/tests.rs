//! Forms and answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_domain::ports::OidcProvider;
use serde_json::{Value, json};

use super::*;

fn grant(resource: Option<&str>) -> OidcGrant {
    OidcGrant {
        provider: OidcProvider {
            issuer: "https://id.example.org".to_owned(),
            client_id: "homing app".to_owned(),
            scopes: vec![],
            resource: resource.map(str::to_owned),
        },
        token_endpoint: "https://id.example.org/token".parse().unwrap(),
        revocation_endpoint: None,
    }
}

fn form(request: &HttpRequest) -> &str {
    request.body.form().unwrap().expose_secret()
}

fn answered(body: &Value) -> HttpResponse {
    let (content_type, body) = (Some("application/json".to_owned()), body.to_string().into_bytes());
    HttpResponse { status: 200, content_type, retry_after: None, date: None, body }
}

#[test]
fn a_form_is_encoded_and_shown_to_nobody() {
    let request = refresh(&grant(Some("https://homing.example.org")), &"a+b&c=d \u{fc}".into());
    assert_eq!(
        form(&request),
        "grant_type=refresh_token&refresh_token=a%2Bb%26c%3Dd+%C3%BC&client_id=homing+app\
         &resource=https%3A%2F%2Fhoming.example.org"
    );
    assert_eq!(format!("{request:?}"), "Post id.example.org/token");
    assert_eq!(format!("{:?}", request.body.form().unwrap()), "SecretBox<str>([REDACTED])");
}

#[test]
fn a_code_goes_with_its_verifier_and_the_address_that_it_came_to() {
    let (code, verifier) = ("c".into(), "v".into());
    let code = Code { code: &code, verifier: &verifier, redirect: "http://127.0.0.1:7/callback" };
    assert_eq!(
        form(&exchange(&grant(None), &code)),
        "grant_type=authorization_code&code=c&redirect_uri=http%3A%2F%2F127.0.0.1%3A7%2Fcallback\
         &client_id=homing+app&code_verifier=v"
    );
}

#[test]
fn where_a_provider_has_no_place_for_it_nothing_is_revoked() {
    assert!(revoke(&grant(None), &"r".into()).is_none());
}

#[test]
fn a_life_is_read_as_a_number_and_as_a_text_and_costs_no_token_where_it_is_neither() {
    let odd = [Value::Null, json!("soon"), json!(-1), json!(3599.5), json!([60])].map(|told| (told, 300));
    for (told, seconds) in [(json!(60), 60), (json!("60"), 60), (json!(0), 0)].into_iter().chain(odd) {
        let body = json!({"access_token": "a", "token_type": "bearer", "expires_in": told});
        assert_eq!(tokens(&answered(&body)).unwrap().expires_in.as_secs(), seconds);
    }
}
