//! What the real `timew` printed. See `tests/fixtures/make.sh`.

use homing_domain::Timestamp;
use homing_import::{Field, Place, RowError, RowProblem, timewarrior};

const ORDINARY: &[u8] = include_bytes!("../fixtures/timewarrior.json");
const ODD: &[u8] = include_bytes!("../fixtures/timewarrior-odd.json");

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn every_interval_of_an_export_is_read_with_its_times_tags_and_annotation() {
    let reading = timewarrior::read(ORDINARY).unwrap();
    assert_eq!(reading.problems, []);
    let rows: Vec<_> = reading.rows.iter().map(|row| (row.start, row.end, row.tags.join("|"))).collect();
    let expected = [
        ("2026-03-02T09:00:00Z", Some("2026-03-02T10:30:00Z"), "code review|homing"),
        ("2026-03-02T10:30:00Z", Some("2026-03-02T12:00:00Z"), r#"Zürich|back\slash|quo"te|日本|🏔"#),
        ("2026-03-02T13:00:00Z", Some("2026-03-02T13:00:00Z"), "no time at all"),
        ("2026-03-02T23:30:00Z", Some("2026-03-03T00:30:00Z"), "over midnight"),
        ("2026-03-03T08:00:00Z", Some("2026-03-03T08:00:01Z"), ""),
        ("2026-03-03T09:15:00Z", None, "homing|still open"),
    ];
    assert_eq!(rows, expected.map(|(start, end, tags)| (at(start), end.map(at), tags.to_owned())));

    let annotations: Vec<_> = reading
        .rows
        .iter()
        .flat_map(|row| row.annotations.iter().map(move |remark| (row.row, remark.at, remark.text.as_str())))
        .collect();
    assert_eq!(annotations, [(2, None, r#"a "quoted" remark / über alles"#), (4, None, "it got late")]);
}

#[test]
fn a_row_says_where_it_comes_from_and_claims_nothing_that_the_file_does_not_say() {
    for row in timewarrior::read(ORDINARY).unwrap().rows {
        assert_eq!((row.source.as_str(), row.project, row.description.as_str()), ("timewarrior", None, ""));
    }
}

#[test]
fn an_export_without_intervals_has_no_rows() {
    let reading = timewarrior::read(b"[\n]\n").unwrap();
    assert_eq!((reading.rows, reading.problems), (Vec::new(), Vec::new()));
}

#[test]
fn control_characters_that_timewarrior_leaves_as_they_are_are_read_as_they_are() {
    let reading = timewarrior::read(ODD).unwrap();
    let row = reading.rows.iter().find(|row| row.tags == ["control"]).unwrap();
    assert_eq!(row.annotations[0].text, "bell \u{7}, escape \u{1b}[1m, tab \t.");
}

#[test]
fn bytes_that_are_no_utf_8_and_all_open_rows_but_the_latest_are_reported_and_the_rest_is_read() {
    let reading = timewarrior::read(ODD).unwrap();
    let problem = |row, reason| RowProblem { place: Place { row, line: row + 1 }, reason };
    assert_eq!(
        reading.problems,
        [problem(1, RowError::NotText { field: Field::Tags }), problem(7, RowError::OpenBeforeAnother)]
    );
    let read: Vec<_> = reading.rows.iter().map(|row| row.tags.join("|")).collect();
    assert_eq!(read, ["control", "first", "second", "third", "backwards", "running"]);
}

#[test]
fn rows_of_one_start_are_told_apart() {
    let reading = timewarrior::read(ODD).unwrap();
    let same: Vec<_> = reading.rows.iter().filter(|row| row.start == at("2026-03-02T11:00:00Z")).collect();
    assert_eq!(same.len(), 3);
    assert!(same[0].identity != same[1].identity && same[1].identity != same[2].identity);
}

#[test]
fn an_end_before_the_start_is_left_for_the_domain_to_refuse() {
    let reading = timewarrior::read(ODD).unwrap();
    let row = reading.rows.iter().find(|row| row.tags == ["backwards"]).unwrap();
    assert!(row.end.unwrap() < row.start);
}
