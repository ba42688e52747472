//! What a page sees of days, weeks and the queue, and the files that it has written.

use std::sync::Arc;

use homing_domain::names::Owner;
use homing_domain::names::TaskId;
use homing_domain::ports::Clock as _;
use homing_domain::ports::{Accounts as _, Claim, Queue as _, Settlement, TaskResult};
use homing_domain::task::Reason;
use homing_domain::testing::ManualClock;
use homing_domain::time::day_of;
use homing_storage::MemoryStore;
use serde_json::{Value, json};
use tauri::async_runtime::block_on;
use uuid::Uuid;

use super::stage::{Behind, Stage};
use crate::syncing::account;

/// The day on which every manual clock begins.
fn today() -> String {
    let clock = ManualClock::default();
    day_of(clock.now(), &clock.time_zone()).to_string()
}

fn of_today(stage: &Stage) -> Value {
    stage.ask("entries", &json!({ "from": today(), "to": today() })).unwrap()
}

/// A page of somebody who is signed in.
fn signed_in() -> (Stage, Arc<MemoryStore>) {
    let behind = Behind::new();
    block_on(behind.store.sign_in(&account())).unwrap();
    let store = Arc::clone(&behind.store);
    (Stage::on(behind), store)
}

/// Everything that waits is claimed, and becomes this.
fn settle(store: &MemoryStore, settlement: &Settlement) {
    let now = ManualClock::default().now();
    let claim = Claim {
        account: account().id,
        owner: Owner::new(Uuid::from_u128(5)),
        lease: std::time::Duration::from_secs(60),
        max_tasks: 10,
        max_bytes: 1_000_000,
    };
    let lanes = block_on(store.get_retry_tasks(now, claim)).unwrap();
    let result = |lane: &homing_domain::ports::ClaimedLane, task: TaskId| TaskResult {
        task,
        lane: lane.lane.clone(),
        epoch: lane.epoch,
        settlement: settlement.clone(),
    };
    let results = lanes.iter().flat_map(|lane| lane.tasks.iter().map(|task| result(lane, task.task.id)));
    block_on(store.settle(now, results.collect())).unwrap();
}

fn refused() -> Settlement {
    let (detail, field) = (None, Some("project".to_owned()));
    Settlement::Attention(Reason { code: "invalid-entry".to_owned(), detail, field })
}

#[test]
fn an_entry_of_today_stands_in_its_day_and_is_here_where_nobody_signed_in() {
    let stage = Stage::on(Behind::new());
    let started = stage.record(json!({ "kind": "start", "description": "Report" })).unwrap();
    let entries = of_today(&stage);
    let day = &entries["days"][0];
    assert_eq!((&day["day"], &day["worked_seconds"]), (&json!(today()), &json!(0)));
    let shown = json!({ "entry": started["entry"], "mark": "here", "worked_seconds": 0, "refused": null });
    assert_eq!(day["entries"], json!([shown]));
    let other = stage.ask("entries", &json!({ "from": "2001-01-01", "to": "2001-01-02" })).unwrap();
    assert_eq!(other["days"], json!([]));
}

#[test]
fn a_mark_follows_the_entry_from_waiting_to_attention_and_to_sent() {
    let (stage, store) = signed_in();
    let started = stage.record(json!({ "kind": "start", "description": "Report" })).unwrap();
    let shown = || of_today(&stage)["days"][0]["entries"][0].clone();
    assert_eq!(shown()["mark"], "waiting");
    settle(&store, &refused());
    let marked = shown();
    assert_eq!(
        (&marked["mark"], &marked["refused"]["reason"]["field"]),
        (&json!("attention"), &json!("project"))
    );
    let task = marked["refused"]["task"].clone();
    let tasks = stage.ask("tasks", &json!({})).unwrap();
    let about = json!({
        "kind": "entry", "event": "start", "entry": started["entry"]["id"], "description": "Report", "project": null,
    });
    assert_eq!((&tasks["attention"][0]["id"], &tasks["attention"][0]["about"]), (&task, &about));
    stage.ask("discard_tasks", &json!({ "tasks": [task] })).unwrap();
    assert_eq!((&shown()["mark"], &shown()["refused"]), (&json!("given-up"), &Value::Null));
    stage.record(json!({ "kind": "stop" })).unwrap();
    assert_eq!(shown()["mark"], "waiting");
    settle(&store, &Settlement::Sent);
    assert_eq!(shown()["mark"], "sent");
    let tasks = stage.ask("tasks", &json!({})).unwrap();
    assert_eq!(
        (&tasks["sent"][0]["about"]["description"], &tasks["waiting"]),
        (&json!("Report"), &json!([]))
    );
    assert_eq!(tasks["counts"]["sent"], 1);
}

