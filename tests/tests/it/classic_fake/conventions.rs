//! What all routes have in common.

use super::*;

#[tokio::test]
async fn each_answer_has_a_date_of_the_servers_clock_and_an_id_of_its_request() {
    let caller = Caller::anna().await;
    let (one, other) = (caller.get("/projects").await, caller.get("/nowhere").await);
    assert_eq!(one.header("date"), "Fri, 27 Nov 2026 09:00:00 GMT");
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[tokio::test]
async fn the_base_path_can_be_the_shorter_one_and_then_is_no_other() {
    let caller = Caller::at("/api").await;
    assert_eq!(caller.login(&Person::ben()).await.status, 200);
    assert_eq!(caller.post("/v1/auth/login", json!({})).await.status, 404);
}

#[tokio::test]
async fn the_base_path_answers_also_while_the_database_is_down_and_nothing_else_does() {
    let caller = Caller::anna().await;
    caller.server.set_database_down(true);
    assert_eq!(caller.get("").await.status, 200);
    caller.get("/projects").await.is(500, &broken());
    caller.login(&Person::anna()).await.is(500, &broken());
}

#[tokio::test]
async fn a_body_over_10_mib_is_413_and_one_of_10_mib_is_read() {
    let caller = Caller::anna().await;
    let body = |bytes: usize| Some(format!("\"{}\"", "a".repeat(bytes - 2)));
    let of = async |bytes| caller.ask(Method::POST, "/screenshots", body(bytes)).await.unwrap().status;
    assert_eq!((of(10 * 1024 * 1024 + 1).await, of(10 * 1024 * 1024).await), (413, 400));
}

#[tokio::test]
async fn an_answer_that_is_lost_took_effect() {
    let caller = Caller::anna().await;
    caller.server.lose_answers(|met| met.route == Route::Sync);
    let body = json!({ "entries": [caller.item(1, json!({}))] }).to_string();
    assert!(caller.ask(Method::POST, "/time-entries/sync", Some(body)).await.is_err());
    assert_eq!(caller.server.entries().len(), 1);
    assert!(caller.server.met().last().unwrap().lost);
}
