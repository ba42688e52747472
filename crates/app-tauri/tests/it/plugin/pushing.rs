//! Snapshots come to whoever listens, without being asked for.

use std::sync::mpsc;

use homing_app::plugin::STATUS_EVENT;
use serde_json::{Value, json};
use tauri::Listener as _;

use super::stage::{Behind, PATIENCE, Stage};

fn first(hear: &mpsc::Receiver<Value>, wanted: fn(&Value) -> bool) -> Value {
    loop {
        let heard = hear.recv_timeout(PATIENCE).unwrap();
        if wanted(&heard) {
            return heard;
        }
    }
}

#[test]
fn a_page_that_listens_hears_of_each_change_with_what_it_would_have_been_answered() {
    let stage = Stage::on(Behind::new());
    let (heard, hear) = mpsc::channel::<Value>();
    stage.app.listen_any(STATUS_EVENT, move |event| {
        heard.send(serde_json::from_str(event.payload()).unwrap()).unwrap();
    });
    stage.record(json!({ "kind": "start", "description": "Report" })).unwrap();
    // The first snapshot may come before the change, or be gone before anyone listened.
    let running = first(&hear, |snapshot| !snapshot["timer"].is_null());
    assert_eq!(running["timer"]["entry"]["description"], "Report");
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap(), running);

    stage.record(json!({ "kind": "stop" })).unwrap();
    let stopped = first(&hear, |snapshot| snapshot["timer"].is_null());
    assert!(stopped["revision"].as_u64() > running["revision"].as_u64());
}
