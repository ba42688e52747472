//! Entries that the server has, by their ids.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, ItemAnswer, Method, Problem};
use homing_domain::time::{EntryState, EventKind};
use serde_json::{Value, json};

use crate::classic::testing::{
    Told, changed, finished, html, json as answer, paused, refusal, remembered, row_of, running, task,
};

fn row() -> homing_domain::ports::HttpResponse {
    answer(200, &row_of(&finished(1), "71").to_string())
}

#[test]
fn a_stop_brings_the_true_times_whatever_the_server_stamped() {
    let mut told = Told::new(&[task(EventKind::Stop, finished(1))], &remembered(1, "71"));
    let (method, path, body) = told.answered(&row());
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
    let said = json!({
        "projectId": "p1", "startTime": "2026-11-26T08:00:00.250Z", "endTime": "2026-11-26T09:00:00.000Z",
        "duration": 2_699, "description": "work", "status": "STOPPED",
    });
    assert_eq!(body, said);
    assert_eq!(told.done(), [ItemAnswer::Applied]);
}

#[test]
fn of_an_entry_that_the_server_knows_better_only_its_end_is_said() {
    let mut fields = finished(1).into_fields();
    (fields.approximate, fields.revision) = (true, 1);
    let entry = homing_domain::time::Entry::try_from(fields).unwrap();
    let mut memories = remembered(1, "71");
    memories.values_mut().for_each(|memory| memory.guessed = true);
    let mut told = Told::new(&[task(EventKind::Import, entry.clone())], &memories);
    let (method, path, body) = told.answered(&row());
    assert_eq!((method, path.as_str()), (Method::Patch, "/time-entries/71"));
    let said = json!({ "endTime": "2026-11-26T09:00:00.000Z", "duration": 2_699, "status": "STOPPED" });
    assert_eq!(body, said);
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    let edited = homing_domain::time::EntryFields { revision: 2, ..entry.into_fields() };
    let edited = homing_domain::time::Entry::try_from(edited).unwrap();
    let mut told = Told::new(&[task(EventKind::Edit, edited)], &memories);
    assert!(told.answered(&row()).2["startTime"].is_string(), "what a person changes is meant");
}

#[test]
fn an_entry_that_was_deleted_on_the_server_is_refused_and_not_made_anew() {
    let mut told = Told::new(&[task(EventKind::Edit, finished(1))], &remembered(1, "71"));
    told.answered(&refusal(404));
    assert_eq!(told.asked().1, "/time-entries?limit=1");
    let problem = Problem { code: "not-found".to_owned(), detail: Some("No".to_owned()), field: None };
    let refused = BatchAnswer::Items(vec![ItemAnswer::Rejected(problem)]);
    assert_eq!(told.hears(&answer(200, "[]")), Some(refused), "it concerns no other entry");
    assert_eq!(told.id(&crate::classic::testing::lane(1)), Some("71"));
}

