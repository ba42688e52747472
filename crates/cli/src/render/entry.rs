//! An entry: as JSON with every field, and as a few words.

use homing_domain::time::{Entry, EntryId};

use super::text::printable;

/// An entry as `--json` writes it; `homing export` writes the same.
pub(crate) use homing_app::json::EntryJson;

/// The first digits of an id: enough to name an entry among some thousands.
pub(super) fn short_id(id: EntryId) -> String {
    let mut id = id.to_string();
    id.truncate(8);
    id
}

/// What was done: the description, else the remarks, else nothing.
pub(super) fn what(entry: &Entry) -> String {
    if !entry.description.is_empty() {
        return printable(&entry.description);
    }
    let remarks: Vec<_> = entry.annotations.iter().map(|annotation| printable(&annotation.text)).collect();
    remarks.join("; ")
}

/// The project, or nothing.
pub(super) fn project(entry: &Entry) -> String {
    entry.project.as_deref().map(printable).unwrap_or_default()
}

/// The tags, with commas.
pub(super) fn tags(entry: &Entry) -> String {
    printable(&entry.tags.join(", "))
}

/// What was done, for which project and under which tags, at the end of a sentence.
pub(super) fn named(entry: &Entry) -> String {
    let what = what(entry);
    let what = if what.is_empty() { "no description".to_owned() } else { what };
    let project = entry.project.as_ref().map(|_| format!("project {}", project(entry)));
    let tags = (!entry.tags.is_empty()).then(|| format!("tags {}", tags(entry)));
    let more: Vec<_> = project.into_iter().chain(tags).collect();
    if more.is_empty() { what } else { format!("{what} ({})", more.join("; ")) }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::time::{Annotation, EntryState};
    use serde_json::json;

    use super::*;

    /// An entry of the state, with the given intervals, in Berlin.
    pub(in crate::render) fn sample(state: EntryState, intervals: &[(&str, Option<&str>)]) -> Entry {
        let intervals: Vec<_> =
            intervals.iter().map(|(start, end)| json!({ "start": start, "end": end })).collect();
        let state = serde_json::to_value(state).unwrap();
        serde_json::from_value(json!({
            "id": "11111111-1111-4111-8111-111111111111",
            "device": "22222222-2222-4222-8222-222222222222",
            "description": "Write the report",
            "intervals": intervals,
            "state": state,
            "revision": 1,
            "source": "homing",
        }))
        .unwrap()
    }

    #[test]
    fn every_field_is_written_also_where_it_is_empty() {
        let entry = sample(EntryState::Running, &[("2026-11-22T08:15:00Z", None)]);
        let written = serde_json::to_value(EntryJson::from(&entry)).unwrap();
        assert_eq!(
            written,
            json!({
                "id": "11111111-1111-4111-8111-111111111111",
                "device": "22222222-2222-4222-8222-222222222222",
                "project": null,
                "description": "Write the report",
                "tags": [],
                "annotations": [],
                "intervals": [{ "start": "2026-11-22T08:15:00.000Z", "end": null }],
                "state": "running",
                "zone": null,
                "offset_seconds": null,
                "revision": 1,
                "deleted": false,
                "source": "homing",
                "approximate": false,
            })
        );
        assert_eq!(
            serde_json::from_value::<Entry>(written).unwrap(),
            entry,
            "it reads back as the same entry"
        );
    }

    #[test]
    fn an_entry_is_named_by_what_it_has() {
        let mut fields = sample(EntryState::Running, &[("2026-11-22T08:15:00Z", None)]).into_fields();
        assert_eq!(named(&fields.clone().try_into().unwrap()), "Write the report");
        fields.project = Some("Homing".to_owned());
        fields.tags = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(
            named(&fields.clone().try_into().unwrap()),
            "Write the report (project Homing; tags a, b)"
        );
        fields.description.clear();
        fields.annotations = vec![Annotation { at: None, text: "from the remark".to_owned() }];
        assert_eq!(what(&fields.clone().try_into().unwrap()), "from the remark");
        fields.annotations.clear();
        fields.project = None;
        fields.tags.clear();
        assert_eq!(named(&fields.try_into().unwrap()), "no description");
    }
}
