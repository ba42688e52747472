//! What makes a second import add nothing, and an edited row be noticed.

use homing_import::Reading;

use crate::read_rows;

fn identities(reading: &Reading) -> Vec<&str> {
    reading.rows.iter().map(|row| row.identity.as_str()).collect()
}

fn contents(reading: &Reading) -> Vec<&str> {
    reading.rows.iter().map(|row| row.content.as_str()).collect()
}

#[test]
fn later_exports_know_a_row_again_although_its_id_has_moved() {
    let first = read_rows(&[r#"{"id":1,"start":"20260302T090000Z","end":"20260302T100000Z","tags":["a"]}"#]);
    let second = read_rows(&[
        r#"{"id":3,"start":"20260301T090000Z","end":"20260301T100000Z","tags":["a"]}"#,
        r#"{"id":2,"start":"20260302T090000Z","end":"20260302T100000Z","tags":["a"]}"#,
        r#"{"id":1,"start":"20260303T090000Z","end":"20260303T100000Z","tags":["a"]}"#,
    ]);
    assert_eq!(identities(&first)[0], identities(&second)[1]);
    assert_eq!(contents(&first)[0], contents(&second)[1]);
}

#[test]
fn an_edited_row_keeps_its_identity_and_changes_its_content() {
    let before = read_rows(&[r#"{"start":"20260302T090000Z"}"#]);
    for edited in [
        r#"{"start":"20260302T090000Z","end":"20260302T100000Z"}"#,
        r#"{"start":"20260302T090000Z","tags":["a"]}"#,
        r#"{"start":"20260302T090000Z","annotation":"a"}"#,
    ] {
        let after = read_rows(&[edited]);
        assert_eq!(identities(&before), identities(&after), "{edited}");
        assert_ne!(contents(&before), contents(&after), "{edited}");
    }
}

#[test]
fn a_row_keeps_its_identity_when_a_faulty_one_of_the_same_start_is_put_right() {
    let good = r#"{"start":"20260302T090000Z","end":"20260302T100000Z"}"#;
    for faulty in [
        r#"{"start":"20260302T090000Z","end":"noon"}"#,
        "{\"start\":\"20260302T090000Z\",\"end\":\"20260302T090000Z\",\"tags\":\"\"}",
        r#"{"start":"20260302T090000Z","tags":["\ud800"]}"#,
    ] {
        let before = read_rows(&[faulty, good]);
        let after = read_rows(&[good, good]);
        assert_eq!(identities(&before), identities(&after)[1..], "{faulty}");
    }
}

#[test]
fn how_the_json_is_spelled_makes_no_difference() {
    let plain = read_rows(&[r#"{"start":"20260302T090000Z","tags":["a","ü"],"annotation":"a/b"}"#]);
    let other = read_rows(&[
        "{ \"annotation\" : \"a\\/b\",\n\"tags\":[\"\\u00fc\",\"a\"], \"end\":null, \"\\u0073tart\":\"20260302T090000Z\" }",
    ]);
    assert_eq!(identities(&plain), identities(&other));
    assert_eq!(contents(&plain), contents(&other));
}