#[test]
fn an_edit_at_an_address_where_nothing_is_asks_nobody_about_the_entry() {
    let mut told = Told::new(&[task(EventKind::Edit, finished(1))], &remembered(1, "71"));
    told.answered(&refusal(404));
    told.asked();
    assert!(matches!(told.hears(&refusal(404)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.scope(), Scope::Batch { alone: true }, "which is a word on the address");
    for other in [html(200), answer(200, "{}")] {
        assert_eq!(told.hears(&other), Some(BatchAnswer::Unreadable));
    }
}

#[test]
fn an_edit_that_is_not_allowed_is_about_this_entry_alone() {
    let mut told = Told::new(&[task(EventKind::Edit, finished(1))], &remembered(1, "71"));
    told.asked();
    assert!(matches!(told.hears(&refusal(403)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.scope(), Scope::Item { delete: false });
}

#[test]
fn a_page_of_something_on_the_way_is_no_word_on_an_entry() {
    let mut told = Told::new(&[task(EventKind::Edit, finished(1))], &remembered(1, "71"));
    told.asked();
    for status in [200, 403, 404] {
        assert_eq!(told.hears(&html(status)), Some(BatchAnswer::Unreadable), "{status}");
    }
    assert_eq!(told.hears(&answer(200, "{}")), Some(BatchAnswer::Unreadable));
}

#[test]
fn pause_and_resume_are_said_as_such_and_a_wrong_state_is_no_error() {
    for (kind, entry, verb) in
        [(EventKind::Pause, paused(1), "pause"), (EventKind::Resume, running(1), "resume")]
    {
        for response in [row(), refusal(400)] {
            let mut told = Told::new(&[task(kind, entry.clone())], &remembered(1, "71"));
            let (method, path, body) = told.answered(&response);
            assert_eq!((method, path), (Method::Put, format!("/time-entries/71/{verb}")));
            assert_eq!(body, Value::Null);
            assert_eq!(told.done(), [ItemAnswer::Applied]);
        }
    }
}

#[test]
fn time_away_that_is_settled_while_the_timer_runs_changes_no_figure_until_it_is_stopped() {
    let settled = changed(finished(1), |fields| {
        fields.intervals[1].end = None;
        fields.state = EntryState::Running;
    });
    let mut told = Told::new(&[task(EventKind::Resume, settled)], &remembered(1, "71"));
    let (method, path, body) = told.answered(&refusal(400));
    assert_eq!((method, path.as_str(), body), (Method::Put, "/time-entries/71/resume", Value::Null));
    assert_eq!(told.done(), [ItemAnswer::Applied], "its timer runs, from its first start on");
    let stopped = changed(finished(1), |fields| fields.revision = 5);
    let (method, _, body) = Told::new(&[task(EventKind::Stop, stopped)], &told.memories).asked();
    assert_eq!((method, &body["duration"]), (Method::Patch, &json!(2_699)));
}

#[test]
fn an_edit_of_a_running_entry_says_nothing_that_could_stop_another_timer() {
    let mut told = Told::new(&[task(EventKind::Edit, running(1))], &remembered(1, "71"));
    let (method, _, body) = told.answered(&row());
    assert_eq!(method, Method::Patch);
    assert_eq!(body.get("status"), None);
    assert_eq!(told.done(), [ItemAnswer::Applied]);
}

#[test]
fn several_events_are_one_word_on_the_newest_state_for_all_of_them() {
    let tasks = [task(EventKind::Start, running(1)), task(EventKind::Pause, paused(1))];
    let mut told = Told::new(&tasks, &remembered(1, "71"));
    let asked = [told.answered(&row()), told.answered(&row())].map(|(method, path, _)| (method, path));
    let expected = [(Method::Patch, "/time-entries/71"), (Method::Put, "/time-entries/71/pause")];
    assert_eq!(asked, expected.map(|(method, path)| (method, path.to_owned())));
    assert_eq!(told.done(), [ItemAnswer::Applied, ItemAnswer::Applied]);
}

#[test]
fn a_project_is_taken_away_only_where_the_server_has_one() {
    let entry = changed(finished(1), |fields| fields.project = None);
    for (project, said) in [(json!("p1"), Some(&Value::Null)), (Value::Null, None)] {
        let mut told = Told::new(&[task(EventKind::Edit, entry.clone())], &remembered(1, "71"));
        let mut row = row_of(&entry, "71");
        row["projectId"] = project;
        let response = answer(200, &row.to_string());
        let (method, path, _) = told.answered(&response);
        assert_eq!((method, path.as_str()), (Method::Get, "/time-entries/71"));
        let (_, _, body) = told.answered(&response);
        assert_eq!(body.get("projectId"), said);
    }
}

#[test]
fn a_correction_that_the_server_has_said_yes_to_overwrites_nothing_that_was_changed_there_since() {
    let stop = || task(EventKind::Stop, finished(1));
    let mut told = Told::new(&[stop()], &remembered(1, "71"));
    told.answered(&row());
    told.done();
    let mut again = Told::new(&[crate::classic::testing::unknown(stop())], &told.memories);
    assert_eq!(again.done(), [ItemAnswer::Duplicate], "the process died before the result was recorded");
    let edited = changed(finished(1), |fields| fields.revision = 5);
    let mut newer = Told::new(&[task(EventKind::Edit, edited)], &told.memories);
    assert_eq!(newer.asked().0, Method::Patch);
}
