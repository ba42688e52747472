//! Rows that can't be read: each has its reason, and none of them stops its neighbours.

use homing_import::{Field, Place, RowError, timewarrior};

use crate::read_rows;

const GOOD: &str = r#"{"id":1,"start":"20260302T090000Z","end":"20260302T100000Z"}"#;

#[test]
fn each_fault_of_a_row_has_its_reason_and_its_neighbours_are_read() {
    let start = r#""start":"20260302T110000Z""#;
    let object = |fields: &str| format!("{{{start},{fields}}}");
    let cases = [
        ("[]".to_owned(), RowError::NotAnObject),
        ("null".to_owned(), RowError::NotAnObject),
        ("1e999".to_owned(), RowError::NotAnObject),
        ("[[".repeat(10_000) + &"]]".repeat(10_000), RowError::NotAnObject),
        ("{}".to_owned(), RowError::NoStart),
        (r#"{"end":"20260302T110000Z"}"#.to_owned(), RowError::NoStart),
        (r#"{"start":20260302}"#.to_owned(), RowError::WrongType { field: Field::Start }),
        (r#"{"start":1e999}"#.to_owned(), RowError::WrongType { field: Field::Start }),
        (r#"{"start":"yesterday"}"#.to_owned(), RowError::NotATime { field: Field::Start }),
        (object(r#""end":"""#), RowError::NotATime { field: Field::End }),
        (object(r#""end":false"#), RowError::WrongType { field: Field::End }),
        (object(r#""tags":"a b""#), RowError::WrongType { field: Field::Tags }),
        (object(r#""tags":["a",1]"#), RowError::WrongType { field: Field::Tags }),
        (object(r#""tags":["a",null]"#), RowError::WrongType { field: Field::Tags }),
        (object(r#""tags":["\ud83d"]"#), RowError::NotText { field: Field::Tags }),
        (object(r#""annotation":["a"]"#), RowError::WrongType { field: Field::Annotation }),
        (object(r#""annotation":"\udc00\ud800""#), RowError::NotText { field: Field::Annotation }),
        (object(r#""\ud800":1"#), RowError::FieldNameNotText),
        (object(start), RowError::FieldTwice { field: Field::Start }),
        (object(r#""tags":["a"],"tags":["b"]"#), RowError::FieldTwice { field: Field::Tags }),
        (object(r#""end":null,"end":"20260302T120000Z""#), RowError::FieldTwice { field: Field::End }),
    ];
    for (row, reason) in cases {
        let reading = read_rows(&[GOOD, row.as_str(), GOOD]);
        let problems: Vec<_> = reading.problems.iter().map(|problem| problem.reason.clone()).collect();
        assert_eq!(problems, [reason], "{row}");
        assert_eq!(reading.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 3], "{row}");
    }
}

#[test]
fn a_problem_names_the_row_and_the_line_where_the_row_begins() {
    let export = format!("\u{feff}\r\n[ {GOOD}, 1,\r\n\r\n2,\r\n{{\r\n}} , \r\n3]");
    let reading = timewarrior::read(export.as_bytes()).unwrap();
    let places: Vec<_> = reading.problems.iter().map(|problem| problem.place).collect();
    let expected = [(2, 2), (3, 4), (4, 5), (5, 7)];
    assert_eq!(places, expected.map(|(row, line)| Place { row, line }));
    assert_eq!(places[1].to_string(), "row 3 (line 4)");
}

#[test]
fn a_problem_does_not_repeat_what_the_row_says() {
    let reading = read_rows(&[r#"{"start":"secret"}"#, r#"{"start":"20260302T090000Z","tags":"secret"}"#]);
    assert_eq!(reading.problems.len(), 2);
    for problem in reading.problems {
        assert!(!format!("{problem:?} {}", problem.reason).contains("secret"));
    }
}

#[test]
fn of_several_open_rows_the_one_that_starts_last_is_read_wherever_it_stands() {
    let open = |time: &str| format!(r#"{{"start":"20260302T{time}Z"}}"#);
    let reading =
        read_rows(&[open("090000"), open("120000"), open("100000"), open("120000"), open("110000")]);
    assert_eq!(reading.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4]);
    assert_eq!(reading.problems.iter().map(|problem| problem.place.row).collect::<Vec<_>>(), [1, 2, 3, 5]);
    assert!(reading.problems.iter().all(|problem| problem.reason == RowError::OpenBeforeAnother));
}

#[test]
fn an_open_row_that_can_not_be_read_is_no_candidate_for_the_running_one() {
    let reading = read_rows(&[r#"{"start":"20260302T090000Z"}"#, r#"{"start":"20260302T120000Z","tags":1}"#]);
    assert_eq!(reading.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1]);
    assert_eq!(reading.problems[0].reason, RowError::WrongType { field: Field::Tags });
}

#[test]
fn rows_that_overlap_are_rows_of_their_own() {
    let other = r#"{"start":"20260302T093000Z","end":"20260302T103000Z"}"#;
    assert_eq!(read_rows(&[GOOD, other]).rows.len(), 2);
}

#[test]
fn a_start_in_the_future_is_taken_as_it_stands() {
    let reading = read_rows(&[r#"{"start":"99991230T090000Z","end":"99991230T100000Z"}"#]);
    assert_eq!(reading.rows[0].start.to_string(), "9999-12-30T09:00:00.000Z");
}

#[test]
fn a_nul_character_is_left_for_the_domain_to_refuse() {
    let written = "{\"start\":\"20260302T090000Z\",\"end\":\"20260302T093000Z\",\"tags\":[\"a\0\"]}";
    let escaped = r#"{"start":"20260302T100000Z","end":"20260302T103000Z","tags":["a\u0000"]}"#;
    let tags: Vec<_> = read_rows(&[written, escaped]).rows.into_iter().map(|row| row.tags).collect();
    assert_eq!(tags, [["a\0"], ["a\0"]]);
}

#[test]
fn problems_stand_in_the_files_order_whatever_their_kind() {
    let (open, later) = (r#"{"start":"20260302T090000Z"}"#, r#"{"start":"20260302T100000Z"}"#);
    let reading = read_rows(&["1", open, "2", later, "3"]);
    assert_eq!(reading.problems.iter().map(|problem| problem.place.row).collect::<Vec<_>>(), [1, 2, 3, 5]);
}
