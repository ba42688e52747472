//! Fingerprints of rows: what tells a row from every other one, and what it says. Not a safeguard
//! against people who want two rows to look alike.
//!
//! They are stored, so they must never change: a change would double what was imported before.

use homing_domain::Timestamp;
use sha2::{Digest as _, Sha256};

/// What tells a row of `source` from every other: its start and, where several share it, its place among
/// them from 0 on. All else may be edited at the source without making another row of it.
pub(crate) fn identity(source: &str, start: Timestamp, ordinal: u64) -> String {
    let mut parts = Parts::new("homing import: identity, version 1");
    parts.text(source);
    parts.number(start.as_millis());
    parts.count(ordinal);
    parts.finish()
}

/// As [`identity`], for a program that tells local times: `local` is the start as the file has it, so that it
/// does not matter in which zone the file is read.
pub(crate) fn local_identity(source: &str, local: &str, ordinal: u64) -> String {
    let mut parts = Parts::new("homing import: identity by local start, version 1");
    parts.text(source);
    parts.text(local);
    parts.count(ordinal);
    parts.finish()
}

/// All that a row says, as the texts that it says it in. Tags count as a set.
pub(crate) fn told_content(texts: &[&str], tags: &[String]) -> String {
    let mut parts = Parts::new("homing import: content as told, version 1");
    parts.each(texts.iter().copied(), Parts::text);
    parts.tags(tags);
    parts.finish()
}

/// All that a row says. Tags count as a set: another order is not another content.
pub(crate) fn content(
    start: Timestamp,
    end: Option<Timestamp>,
    tags: &[String],
    annotation: Option<&str>,
) -> String {
    let mut parts = Parts::new("homing import: content, version 1");
    parts.number(start.as_millis());
    parts.each(end, |parts, end| parts.number(end.as_millis()));
    parts.tags(tags);
    parts.each(annotation, Parts::text);
    parts.finish()
}

/// What tells a row of the earlier app's file from every other: its table, its number there and when it was made or
/// of which day it is. The number alone would not do: after a new beginning the earlier app counted from 1 again.
pub(crate) fn earlier_identity(table: &str, number: i64, made: Option<&str>) -> String {
    let mut parts = Parts::new("homing import: identity in the earlier app, version 1");
    parts.text(table);
    parts.number(number);
    parts.each(made, Parts::text);
    parts.finish()
}

/// All that a row of the earlier app's file says, as far as it matters.
pub(crate) fn earlier_content<'t>(texts: impl IntoIterator<Item = Option<&'t [u8]>>) -> String {
    let mut parts = Parts::new("homing import: content in the earlier app, version 1");
    for text in texts {
        parts.each(text, Parts::bytes);
    }
    parts.finish()
}

/// A hash over parts that can't run into each other: every part has a fixed length or carries it.
struct Parts(Sha256);

impl Parts {
    fn new(purpose: &str) -> Self {
        let mut parts = Self(Sha256::new());
        parts.text(purpose);
        parts
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn count(&mut self, count: u64) {
        self.0.update(count.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn each<T>(&mut self, items: impl IntoIterator<Item = T>, mut add: impl FnMut(&mut Self, T)) {
        for item in items {
            self.0.update([1]);
            add(self, item);
        }
        self.0.update([0]);
    }

    fn tags(&mut self, tags: &[String]) {
        let mut tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        self.each(tags, Self::text);
    }

    fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|&tag| tag.to_owned()).collect()
    }

    #[test]
    fn fingerprints_stay_what_they_were_when_first_stored() {
        let start = at(1_772_442_000);
        assert_eq!(
            identity("timewarrior", start, 0),
            "fc044177a9891530ffc68af8f849e46c72198c6db36dd58647c81bea4aa99dbc"
        );
        assert_eq!(
            content(start, Some(at(1_772_447_400)), &tags(&["b", "a"]), Some("x")),
            "31ea1b234631c493891f474584656ac11a5477b33f10aa51d3e0ec78a9e5857c"
        );
    }

    #[test]
    fn fingerprints_of_told_rows_stay_what_they_were_when_first_stored() {
        assert_eq!(
            local_identity("toggl", "2026-03-02T09:00:00", 0),
            "fc2218715408821190ec55ab246db592ef752ab889094093fb6ac74628766f1f"
        );
        assert_eq!(
            told_content(&["2026-03-02T09:00:00", "x"], &tags(&["b", "a"])),
            "ecd41a2c2eee77136f1746a627c4094e25d6a287dd895dead4614cf6c658a4bd"
        );
        assert_ne!(told_content(&["a", "b"], &[]), told_content(&["ab"], &[]));
    }

    #[test]
    fn rows_differ_by_source_start_or_ordinal() {
        let one = identity("timewarrior", at(1), 0);
        assert_ne!(one, identity("toggl", at(1), 0));
        assert_ne!(one, identity("timewarrior", at(2), 0));
        assert_ne!(one, identity("timewarrior", at(1), 1));
    }

    #[test]
    fn any_edit_changes_the_content() {
        let one = content(at(1), Some(at(2)), &tags(&["a", "b"]), Some("c"));
        for other in [
            content(at(0), Some(at(2)), &tags(&["a", "b"]), Some("c")),
            content(at(1), Some(at(3)), &tags(&["a", "b"]), Some("c")),
            content(at(1), None, &tags(&["a", "b"]), Some("c")),
            content(at(1), Some(at(2)), &tags(&["a"]), Some("c")),
            content(at(1), Some(at(2)), &tags(&["ab"]), Some("c")),
            content(at(1), Some(at(2)), &tags(&["a", "b", "c"]), None),
            content(at(1), Some(at(2)), &tags(&["a", "b"]), None),
            content(at(1), Some(at(2)), &tags(&["a", "b"]), Some("d")),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn another_order_of_the_tags_is_the_same_content() {
        let one = content(at(1), None, &tags(&["a", "b"]), None);
        assert_eq!(one, content(at(1), None, &tags(&["b", "a"]), None));
    }
}
