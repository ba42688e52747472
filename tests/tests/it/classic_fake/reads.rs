//! Listings.

use super::*;

#[tokio::test]
async fn a_listing_is_newest_start_first_and_has_100_rows_unless_it_says_otherwise() {
    let caller = Caller::anna().await;
    for minute in 0..15 {
        let item = |n| {
            let start = format!("2026-11-26T09:{minute:02}:{n:02}.000Z");
            caller.item(n, json!({ "startTime": start, "idempotencyKey": key(minute * 10 + n) }))
        };
        let items: Vec<_> = (0..10).map(item).collect();
        assert_eq!(caller.sync(json!(items)).await.status, 200);
    }
    let rows = async |query: &str| {
        caller.get(&format!("/time-entries{query}")).await.json.as_array().unwrap().clone()
    };
    let all = rows("?limit=1000").await;
    assert_eq!(all.len(), 150);
    assert_eq!(all[0]["startTime"], "2026-11-26T09:14:09.000Z");
    assert!(all.is_sorted_by(|one, next| one["startTime"].as_str() > next["startTime"].as_str()));
    assert_eq!(all[0]["idempotencyKey"], key(149));
    let lengths = (rows("").await.len(), rows("?limit=7").await.len(), rows("?limit=1001").await.len());
    assert_eq!(lengths, (100, 7, 100));
    let within = "?startDate=2026-11-26T09%3A03%3A00.000Z&endDate=2026-11-26T09:04:00.000Z";
    assert_eq!(rows(within).await.len(), 11);
    assert_eq!(caller.get("/time-entries?startDate=yesterday").await.status, 400);
}

#[tokio::test]
async fn a_listing_has_nothing_of_others() {
    let mut caller = Caller::anna().await;
    caller.start().await;
    caller.sign_in(&Person::ben()).await;
    caller.get("/time-entries").await.is(200, &json!([]));
    caller.get("/time-entries/active").await.is(200, &Value::Null);
}

#[tokio::test]
async fn where_nothing_is_active_the_answer_is_null_or_has_no_body() {
    let caller = Caller::anna().await;
    let length = async || caller.get("/time-entries/active").await.header("content-length").to_owned();
    assert_eq!(length().await, "4");
    caller.server.say_where_nothing_is_active(NothingActive::NoBody);
    assert_eq!(length().await, "0");
}

#[tokio::test]
async fn the_projects_are_listed() {
    let caller = Caller::anna().await;
    let said = caller.get("/projects").await.json;
    assert_eq!((&said[0]["id"], &said[1]["name"]), (&json!(PROJECTS[0].0), &json!(PROJECTS[1].1)));
}
