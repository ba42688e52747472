//! What the earlier app had not sent: what it is, what is known of when, what to do. What a person made of it is in
//! [`super::decided`].

use homing_app::json::ItemJson;
use homing_domain::time::{ItemId, MissingTimes, ReviewItem, UnfinishedMatter};
use serde::Serialize;

use super::super::Here;
use super::super::attached::size;
use super::super::text::printable;

/// An item as `--json` writes it.
#[derive(Debug, Serialize)]
pub(crate) struct MendedItemJson<'a> {
    #[serde(flatten)]
    item: ItemJson<'a>,
    mend: Option<String>,
}

impl<'a> From<&'a ReviewItem> for MendedItemJson<'a> {
    fn from(item: &'a ReviewItem) -> Self {
        Self { item: item.into(), mend: item.is_open().then(|| mend(item)) }
    }
}

/// The first digits of an id.
pub(crate) fn short_item(id: &ItemId) -> String {
    id.as_str().chars().take(8).collect()
}

/// An item in three lines: what it is, what is the matter, what to do.
pub(crate) fn paragraph(item: &ReviewItem, here: &Here) -> String {
    let more = item.more_of.as_ref().map_or_else(String::new, |other| {
        format!(" It goes on from {}, which stays as it was", short_item(other))
    });
    let sentence = in_words(item);
    let dot = if more.is_empty() { "" } else { "." };
    format!("{}\n  {sentence}{dot}{more}\n  {}\n", line(item, here), mend(item))
}

/// An item in one line.
pub(crate) fn line(item: &ReviewItem, here: &Here) -> String {
    format!("{}  {}  {}", short_item(&item.id), when(item, here), what(item))
}

/// What is known of when. Every time is a guess, and marked as one.
fn when(item: &ReviewItem, here: &Here) -> String {
    match (item.intervals.first(), item.intervals.last().and_then(|last| last.end)) {
        (Some(first), end) => {
            let same_day = |end| here.days_between(first.start, end) == 0;
            let end = match end {
                None => "?".to_owned(),
                Some(end) if same_day(end) && item.matter != UnfinishedMatter::NoStart => here.time(end),
                Some(end) => here.moment(end),
            };
            let began = match item.matter {
                UnfinishedMatter::NoStart => "?".to_owned(),
                _ => here.moment(first.start),
            };
            format!("~{began} to {end}")
        }
        (None, _) => item.last_at.map_or_else(|| "~?".to_owned(), |at| format!("~{}", here.moment(at))),
    }
}

fn what(item: &ReviewItem) -> String {
    let what = match (&item.picture, item.description.is_empty()) {
        (Some(picture), true) => format!("a picture of {}", size(picture.bytes)),
        (_, true) => "no description".to_owned(),
        (_, false) => printable(&item.description),
    };
    match &item.project {
        Some(project) => format!("{what} (project {})", printable(project)),
        None => what,
    }
}

fn in_words(item: &ReviewItem) -> &'static str {
    if item.arrived_since {
        return "The earlier app has sent it since: confirmed, it would be there twice";
    }
    match (item.matter, &item.server_id) {
        (UnfinishedMatter::ApproximateTimes, _) => {
            "The earlier app had not sent it; when it began and ended is a best guess"
        }
        (UnfinishedMatter::NoStop, _) => "It was started in the earlier app, and nothing says when it ended",
        (UnfinishedMatter::NoStart, _) => "It was stopped in the earlier app, and nothing says when it began",
        (UnfinishedMatter::DayNotStopped, _) => "The earlier app's timer of that day was never stopped",
        (UnfinishedMatter::Picture, Some(_)) => {
            "The earlier app may have sent this picture, and may not have"
        }
        (UnfinishedMatter::Picture, None) => {
            "The earlier app had not sent this picture, and nothing tells which entry it belongs to"
        }
        (UnfinishedMatter::PictureToSend, _) => "The earlier app had not sent this picture",
        _ => "The earlier app had not sent it, and what it is is not known",
    }
}

