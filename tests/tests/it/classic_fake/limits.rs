//! How much it takes, and how often.

use super::*;

#[tokio::test]
async fn the_sixth_sign_in_within_a_minute_is_429_until_the_minute_is_over() {
    let caller = Caller::stranger().await;
    for _ in 0..5 {
        assert_eq!(caller.login(&Person::anna()).await.status, 200);
        caller.pass(10);
    }
    let said = caller.login(&Person::anna()).await;
    assert_eq!((said.status, said.header("retry-after")), (429, "10"));
    assert_eq!(said.json["statusCode"], 429);
    caller.pass(10);
    assert_eq!(caller.login(&Person::anna()).await.status, 200);
}

#[tokio::test]
async fn a_route_takes_100_requests_a_minute_and_tells_how_many_are_left() {
    let caller = Caller::anna().await;
    let first = caller.get("/projects").await;
    let told =
        ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(|name| first.header(name));
    assert_eq!(told, ["100", "99", "60"]);
    for _ in 1..100 {
        assert_eq!(caller.get("/projects").await.status, 200);
    }
    assert_eq!(caller.get("/projects").await.status, 429);
    assert_eq!(caller.get("/time-entries").await.status, 200, "another route");
}

#[tokio::test]
async fn too_many_refreshes_are_eleven() {
    let caller = Caller::stranger().await;
    for _ in 0..10 {
        assert_eq!(caller.post("/auth/refresh", json!({ "refreshToken": "x" })).await.status, 401);
    }
    assert_eq!(caller.post("/auth/refresh", json!({ "refreshToken": "x" })).await.status, 429);
}

#[tokio::test]
async fn a_429_comes_before_a_401() {
    let caller = Caller::stranger().await;
    for _ in 0..100 {
        assert_eq!(caller.get("/projects").await.status, 401);
    }
    assert_eq!(caller.get("/projects").await.status, 429);
}

#[tokio::test]
async fn large_batches_at_once_are_500_and_one_alone_is_not() {
    let caller = Caller::anna().await;
    let items: Vec<Value> = (0..59).map(|number| caller.item(number, json!({}))).collect();
    caller.server.let_large_batches_meet(2);
    let said = join_all([caller.sync(json!(items)), caller.sync(json!(items))]).await;
    said.iter().for_each(|said| said.is(500, &broken()));
    assert_eq!(caller.server.entries().len(), 0);
    caller.server.let_large_batches_meet(1);
    assert_eq!(caller.sync(json!(items)).await.status, 200);
}
