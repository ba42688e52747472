//! Timers that run: shown where that stops nobody.

use std::time::Duration;

use homing_domain::ports::{BatchAnswer, ItemAnswer, LaneMemories, Method};
use homing_domain::time::EventKind;
use serde_json::json;

use crate::classic::testing::{
    Then, Told, changed, empty, finished, html, json as answer, lane, paused, refusal, running, started_row,
    task,
};

const LATER: ItemAnswer = ItemAnswer::Retry { after: Some(Duration::from_secs(300)) };

fn start() -> Told {
    Told::new(&[task(EventKind::Start, running(1))], &LaneMemories::new())
}

#[test]
fn a_running_entry_is_shown_with_its_true_start_where_nothing_is_active() {
    for nothing in [answer(200, "null"), empty(200), empty(204), refusal(404)] {
        let mut told = start();
        let (method, path, _) = told.answered(&nothing);
        assert_eq!((method, path.as_str()), (Method::Get, "/time-entries/active"));
        let (method, path, body) = told.answered(&answer(201, &started_row(&running(1), "71").to_string()));
        assert_eq!((method, path.as_str()), (Method::Post, "/time-entries"));
        let said = json!({
            "userId": "u1", "projectId": "p1", "startTime": "2026-11-26T08:00:00.250Z",
            "description": "work", "status": "RUNNING",
        });
        assert_eq!(body, said);
        assert_eq!(told.done(), [ItemAnswer::Applied]);
        assert_eq!(told.id(&lane(1)), Some("71"));
    }
}

#[test]
fn another_devices_timer_is_never_stopped_and_the_entry_waits() {
    let other = changed(running(2), |fields| fields.description = "other".to_owned());
    let mut told = start();
    told.answered(&answer(200, &started_row(&other, "72").to_string()));
    assert_eq!(told.done(), [LATER]);
    let mut told = start();
    told.answered(&answer(200, "null"));
    told.answered(&refusal(400));
    assert_eq!(told.done(), [LATER], "another became active in between");
}

#[test]
fn one_that_could_not_be_shown_arrives_when_it_is_finished() {
    let mut told = start();
    told.answered(&answer(200, "null"));
    told.answered(&refusal(400));
    told.done();
    let (_, path, _) = Told::new(&[task(EventKind::Stop, finished(1))], &told.memories).asked();
    assert_eq!(path, "/time-entries/sync", "nothing is looked for that was surely not made");
}

#[test]
fn a_start_that_is_not_allowed_stops_no_other_task() {
    for status in [403, 404] {
        let mut told = start();
        told.answered(&answer(200, "null"));
        told.answered(&refusal(status));
        let words = told.done();
        assert!(matches!(words.as_slice(), [ItemAnswer::Rejected(_)]), "{words:?}");
    }
}

#[test]
fn that_a_start_is_asked_for_is_remembered_before_it_is() {
    let mut told = start();
    told.answered(&answer(200, "null"));
    told.asked();
    let note = told.memories[&lane(1)].note.clone().unwrap_or_default();
    assert!(note.contains("asked"), "{note}");
}

#[test]
fn a_start_whose_answer_could_not_be_read_is_known_again_and_not_made_twice() {
    let mut told = start();
    told.answered(&answer(200, "null"));
    told.asked();
    assert_eq!(told.hears(&html(200)), Some(BatchAnswer::Unreadable));
    let mut again = Told::new(&[task(EventKind::Pause, paused(1))], &told.memories);
    again.answered(&answer(200, &json!([started_row(&running(1), "71")]).to_string()));
    let row = answer(200, &started_row(&running(1), "71").to_string());
    assert_eq!(again.answered(&row).0, Method::Patch);
    assert_eq!(again.answered(&row).1, "/time-entries/71/pause");
    assert_eq!(again.done(), [ItemAnswer::Applied]);
}

#[test]
fn a_failing_server_is_no_word_on_a_start() {
    let mut told = start();
    told.asked();
    for status in [429, 500, 503] {
        assert!(matches!(told.hears(&refusal(status)), Some(BatchAnswer::Whole(Some(_)))), "{status}");
    }
    assert_eq!(told.hears(&answer(200, "[7]")), Some(BatchAnswer::Unreadable));
    assert!(matches!(told.then(), Then::Asks(..)));
}
