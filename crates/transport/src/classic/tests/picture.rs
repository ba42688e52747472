//! Pictures: after their entry, and none twice.

use homing_domain::ports::{BatchAnswer, ItemAnswer, LaneMemories, Method, Outbound, Profile, UnfitError};
use homing_domain::task::Task;
use serde_json::{Value, json};

use crate::classic::testing::{
    Then, Told, account, json as answer, lane, picture, refusal, remembered, unknown,
};
use crate::classic::{ClassicProfile, picture::MAX_BYTES};

fn first() -> Task {
    picture(11, 1, 3)
}

fn second() -> Task {
    picture(12, 1, 3)
}

fn list(ids: &[&str]) -> homing_domain::ports::HttpResponse {
    let rows: Vec<Value> = ids.iter().map(|id| json!({"id": id, "url": "x"})).collect();
    answer(200, &Value::from(rows).to_string())
}

/// A picture that went out, and whose answer was lost.
fn lost(task: &Task, memories: &LaneMemories, listed: &[&str]) -> LaneMemories {
    let mut told = Told::new(std::slice::from_ref(task), memories);
    told.answered(&list(listed));
    told.brought(b"png");
    told.asked();
    told.memories
}

#[test]
fn a_picture_goes_as_a_data_url_to_its_entrys_id_on_the_server() {
    let mut told = Told::new(&[first()], &remembered(1, "71"));
    assert_eq!(told.answered(&list(&["s0"])).1, "/screenshots/time-entry/71");
    told.brought(b"png");
    let (method, path, body) = told.answered(&answer(201, r#"{"id":"s1"}"#));
    assert_eq!((method, path.as_str()), (Method::Post, "/screenshots"));
    assert_eq!(body, json!({"imageData": "data:image/png;base64,cG5n", "timeEntryId": "71"}));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    assert_eq!((told.id(&lane(11)), told.id(&lane(1))), (Some("s1"), Some("71")));
    assert_eq!(Told::new(&[first()], &told.memories).done(), [ItemAnswer::Duplicate]);
}

#[test]
fn a_picture_at_an_address_where_nothing_is_is_not_refused() {
    let mut told = Told::new(&[first()], &remembered(1, "71"));
    told.answered(&refusal(404));
    assert_eq!(told.asked().1, "/time-entries?limit=1");
    assert!(matches!(told.hears(&refusal(404)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.scope(), homing_domain::policy::Scope::Batch { alone: true }, "a word on the address");

    let mut told = Told::new(&[first()], &remembered(1, "71"));
    told.answered(&refusal(404));
    told.asked();
    let words = told.hears(&answer(200, "[]"));
    let is_refused = |words: &[ItemAnswer]| matches!(words, [ItemAnswer::Rejected(_)]);
    assert!(matches!(&words, Some(BatchAnswer::Items(it)) if is_refused(it)), "its entry is gone: {words:?}");
}

#[test]
fn after_a_lost_answer_a_picture_that_arrived_is_not_sent_again() {
    let memories = lost(&first(), &remembered(1, "71"), &["s0"]);
    let mut told = Told::new(&[unknown(first())], &memories);
    told.answered(&list(&["s0", "s1"]));
    assert_eq!(told.done(), [ItemAnswer::Duplicate]);
    assert_eq!(told.id(&lane(11)), Some("s1"));
}

#[test]
fn after_a_lost_answer_a_picture_that_did_not_arrive_is_sent_again() {
    let memories = lost(&first(), &remembered(1, "71"), &["s0"]);
    let mut told = Told::new(&[unknown(first())], &memories);
    told.answered(&list(&["s0"]));
    told.brought(b"png");
    told.answered(&answer(201, r#"{"id":"s1"}"#));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
}

#[test]
fn the_next_picture_of_an_entry_settles_first_what_became_of_the_one_before() {
    let memories = lost(&first(), &remembered(1, "71"), &[]);
    let mut told = Told::new(&[second()], &memories);
    told.answered(&list(&["s1"]));
    told.brought(b"png");
    told.answered(&answer(201, r#"{"id":"s2"}"#));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    assert_eq!((told.id(&lane(11)), told.id(&lane(12))), (Some("s1"), Some("s2")));
    let mut again = Told::new(&[unknown(first())], &told.memories);
    assert_eq!(again.done(), [ItemAnswer::Duplicate], "and is not taken for it");
}

#[test]
fn two_lost_pictures_of_an_entry_are_told_apart() {
    let memories = lost(&first(), &remembered(1, "71"), &[]);
    // The first did not arrive, the second does.
    let memories = lost(&second(), &memories, &[]);
    let mut told = Told::new(&[unknown(first())], &memories);
    told.answered(&list(&["s2"]));
    told.brought(b"png");
    told.answered(&answer(201, r#"{"id":"s1"}"#));
    assert_eq!(told.done(), [ItemAnswer::Applied]);
    assert_eq!(Told::new(&[unknown(second())], &told.memories).done(), [ItemAnswer::Duplicate]);
}

#[test]
fn a_refused_picture_stops_no_other_task_and_is_not_waited_for() {
    for status in [400, 403, 404, 413] {
        let mut told = Told::new(&[first()], &remembered(1, "71"));
        told.answered(&list(&[]));
        told.brought(b"png");
        told.answered(&refusal(status));
        let words = told.done();
        assert!(matches!(words.as_slice(), [ItemAnswer::Rejected(_)]), "{words:?}");
        assert_eq!(told.memories[&lane(1)].note, None, "nothing is on its way any more");
    }
}

#[test]
fn a_failing_server_leaves_it_open_whether_a_picture_arrived() {
    let mut told = Told::new(&[first()], &remembered(1, "71"));
    told.answered(&list(&[]));
    told.brought(b"png");
    assert!(matches!(told.then(), Then::Asks(..)));
    assert!(matches!(told.hears(&refusal(500)), Some(BatchAnswer::Whole(Some(_)))));
    assert!(told.memories[&lane(1)].note.is_some());
}

#[test]
fn a_picture_without_its_entry_on_the_server_or_beyond_its_limit_is_refused() {
    let words = Told::new(&[first()], &LaneMemories::new()).done();
    assert!(matches!(words.as_slice(), [ItemAnswer::Rejected(_)]), "{words:?}");
    let (tasks, memories) = ([picture(11, 1, MAX_BYTES + 1)], remembered(1, "71"));
    let account = account();
    let device = homing_domain::names::DeviceId::new(uuid::Uuid::nil());
    let outbound = Outbound { account: &account, device, tasks: &tasks, memories: &memories };
    let refused = ClassicProfile.exchange(outbound);
    assert!(matches!(refused, Err((0, UnfitError::Unsayable { field: "blob", .. }))));
    let body = MAX_BYTES.div_ceil(3) * 4 + 1_000;
    assert!(body < 10 * 1024 * 1024, "what is within the limit is within the server's, as base64");
}
