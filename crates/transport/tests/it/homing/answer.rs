//! What the answer to a batch says of each task.

use std::time::Duration;

use homing_domain::ports::{BatchAnswer, ItemAnswer, Problem, Profile};
use homing_transport::HomingProfile;
use serde_json::{Value, json};

use super::{json as json_response, note, problem, response, uuid};

/// What an answer with these results says of the tasks 1, 2 and so on.
fn items<const N: usize>(results: &Value) -> [ItemAnswer; N] {
    let tasks: Vec<_> = (1..=N).map(|number| note(u8::try_from(number).unwrap())).collect();
    match HomingProfile.sync_answer(&tasks, &json_response(200, &json!({"results": results}))) {
        BatchAnswer::Items(items) => items.try_into().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn whole(status: u16, content_type: &str, body: &str) -> BatchAnswer {
    HomingProfile.sync_answer(&[note(1)], &response(status, content_type, body))
}

#[test]
fn every_word_of_the_server_has_its_meaning() {
    let words = items::<6>(&json!([
        {"key": uuid(1), "result": "applied"},
        {"key": uuid(2), "result": "duplicate"},
        {"key": uuid(3), "result": "rejected", "problem": {
            "type": "urn:homing:problem:invalid-entry", "title": "t", "detail": "d", "field": "entry.tags[0]",
        }},
        {"key": uuid(4), "result": "retry", "after_seconds": 30},
        {"key": uuid(5), "result": "blocked"},
        {"key": uuid(6), "result": "retry"},
    ]));
    let refused = Problem {
        code: "invalid-entry".into(),
        detail: Some("d".into()),
        field: Some("entry.tags[0]".into()),
    };
    let expected = [
        ItemAnswer::Applied,
        ItemAnswer::Duplicate,
        ItemAnswer::Rejected(refused),
        ItemAnswer::Retry { after: Some(Duration::from_secs(30)) },
        ItemAnswer::Blocked,
        ItemAnswer::Retry { after: None },
    ];
    assert_eq!(words, expected);
}

#[test]
fn a_word_of_a_later_version_leaves_the_task_waiting() {
    let words = items::<2>(&json!([
        {"key": uuid(1), "result": "postponed", "until": 7},
        {"key": uuid(2), "result": "applied"},
    ]));
    assert_eq!(words, [ItemAnswer::Retry { after: None }, ItemAnswer::Applied]);
}

#[test]
fn a_rejection_without_a_problem_is_still_a_rejection() {
    let words = items::<1>(&json!([{"key": uuid(1), "result": "rejected"}]));
    assert_eq!(words, [ItemAnswer::Rejected(Problem::default())]);
}

#[test]
fn results_belong_to_tasks_by_key_whatever_their_order() {
    let words = items::<3>(&json!([
        {"key": uuid(3), "result": "blocked"},
        {"key": uuid(1), "result": "applied"},
        {"key": uuid(2), "result": "duplicate"},
    ]));
    assert_eq!(words, [ItemAnswer::Applied, ItemAnswer::Duplicate, ItemAnswer::Blocked]);
}

#[test]
fn a_task_that_the_answer_does_not_name_is_missing() {
    let words = items::<2>(&json!([{"key": uuid(2), "result": "applied"}]));
    assert_eq!(words, [ItemAnswer::Missing, ItemAnswer::Applied]);
    assert_eq!(items::<1>(&json!([])), [ItemAnswer::Missing]);
}

#[test]
fn of_two_words_on_one_task_the_first_stands() {
    let words = items::<1>(&json!([
        {"key": uuid(1), "result": "blocked"},
        {"key": uuid(1), "result": "applied"},
    ]));
    assert_eq!(words, [ItemAnswer::Blocked]);
}

#[test]
fn results_that_nobody_asked_for_are_ignored() {
    let words = items::<1>(&json!([
        {"key": uuid(9), "result": "rejected"},
        {"key": "not a key", "result": "rejected"},
        {"key": uuid(1), "result": "applied"},
    ]));
    assert_eq!(words, [ItemAnswer::Applied]);
}

#[test]
fn one_result_that_cannot_be_read_says_nothing_against_its_neighbours() {
    let words = items::<3>(&json!([
        {"key": uuid(1), "result": "retry", "after_seconds": -1},
        {"key": uuid(2), "result": "applied"},
        17,
    ]));
    assert_eq!(words, [ItemAnswer::Missing, ItemAnswer::Applied, ItemAnswer::Missing]);
}

#[test]
fn a_success_of_another_shape_is_unreadable() {
    let fine = format!(r#"{{"results":[{{"key":"{}","result":"applied"}}]}}"#, uuid(1));
    assert!(matches!(whole(200, "application/json", &fine), BatchAnswer::Items(_)));
    assert_eq!(whole(200, "text/html", &fine), BatchAnswer::Unreadable);
    assert_eq!(whole(200, "application/json", "<html>Sign in to the hotel</html>"), BatchAnswer::Unreadable);
    assert_eq!(whole(200, "application/json", &fine[..fine.len() - 1]), BatchAnswer::Unreadable);
    assert_eq!(whole(200, "application/json", r#"{"results":{}}"#), BatchAnswer::Unreadable);
    assert_eq!(whole(200, "application/json", "[]"), BatchAnswer::Unreadable);
    assert_eq!(whole(204, "application/json", ""), BatchAnswer::Unreadable);
}

#[test]
fn a_refusal_of_the_whole_batch_carries_the_servers_problem() {
    let answer = HomingProfile.sync_answer(&[note(1)], &problem(413, "too-large"));
    let BatchAnswer::Whole(Some(problem)) = answer else { panic!("{answer:?}") };
    assert_eq!(problem.code, "too-large");
}

#[test]
fn a_refusal_in_another_form_leaves_the_word_to_the_status() {
    assert_eq!(whole(502, "text/html", "<html>"), BatchAnswer::Whole(None));
    assert_eq!(whole(302, "text/html", ""), BatchAnswer::Whole(None));
    assert_eq!(whole(400, "application/problem+json", "{"), BatchAnswer::Whole(None));
}
