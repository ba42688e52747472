//! Screenshots.

use super::*;

const IMAGE: &str = "data:image/png;base64,iVBORw0KGgo=";

#[tokio::test]
async fn a_picture_sent_twice_is_there_twice_at_the_times_of_its_arrivals() {
    let caller = Caller::anna().await;
    let entry = caller.start().await;
    for _ in 0..2 {
        let said = caller.post("/screenshots", json!({ "imageData": IMAGE, "timeEntryId": entry })).await;
        assert_eq!(said.status, 201);
        caller.pass(5);
    }
    let said = caller.get(&format!("/screenshots/time-entry/{entry}")).await.json;
    let times: Vec<_> = said.as_array().unwrap().iter().map(|picture| &picture["timestamp"]).collect();
    assert_eq!(times, ["2026-11-27T09:00:00.000Z", "2026-11-27T09:00:05.000Z"]);
    assert_ne!(said[0]["id"], said[1]["id"]);
    assert_eq!(caller.server.screenshots()[1].data, IMAGE);
}

#[tokio::test]
async fn a_picture_needs_the_servers_id_of_an_entry() {
    let caller = Caller::anna().await;
    let body = json!({ "imageData": IMAGE, "timeEntryId": key(1) });
    assert_eq!(caller.post("/screenshots", body).await.status, 404);
    let body = json!({ "imageData": "iVBORw0KGgo=", "timeEntryId": caller.start().await });
    assert_eq!(caller.post("/screenshots", body).await.status, 400);
}
