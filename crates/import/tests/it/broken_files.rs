//! Files that are no export: refused as a whole, each with its reason.

use std::error::Error as _;

use homing_import::{ReadError, timewarrior};

const EXPORT: &str = "[\n{\"id\":1,\"start\":\"20260302T090000Z\",\"end\":\"20260302T100000Z\"}\n]\n";

#[test]
fn an_empty_file_is_said_to_be_empty() {
    for bytes in ["", " \r\n\t", "\u{feff}"] {
        assert!(matches!(timewarrior::read(bytes.as_bytes()), Err(ReadError::Empty)), "{bytes:?}");
    }
}

#[test]
fn a_file_in_utf_16_is_said_to_be_in_utf_16() {
    let encoded = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{EXPORT}").encode_utf16().flat_map(bytes).collect()
    };
    for mark in ["", "\u{feff}"] {
        for bytes in [encoded(mark, u16::to_le_bytes), encoded(mark, u16::to_be_bytes)] {
            assert!(matches!(timewarrior::read(&bytes), Err(ReadError::Utf16)), "{bytes:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{feff}{}", EXPORT.replace('\n', "\r\n"));
    let reading = timewarrior::read(windows.as_bytes()).unwrap();
    assert_eq!(reading, timewarrior::read(EXPORT.as_bytes()).unwrap());
    assert_eq!(reading.rows.len(), 1);
}

#[test]
fn a_file_that_holds_no_array_is_refused() {
    let object = EXPORT.trim().trim_matches(['[', ']']);
    for text in [object, "null", "\"[]\"", "inc 20260302T090000Z - 20260302T100000Z # tag", "\0"] {
        assert!(matches!(timewarrior::read(text.as_bytes()), Err(ReadError::NotAnArray)), "{text:?}");
    }
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_refused_and_never_read_in_part() {
    let array = EXPORT.trim_end();
    for length in 1..array.len() {
        let outcome = timewarrior::read(&array.as_bytes()[..length]);
        assert!(matches!(outcome, Err(ReadError::CutOff { .. })), "{length}: {outcome:?}");
    }
}

#[test]
fn a_cut_off_file_names_its_last_line() {
    let Err(ReadError::CutOff { line }) = timewarrior::read(b"[\n{},\n{") else {
        unreachable!("it is cut off in line 3");
    };
    assert_eq!(line, 3);
}

#[test]
fn a_file_that_is_not_json_is_refused_with_the_line_and_the_parsers_word() {
    for text in ["[\n{}\n{}]", "[\n{},\n]", "[\n{}]\n[{}]", "[\n{'start':1}]", "[\n\u{1}]", "[\n\"\\x\"]"] {
        let Err(ReadError::Broken { line, source }) = timewarrior::read(text.as_bytes()) else {
            unreachable!("{text:?} is not JSON");
        };
        assert_eq!(line, source.line());
        assert!((2..=3).contains(&line), "{text:?}: {line}");
    }
    let error = timewarrior::read(b"[\xFF]").unwrap_err();
    assert!(matches!(error, ReadError::Broken { line: 1, .. }), "{error:?}");
    assert!(error.source().is_some());
}

#[test]
fn a_refusal_does_not_repeat_what_the_file_says() {
    for text in ["[{\"tags\":[\"secret\"]}", "[\"secret\",]", "\"secret\"", "[\"secret\" secret]"] {
        let error = timewarrior::read(text.as_bytes()).unwrap_err();
        let cause = error.source().map(ToString::to_string);
        assert!(!format!("{error} {error:?} {cause:?}").contains("secret"), "{error:?}");
    }
}
