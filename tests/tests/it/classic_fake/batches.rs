//! All of a batch or nothing of it.

use super::*;

#[tokio::test]
async fn what_is_new_is_created_and_what_is_the_same_is_skipped_in_the_order_of_the_request() {
    let caller = Caller::anna().await;
    let (one, two, three) =
        (caller.item(1, json!({})), caller.item(2, json!({})), caller.item(3, json!({ "description": "a" })));
    assert_eq!(caller.sync(json!([two])).await.json["created"], 1);
    let said = caller.sync(json!([three, two, one])).await.json;
    assert_eq!((&said["created"], &said["skipped"]), (&json!(2), &json!(1)));
    let actions: Vec<_> = said["entries"].as_array().unwrap().iter().map(|item| &item["action"]).collect();
    assert_eq!(actions, ["created", "skipped", "created"]);
    let keys: Vec<_> =
        said["entries"].as_array().unwrap().iter().map(|item| &item["idempotencyKey"]).collect();
    assert_eq!(keys, [&key(3), &key(2), &key(1)]);
}

#[tokio::test]
async fn another_start_project_or_duration_under_a_key_is_a_conflict_without_a_number_for_the_whole_batch() {
    let caller = Caller::anna().await;
    let said = caller.sync(json!([caller.item(1, json!({}))])).await.json;
    let id = &said["entries"][0]["id"];
    for other in [
        json!({ "startTime": "2026-11-26T08:00:00.000Z" }),
        json!({ "projectId": PROJECTS[1].0 }),
        json!({ "duration": 1 }),
    ] {
        let said = caller.sync(json!([caller.item(2, json!({})), caller.item(1, other)])).await;
        assert_eq!(said.status, 409);
        let names: Vec<_> = said.json.as_object().unwrap().keys().collect();
        assert_eq!(names, ["existingId", "idempotencyKey", "message"]);
        assert_eq!((&said.json["existingId"], &said.json["idempotencyKey"]), (id, &json!(key(1))));
    }
    assert_eq!(caller.server.entries().len(), 1);
}

#[tokio::test]
async fn any_other_difference_is_silently_ignored() {
    let caller = Caller::anna().await;
    caller.sync(json!([caller.item(1, json!({}))])).await;
    let other = json!({ "description": "other", "endTime": "2026-11-26T12:00:00Z", "timezone": "UTC" });
    assert_eq!(caller.sync(json!([caller.item(1, other)])).await.json["skipped"], 1);
    assert_eq!(caller.server.entries()[0].description, None);
}

#[tokio::test]
async fn an_entry_that_was_changed_since_conflicts_with_its_own_replay() {
    let caller = Caller::anna().await;
    let item = caller.item(1, json!({}));
    let said = caller.sync(json!([item])).await.json;
    caller.patch(said["entries"][0]["id"].as_str().unwrap(), json!({ "duration": 60 })).await;
    assert_eq!(caller.sync(json!([item])).await.status, 409);
}

#[tokio::test]
async fn an_entry_that_was_deleted_is_made_again_by_its_replay() {
    let caller = Caller::anna().await;
    let item = caller.item(1, json!({}));
    let said = caller.sync(json!([item])).await.json;
    caller.delete(said["entries"][0]["id"].as_str().unwrap()).await;
    assert_eq!(caller.sync(json!([item])).await.json["created"], 1);
}

#[tokio::test]
async fn one_item_of_bad_form_fails_the_batch_with_a_list_that_does_not_name_it() {
    let caller = Caller::anna().await;
    for (over, message) in [
        (json!({ "note": "a" }), "property note should not exist"),
        (
            json!({ "idempotencyKey": "c1a551c0-0000-7000-8000-000000000001" }),
            "idempotencyKey must be a UUID",
        ),
        (json!({ "startTime": "yesterday" }), "startTime must be a valid ISO 8601 date string"),
        (json!({ "startTime": null }), "startTime must be a valid ISO 8601 date string"),
        (json!({ "duration": "1" }), "duration must be a number conforming to the specified constraints"),
        (json!({ "timezone": "z".repeat(65) }), "timezone must be shorter than or equal to 64 characters"),
        (
            json!({ "description": "d".repeat(5001) }),
            "description must be shorter than or equal to 5000 characters",
        ),
    ] {
        let said = caller.sync(json!([caller.item(1, json!({})), caller.item(2, over)])).await;
        assert_eq!((said.status, &said.json["message"]), (400, &json!([message])));
    }
    let longest = json!({ "description": "ß".repeat(5000), "timezone": "z".repeat(64) });
    assert_eq!(caller.server.entries().len(), 0);
    assert_eq!(caller.sync(json!([caller.item(2, longest)])).await.status, 200);
}

