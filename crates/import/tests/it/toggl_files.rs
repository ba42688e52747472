//! Toggl Track's detailed report, as it is exported and as spreadsheets save it again.

use homing_import::{Place, ReadError, Reading, RowError, toggl};
use jiff::tz::TimeZone;

const OLD: &str = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()\n";

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn read(text: &str) -> Reading {
    toggl::read(text.as_bytes(), &berlin()).unwrap()
}

fn refused(text: &str) -> ReadError {
    toggl::read(text.as_bytes(), &berlin()).unwrap_err()
}

/// An old export of these rows, each from its description on.
fn old(rows: &[&str]) -> String {
    let row = |row: &&str| format!("Ada,ada@example.org,Acme,harbour,Survey,{row}\n");
    format!("{OLD}{}", rows.iter().map(row).collect::<String>())
}

const MORNING: &str =
    "\"Report, \"\"final\"\"\",No,2026-03-02,09:00:00,2026-03-02,10:30:00,01:30:00,\"a, two words\",";

#[test]
fn a_row_of_the_older_export_says_all_that_it_says() {
    let reading = read(&format!("\u{feff}{}", old(&[MORNING])));
    assert_eq!(reading.problems, []);
    let row = &reading.rows[0];
    assert_eq!((row.row, row.source.as_str()), (1, "toggl"));
    assert_eq!((row.description.as_str(), row.project.as_deref()), ("Report, \"final\"", Some("harbour")));
    assert_eq!(row.tags, ["a", "two words"]);
    let remarks: Vec<_> = row.annotations.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(remarks, ["Client: Acme", "Task: Survey"]);
    assert_eq!(row.start.to_string(), "2026-03-02T08:00:00.000Z");
    assert_eq!(row.end.unwrap().to_string(), "2026-03-02T09:30:00.000Z");
    assert_eq!((row.zone.as_deref(), row.offset_seconds), (Some("Europe/Berlin"), Some(3_600)));
}

#[test]
fn the_newer_export_and_what_spreadsheets_make_of_both_are_the_same_rows() {
    let variants = [
        "\u{feff}\"Description\",Duration,Member,Email,Project,Tags,Start date,Start time,Stop date,Stop time\n\
         \"Report\",1:30:00,Ada,ada@example.org,harbour,\"a, b\",2026-03-02,09:00:00,2026-03-02,10:30:00\n",
        "Description;Start date;Start time;Stop date;Stop time;Project;Tags\r\n\
         Report;02.03.2026;09:00;02.03.2026;10:30;harbour;a, b\r\n",
        "description\tstart date\tstart time\tduration\tproject\ttags\n\
         Report\t2026-03-02\t9:00:00 AM\t1:30:00\tharbour\tb,a\n",
        "Start date,Start time,End date,End time,Description,Project,Tags\n\
         03/02/2026,9:00 AM,03/02/2026,10:30 AM,Report,harbour,\"a, b\"\n\
         03/13/2026,9:00 AM,03/13/2026,10:30 AM,Other,,\n",
    ];
    for variant in variants {
        let reading = read(variant);
        assert_eq!(reading.problems, [], "{variant}");
        let row = &reading.rows[0];
        assert_eq!(
            (row.description.as_str(), row.project.as_deref()),
            ("Report", Some("harbour")),
            "{variant}"
        );
        assert_eq!(row.start.to_string(), "2026-03-02T08:00:00.000Z", "{variant}");
        assert_eq!(row.end.unwrap().to_string(), "2026-03-02T09:30:00.000Z", "{variant}");
        assert_eq!(row.tags.len(), 2, "{variant}");
    }
}

#[test]
fn a_file_in_another_zone_is_the_same_file() {
    let text = old(&[MORNING, MORNING]);
    let (here, there) = (read(&text), toggl::read(text.as_bytes(), &TimeZone::UTC).unwrap());
    assert_ne!(here.rows[0].start, there.rows[0].start);
    for (one, other) in here.rows.iter().zip(&there.rows) {
        assert_eq!((&one.identity, &one.content), (&other.identity, &other.content));
    }
    assert_ne!(here.rows[0].identity, here.rows[1].identity, "two rows of one start are two rows");
}

#[test]
fn two_rows_of_one_start_are_the_same_rows_in_whatever_order_a_file_has_them() {
    let other = MORNING.replace("10:30:00,01:30:00", "09:20:00,00:20:00");
    let broken = MORNING.replace("10:30:00", "half past ten");
    let identities = |rows: &[&str]| {
        let mut rows: Vec<_> =
            read(&old(rows)).rows.into_iter().map(|row| (row.content, row.identity)).collect();
        rows.sort();
        rows
    };
    let one = identities(&[MORNING, &other, MORNING]);
    assert_eq!(one.len(), 3);
    assert_eq!(identities(&[MORNING, MORNING, &other]), one);
    assert_eq!(identities(&[&other, MORNING, MORNING]), one);
    assert_eq!(identities(&[&broken, &other]), identities(&[&other, &broken]));
}

