//! What became of items that a person decided on, and of a picture that was written out.

use std::path::Path;

use homing_app::ItemBecame;
use homing_app::json::DecidedItemJson;
use homing_domain::time::{ItemId, ReviewItem};
use serde::Serialize;

use super::super::attached::size;
use super::super::entry::{named, short_id};
use super::super::text::printable;
use super::super::{Here, amount};
use super::items::{line, short_item};
use crate::explain::Explained;

/// What became of items that a person decided on.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) done: Vec<(ReviewItem, ItemBecame)>,
    pub(crate) left: Vec<(ReviewItem, Explained)>,
}

#[derive(Debug, Serialize)]
pub(crate) struct DecidedJson<'a> {
    decided: Vec<DecidedItemJson<'a>>,
    left: Vec<LeftJson<'a>>,
}

#[derive(Debug, Serialize)]
struct LeftJson<'a> {
    id: &'a ItemId,
    code: &'static str,
    message: &'a str,
}

/// As JSON.
pub(crate) fn decided_json(Decided { done, left }: &Decided) -> DecidedJson<'_> {
    let left = left.iter().map(|(item, explained)| LeftJson {
        id: &item.id,
        code: explained.failure.code(),
        message: &explained.text,
    });
    DecidedJson { decided: done.iter().map(DecidedItemJson::from).collect(), left: left.collect() }
}

/// As text: a line for each item, those that stay as they were at the end with the reason.
pub(crate) fn decided(Decided { done, left }: &Decided, here: &Here) -> String {
    if done.is_empty() && left.is_empty() {
        return "Nothing of that kind waits.".to_owned();
    }
    let mut lines = Vec::new();
    for (item, became) in done {
        lines.push(match became {
            ItemBecame::Entry(entry) => {
                let guess = if entry.approximate { "about " } else { "" };
                let (from, to) = (entry.started_at(), entry.last_instant());
                let same_day = here.days_between(from, to) == 0;
                let (from, to) = (here.moment(from), if same_day { here.time(to) } else { here.moment(to) });
                format!("Recorded as {}, {guess}{from} to {to}: {}", short_id(entry.id), named(entry))
            }
            ItemBecame::Screenshot(entry) => {
                format!("Attached the picture {} to entry {}.", short_item(&item.id), short_id(*entry))
            }
            ItemBecame::Nothing => format!("Discarded, and kept as such: {}", line(item, here)),
        });
    }
    for (item, explained) in left {
        lines.push(format!("Left as it was: {}\n  {}", line(item, here), printable(&explained.text)));
    }
    if done.len() + left.len() > 1 {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let done = amount(count(done.len()), "is decided", "are decided");
        let left = amount(count(left.len()), "is left", "are left");
        lines.push(format!("\n{done}, {left}."));
    }
    lines.join("\n")
}

#[derive(Debug, Serialize)]
pub(crate) struct SavedJson<'a> {
    id: &'a ItemId,
    file: &'a Path,
    bytes: u64,
}

pub(crate) fn saved_json<'a>(item: &'a ReviewItem, bytes: u64, file: &'a Path) -> SavedJson<'a> {
    SavedJson { id: &item.id, file, bytes }
}

pub(crate) fn saved(bytes: u64, file: &Path) -> String {
    format!("Wrote the picture ({}) to {}", size(bytes), file.display())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::super::items::tests::{START, here, item};
    use super::*;
    use crate::explain::Failure;

    #[test]
    fn of_several_items_each_is_told_and_what_is_left_says_why() {
        let (one, other) = (item("no-stop", &[(START, None)], None), item("no-start", &[], None));
        let explained = Explained::new(Failure::TimesNeeded, "Nothing says when.");
        let all = Decided { done: vec![(one, ItemBecame::Nothing)], left: vec![(other, explained)] };
        let shown = decided(&all, &here());
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(
            lines,
            [
                "Discarded, and kept as such: abcdef01  ~2026-11-20 09:15 to ?  Report (project harbour)",
                "Left as it was: abcdef01  ~2026-11-20 11:00  Report (project harbour)",
                "  Nothing says when.",
                "",
                "1 is decided, 1 is left.",
            ]
        );
        let json = serde_json::to_value(decided_json(&all)).unwrap();
        assert_eq!(
            (&json["decided"][0]["became"], &json["left"][0]["code"]),
            (&json!("discarded"), &json!("times-needed"))
        );
        assert_eq!(decided(&Decided::default(), &here()), "Nothing of that kind waits.");
    }
}
