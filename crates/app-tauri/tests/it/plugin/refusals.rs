//! What a page is told where something is not done: a code and its data, and never a sentence.

use std::sync::Arc;

use homing_domain::ports::{Accounts as _, MockProcessLock};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::stage::{Behind, PATIENCE, Stage};
use crate::syncing::{SlowAuth, account};

#[test]
fn what_the_timer_refuses_has_the_code_that_the_terminal_writes() {
    let stage = Stage::on(Behind::new());
    assert_eq!(stage.record(json!({ "kind": "stop" })), Err(json!({ "code": "nothing-runs" })));
    stage.record(json!({ "kind": "start" })).unwrap();
    assert_eq!(stage.record(json!({ "kind": "resume" })), Err(json!({ "code": "already-running" })));
    let ahead = stage.record(json!({ "kind": "pause", "at": "2999-01-01T00:00:00Z" })).unwrap_err();
    assert_eq!(
        (&ahead["code"], &ahead["at"]),
        (&json!("time-in-future"), &json!("2999-01-01T00:00:00.000Z"))
    );
    assert!(ahead["now"].is_string(), "{ahead}");
}

#[test]
fn texts_of_a_page_are_judged_by_the_domain_as_those_of_a_terminal_are() {
    let stage = Stage::on(Behind::new());
    let cases = [
        (
            json!({ "kind": "start", "description": "x".repeat(5_001) }),
            json!({ "because": "text-too-long", "field": "description", "max_chars": 5_000 }),
        ),
        (
            json!({ "kind": "start", "project": "\u{1b}[31m" }),
            json!({ "because": "control-in-text", "field": "project" }),
        ),
        (json!({ "kind": "start", "tags": [""] }), json!({ "because": "empty-text", "field": "tag" })),
    ];
    for (command, mut expected) in cases {
        expected["code"] = json!("entry-invalid");
        assert_eq!(stage.record(command), Err(expected));
    }
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["timer"], Value::Null);
}

#[test]
fn what_can_hardly_be_meant_asks_for_a_yes_and_is_done_with_one() {
    let stage = Stage::on(Behind::new());
    let add = |long_is_meant| {
        let (from, to) = ("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z");
        stage.record(json!({ "kind": "add", "from": from, "to": to, "long_is_meant": long_is_meant }))
    };
    assert_eq!(add(false), Err(json!({ "code": "yes-needed", "work_seconds": 86_400 })));
    assert_eq!(add(true).unwrap()["entry"]["state"], "stopped");
}

#[test]
fn what_a_person_says_of_the_time_away_comes_with_the_command() {
    let stage = Stage::on(Behind::new());
    let record =
        |kind, away| stage.ask("enqueue_time_entry", &json!({ "command": { "kind": kind }, "away": away }));
    record("start", json!("ask")).unwrap();
    // This machine was never away: there is nothing to cut, and nothing to ask.
    let cut = record("pause", json!({ "cut-at": "2020-01-01T00:00:00Z" }));
    assert_eq!(cut, Err(json!({ "code": "no-gap" })));
    for (kind, away) in [("pause", "cut-out"), ("resume", "keep"), ("stop", "ask")] {
        assert_eq!(record(kind, json!(away)).unwrap()["away"], json!([]), "{away}");
    }
    assert_eq!(record("settle", json!("keep")), Err(json!({ "code": "nothing-runs" })));
    record("start", json!("ask")).unwrap();
    assert_eq!(record("settle", json!("keep")), Err(json!({ "code": "no-gap" })));
}

#[test]
fn an_argument_of_another_shape_is_refused_with_a_code_and_does_nothing() {
    let stage = Stage::on(Behind::new());
    let cases = [
        ("enqueue_time_entry", json!({})),
        ("enqueue_time_entry", json!({ "command": null })),
        ("enqueue_time_entry", json!({ "command": { "kind": "fly" } })),
        ("enqueue_time_entry", json!({ "command": { "kind": "start", "descripton": "a slip" } })),
        ("enqueue_time_entry", json!({ "command": { "kind": "stop", "at": "yesterday" } })),
        ("enqueue_time_entry", json!({ "command": { "kind": "start" }, "away": "perhaps" })),
        ("enqueue_time_entry", json!({ "command": { "kind": "start" }, "away": "keep", "seen": "all" })),
        ("retry_failed_tasks", json!({})),
        ("retry_failed_tasks", json!({ "selection": { "tasks": ["no id"] } })),
    ];
    for (command, arguments) in cases {
        assert_eq!(stage.ask(command, &arguments), Err(json!({ "code": "invalid-input" })), "{arguments}");
    }
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["counts"]["waiting"], 0);
}

fn comes(event: &Notify) {
    let comes = async { tokio::time::timeout(PATIENCE, event.notified()).await };
    tauri::async_runtime::block_on(comes).unwrap();
}

#[test]
fn while_a_sync_runs_a_second_is_refused_and_one_that_a_person_asks_for_joins_it() {
    let (asked, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut behind = Behind::new();
    tauri::async_runtime::block_on(behind.store.sign_in(&account())).unwrap();
    behind.auth = Arc::new(SlowAuth { asked: Arc::clone(&asked), go_on: Arc::clone(&go_on) });
    let stage = Stage::on(behind);
    stage.record(json!({ "kind": "start" })).unwrap();
    let ended = |answer: Result<Value, Value>| answer.unwrap()["end"]["kind"].clone();
    let elsewhere = |command| {
        let page = stage.page.clone();
        std::thread::spawn(move || ended(page.ask(command, &json!({}))))
    };
    let first = elsewhere("sync_queue");
    comes(&asked);
    assert_eq!(stage.ask("sync_queue", &json!({})), Err(json!({ "code": "sync-already-running" })));
    // What goes again stands, though nothing could be sent just now.
    let retried = stage.ask("retry_failed_tasks", &json!({ "selection": "all" })).unwrap();
    let expected = json!({ "retried": 0, "sync": null, "sync_error": { "code": "sync-already-running" } });
    assert_eq!(retried, expected);

    let joining = elsewhere("sync_queue_now");
    go_on.notify_one();
    assert_eq!(first.join().unwrap(), "sign-in-needed");
    // What was joined is followed by a cycle of one's own.
    comes(&asked);
    go_on.notify_one();
    assert_eq!(joining.join().unwrap(), "sign-in-needed");
}

#[test]
fn a_sync_in_another_process_is_told() {
    let mut behind = Behind::new();
    behind.process_lock = MockProcessLock::new();
    behind.process_lock.expect_try_acquire().returning(|_| Ok(None));
    let stage = Stage::on(behind);
    for command in ["sync_queue", "sync_queue_now"] {
        assert_eq!(
            stage.ask(command, &json!({})),
            Err(json!({ "code": "sync-running-elsewhere" })),
            "{command}"
        );
    }
}
