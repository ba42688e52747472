//! Finished entries: all or none, known by their keys.

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, ItemAnswer, LaneMemories, Method, Problem};
use homing_domain::time::EventKind;
use serde_json::{Value, json};

use crate::classic::testing::{
    Told, changed, deleted, finished, html, json as answer, lane, refusal, row_of, task, unknown,
};

fn stop(number: u8) -> homing_domain::task::Task {
    task(EventKind::Stop, finished(number))
}

fn made(entries: &[(u8, &str, &str)]) -> homing_domain::ports::HttpResponse {
    let entry = |(number, id, action): &(u8, &str, &str)| json!({"idempotencyKey": lane(*number).to_string(), "id": id, "action": action});
    let entries: Vec<Value> = entries.iter().map(entry).collect();
    answer(200, &json!({"created": 1, "skipped": 0, "entries": entries}).to_string())
}

fn taken(number: u8, existing: &str) -> homing_domain::ports::HttpResponse {
    let key = lane(number).to_string();
    answer(409, &json!({"message": "Taken", "idempotencyKey": key, "existingId": existing}).to_string())
}

fn keys(body: &Value) -> Vec<String> {
    let entries = body["entries"].as_array().into_iter().flatten();
    entries.filter_map(|entry| entry["idempotencyKey"].as_str().map(str::to_owned)).collect()
}

fn conflict(field: &str) -> ItemAnswer {
    ItemAnswer::Rejected(Problem {
        code: "conflict".to_owned(),
        detail: Some("the server has another entry under the same key".to_owned()),
        field: Some(field.to_owned()),
    })
}

#[test]
fn finished_entries_go_in_one_request_and_their_ids_are_remembered() {
    let mut told = Told::new(&[stop(1), stop(2)], &LaneMemories::new());
    let (method, path, body) = told.answered(&made(&[(1, "71", "created"), (2, "72", "created")]));
    assert_eq!((method, path.as_str()), (Method::Post, "/time-entries/sync"));
    assert_eq!(keys(&body), [lane(1).to_string(), lane(2).to_string()]);
    assert_eq!(body["entries"][0]["status"], "STOPPED");
    assert_eq!(told.done(), [ItemAnswer::Applied, ItemAnswer::Applied]);
    assert_eq!((told.id(&lane(1)), told.id(&lane(2))), (Some("71"), Some("72")));
}

#[test]
fn what_the_server_has_said_yes_to_is_not_said_again() {
    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.answered(&made(&[(1, "71", "created")]));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    let mut again = Told::new(&[unknown(stop(1))], &told.memories);
    assert_eq!(again.done(), [ItemAnswer::Duplicate], "the process died before the result was recorded");
}

#[test]
fn a_repetition_that_the_server_skips_is_a_duplicate() {
    let mut told = Told::new(&[unknown(stop(1))], &LaneMemories::new());
    told.answered(&made(&[(1, "71", "skipped")]));
    assert_eq!(told.done(), [ItemAnswer::Duplicate]);
    assert_eq!(told.id(&lane(1)), Some("71"));
}

#[test]
fn an_entry_that_is_skipped_though_it_never_went_out_is_corrected_next() {
    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.answered(&made(&[(1, "71", "skipped")]));
    assert_eq!(told.done(), [ItemAnswer::Retry { after: None }]);
    let (method, path, _) = Told::new(&[stop(1)], &told.memories).asked();
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
}

#[test]
fn an_answer_that_leaves_an_entry_out_says_nothing_of_it() {
    let mut told = Told::new(&[stop(1), stop(2)], &LaneMemories::new());
    told.answered(&made(&[(2, "72", "created")]));
    assert_eq!(told.done(), [ItemAnswer::Missing, ItemAnswer::Applied]);
}

#[test]
fn a_conflict_is_settled_by_the_row_and_the_rest_goes_again_without_it() {
    let other = |member: &str, value: Value| {
        let mut row = row_of(&finished(1), "71");
        row[member] = value;
        row
    };
    let same = row_of(&finished(1), "71");
    for (is_unknown, row, word, id) in [
        (false, same.clone(), ItemAnswer::Duplicate, Some("71")),
        (true, same, ItemAnswer::Duplicate, Some("71")),
        (true, other("projectId", json!("p2")), ItemAnswer::Duplicate, Some("71")),
        (false, other("projectId", json!("p2")), conflict("entry.project"), Some("71")),
        (false, other("duration", json!(7)), conflict("entry.intervals"), Some("71")),
        (false, other("description", json!("x")), conflict("entry.description"), Some("71")),
    ] {
        let first = if is_unknown { unknown(stop(1)) } else { stop(1) };
        let mut told = Told::new(&[first, stop(2)], &LaneMemories::new());
        told.answered(&taken(1, "71"));
        let (method, path, _) = told.answered(&answer(200, &row.to_string()));
        assert_eq!((method, path.as_str()), (Method::Get, "/time-entries/71"));
        let (_, _, body) = told.answered(&made(&[(2, "72", "created")]));
        assert_eq!(keys(&body), [lane(2).to_string()]);
        assert_eq!(told.done(), [word, ItemAnswer::Applied]);
        assert_eq!((told.id(&lane(1)), told.id(&lane(2))), (id, Some("72")));
    }
}

