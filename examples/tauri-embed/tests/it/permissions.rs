//! What the page may, and what it gets without a network.

use serde_json::json;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_note_and_its_task_are_recorded_together_without_a_network_and_outlive_the_process() {
    let stage = Stage::new().await;
    let note = stage.adds("Milk");
    stage.adds("Bread");
    stage.changes(&note, "Milk and honey");
    assert_eq!(stage.texts(), ["Milk and honey", "Bread"]);
    // The later text of a note stands for the earlier one.
    assert_eq!(stage.count("waiting"), 2);
    stage.deletes(&note);
    assert_eq!(stage.count("waiting"), 3);

    let stage = stage.again().await;
    assert_eq!(stage.texts(), ["Bread"]);
    assert_eq!(stage.count("waiting"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_note_is_refused_with_a_code_and_nothing_is_recorded() {
    let stage = Stage::new().await;
    let refused = stage.ask("add_note", &json!({ "text": "" })).unwrap_err();
    assert_eq!(refused, json!({ "code": "invalid-input" }));
    let texts: [&str; 0] = [];
    assert_eq!((stage.texts().as_slice(), stage.count("waiting")), (&texts.map(str::to_owned)[..], 0));

    let note = stage.adds("Milk");
    stage.deletes(&note);
    let back = json!({ "note": { "id": note["id"], "text": "Milk", "deleted": false } });
    assert_eq!(stage.ask("change_note", &back).unwrap_err(), json!({ "code": "invalid-input" }));
    assert_eq!((stage.texts().len(), stage.count("waiting")), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_may_what_its_capability_names_and_nothing_else_of_the_plugin() {
    let stage = Stage::new().await;
    for command in ["enqueue_time_entry", "accounts", "sign_out"] {
        let refused = stage.ask(&format!("plugin:homing|{command}"), &json!({})).unwrap_err();
        assert!(refused.as_str().unwrap().contains("not allowed"), "{refused}");
    }
}
