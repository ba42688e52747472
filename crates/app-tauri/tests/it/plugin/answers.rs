//! What each command does, and what it answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use homing_domain::names::TaskId;
use homing_domain::ports::{
    AccessToken, Accounts as _, HttpError, MockAuth, MockHttp, OfflineCause, Selection,
};
use homing_storage::{MemoryNudges, MemoryStore};
use homing_transport::HomingProfile;
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::{Behind, Stage, feed, session};
use crate::syncing::{account, free, idle_queue, over, signed_in};

fn nothing() -> Value {
    json!({})
}

#[test]
fn what_a_page_starts_is_recorded_before_it_is_answered_and_stands_in_the_status() {
    let stage = Stage::on(Behind::new());
    let started = stage.record(json!({
        "kind": "start", "description": "Report", "project": "books", "tags": ["writing"],
    }));
    let started = started.unwrap();
    assert_eq!(started["entry"]["state"], "running");
    assert_eq!(started["entry"]["tags"], json!(["writing"]));
    assert_eq!(started["stopped"], Value::Null);

    let status = stage.ask("get_sync_status", &nothing()).unwrap();
    assert_eq!(status["headline"], "local-only");
    assert_eq!(status["timer"]["entry"], started["entry"]);
    assert_eq!(status["counts"]["waiting"], 1);
}

#[test]
fn every_step_of_the_timer_can_be_asked_for() {
    let stage = Stage::on(Behind::new());
    let state = |command| stage.record(command).unwrap()["entry"]["state"].clone();
    assert_eq!(state(json!({ "kind": "start" })), "running");
    assert_eq!(state(json!({ "kind": "pause" })), "paused");
    assert_eq!(state(json!({ "kind": "resume" })), "running");
    let stopped = stage.record(json!({ "kind": "stop" })).unwrap();
    assert_eq!(stopped["entry"]["state"], "stopped");
    let entry = &stopped["entry"]["id"];
    assert_eq!(state(json!({ "kind": "continue", "entry": entry })), "running");
    let cancelled = stage.record(json!({ "kind": "cancel" })).unwrap();
    assert_eq!(cancelled["entry"]["deleted"], true);

    let (from, to) = ("2020-01-01T08:00:00Z", "2020-01-01T09:00:00Z");
    let added =
        stage.record(json!({ "kind": "add", "description": "a", "project": "p", "from": from, "to": to }));
    let entry = added.unwrap()["entry"]["id"].clone();
    // What an edit does not name stays; a project that it names as null goes.
    let edited =
        stage.record(json!({ "kind": "edit", "entry": entry, "changes": { "tags": ["t"] } })).unwrap();
    assert_eq!((&edited["entry"]["project"], &edited["entry"]["tags"]), (&json!("p"), &json!(["t"])));
    let edited =
        stage.record(json!({ "kind": "edit", "entry": entry, "changes": { "project": null } })).unwrap();
    assert_eq!((&edited["entry"]["project"], &edited["entry"]["description"]), (&Value::Null, &json!("a")));
    let deleted = stage.record(json!({ "kind": "delete", "entries": [entry] })).unwrap();
    assert_eq!(deleted["entry"]["deleted"], true);
    let undone = stage.record(json!({ "kind": "undo" })).unwrap();
    assert_eq!((&undone["undone"], &undone["entry"]["deleted"]), (&json!("delete"), &json!(false)));
}

#[test]
fn an_undo_undoes_the_command_whose_step_it_names_and_no_other() {
    let stage = Stage::on(Behind::new());
    let started = stage.record(json!({ "kind": "start" })).unwrap();
    let paused = stage.record(json!({ "kind": "pause" })).unwrap();
    assert_eq!(started["step"], json!({ "number": 1, "entry": started["entry"]["id"] }));
    let undo = |step: &Value| stage.record(json!({ "kind": "undo", "step": step }));
    assert_eq!(undo(&started["step"]), Err(json!({ "code": "undo-outdated" })));
    let undone = undo(&paused["step"]).unwrap();
    assert_eq!((&undone["undone"], &undone["step"]), (&json!("pause"), &Value::Null));
}

