//! What is written as CSV, read back by a reader of RFC 4180 that is not the library's.

use homing_domain::time::{Annotation, Entry};
use homing_export::csv;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{deleted, entry, running, text};

fn written(entries: &[Entry]) -> String {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    text(|out| csv::write(entries, &berlin, out))
}

/// Records of fields, strictly as the standard has them.
fn read(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field, mut rest) =
        (vec![], vec![], String::new(), text.chars().peekable());
    let mut quoted = false;
    while let Some(letter) = rest.next() {
        match letter {
            '"' if quoted && rest.peek() == Some(&'"') => field.push(rest.next().unwrap()),
            '"' => {
                assert!(quoted || field.is_empty(), "a quote in the middle of a field: {text:?}");
                quoted = !quoted;
            }
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(rest.next(), Some('\n'), "{text:?}");
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            letter => field.push(letter),
        }
    }
    assert!(!quoted && record.is_empty() && field.is_empty(), "the last line has no end: {text:?}");
    records
}

/// The text that a field stands for.
fn told(field: &str) -> &str {
    let formula = |text: &str| text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    field.strip_prefix('\'').filter(|text| formula(text)).unwrap_or(field)
}

#[test]
fn each_interval_is_a_row_with_its_local_times() {
    let records = read(&written(&[running(), deleted()]));
    assert_eq!(records.len(), 3);
    assert_eq!(records[0], csv::COLUMNS);
    let row: Vec<_> = records[1].iter().map(String::as_str).collect();
    assert_eq!(
        row,
        [
            "11111111-1111-4111-8111-111111111111",
            "1",
            "2026-11-22T09:15:00.000Z",
            "2026-11-22T10:15:00.500Z",
            "3600",
            "2026-11-22 10:15:00",
            "2026-11-22 11:15:00",
            "Europe/Berlin",
            "harbour",
            "Write the report",
            "writing, a, b",
            "a remark",
            "running",
            "3",
            "22222222-2222-4222-8222-222222222222",
            "homing",
            "false",
        ]
    );
    assert_eq!(records[2][1..7], ["2", "2026-11-22T11:00:00.000Z", "", "", "2026-11-22 12:00:00", ""]);
}

#[test]
fn no_text_begins_as_a_formula() {
    for formula in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"] {
        let records = read(&written(&[entry(|fields| fields.description = formula.to_owned())]));
        assert!(records[1][9].starts_with('\''), "{formula}");
        assert_eq!(told(&records[1][9]), formula);
    }
    let plain = read(&written(&[entry(|fields| fields.description = "'twas = 1".to_owned())]));
    assert_eq!(plain[1][9], "'twas = 1");
}

proptest! {
    #[test]
    fn any_text_reads_back(description in "[^\0]{0,40}", tag in "[ -~]{1,8}", remark in "(?s)[,\"\r\n=+a']{1,12}") {
        let entry = entry(|fields| {
            fields.description = description.clone();
            fields.tags = vec![tag.clone()];
            fields.annotations = vec![Annotation { at: None, text: remark.clone() }];
        });
        let records = read(&written(&[entry]));
        let texts = [told(&records[1][9]), told(&records[1][10]), told(&records[1][11])];
        prop_assert_eq!(texts, [description.as_str(), tag.as_str(), remark.as_str()]);
    }
}
