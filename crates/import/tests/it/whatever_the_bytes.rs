//! What holds for every file, however broken.

use std::collections::BTreeSet;

use homing_import::{Reading, timewarrior};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::read_rows;

const ODD: &[u8] = include_bytes!("../fixtures/timewarrior-odd.json");

/// Pieces that exports are made of, whole and broken.
const PIECES: &[&[u8]] = &[
    b"[",
    b"]",
    b"{",
    b"}",
    b":",
    b",",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"\n",
    b"\r\n",
    b"null",
    b"1e999",
    b"\x00",
    b"\x01",
    b"\xE9",
    b"\xEF\xBB\xBF",
    b"\xF0\x9F\x8F\x94",
    b"\"start\"",
    b"\"end\"",
    b"\"tags\"",
    b"\"annotation\"",
    b"\"20260302T090000Z\"",
    b"\"20260302T100000Z\"",
    b"{\"start\":\"20260302T090000Z\"}",
    b"\"a\"",
];

/// Each row of the file is told of exactly once, and no two rows of a reading are one.
fn holds_together(reading: &Reading, rows: usize) {
    let mut told: Vec<usize> = reading.rows.iter().map(|row| row.row).collect();
    told.extend(reading.problems.iter().map(|problem| problem.place.row));
    told.sort_unstable();
    assert_eq!(told, (1..=rows).collect::<Vec<_>>());
    let identities: BTreeSet<_> = reading.rows.iter().map(|row| &row.identity).collect();
    assert_eq!(identities.len(), reading.rows.len());
    assert!(reading.rows.iter().filter(|row| row.end.is_none()).count() <= 1);
}

/// Whatever comes of it, it comes of it every time, and hangs together.
fn ends_well(bytes: &[u8]) {
    match timewarrior::read(bytes) {
        Ok(reading) => {
            holds_together(&reading, reading.rows.len() + reading.problems.len());
            assert_eq!(timewarrior::read(bytes).unwrap(), reading);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn time() -> impl Strategy<Value = String> {
    // Few enough to meet each other.
    (0..3_u8, 0..4_u8).prop_map(|(hour, second)| format!("\"20260302T{hour:02}000{second}Z\""))
}

fn row() -> impl Strategy<Value = String> {
    let whole = (time(), time()).prop_map(|(start, end)| format!("{{\"start\":{start},\"end\":{end}}}"));
    let open = time().prop_map(|start| format!("{{\"start\":{start}}}"));
    let faulty = (time(), select(vec!["end", "tags", "annotation", "start"]))
        .prop_map(|(start, field)| format!("{{\"start\":{start},\"{field}\":[[1]]}}"));
    let foreign = select(vec!["{}", "[]", "7", "null", "\"\\ud800\""]).prop_map(str::to_owned);
    prop_oneof![4 => whole, 2 => open, 2 => faulty, 1 => foreign]
}

proptest! {
    #[test]
    fn any_bytes_end_in_a_reading_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        ends_well(&bytes);
    }

    #[test]
    fn any_array_of_pieces_ends_in_a_reading_or_an_error(pieces in vec(select(PIECES), 0..24)) {
        ends_well(&[b"[".as_slice(), &pieces.concat(), b"]"].concat());
    }

    #[test]
    fn a_real_export_with_one_byte_changed_ends_in_a_reading_or_an_error(
        place in 0..ODD.len(),
        byte in any::<u8>(),
    ) {
        let mut bytes = ODD.to_vec();
        bytes[place] = byte;
        ends_well(&bytes);
    }

    #[test]
    fn every_row_of_a_file_is_either_read_or_reported(rows in vec(row(), 0..20)) {
        holds_together(&read_rows(&rows), rows.len());
    }

    #[test]
    fn rows_added_later_leave_the_identity_of_earlier_ones_alone(
        earlier in vec(row(), 0..10),
        later in vec(row(), 0..10),
    ) {
        let before = read_rows(&earlier);
        let after = read_rows(&[earlier, later].concat());
        for row in before.rows.iter().filter(|row| row.end.is_some()) {
            let same = after.rows.iter().find(|other| other.row == row.row).unwrap();
            prop_assert_eq!((&same.identity, &same.content), (&row.identity, &row.content));
        }
    }
}