/// After a row of our own was found to say other things, though this task never went out before.
fn refused_over(row: &Value) -> Told {
    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.answered(&taken(1, "71"));
    told.answered(&answer(200, &row.to_string()));
    assert_eq!(told.done(), [conflict("entry.project")]);
    told
}

fn elsewhere() -> Value {
    let mut row = row_of(&finished(1), "71");
    row["projectId"] = json!("p2");
    row
}

#[test]
fn an_edit_after_a_conflict_with_a_row_of_our_own_corrects_that_row() {
    let told = refused_over(&elsewhere());
    let edited = changed(finished(1), |fields| fields.revision = 5);
    let (method, path, _) = Told::new(&[task(EventKind::Edit, edited)], &told.memories).asked();
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
}

#[test]
fn a_delete_after_a_conflict_with_a_row_of_our_own_deletes_that_row() {
    let told = refused_over(&elsewhere());
    let (method, path, _) = Told::new(&[task(EventKind::Delete, deleted(1))], &told.memories).asked();
    assert_eq!((method, path.as_str()), (Method::Delete, "/time-entries/71"));
}

#[test]
fn a_conflict_with_a_row_under_another_key_binds_the_entry_to_nothing() {
    let mut row = elsewhere();
    row["idempotencyKey"] = Value::Null;
    assert_eq!(refused_over(&row).id(&lane(1)), None);
}

#[test]
fn a_row_that_is_gone_or_somebody_elses_is_not_made_anew() {
    for status in [403, 404] {
        let mut told = Told::new(&[unknown(stop(1))], &LaneMemories::new());
        told.answered(&taken(1, "71"));
        told.answered(&refusal(status));
        let words = told.done();
        assert!(matches!(words.as_slice(), [ItemAnswer::Rejected(_)]), "{words:?}");
        assert_eq!(told.id(&lane(1)), None);
    }
}

#[test]
fn each_entry_of_a_batch_may_be_a_conflict_and_it_ends() {
    let tasks: Vec<_> = (1..=50).map(stop).collect();
    let mut told = Told::new(&tasks, &LaneMemories::new());
    for number in 1..=50 {
        told.answered(&taken(number, "71"));
        told.answered(&answer(200, &row_of(&finished(number), "71").to_string()));
    }
    assert_eq!(told.done(), vec![ItemAnswer::Duplicate; 50]);
}

#[test]
fn a_conflict_of_a_key_that_was_not_sent_is_no_word_on_any_entry() {
    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.asked();
    assert!(matches!(told.hears(&taken(9, "71")), Some(BatchAnswer::Whole(Some(_)))));
}

#[test]
fn one_bad_entry_fails_all_and_is_looked_for_by_halves() {
    let mut told = Told::new(&[stop(1), stop(2)], &LaneMemories::new());
    told.asked();
    for status in [400, 403, 404, 500] {
        assert!(matches!(told.hears(&refusal(status)), Some(BatchAnswer::Whole(Some(_)))), "{status}");
    }
    assert_eq!(told.hears(&html(200)), Some(BatchAnswer::Unreadable));
    assert_eq!(told.hears(&html(502)), Some(BatchAnswer::Whole(None)));
    assert_eq!(told.scope(), Scope::AllOrNone { alone: false });
}

#[test]
fn what_an_entry_names_and_is_not_there_is_refused_where_the_address_is_right() {
    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.answered(&refusal(404));
    assert_eq!(told.answered(&answer(200, "[]")).1, "/time-entries?limit=1");
    let words = told.done();
    assert!(matches!(words.as_slice(), [ItemAnswer::Rejected(_)]), "{words:?}");

    let mut told = Told::new(&[stop(1)], &LaneMemories::new());
    told.answered(&refusal(404));
    told.asked();
    assert!(matches!(told.hears(&refusal(404)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.scope(), Scope::Batch { alone: true }, "which is a word on the address");
}

#[test]
fn an_entry_that_was_never_there_and_is_deleted_takes_no_word() {
    let gone = changed(finished(1), |fields| fields.deleted = true);
    let mut told = Told::new(&[task(EventKind::Delete, gone), stop(2)], &LaneMemories::new());
    let (_, _, body) = told.answered(&made(&[(2, "72", "created")]));
    assert_eq!(keys(&body), [lane(2).to_string()]);
    assert_eq!(told.done(), [ItemAnswer::Duplicate, ItemAnswer::Applied]);
}
