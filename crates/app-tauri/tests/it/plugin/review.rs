//! The review as a page sees it, and what it makes of unfinished work.

use std::sync::Arc;

use homing_domain::names::DeviceId;
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_domain::time::{
    EarlierPicture, EarlierWork, Interval, RowRef, Tracker, Unfinished, UnfinishedMatter,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::{Behind, Stage};

const FROM: &str = "2020-01-06T09:00:00.000Z";
const TO: &str = "2020-01-06T10:00:00.000Z";

fn unfinished(number: i64, matter: UnfinishedMatter) -> Unfinished {
    let table = "sync_queue".to_owned();
    let row = RowRef { table, number, identity: format!("{number:06x}"), content: "c".to_owned() };
    Unfinished {
        rows: vec![row],
        matter,
        project: Some("harbour".to_owned()),
        description: "Report".to_owned(),
        intervals: vec![Interval { start: FROM.parse().unwrap(), end: Some(TO.parse().unwrap()) }],
        last_at: None,
        server_id: None,
        picture: None,
    }
}

/// One that is complete, one without an end, and a picture of no entry.
fn stage() -> (Stage, [Value; 3]) {
    let behind = Behind::new();
    let complete = unfinished(1, UnfinishedMatter::ApproximateTimes);
    let mut open = unfinished(2, UnfinishedMatter::NoStop);
    open.intervals[0].end = None;
    let mut picture = unfinished(3, UnfinishedMatter::Picture);
    let bytes = b"\x89PNG\r\n\x1a\n picture".to_vec();
    picture.intervals.clear();
    picture.picture = Some(EarlierPicture { media_type: "image/png".to_owned(), bytes });
    let work = EarlierWork { unfinished: vec![complete, open, picture], ..EarlierWork::default() };
    let (queue, accounts) = (behind.store.clone(), behind.store.clone());
    let (clock, ids) = (Arc::new(ManualClock::default()), Arc::new(SequentialIds::default()));
    let tracker = Tracker::new(queue, accounts, clock, ids, DeviceId::new(Uuid::from_u128(8)));
    tauri::async_runtime::block_on(tracker.take_in(work, &|_| ())).unwrap();
    let stage = Stage::allowed(behind, &["homing:default", "homing:review"]);
    let items = stage.ask("review", &json!({})).unwrap()["items"].as_array().unwrap().clone();
    let of = |matter| items.iter().find(|item| item["matter"] == matter).unwrap()["id"].clone();
    let ids = ["approximate-times", "no-stop", "picture"].map(of);
    (stage, ids)
}

fn open(stage: &Stage) -> Vec<Value> {
    let review = stage.ask("review", &json!({})).unwrap();
    review["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
}

#[test]
fn a_page_sees_what_ought_to_be_looked_at_and_no_command_of_a_terminal() {
    let (stage, [_, no_stop, _]) = stage();
    let (from, to) = ("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z");
    stage.record(json!({ "kind": "add", "from": from, "to": to, "long_is_meant": true })).unwrap();
    let review = stage.ask("review", &json!({})).unwrap();
    let finding = &review["findings"][0];
    assert_eq!((&finding["matter"], &finding["details"]["span_seconds"]), (&json!("long"), &json!(86_400)));
    assert_eq!(finding["entry"]["state"], "stopped");
    let item = review["items"].as_array().unwrap().iter().find(|item| item["id"] == no_stop).unwrap();
    assert_eq!((&item["state"], &item["missing"]), (&json!("open"), &json!(["to"])));
    assert_eq!((&item["description"], &item["project"]), (&json!("Report"), &json!("harbour")));
    assert_eq!((&finding["mend"], &item["mend"]), (&Value::Null, &Value::Null));
}

#[test]
fn an_item_becomes_an_entry_as_it_is_known_or_as_a_person_says() {
    let (stage, [complete, no_stop, _]) = stage();
    let confirmed = stage.ask("confirm_item", &json!({ "item": complete })).unwrap();
    assert_eq!((&confirmed["became"], &confirmed["entry"]["approximate"]), (&json!("entry"), &json!(true)));
    assert_eq!(confirmed["entry"]["intervals"], json!([{ "start": FROM, "end": TO }]));

    let missing = json!({ "code": "times-needed", "from": false, "to": true });
    assert_eq!(stage.ask("confirm_item", &json!({ "item": no_stop })), Err(missing));
    let given = json!({ "from": FROM, "to": TO, "description": "Letter", "project": null });
    let confirmed = stage.ask("confirm_item", &json!({ "item": no_stop, "given": given })).unwrap();
    let entry = &confirmed["entry"];
    assert_eq!((&entry["description"], &entry["project"]), (&json!("Letter"), &Value::Null));
    assert_eq!(entry["approximate"], false);
    let again = stage.ask("confirm_item", &json!({ "item": no_stop }));
    assert_eq!(again, Err(json!({ "code": "item-decided" })));
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["counts"]["waiting"], 2);
}

#[test]
fn a_picture_waits_until_a_page_names_the_entry_that_it_belongs_to() {
    let (stage, [_, _, picture]) = stage();
    let refused = stage.ask("confirm_item", &json!({ "item": picture }));
    assert_eq!(refused, Err(json!({ "code": "entry-needed" })));
    let stranger = json!({ "entry": "00000000-0000-4000-8000-00000000ffff" });
    let refused = stage.ask("confirm_item", &json!({ "item": picture, "given": stranger }));
    assert_eq!(refused, Err(json!({ "code": "no-such-entry" })));
    assert!(open(&stage).contains(&picture));
}

#[test]
fn of_many_items_each_is_decided_by_itself_and_what_can_t_be_stays() {
    let (stage, [complete, no_stop, picture]) = stage();
    let items = json!([no_stop, complete]);
    let decided = stage.ask("decide_items", &json!({ "items": items, "decision": "confirm" })).unwrap();
    assert_eq!((&decided["done"][0]["id"], &decided["done"][0]["became"]), (&complete, &json!("entry")));
    let left = json!([{ "id": no_stop, "error": { "code": "times-needed", "from": false, "to": true } }]);
    assert_eq!(decided["left"], left);

    let items = json!([no_stop, picture]);
    let decided = stage.ask("decide_items", &json!({ "items": items, "decision": "discard" })).unwrap();
    assert_eq!((&decided["done"][1]["became"], &decided["left"]), (&json!("discarded"), &json!([])));
    assert_eq!(decided["done"][1]["entry"], Value::Null);
    assert!(open(&stage).is_empty());
}

#[test]
fn where_one_of_many_items_is_unknown_or_the_decision_is_none_nothing_is_decided() {
    let (stage, [complete, ..]) = stage();
    let ask = |items, decision| stage.ask("decide_items", &json!({ "items": items, "decision": decision }));
    let unknown = ask(json!([complete, "ffffffff"]), "discard");
    assert_eq!(unknown, Err(json!({ "code": "no-such-item" })));
    assert_eq!(ask(json!([complete]), "perhaps"), Err(json!({ "code": "invalid-input" })));
    let slip = stage.ask("confirm_item", &json!({ "item": complete, "given": { "form": FROM } }));
    assert_eq!(slip, Err(json!({ "code": "invalid-input" })));
    assert_eq!(open(&stage).len(), 3);
}