/// The command that takes it over, with what only the person knows in capitals; or that lays it aside, as it is there.
fn mend(item: &ReviewItem) -> String {
    let id = short_item(&item.id);
    if item.arrived_since {
        return format!("homing review discard {id}");
    }
    if item.is_picture() {
        let entry = if item.server_id.is_some() { "" } else { " --entry ENTRY" };
        return format!("homing review confirm {id}{entry}");
    }
    match item.missing() {
        None => format!("homing review confirm {id}"),
        Some(MissingTimes { from, to }) => {
            let options = [from.then_some(" --from TIME"), to.then_some(" --to TIME")];
            format!("homing review edit {id}{}", options.into_iter().flatten().collect::<String>())
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    pub(crate) fn here() -> Here {
        Here { now: "2026-11-22T10:30:00Z".parse().unwrap(), zone: TimeZone::UTC }
    }

    pub(crate) fn item(
        matter: &str,
        intervals: &[(&str, Option<&str>)],
        server_id: Option<&str>,
    ) -> ReviewItem {
        let intervals: Vec<_> =
            intervals.iter().map(|(start, end)| json!({ "start": start, "end": end })).collect();
        serde_json::from_value(json!({
            "id": "abcdef0123456789", "rows": [], "matter": matter, "project": "harbour", "description": "Report",
            "intervals": intervals, "last_at": "2026-11-20T11:00:00Z", "server_id": server_id,
            "state": { "state": "open" },
        }))
        .unwrap()
    }

    pub(crate) const START: &str = "2026-11-20T09:15:00Z";

    #[test]
    fn each_item_says_what_it_is_what_is_known_and_what_to_do() {
        let shown =
            |matter, intervals: &[_], server_id| paragraph(&item(matter, intervals, server_id), &here());
        assert_eq!(
            shown("approximate-times", &[(START, Some("2026-11-20T10:30:00Z"))], None),
            "abcdef01  ~2026-11-20 09:15 to 10:30  Report (project harbour)\n  \
             The earlier app had not sent it; when it began and ended is a best guess\n  \
             homing review confirm abcdef01\n"
        );
        let last = |text: String| text.lines().last().unwrap().trim().to_owned();
        assert_eq!(last(shown("no-stop", &[(START, None)], None)), "homing review edit abcdef01 --to TIME");
        assert_eq!(last(shown("no-start", &[], None)), "homing review edit abcdef01 --from TIME --to TIME");
        assert_eq!(last(shown("picture", &[], None)), "homing review confirm abcdef01 --entry ENTRY");
        assert_eq!(last(shown("picture-to-send", &[], Some("E1"))), "homing review confirm abcdef01");
        assert!(shown("no-start", &[], None).starts_with("abcdef01  ~2026-11-20 11:00  Report"));
    }

    #[test]
    fn of_an_item_that_has_arrived_since_that_is_said_and_not_to_confirm_it() {
        let arrived = ReviewItem { arrived_since: true, ..item("approximate-times", &[(START, None)], None) };
        let shown = paragraph(&arrived, &here());
        let lines: Vec<_> = shown.lines().skip(1).map(str::trim).collect();
        let sentence = "The earlier app has sent it since: confirmed, it would be there twice";
        assert_eq!(lines, [sentence, "homing review discard abcdef01"]);
        assert_eq!(
            serde_json::to_value(MendedItemJson::from(&arrived)).unwrap()["arrived_since"],
            json!(true)
        );
    }

    #[test]
    fn what_another_program_wrote_steers_no_terminal() {
        let mut item = item("no-stop", &[(START, None)], None);
        item.description = "a\u{1b}[2J".to_owned();
        item.project = Some("b\rc".to_owned());
        let shown = paragraph(&item, &here());
        assert!(!shown.contains('\u{1b}') && !shown.contains('\r'), "{shown:?}");
    }
}
