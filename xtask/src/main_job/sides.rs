//! What one side holds, and where two sides differ. Pure: the texts come from `homing log --json`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// The entries of one side by id, each as the JSON that the side gave.
#[derive(Debug)]
pub(super) struct Listing {
    entries: BTreeMap<String, Value>,
}

/// What a listing adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// Entries.
    pub(super) entries: usize,
    /// Intervals of all entries.
    pub(super) intervals: usize,
    /// Tags of all entries.
    pub(super) tags: usize,
    /// Annotations of all entries.
    pub(super) annotations: usize,
    /// The length of all ended intervals.
    pub(super) worked: SignedDuration,
}

impl Listing {
    /// Reads `{"entries": [{"id": ...}, ...]}`.
    ///
    /// # Errors
    /// When it is anything else, or an id is there twice: then something was applied twice.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut value: Value = serde_json::from_str(text).context("the listing is not JSON")?;
        let Value::Array(rows) = value["entries"].take() else {
            anyhow::bail!("the listing has no list named `entries`")
        };
        let mut entries = BTreeMap::new();
        for row in rows {
            let id = row["id"].as_str().context("an entry has no id")?.to_owned();
            ensure!(entries.insert(id.clone(), row).is_none(), "entry {id} is listed twice");
        }
        Ok(Self { entries })
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entries by the start of their first interval, then by id.
    pub(super) fn by_start(&self) -> Vec<&Value> {
        let mut rows: Vec<_> = self.entries.values().collect();
        rows.sort_by_key(|row| row["intervals"][0]["start"].as_str());
        rows
    }

    /// What it adds up to. An interval without a readable start and end adds no time.
    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals { entries: self.len(), ..Totals::default() };
        for entry in self.entries.values() {
            let length = |name: &str| entry[name].as_array().map_or(0, Vec::len);
            totals.tags += length("tags");
            totals.annotations += length("annotations");
            let intervals = entry["intervals"].as_array().map_or(&[][..], Vec::as_slice);
            totals.intervals += intervals.len();
            totals.worked += intervals.iter().filter_map(worked).sum::<SignedDuration>();
        }
        totals
    }
}

fn worked(interval: &Value) -> Option<SignedDuration> {
    let instant = |name: &str| interval[name].as_str()?.parse::<Timestamp>().ok();
    Some(instant("end")?.duration_since(instant("start")?))
}

/// Every place where the two sides differ, in words; empty when they are equal.
pub(super) fn differences(here: &Listing, there: &Listing) -> Vec<String> {
    let ids: BTreeSet<&String> = here.entries.keys().chain(there.entries.keys()).collect();
    let mut found = Vec::new();
    for id in ids {
        match (here.entries.get(id), there.entries.get(id)) {
            (Some(here), Some(there)) => found.extend(differing_fields(id, here, there)),
            (Some(_), None) => found.push(format!("{id}: the server does not have it")),
            (None, _) => found.push(format!("{id}: only the server has it")),
        }
    }
    found
}

fn differing_fields(id: &str, here: &Value, there: &Value) -> Vec<String> {
    let names = |side: &Value| -> BTreeSet<String> {
        side.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    };
    let text = |side: Option<&Value>| side.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let all: BTreeSet<String> = names(here).union(&names(there)).cloned().collect();
    all.iter()
        .map(|name| (name, here.get(name), there.get(name)))
        .filter(|(_, here, there)| here != there)
        .map(|(name, here, there)| {
            format!("{id}, {name}: {} here, {} on the server", text(here), text(there))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const ONE: &str = r#"{"id":"a","tags":["x"],"annotations":[],"intervals":[
        {"start":"2026-01-01T09:00:00.000Z","end":"2026-01-01T10:30:00.000Z"},
        {"start":"2026-01-01T11:00:00.000Z"}]}"#;
    const TWO: &str = r#"{"id":"b","tags":[],"annotations":[{"text":"n"}],"intervals":[
        {"start":"2025-01-01T09:00:00.000Z","end":"2025-01-01T09:15:00.000Z"}]}"#;

    fn listing(entries: &[&str]) -> Listing {
        Listing::parse(&format!(r#"{{"entries":[{}]}}"#, entries.join(","))).unwrap()
    }

    #[test]
    fn the_order_of_a_listing_makes_no_difference() {
        assert_eq!(differences(&listing(&[ONE, TWO]), &listing(&[TWO, ONE])), Vec::<String>::new());
    }

    #[test]
    fn an_entry_that_only_one_side_has_is_named() {
        assert_eq!(differences(&listing(&[ONE, TWO]), &listing(&[ONE])), ["b: the server does not have it"]);
        assert_eq!(differences(&listing(&[ONE]), &listing(&[ONE, TWO])), ["b: only the server has it"]);
    }

    #[test]
    fn each_differing_field_is_named_with_both_values() {
        let changed = ONE.replace(r#"["x"]"#, r#"["y"]"#).replace(r#""id""#, r#""zone":"UTC","id""#);
        assert_eq!(
            differences(&listing(&[ONE]), &listing(&[&changed])),
            [r#"a, tags: ["x"] here, ["y"] on the server"#, r#"a, zone: nothing here, "UTC" on the server"#]
        );
    }

    #[test]
    fn an_id_that_is_listed_twice_is_an_error() {
        let error = Listing::parse(&format!(r#"{{"entries":[{ONE},{ONE}]}}"#)).unwrap_err();
        assert_eq!(error.to_string(), "entry a is listed twice");
    }

    #[test]
    fn a_text_that_is_no_listing_is_an_error() {
        assert!(Listing::parse(r#"{"rows":[]}"#).is_err());
        assert!(Listing::parse(r#"{"entries":[{}]}"#).is_err());
        assert!(Listing::parse("").is_err());
    }

    #[test]
    fn totals_add_up_and_an_open_interval_adds_no_time() {
        let expected = Totals {
            entries: 2,
            intervals: 3,
            tags: 1,
            annotations: 1,
            worked: SignedDuration::from_mins(105),
        };
        assert_eq!(listing(&[ONE, TWO]).totals(), expected);
    }

    #[test]
    fn rows_come_by_their_first_start() {
        let listing = listing(&[ONE, TWO]);
        let ids: Vec<_> = listing.by_start().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["b", "a"]);
    }
}
