//! The routes of one entry.

use super::*;

#[tokio::test]
async fn a_start_honours_its_time_and_a_second_one_is_refused_without_an_id() {
    let caller = Caller::anna().await;
    let body = json!({
        "userId": caller.user, "projectId": PROJECTS[0].0, "startTime": "2026-11-27T08:30:00.000Z",
    });
    let said = caller.post("/time-entries", body.clone()).await;
    assert_eq!((said.status, &said.json["startTime"]), (201, &json!("2026-11-27T08:30:00.000Z")));
    assert_eq!(said.json["status"], "RUNNING");
    assert_eq!(said.json["idempotencyKey"], Value::Null);
    caller.post("/time-entries", body).await.is(400, &refused("User already has an active time entry"));
}

#[tokio::test]
async fn an_employee_needs_a_project_and_others_do_not() {
    let (anna, ben) = (Caller::anna().await, Caller::ben().await);
    let start = async |caller: &Caller| caller.post("/time-entries", json!({ "userId": caller.user })).await;
    start(&anna).await.is(400, &refused("Project is required"));
    assert_eq!(start(&ben).await.status, 201);
}

#[tokio::test]
async fn a_start_knows_no_key() {
    let caller = Caller::ben().await;
    let body = json!({ "userId": caller.user, "idempotencyKey": key(1) });
    let said = caller.post("/time-entries", body).await;
    assert_eq!(said.json["message"], json!(["property idempotencyKey should not exist"]));
}

#[tokio::test]
async fn pause_resume_and_stop_are_at_the_servers_time_and_resume_forgets_the_start() {
    let caller = Caller::anna().await;
    let id = caller.start().await;
    caller.pass(60);
    assert_eq!(caller.put(&id, "pause").await.json["duration"], 60);
    caller.pass(60);
    let resumed = caller.put(&id, "resume").await.json;
    assert_eq!(
        (&resumed["startTime"], &resumed["duration"]),
        (&json!("2026-11-27T09:02:00.000Z"), &json!(60))
    );
    caller.pass(30);
    let stopped = caller.put(&id, "stop").await.json;
    assert_eq!((&stopped["endTime"], &stopped["duration"]), (&json!("2026-11-27T09:02:30.000Z"), &json!(90)));
    assert_eq!(stopped["status"], "STOPPED");
}

#[tokio::test]
async fn what_an_entry_is_not_doing_it_can_not_end() {
    let caller = Caller::anna().await;
    let id = caller.start().await;
    caller.put(&id, "resume").await.is(400, &refused("Only paused entries can be resumed"));
    assert_eq!(caller.put(&id, "stop").await.status, 200);
    caller.put(&id, "pause").await.is(400, &refused("Only running entries can be paused"));
    caller.put(&id, "stop").await.is(400, &refused("Time entry is already stopped"));
}

#[tokio::test]
async fn an_unknown_entry_is_404_and_anothers_403() {
    let mut caller = Caller::anna().await;
    let id = caller.start().await;
    caller.sign_in(&Person::ben()).await;
    for path in [format!("/time-entries/{id}"), format!("/screenshots/time-entry/{id}")] {
        assert_eq!(caller.get(&path).await.status, 403);
    }
    assert_eq!(caller.put(&id, "stop").await.status, 403);
    assert_eq!(caller.patch(&id, json!({})).await.status, 403);
    assert_eq!(caller.delete(&id).await.status, 403);
    assert_eq!(caller.put("gone", "stop").await.status, 404);
    assert_eq!(caller.patch("gone", json!({})).await.status, 404);
}

#[tokio::test]
async fn a_patch_honours_every_field_and_no_other() {
    let caller = Caller::anna().await;
    let id = caller.start().await;
    let body = json!({
        "projectId": PROJECTS[1].0, "startTime": "2026-11-27T07:00:00.000Z",
        "endTime": "2026-11-27T08:00:00.000Z", "duration": 1800, "description": "later", "status": "STOPPED",
    });
    let said = caller.patch(&id, body.clone()).await;
    assert_eq!(said.status, 200);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(said.json[name], *value, "{name}");
    }
    let said = caller.patch(&id, json!({ "userId": caller.user })).await;
    assert_eq!((said.status, &said.json["message"]), (400, &json!(["property userId should not exist"])));
}

#[tokio::test]
async fn a_deletion_is_204_and_then_404() {
    let caller = Caller::anna().await;
    let id = caller.start().await;
    assert_eq!((caller.delete(&id).await.status, caller.delete(&id).await.status), (204, 404));
}
