//! Work added up: as a chart of bars, and as JSON.

use homing_domain::Timestamp;
use homing_domain::time::{Group, Period, Summary};
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::table::{Column, Table};
use super::text::printable;
use super::{amount, hours};
use crate::args::By;
use crate::screen::{Screen, Tone};

/// The widest a bar gets, and the narrowest that the longest one is.
const BAR: std::ops::RangeInclusive<usize> = 8..=48;
/// Columns where there is no terminal.
const NO_TERMINAL: usize = 80;
/// What a name leaves to the bars.
const NAME_MAX: usize = 28;

/// What `summary --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryJson<'a> {
    by: &'static str,
    zone: Option<&'a str>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    worked_seconds: u64,
    entries: usize,
    groups: Vec<GroupJson>,
}

#[derive(Debug, Serialize)]
struct GroupJson {
    name: Option<String>,
    worked_seconds: u64,
    entries: usize,
}

/// As JSON.
pub(crate) fn json<'a>(summary: &Summary, by: By, period: Period, zone: &'a TimeZone) -> SummaryJson<'a> {
    let all = Period::all();
    let groups = summary.groups.iter().map(|total| GroupJson {
        name: match &total.group {
            Group::Day(day) => Some(day.to_string()),
            Group::Project(name) | Group::Tag(name) => name.clone(),
        },
        worked_seconds: total.worked.as_secs(),
        entries: total.entries,
    });
    SummaryJson {
        by: match by {
            By::Day => "day",
            By::Project => "project",
            By::Tag => "tag",
        },
        zone: zone.iana_name(),
        from: Some(period.from).filter(|from| *from != all.from),
        until: Some(period.until).filter(|until| *until != all.until),
        worked_seconds: summary.worked.as_secs(),
        entries: summary.entries,
        groups: groups.collect(),
    }
}

/// As a bar for each group, with the sum below.
pub(crate) fn chart(summary: &Summary, by: By, screen: &Screen) -> String {
    if summary.groups.is_empty() {
        return "There is no work on these days.".to_owned();
    }
    let head = match by {
        By::Day => "Day",
        By::Project => "Project",
        By::Tag => "Tag",
    };
    let rows: Vec<_> = summary.groups.iter().map(|total| (name(&total.group), hours(total.worked))).collect();
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or_default();
    let names = widest(&mut rows.iter().map(|(name, _)| name.width())).clamp(head.len(), NAME_MAX);
    let times = widest(&mut rows.iter().map(|(_, work)| work.width())).max("Work".len());
    let room = screen.width.map_or(NO_TERMINAL, usize::from).saturating_sub(names + times + 5);
    let longest = room.clamp(*BAR.start(), *BAR.end());
    let most = summary.groups.iter().map(|total| total.worked.as_millis()).max().unwrap_or_default().max(1);

    let mut table = Table::new([
        Column::text(head),
        Column::fixed("Work").right(),
        Column::fixed("").toned(Tone::Good).spare(),
    ]);
    for (total, (name, work)) in summary.groups.iter().zip(rows) {
        let eighths = total.worked.as_millis() * 8 * longest as u128 / most;
        table.row([name, work, bar(usize::try_from(eighths).unwrap_or(0), screen.unicode)]);
    }
    let count = amount(u64::try_from(summary.entries).unwrap_or(u64::MAX), "entry", "entries");
    let more = if by == By::Tag { "; an entry counts for each of its tags" } else { "" };
    format!("{}\n\nTotal {} in {count}{more}", table.show(screen), hours(summary.worked))
}

fn name(group: &Group) -> String {
    match group {
        Group::Day(day) => day.strftime("%a %Y-%m-%d").to_string(),
        Group::Project(None) => "(no project)".to_owned(),
        Group::Tag(None) => "(no tag)".to_owned(),
        Group::Project(Some(name)) | Group::Tag(Some(name)) => printable(name),
    }
}

/// A bar of so many eighths of a column.
fn bar(eighths: usize, unicode: bool) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if unicode {
        format!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
    } else {
        "#".repeat((eighths + 4) / 8)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use homing_domain::time::GroupTotal;
    use serde_json::json;

    use super::*;

    fn summary() -> Summary {
        let day = |day: &str, minutes: u64| GroupTotal {
            group: Group::Day(day.parse().unwrap()),
            worked: Duration::from_secs(60 * minutes),
            entries: 2,
        };
        Summary {
            worked: Duration::from_secs(60 * 630),
            entries: 3,
            groups: vec![day("2026-11-21", 480), day("2026-11-22", 150)],
        }
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_the_others_have_their_share() {
        let screen = Screen { width: Some(40), ..Screen::PLAIN };
        let shown = chart(&summary(), By::Day, &screen);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[2], format!("Sat 2026-11-21  8:00  {}", "█".repeat(17)));
        assert_eq!(lines[3], format!("Sun 2026-11-22  2:30  {}▎", "█".repeat(5)));
        assert_eq!(lines.last(), Some(&"Total 10:30 in 3 entries"));
        assert!(lines.iter().all(|line| line.width() <= 40), "{shown}");
    }

    #[test]
    fn where_the_locale_is_not_utf_8_the_bars_are_ascii() {
        let shown = chart(&summary(), By::Day, &Screen { unicode: false, ..Screen::PLAIN });
        assert!(shown.is_ascii() && shown.contains("####"), "{shown}");
    }

    #[test]
    fn the_json_has_every_field_in_every_state() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let written = |summary: &Summary, by, period| {
            serde_json::to_value(super::json(summary, by, period, &berlin)).unwrap()
        };
        let day = "2026-11-21".parse().unwrap();
        let period = Period::of_days(Some(day), None, &berlin);
        assert_eq!(
            written(&Summary { groups: summary().groups[..1].to_vec(), ..summary() }, By::Day, period),
            json!({
                "by": "day",
                "zone": "Europe/Berlin",
                "from": "2026-11-20T23:00:00.000Z",
                "until": null,
                "worked_seconds": 37_800,
                "entries": 3,
                "groups": [{ "name": "2026-11-21", "worked_seconds": 28_800, "entries": 2 }],
            })
        );
        assert_eq!(written(&Summary::default(), By::Tag, Period::all())["groups"], json!([]));
    }
}
