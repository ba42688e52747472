//! Two listings beside each other, for a person's eyes. The verdict is not drawn from it.

use jiff::SignedDuration;
use serde_json::Value;

use super::sides::Listing;

/// Rows shown from each end of a listing.
const SHOWN: usize = 3;
/// The width of one side, in characters.
const WIDTH: usize = 50;

/// Prints totals and the first and last rows of both sides.
pub(super) fn print(here: &Listing, there: &Listing) {
    let (left, right) = (here.totals(), there.totals());
    row("", "this machine", "the server");
    row("", &"-".repeat(WIDTH), &"-".repeat(WIDTH));
    for (name, left, right) in [
        ("entries", left.entries, right.entries),
        ("intervals", left.intervals, right.intervals),
        ("tags", left.tags, right.tags),
        ("notes", left.annotations, right.annotations),
    ] {
        row(name, &left.to_string(), &right.to_string());
    }
    row("worked", &hours(left.worked), &hours(right.worked));
    let (left, right) = (here.by_start(), there.by_start());
    for position in 0..SHOWN {
        let name = if position == 0 { "first" } else { "" };
        row(name, &entry(left.get(position)), &entry(right.get(position)));
    }
    row("...", "", "");
    for from_end in (1..=SHOWN).rev() {
        let at = |rows: &[&Value]| entry(rows.len().checked_sub(from_end).and_then(|index| rows.get(index)));
        row(if from_end == 1 { "last" } else { "" }, &at(&left), &at(&right));
    }
}

fn row(name: &str, left: &str, right: &str) {
    let line = format!("{name:<10} {:<WIDTH$}  {}", cut(left), cut(right));
    println!("{}", line.trim_end());
}

/// At most [`WIDTH`] characters; a longer text ends in an ellipsis.
fn cut(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    text.chars().take(WIDTH - 1).chain(['…']).collect()
}

fn hours(worked: SignedDuration) -> String {
    let minutes = worked.as_mins();
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

/// One entry in a line: its first start, its description, project and tags.
fn entry(entry: Option<&&Value>) -> String {
    let Some(entry) = entry else { return String::new() };
    let start = entry["intervals"][0]["start"].as_str().unwrap_or("no interval");
    let minute = start.get(..16).unwrap_or(start).replace('T', " ");
    let mut words = vec![minute];
    words.extend(entry["description"].as_str().filter(|text| !text.is_empty()).map(str::to_owned));
    words.extend(entry["project"].as_str().map(|project| format!("@{project}")));
    words.extend(
        entry["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).map(|tag| format!("#{tag}")),
    );
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_reads_as_one_line() {
        let value = json!({
            "description": "Planning", "project": "harbour", "tags": ["a", "two words"],
            "intervals": [{"start": "2026-03-02T08:30:00.000Z"}]
        });
        assert_eq!(entry(Some(&&value)), "2026-03-02 08:30 Planning @harbour #a #two words");
        assert_eq!(entry(None), "");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut(&"ä".repeat(WIDTH)), "ä".repeat(WIDTH));
        assert_eq!(cut(&"ä".repeat(WIDTH + 1)).chars().count(), WIDTH);
    }

    #[test]
    fn worked_time_reads_in_hours_and_minutes() {
        assert_eq!(hours(SignedDuration::from_mins(3_725)), "62 h 05 min");
    }
}