#[test]
fn any_edit_at_the_source_is_another_content_of_the_same_row() {
    let one = read(&old(&[MORNING])).rows.remove(0);
    for (from, to) in [
        ("Report", "Paper"),
        ("10:30:00,01:30:00", "10:31:00,01:31:00"),
        ("harbour", "other"),
        ("Acme", "Other"),
        ("Survey", "Other"),
        ("two words", "three words"),
    ] {
        let other = read(&old(&[MORNING]).replace(from, to)).rows.remove(0);
        assert_eq!(one.identity, other.identity, "{from}");
        assert_ne!(one.content, other.content, "{from}");
    }
}

#[test]
fn each_row_that_can_not_be_read_is_named_with_its_line_and_its_neighbours_are_read() {
    let rows = [
        MORNING,
        "\"two\nlines\",No,2026-03-02,11:00:00,2026-03-02,12:00:00,01:00:00,,",
        "no start,No,,,2026-03-02,12:00:00,01:00:00,,",
        "no day,No,2026-02-30,11:00:00,2026-03-02,12:00:00,01:00:00,,",
        "no end,No,2026-03-02,11:00:00,,,,,",
        "backwards,No,2026-03-02,11:00:00,2026-03-02,10:00:00,01:00:00,,",
        "too long,No,2026-03-02,13:00:00,2026-03-02,14:00:00,03:00:00,,",
        "too few,No,2026-03-02",
        "skipped,No,2026-03-29,02:30:00,2026-03-29,04:00:00,01:30:00,,",
        "twice,No,2026-10-25,02:30:00,2026-10-25,04:00:00,,,",
        "proved,No,2026-10-25,02:30:00,2026-10-25,04:00:00,02:30:00,,",
        MORNING,
    ];
    let reading = read(&old(&rows));
    assert_eq!(reading.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 2, 11, 12]);
    let start = homing_import::Field::Start;
    let problems: Vec<_> = reading.problems.into_iter().map(|it| (it.place, it.reason)).collect();
    let expected = [
        (3, 5, RowError::NoStart),
        (4, 6, RowError::NotALocalTime { field: start }),
        (5, 7, RowError::NoEnd),
        (6, 8, RowError::EndsBeforeStart),
        (7, 9, RowError::DurationDiffers),
        (8, 10, RowError::FieldCount),
        (9, 11, RowError::Skipped { field: start }),
        (10, 12, RowError::ComesTwice { field: start }),
    ];
    assert_eq!(problems, expected.map(|(row, line, reason)| (Place { row, line }, reason)));
}

#[test]
fn a_row_that_is_no_utf_8_is_reported_and_the_others_are_read() {
    let text = old(&[MORNING, MORNING]);
    let mut bytes = text.into_bytes();
    let place = bytes.windows(6).position(|window| window == b"Report").unwrap();
    bytes[place] = 0xE9;
    let reading = toggl::read(&bytes, &berlin()).unwrap();
    let field = homing_import::Field::Description;
    assert_eq!(reading.problems[0].reason, RowError::NotText { field });
    assert_eq!(reading.rows.len(), 1);
}

#[test]
fn the_work_of_several_people_is_not_taken_for_one_persons() {
    let text = old(&[MORNING]) + "Bert,bert@example.org,,,," + MORNING + "\n";
    assert!(matches!(refused(&text), ReadError::SeveralPeople { people: 2 }));
}

#[test]
fn a_file_that_is_none_is_refused_as_a_whole_with_what_is_wrong() {
    assert!(matches!(refused(""), ReadError::Empty));
    assert!(matches!(refused(" \r\n"), ReadError::Empty));
    assert!(matches!(refused("[{\"start\":1}]"), ReadError::NoColumn { .. }));
    assert!(matches!(refused("Project,Duration\na,1:00:00\n"), ReadError::NoColumn { .. }));
    assert!(matches!(refused("Start date,Start date,Start time"), ReadError::ColumnTwice { .. }));
    assert!(matches!(refused("S\0t\0a\0"), ReadError::Utf16));
    let cut_off = old(&[MORNING, "\"half a row"]);
    assert!(matches!(refused(&cut_off), ReadError::Quotes));
    let dates = "Start date,Start time,Duration\n03/02/2026,09:00,1:00:00\n";
    assert!(matches!(refused(dates), ReadError::DatesAmbiguous));
    assert!(matches!(
        refused(&format!("{dates}13/02/2026,09:00,1:00:00\n02/13/2026,09:00,1:00:00\n")),
        ReadError::DatesMixed
    ));
    let header_alone = read(OLD);
    assert!(header_alone.rows.is_empty() && header_alone.problems.is_empty());
}
