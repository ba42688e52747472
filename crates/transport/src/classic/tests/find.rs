//! Starts of unknown outcome: looked for before anything else is said.

use homing_domain::ports::{BatchAnswer, ItemAnswer, LaneMemories, Method};
use homing_domain::task::Task;
use homing_domain::time::EventKind;
use serde_json::{Value, json};

use crate::classic::testing::{
    Told, changed, deleted, empty, finished, html, json as answer, lane, row_of, running, started_row, task,
    unknown,
};

/// After a start whose answer was lost.
fn asked() -> LaneMemories {
    let mut told = Told::new(&[task(EventKind::Start, running(1))], &LaneMemories::new());
    told.answered(&answer(200, "null"));
    told.asked();
    told.memories
}

fn lost() -> Task {
    unknown(task(EventKind::Start, running(1)))
}

fn list(rows: &[Value]) -> homing_domain::ports::HttpResponse {
    answer(200, &Value::from(rows.to_vec()).to_string())
}

#[test]
fn the_rows_around_the_start_are_listed_and_the_very_one_is_taken() {
    let other_text = changed(running(1), |fields| fields.description = "x".to_owned());
    let rows = [row_of(&running(1), "70"), started_row(&other_text, "69"), started_row(&running(1), "71")];
    let mut told = Told::new(&[lost()], &asked());
    let (method, path, _) = told.answered(&list(&rows));
    let expected = "/time-entries?limit=1000&startDate=2026-11-26T07%3A59%3A00.250Z&endDate=2026-11-26T08%3A01%3A00.250Z";
    assert_eq!((method, path.as_str()), (Method::Get, expected));
    let (method, path, _) = told.answered(&answer(200, &rows[2].to_string()));
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
    told.answered(&answer(200, &rows[2].to_string()));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    assert_eq!(told.id(&lane(1)), Some("71"));
}

#[test]
fn a_row_that_is_none_keeps_nobody_from_finding_the_one_that_is() {
    let mut told = Told::new(&[lost()], &asked());
    told.answered(&list(&[json!({"id": 7}), started_row(&running(1), "71")]));
    assert_eq!(told.asked().1, "/time-entries/71");
}

#[test]
fn a_start_that_may_be_there_in_other_words_is_not_made_again_before_a_person_says_so() {
    let mut other = started_row(&running(1), "71");
    other["description"] = json!("changed there");
    for tasks in [vec![lost()], vec![lost(), task(EventKind::Stop, finished(1))]] {
        let mut told = Told::new(&tasks, &asked());
        told.answered(&list(std::slice::from_ref(&other)));
        let words = told.done();
        assert!(
            matches!(words.first(), Some(ItemAnswer::Rejected(it)) if it.code == "may-be-there"),
            "{words:?}"
        );
        let mut again = Told::new(&tasks, &told.memories);
        again.answered(&list(std::slice::from_ref(&other)));
        let path = again.asked().1;
        assert!(path.ends_with("/active") || path.ends_with("/sync"), "somebody has looked: {path}");
    }
}

#[test]
fn another_project_another_person_or_a_key_is_no_start_that_may_be_there() {
    for (member, value) in
        [("projectId", json!("p2")), ("userId", json!("u2")), ("idempotencyKey", json!("k"))]
    {
        let mut row = started_row(&running(1), "71");
        row["description"] = json!("changed there");
        row[member] = value;
        let mut told = Told::new(&[lost()], &asked());
        told.answered(&list(&[row]));
        assert_eq!(told.asked().1, "/time-entries/active", "{member}");
    }
}

#[test]
fn a_start_that_did_not_come_about_is_made_now() {
    let mut told = Told::new(&[lost()], &asked());
    told.answered(&list(&[]));
    assert_eq!(told.answered(&answer(200, "null")).1, "/time-entries/active");
    let (method, _, _) = told.answered(&answer(201, &started_row(&running(1), "71").to_string()));
    assert_eq!(method, Method::Post);
    assert_eq!(told.done(), [ItemAnswer::Applied]);
}

#[test]
fn a_stop_behind_a_lost_start_corrects_the_row_that_is_there_or_makes_the_finished_one() {
    let tasks = [lost(), task(EventKind::Stop, finished(1))];
    let mut told = Told::new(&tasks, &asked());
    told.answered(&list(&[started_row(&running(1), "71")]));
    let (method, path, _) = told.answered(&answer(200, &started_row(&finished(1), "71").to_string()));
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
    assert_eq!(told.done(), [ItemAnswer::Applied, ItemAnswer::Applied]);

    let mut told = Told::new(&tasks, &asked());
    told.answered(&list(&[]));
    let key = lane(1).to_string();
    let made = json!({"entries": [{"idempotencyKey": key, "id": "72", "action": "created"}]});
    assert_eq!(told.answered(&answer(200, &made.to_string())).1, "/time-entries/sync");
    assert_eq!(told.done(), [ItemAnswer::Applied, ItemAnswer::Applied]);
    assert_eq!(told.id(&lane(1)), Some("72"));
}

#[test]
fn a_delete_behind_a_lost_start_leaves_no_timer_running_there() {
    let tasks = [lost(), task(EventKind::Delete, deleted(1))];
    let mut told = Told::new(&tasks, &asked());
    told.answered(&list(&[started_row(&running(1), "71")]));
    assert_eq!(told.answered(&empty(204)).0, Method::Delete);
    assert_eq!(told.done(), [ItemAnswer::Applied, ItemAnswer::Applied]);

    let mut told = Told::new(&tasks, &asked());
    told.answered(&list(&[]));
    assert_eq!(told.done(), [ItemAnswer::Duplicate, ItemAnswer::Duplicate]);
}

#[test]
fn nothing_is_said_before_the_list_could_be_read() {
    let mut told = Told::new(&[lost()], &asked());
    told.asked();
    assert_eq!(told.hears(&html(200)), Some(BatchAnswer::Unreadable));
    assert_eq!(told.hears(&answer(200, "{}")), Some(BatchAnswer::Unreadable));
}
