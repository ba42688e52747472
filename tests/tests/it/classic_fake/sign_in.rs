//! Sign-ins and their tokens.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[tokio::test]
async fn signing_in_gives_the_user_and_two_tokens_of_which_one_says_when_it_ends() {
    let mut caller = Caller::stranger().await;
    let said = caller.sign_in(&Person::anna()).await;
    assert_eq!(said["user"]["id"], Person::anna().id);
    let claims = URL_SAFE_NO_PAD.decode(caller.bearer.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
    assert_eq!(caller.get("/auth/me").await.json["email"], "anna@example.com");
}

#[tokio::test]
async fn a_wrong_password_is_401_and_an_unknown_field_400() {
    let caller = Caller::stranger().await;
    let wrong = Person { password: "wrong".to_owned(), ..Person::anna() };
    assert_eq!(caller.login(&wrong).await.status, 401);
    let body = json!({ "email": "a", "password": "b", "remember": true });
    let said = caller.post("/auth/login", body).await;
    said.is(
        400,
        &json!({ "statusCode": 400, "error": "Bad Request", "message": ["property remember should not exist"] }),
    );
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_without_grace() {
    let mut caller = Caller::stranger().await;
    let said = caller.sign_in(&Person::anna()).await;
    let old = json!({ "refreshToken": said["refresh_token"] });
    let fresh = caller.post("/auth/refresh", old.clone()).await;
    assert_eq!(fresh.status, 200);
    assert_eq!(caller.post("/auth/refresh", old).await.status, 401);
    let next = json!({ "refreshToken": fresh.json["refresh_token"] });
    assert_eq!(caller.post("/auth/refresh", next).await.status, 200, "what it gave is still good");
    assert_eq!(caller.server.refreshes(), 3);
}

#[tokio::test]
async fn an_older_deployment_spells_the_refresh_token_otherwise_and_takes_no_other() {
    let mut caller = Caller::stranger().await;
    caller.server.spell_refresh_token_as_before();
    let token = caller.sign_in(&Person::anna()).await["refresh_token"].clone();
    assert_eq!(caller.post("/auth/refresh", json!({ "refreshToken": token })).await.status, 400);
    assert_eq!(caller.post("/auth/refresh", json!({ "refresh_token": token })).await.status, 200);
}

#[tokio::test]
async fn an_expired_a_garbled_and_a_missing_access_token_are_the_same_401() {
    let mut caller = Caller::anna().await;
    caller.server.set_access_lives(SignedDuration::from_secs(60));
    caller.sign_in(&Person::anna()).await;
    caller.pass(59);
    assert_eq!(caller.get("/projects").await.status, 200);
    caller.pass(1);
    caller.get("/projects").await.is(401, &unauthorized());
    caller.bearer = "garbage".to_owned();
    caller.get("/projects").await.is(401, &unauthorized());
    caller.bearer.clear();
    caller.get("/projects").await.is(401, &unauthorized());
}

#[tokio::test]
async fn signing_out_ends_one_refresh_token_or_all_of_them() {
    let mut caller = Caller::stranger().await;
    let one = caller.sign_in(&Person::anna()).await["refresh_token"].clone();
    let two = caller.sign_in(&Person::anna()).await["refresh_token"].clone();
    let three = caller.sign_in(&Person::anna()).await["refresh_token"].clone();
    let refresh = async |token: &Value| caller.post("/auth/refresh", json!({ "refreshToken": token })).await;
    assert_eq!(caller.post("/auth/logout", json!({ "refreshToken": one })).await.status, 200);
    assert_eq!(refresh(&one).await.status, 401);
    assert_eq!(refresh(&two).await.status, 200);
    assert_eq!(caller.ask(Method::POST, "/auth/logout", None).await.unwrap().status, 200);
    assert_eq!(refresh(&three).await.status, 401);
}

#[tokio::test]
async fn a_deactivated_user_is_401_everywhere_and_the_old_refresh_token_works_once_reactivated() {
    let mut caller = Caller::stranger().await;
    let refresh = json!({ "refreshToken": caller.sign_in(&Person::anna()).await["refresh_token"] });
    caller.server.set_active("anna@example.com", false);
    caller.get("/projects").await.is(401, &unauthorized());
    assert_eq!(caller.login(&Person::anna()).await.status, 401);
    assert_eq!(caller.post("/auth/refresh", refresh.clone()).await.status, 401);
    caller.server.set_active("anna@example.com", true);
    assert_eq!(caller.post("/auth/refresh", refresh).await.status, 200);
}