#[test]
fn what_is_being_sent_is_not_discarded_and_what_is_gone_is_not_found() {
    let (stage, store) = signed_in();
    stage.record(json!({ "kind": "start" })).unwrap();
    let task = stage.ask("tasks", &json!({})).unwrap()["waiting"][0]["id"].clone();
    let discard = || stage.ask("discard_tasks", &json!({ "tasks": [task] }));
    let claim = Claim {
        account: account().id,
        owner: Owner::new(Uuid::from_u128(5)),
        lease: std::time::Duration::from_secs(60),
        max_tasks: 10,
        max_bytes: 1_000_000,
    };
    let now = ManualClock::default().now();
    block_on(store.get_retry_tasks(now, claim)).unwrap();
    assert_eq!(discard(), Err(json!({ "code": "task-being-sent" })));
    block_on(store.reclaim(now)).unwrap();
    assert_eq!(discard(), Err(json!({ "code": "task-may-have-arrived" })));
    settle(&store, &Settlement::Sent);
    assert_eq!(discard(), Err(json!({ "code": "no-such-task" })));
    let shown = &of_today(&stage)["days"][0]["entries"][0];
    assert_eq!(shown["mark"], "sent", "nothing was given up by what was refused");
}

#[test]
fn a_week_has_seven_days_from_monday_on_and_says_what_was_worked_for_which_project() {
    let stage = Stage::on(Behind::new());
    let (from, to) = ("2020-01-01T08:00:00Z", "2020-01-01T09:30:00Z");
    stage
        .record(json!({ "kind": "add", "description": "a", "project": "books", "from": from, "to": to }))
        .unwrap();
    let week = stage.ask("week", &json!({ "of": "2020-01-05" })).unwrap();
    assert_eq!((&week["first"], &week["last"]), (&json!("2019-12-30"), &json!("2020-01-05")));
    assert_eq!((week["days"].as_array().unwrap().len(), &week["worked_seconds"]), (7, &json!(5_400)));
    let wednesday = json!({
        "day": "2020-01-01", "worked_seconds": 5_400,
        "projects": [{ "project": "books", "worked_seconds": 5_400 }],
    });
    assert_eq!(week["days"][2], wednesday);
}

#[test]
fn the_words_of_the_latest_entries_can_be_picked_each_once() {
    let stage = Stage::on(Behind::new());
    for description in ["one", "two", "one"] {
        stage
            .record(json!({ "kind": "start", "description": description, "project": "books", "tags": ["t"] }))
            .unwrap();
        stage.record(json!({ "kind": "stop" })).unwrap();
    }
    let suggested = stage.ask("suggestions", &json!({})).unwrap();
    assert_eq!(suggested["projects"], json!([{ "name": "books", "archived": false }]));
    assert_eq!((suggested["recent"].as_array().unwrap().len(), &suggested["tags"]), (2, &json!(["t"])));
}

#[test]
fn an_export_is_a_new_file_of_its_owners_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let downloads = folder.path().join("Downloads");
    let stage = Stage::writing(Behind::new(), &downloads);
    stage.record(json!({ "kind": "start", "description": "Report" })).unwrap();
    let arguments = json!({ "format": "json", "from": null, "to": null });
    let files = [
        stage.ask("export_entries", &arguments),
        stage.ask("export_entries", &arguments),
        stage.ask("export_tasks", &json!({ "tasks": "all" })),
    ];
    let files = files.map(|file| std::path::PathBuf::from(file.unwrap()["file"].as_str().unwrap()));
    assert_ne!(files[0], files[1]);
    for file in &files {
        assert!(file.starts_with(&downloads));
        assert!(std::fs::read_to_string(file).unwrap().contains("Report"), "{}", file.display());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let none = stage.ask("export_tasks", &json!({ "tasks": { "tasks": [] } })).unwrap();
    assert_eq!(std::fs::read(none["file"].as_str().unwrap()).unwrap(), b"");
}

#[test]
fn a_snapshot_says_when_it_was_taken_and_what_was_worked_today() {
    let stage = Stage::on(Behind::new());
    stage.record(json!({ "kind": "start" })).unwrap();
    let status = stage.ask("get_sync_status", &json!({})).unwrap();
    assert_eq!(status["taken_at"], json!(ManualClock::default().now()));
    assert_eq!((&status["today"]["day"], &status["today"]["worked_seconds"]), (&json!(today()), &json!(0)));
    assert!(status["today"]["next_day"].as_str() > status["taken_at"].as_str());
}
