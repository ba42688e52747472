//! The one table, and the same as JSON.

use std::time::Duration;

use anyhow::Result;
use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, Table};
use serde::{Serialize, Serializer};

use crate::pairs::Summary;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Amount {
    /// Of time, in seconds.
    Seconds(#[serde(serialize_with = "seconds")] Duration),
    /// Of instructions.
    Instructions(u64),
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) what: &'static str,
    pub(crate) ours: Amount,
    pub(crate) limit: Amount,
    pub(crate) ratio: f64,
    /// The ratios that a tenth of the pairs were below and above.
    pub(crate) spread: Option<(f64, f64)>,
    /// What the ratio is to be at most.
    pub(crate) target: f64,
    /// How many statements the store needed, and how many the limit.
    pub(crate) statements: Option<(u64, u64)>,
    /// In how many ways to the database and back the store made them.
    pub(crate) ways: Option<u64>,
}

impl Line {
    pub(crate) fn of_pairs(what: &'static str, summary: &Summary, target: f64) -> Self {
        Self {
            what,
            ours: Amount::Seconds(summary.ours),
            limit: Amount::Seconds(summary.limit),
            ratio: summary.ratio,
            spread: Some((summary.low, summary.high)),
            target,
            statements: None,
            ways: None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a ratio of numbers far below 2^52")]
    pub(crate) fn of_instructions(what: &'static str, short: u64, full: u64, target: f64) -> Self {
        let (ours, limit) = (Amount::Instructions(full), Amount::Instructions(short));
        let ratio = full as f64 / short as f64;
        Self { what, ours, limit, ratio, spread: None, target, statements: None, ways: None }
    }

    fn is_within(&self) -> bool {
        self.ratio <= self.target
    }
}

/// The table, and how many rows are within their targets.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).force_no_tty();
    table.set_header(["", "ours", "limit", "ratio", "10-90 % of pairs", "target", "", "statements", "ways"]);
    for line in lines {
        let or_none = |text: Option<String>| text.unwrap_or_default();
        table.add_row([
            line.what.to_owned(),
            amount(line.ours),
            amount(line.limit),
            format!("{:.2}", line.ratio),
            or_none(line.spread.map(|(low, high)| format!("{low:.2} - {high:.2}"))),
            format!("{:.1}", line.target),
            if line.is_within() { "ok" } else { "missed" }.to_owned(),
            or_none(line.statements.map(|(ours, limit)| format!("{ours} / {limit}"))),
            or_none(line.ways.map(|ways| ways.to_string())),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let within = lines.iter().filter(|line| line.is_within()).count();
    format!("{table}\n{within} of {} within their targets", lines.len())
}

/// One object with all rows.
///
/// # Errors
/// None that is known.
pub(crate) fn json(lines: &[Line]) -> Result<String> {
    Ok(serde_json::to_string(&serde_json::json!({ "lines": lines }))?)
}

fn amount(amount: Amount) -> String {
    match amount {
        Amount::Seconds(time) if time < Duration::from_millis(1) => format!("{} us", time.as_micros()),
        Amount::Seconds(time) if time < Duration::from_secs(1) => {
            format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
        }
        Amount::Seconds(time) => format!("{:.2} s", time.as_secs_f64()),
        Amount::Instructions(count) => format!("{} k instr.", count / 1_000),
    }
}

fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_how_far_it_is_from_its_limit_and_whether_that_is_within_the_target() {
        let ms = Duration::from_millis;
        let summary = Summary { ours: ms(3), limit: ms(2), ratio: 1.5, low: 1.25, high: 2.0 };
        let lines = [
            Line { statements: Some((9, 8)), ways: Some(4), ..Line::of_pairs("one enqueue", &summary, 1.4) },
            Line::of_instructions("a claim", 1_000, 1_200, 1.3),
        ];
        let shown = table(&lines);
        for text in ["3.00 ms", "1.50", "1.25 - 2.00", "missed", "9 / 8", "1.20", "1 of 2 within"] {
            assert!(shown.contains(text), "{text} is missing in\n{shown}");
        }
    }
}