#[tokio::test]
async fn an_item_without_a_project_or_with_an_unknown_one_fails_the_batch_of_an_employee() {
    let caller = Caller::anna().await;
    let with = async |project: Value| {
        let bad = caller.item(2, json!({ "projectId": project }));
        caller.sync(json!([caller.item(1, json!({})), bad])).await
    };
    with(Value::Null).await.is(400, &refused("Project is required"));
    with(json!("nowhere")).await.is(400, &refused("Project not found"));
    assert_eq!(caller.server.entries().len(), 0);
}

#[tokio::test]
async fn a_batch_has_1_to_100_items() {
    let caller = Caller::anna().await;
    let of = async |count: u8| {
        let items: Vec<_> = (0..count)
            .map(|n| caller.item(n, json!({ "startTime": "2026-11-26", "endTime": null })))
            .collect();
        caller.sync(json!(items)).await.status
    };
    assert_eq!((of(0).await, of(101).await, of(100).await), (400, 400, 200));
}

#[tokio::test]
async fn what_breaks_it_is_the_same_500_as_an_outage_and_leaves_nothing() {
    let caller = Caller::anna().await;
    caller.server.poison("(poison)");
    for over in [
        json!({ "description": "a\0b" }),
        json!({ "description": "LONE" }),
        json!({ "timezone": "\0" }),
        json!({ "startTime": "2026-W48-5" }),
        json!({ "endTime": "2026-W48-5T10:00:00Z" }),
        json!({ "duration": 2_147_483_648_u64 }),
        json!({ "description": "some (poison) here" }),
    ] {
        let items = json!({ "entries": [caller.item(1, json!({})), caller.item(2, over.clone())] });
        let body = items.to_string().replace("LONE", "\\ud83d");
        let said = caller.ask(Method::POST, "/time-entries/sync", Some(body)).await.unwrap();
        assert_eq!((said.status, said.json), (500, broken()), "{over}");
    }
    assert_eq!(caller.server.entries().len(), 0);
}

#[tokio::test]
async fn a_whole_character_beyond_16_bits_is_no_poison_however_it_is_written() {
    let caller = Caller::anna().await;
    let items = json!({ "entries": [caller.item(1, json!({ "description": "WHOLE" }))] });
    let body = items.to_string().replace("WHOLE", "\\ud83d\\ude00 \\\\ud83d 😀");
    let said = caller.ask(Method::POST, "/time-entries/sync", Some(body)).await.unwrap();
    assert_eq!(said.status, 200);
    assert_eq!(caller.server.entries()[0].description.as_deref(), Some("😀 \\ud83d 😀"));
}

#[tokio::test]
async fn start_end_and_duration_are_stored_as_sent() {
    let caller = Caller::anna().await;
    let odd = json!({ "endTime": "2025-01-01T00:00:00Z", "duration": 2_147_483_647 });
    assert_eq!(caller.sync(json!([caller.item(1, odd)])).await.status, 200);
    let entry = &caller.server.entries()[0];
    assert_eq!(entry.end, Some("2025-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!((entry.duration_seconds, entry.status), (2_147_483_647, Status::Stopped));
}

#[tokio::test]
async fn a_duration_that_is_no_whole_number_from_0_on_is_taken_and_conflicts_with_its_replay() {
    let caller = Caller::anna().await;
    for (number, duration) in [(1, json!(-5)), (2, json!(1.5))] {
        let items = json!([caller.item(number, json!({ "duration": duration }))]);
        assert_eq!((caller.sync(items.clone()).await.status, caller.sync(items).await.status), (200, 409));
    }
}

#[tokio::test]
async fn an_active_item_silently_stops_the_active_entry_also_that_of_another_device() {
    for status in ["RUNNING", "PAUSED"] {
        let caller = Caller::anna().await;
        let running = caller.start().await;
        caller.pass(60);
        let active = json!({ "status": status, "endTime": null, "duration": 0 });
        assert_eq!(caller.sync(json!([caller.item(1, active)])).await.status, 200);
        let stopped = caller.get(&format!("/time-entries/{running}")).await.json;
        assert_eq!((&stopped["status"], &stopped["duration"]), (&json!("STOPPED"), &json!(60)));
        assert_eq!(caller.get("/time-entries/active").await.json["idempotencyKey"], key(1));
    }
}

#[tokio::test]
async fn a_stopped_item_leaves_the_active_entry_alone() {
    let caller = Caller::anna().await;
    let running = caller.start().await;
    caller.sync(json!([caller.item(1, json!({}))])).await;
    assert_eq!(caller.get("/time-entries/active").await.json["id"], running);
}

#[tokio::test]
async fn identical_requests_at_once_make_one_entry() {
    let caller = Caller::anna().await;
    let items = json!([caller.item(1, json!({}))]);
    let said = join_all((0..5).map(|_| caller.sync(items.clone()))).await;
    assert_eq!(said.iter().filter(|said| said.json["created"] == 1).count(), 1);
    assert_eq!(caller.server.entries().len(), 1);
}
