//! Staying signed in at a provider, and signing out there.

use homing_auth::Farewell;
use homing_domain::ports::{Auth, AuthError, Credentials};
use serde_json::{Value, json};

use super::provider::{Lies, Provider, Reply, json_reply};
use crate::world::{LIFE, World, text};

/// The tokens `access-0` and `refresh-0` of a provider are stored, and the access token has ended. The server's own
/// grace is announced: it is none of the provider's.
async fn expired() -> World {
    let mut world = World::new();
    world.grace = Some(std::time::Duration::from_secs(60));
    let granted_by = Provider::granted_by();
    world.store(&Credentials { granted_by, ..world.credentials("access-0", "refresh-0", LIFE) }).await;
    world.clock.advance(LIFE);
    world
}

/// How long a provider that fails is left alone.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(30);

const REFRESH: &str = "/token grant_type=refresh_token&refresh_token=refresh-0&client_id=homing\
                       &resource=https%3A%2F%2Fhoming.example.org";

#[tokio::test]
async fn an_ended_token_is_renewed_at_the_provider_that_granted_it() {
    let world = expired().await;
    let provider = Provider::of(&world);
    assert_eq!(text(provider.process(&world).access_token(&world.account).await), "access-1");
    assert_eq!(provider.requests(), [REFRESH]);
    assert_eq!(world.stored_refresh().await, ("refresh-1".to_owned(), None));
    assert_eq!(world.stored().await.unwrap().granted_by, Provider::granted_by());
}

#[tokio::test]
async fn a_provider_that_does_not_rotate_leaves_the_refresh_token_good() {
    let world = expired().await;
    let provider = Provider::of(&world);
    let tokens = [("refresh_token", Value::Null), ("id_token", Value::Null)].into();
    *provider.lies.lock().unwrap() = Lies { tokens, ..Lies::default() };
    assert_eq!(text(provider.process(&world).access_token(&world.account).await), "access-1");
    assert_eq!(world.stored_refresh().await, ("refresh-0".to_owned(), None));
}

#[tokio::test]
async fn a_token_whose_life_is_not_told_is_renewed_after_five_minutes() {
    let world = expired().await;
    let provider = Provider::of(&world);
    *provider.lies.lock().unwrap() = Lies { tokens: [("expires_in", Value::Null)].into(), ..Lies::default() };
    let process = provider.process(&world);
    process.access_token(&world.account).await.unwrap();
    world.clock.advance(std::time::Duration::from_secs(239));
    assert_eq!(text(process.access_token(&world.account).await), "access-1");
    world.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn an_invalid_grant_alone_is_the_end_of_a_sign_in() {
    let world = expired().await;
    let provider = Provider::of(&world);
    provider.replies.lock().unwrap().push_back(Some(json_reply(400, &json!({"error": "invalid_grant"}))));
    let refused = provider.process(&world).access_token(&world.account).await;
    assert!(matches!(refused, Err(AuthError::SignInNeeded)));
    assert!(world.stored().await.is_some(), "and what is stored stays");

    let page = |status| -> Reply { (status, "text/html", "{\"error\":\"invalid_grant\"}".to_owned()) };
    for reply in [
        json_reply(400, &json!({"error": "temporarily_unavailable"})),
        json_reply(400, &json!({"error": "invalid_request"})),
        json_reply(401, &json!({"error": "invalid_client"})),
        json_reply(500, &json!({"error": "invalid_grant"})),
        json_reply(200, &json!({"error": "invalid_grant"})),
        json_reply(400, &json!("invalid_grant")),
        page(400),
        page(200),
        page(503),
        page(302),
    ] {
        let world = expired().await;
        let provider = Provider::of(&world);
        let told = format!("{reply:?}");
        provider.replies.lock().unwrap().push_back(Some(reply));
        let failed = provider.process(&world).access_token(&world.account).await;
        assert!(matches!(failed, Err(AuthError::Unavailable { .. })), "{told}: {failed:?}");
        world.clock.advance(PAUSE);
        assert_eq!(text(provider.process(&world).access_token(&world.account).await), "access-1");
    }
}

#[tokio::test]
async fn after_a_lost_answer_there_is_one_try_and_then_a_sign_in_is_needed() {
    let world = expired().await;
    let provider = Provider::of(&world);
    let used = json_reply(400, &json!({"error": "invalid_grant"}));
    provider.replies.lock().unwrap().extend([None, Some(used)]);
    let process = provider.process(&world);
    let lost = process.access_token(&world.account).await;
    assert!(matches!(lost, Err(AuthError::Unreachable(_))));
    let paused = provider.process(&world).access_token(&world.account).await;
    assert!(matches!(paused, Err(AuthError::Paused { .. })), "a provider announces no grace: {paused:?}");
    world.clock.advance(PAUSE);
    let refused = process.access_token(&world.account).await;
    assert!(matches!(refused, Err(AuthError::SignInNeeded)));
    assert_eq!(provider.requests(), [REFRESH, REFRESH]);
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again_while_the_token_is_good() {
    let world = expired().await;
    let granted_by = Provider::granted_by();
    let refresh_in_flight = Some(homing_domain::ports::Clock::now(&world.clock));
    let marked = world.credentials("access-0", "refresh-0", LIFE);
    world.store(&Credentials { granted_by, refresh_in_flight, ..marked }).await;
    let provider = Provider::of(&world);
    assert_eq!(text(provider.process(&world).access_token(&world.account).await), "access-0");
    assert!(provider.requests().is_empty(), "the grace of a server is not a provider's");
}

#[tokio::test]
async fn a_sign_out_revokes_the_refresh_token_and_renews_nothing_for_it() {
    let world = expired().await;
    let provider = Provider::of(&world);
    let left = provider.process(&world).sign_out(&world.account).await.unwrap();
    assert_eq!(left, Farewell::Told);
    let revoked = "/revoke token=refresh-0&token_type_hint=refresh_token&client_id=homing";
    assert_eq!(provider.requests(), [revoked]);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_provider_that_is_away_keeps_nobody_signed_in() {
    let world = expired().await;
    let provider = Provider::of(&world);
    *provider.is_away.lock().unwrap() = true;
    let left = provider.process(&world).sign_out(&world.account).await.unwrap();
    assert_eq!(left, Farewell::Unheard);
    assert!(world.stored().await.is_none());
}