#[test]
fn an_edit_of_several_stretches_is_one_and_of_another_revision_than_was_seen_none() {
    let stage = Stage::on(Behind::new());
    let (from, to) = ("2020-01-01T08:00:00Z", "2020-01-01T09:00:00Z");
    let added = stage.record(json!({ "kind": "add", "from": from, "to": to })).unwrap();
    let edit =
        |changes| stage.record(json!({ "kind": "edit", "entry": added["entry"]["id"], "changes": changes }));
    let times =
        json!([{ "place": 0, "from": "2020-01-01T07:00:00Z" }, { "place": 0, "to": "2020-01-01T10:00:00Z" }]);
    let edited = edit(json!({ "times": times, "of_revision": 1 })).unwrap();
    assert_eq!(edited["entry"]["revision"], 2);
    let expected = json!([{ "start": "2020-01-01T07:00:00.000Z", "end": "2020-01-01T10:00:00.000Z" }]);
    assert_eq!(edited["entry"]["intervals"], expected);
    let refused = edit(json!({ "tags": ["late"], "of_revision": 1 }));
    assert_eq!(refused, Err(json!({ "code": "entry-changed", "from": "2020-01-01T07:00:00.000Z" })));
}

#[test]
fn a_cycle_answers_what_it_did_and_why_it_ended() {
    let stage = Stage::on(Behind::new());
    stage.record(json!({ "kind": "start" })).unwrap();
    for command in ["sync_queue", "sync_queue_now"] {
        let synced = stage.ask(command, &nothing()).unwrap();
        let expected = json!({
            "sent": 0, "attention": 0, "waiting": 1, "requests": 0, "end": { "kind": "local-only" },
        });
        assert_eq!(synced, expected, "{command}");
    }
}

#[test]
fn refused_tasks_go_again_all_or_those_that_are_named_and_a_cycle_follows() {
    let task = TaskId::new(Uuid::from_u128(3));
    let cases = [(json!("all"), Selection::All), (json!({ "tasks": [task] }), Selection::Tasks(vec![task]))];
    for (selection, wanted) in cases {
        let mut queue = idle_queue(1);
        queue.expect_retry().withf(move |_, asked, _| *asked == wanted).returning(|_, _, _| Ok(2));
        let auth = Arc::new(MockAuth::new());
        let sync = over(Arc::new(queue), Arc::new(signed_in()), auth, free());
        let store = Arc::new(MemoryStore::new());
        let session = session(store.clone(), store.clone());
        let status = feed(store.clone(), store, Arc::new(MemoryNudges::new()));
        let stage = Stage::with(sync, status, session, &["homing:default"]);
        let retried = stage.ask("retry_failed_tasks", &json!({ "selection": selection })).unwrap();
        assert_eq!((&retried["retried"], &retried["sync_error"]), (&json!(2), &Value::Null));
        assert_eq!(retried["sync"]["end"], json!({ "kind": "idle" }));
    }
}

#[test]
fn no_token_is_in_any_answer() {
    let mut behind = Behind::new();
    tauri::async_runtime::block_on(behind.store.sign_in(&account())).unwrap();
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(AccessToken::new("thirteen-anchors-token".into())));
    behind.auth = Arc::new(auth);
    let carried = Arc::new(AtomicBool::new(false));
    let mut http = MockHttp::new();
    let seen = Arc::clone(&carried);
    http.expect_send().returning(move |request| {
        seen.fetch_or(request.bearer.is_some(), Ordering::Relaxed);
        Err(HttpError::NotSent { cause: OfflineCause::Connect, source: "no route".into() })
    });
    behind.network = (http, Arc::new(HomingProfile));
    let stage = Stage::on(behind);
    let mut said = stage.record(json!({ "kind": "start" })).unwrap().to_string();
    for command in ["sync_queue", "sync_queue_now", "get_sync_status"] {
        said += &stage.ask(command, &nothing()).unwrap().to_string();
    }
    said += &stage.ask("retry_failed_tasks", &json!({ "selection": "all" })).unwrap().to_string();
    assert!(carried.load(Ordering::Relaxed), "the token was in use");
    assert!(said.contains("anna") && said.contains("offline"), "{said}");
    assert!(!said.contains("thirteen-anchors-token"), "{said}");
}
