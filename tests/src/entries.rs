//! Listings of time entries, held side by side field by field. Read as plain JSON: types of Homing's own would
//! hide what they do not know.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// Every field of an entry. A listing with another one is refused: a field that nobody compares proves nothing.
const FIELDS: [&str; 14] = [
    "id",
    "device",
    "project",
    "description",
    "tags",
    "annotations",
    "intervals",
    "state",
    "zone",
    "offset_seconds",
    "revision",
    "deleted",
    "source",
    "approximate",
];

/// Entries by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries(BTreeMap<String, Value>);

impl Entries {
    /// Reads `{"entries": [...]}`.
    ///
    /// # Errors
    /// It is no such listing, holds an entry twice, or a field that is not compared.
    pub fn read(listing: &Value) -> Result<Self> {
        let rows = listing["entries"].as_array().with_context(|| format!("this is no listing: {listing}"))?;
        let mut entries = Self::default();
        entries.add(rows)?;
        Ok(entries)
    }

    /// Adds a page.
    ///
    /// # Errors
    /// As [`Entries::read`].
    pub(crate) fn add(&mut self, rows: &[Value]) -> Result<()> {
        for row in rows {
            let members = row.as_object().with_context(|| format!("this is no entry: {row}"))?;
            let foreign = members.keys().find(|name| !FIELDS.contains(&name.as_str()));
            ensure!(foreign.is_none(), "{foreign:?} is no field that this test compares: {row}");
            let id = row["id"].as_str().with_context(|| format!("an entry without an id: {row}"))?;
            let twice = self.0.insert(id.to_owned(), without_nulls(row));
            ensure!(twice.is_none(), "the entry {id} is listed twice");
        }
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Without those that are deleted: a server lists them, a person sees them no more.
    #[must_use]
    pub fn without_deleted(mut self) -> Self {
        self.0.retain(|_, entry| entry["deleted"] != true);
        self
    }

    /// One of them by its description.
    ///
    /// # Errors
    /// None or several have it.
    pub fn described(&self, description: &str) -> Result<&Value> {
        let mut found = self.0.values().filter(|entry| entry["description"] == description);
        match (found.next(), found.next()) {
            (Some(entry), None) => Ok(entry),
            (None, _) => bail!("no entry is described as {description:?}"),
            _ => bail!("several entries are described as {description:?}"),
        }
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.0.values()
    }

    /// Fails at the first difference and names it: side, entry and field.
    ///
    /// # Errors
    /// The two are not the same.
    pub fn must_equal(&self, other: &Self, sides: (&str, &str)) -> Result<()> {
        for (id, entry) in &self.0 {
            let same = other.0.get(id).with_context(|| format!("{} lacks the entry {entry}", sides.1))?;
            for field in FIELDS {
                let (left, right) = (&entry[field], &same[field]);
                ensure!(
                    left == right,
                    "{field} of the entry {id} differs: {} has {left}, {} has {right}",
                    sides.0,
                    sides.1
                );
            }
        }
        let surplus = other.0.iter().find(|(id, _)| !self.0.contains_key(*id));
        ensure!(surplus.is_none(), "{} has an entry that {} lacks: {surplus:?}", sides.1, sides.0);
        Ok(())
    }
}

/// An absent member and `null` say the same.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let told = members.iter().filter(|(_, value)| !value.is_null());
            told.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entries(change: impl Fn(&mut Value)) -> Result<Entries> {
        let mut entry = json!({
            "id": "a", "device": "d", "project": null, "description": "x", "tags": ["t"], "annotations": [],
            "intervals": [{"start": "s", "end": "e"}], "state": "stopped", "zone": "z", "offset_seconds": 0,
            "revision": 1, "deleted": false, "source": "homing", "approximate": false,
        });
        change(&mut entry);
        Entries::read(&json!({ "entries": [entry] }))
    }

    #[test]
    fn every_field_that_differs_is_seen_and_named() -> Result<()> {
        let one = entries(|_| {})?;
        one.must_equal(&entries(|_| {})?, ("left", "right"))?;
        for field in FIELDS.into_iter().filter(|field| *field != "id") {
            let other = entries(|entry| entry[field] = json!("another"))?;
            let difference = one.must_equal(&other, ("left", "right")).map_err(|error| error.to_string());
            assert!(difference.is_err_and(|text| text.starts_with(field)), "{field}");
        }
        Ok(())
    }

    #[test]
    fn an_entry_that_one_side_lacks_is_seen_on_either_side() -> Result<()> {
        let (one, none) = (entries(|_| {})?, Entries::default());
        assert!(one.must_equal(&none, ("left", "right")).is_err());
        assert!(none.must_equal(&one, ("left", "right")).is_err());
        Ok(())
    }

    #[test]
    fn a_field_that_nobody_compares_is_refused() {
        assert!(entries(|entry| entry["novelty"] = json!(1)).is_err());
    }

    #[test]
    fn an_absent_member_and_null_are_the_same() -> Result<()> {
        let absent = entries(|entry| drop(entry.as_object_mut().map(|entry| entry.remove("project"))))?;
        absent.must_equal(&entries(|_| {})?, ("left", "right"))
    }
}
