//! What is written as JSON is the entries themselves.

use homing_domain::time::Entry;
use homing_export::json;
use serde_json::Value;

use crate::{deleted, entry, running, text};

fn read(entries: &[Entry]) -> Vec<Entry> {
    let written: Value = serde_json::from_str(&text(|out| json::write(entries, out))).unwrap();
    written["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| serde_json::from_value(it.clone()).unwrap())
        .collect()
}

#[test]
fn entries_read_back_as_they_are_and_deleted_ones_are_left_out() {
    let entries = [entry(|_| {}), running(), deleted()];
    assert_eq!(read(&entries), entries[..2]);
    assert!(read(&[]).is_empty());
}

#[test]
fn every_entry_is_one_line_with_every_field() {
    let written = text(|out| json::write(&[entry(|_| {}), running()], out));
    assert_eq!(written.lines().count(), 4);
    let bare = entry(|fields| {
        fields.project = None;
        fields.zone = None;
        fields.annotations.clear();
    });
    let written: Value = serde_json::from_str(&text(|out| json::write(&[bare], out))).unwrap();
    assert_eq!(written["entries"][0].as_object().unwrap().len(), 14);
    assert!(written["entries"][0]["project"].is_null());
}
