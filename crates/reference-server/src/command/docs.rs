//! `docs/server.md` against the program: its settings and its exit codes are the real ones.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::configuration::KEYS;
use super::exit::CODES;

const PAGE: &str = include_str!("../../../../docs/server.md");

/// The rows of the table between two marks.
fn rows(mark: &str) -> Vec<&'static str> {
    let (_, rest) = PAGE.split_once(&format!("<!-- {mark}: held against the program by a test -->")).unwrap();
    let (table, _) = rest.split_once(&format!("<!-- end of {mark} -->")).unwrap();
    table.lines().filter(|line| line.starts_with('|')).skip(2).collect()
}

#[test]
fn every_setting_is_in_the_documentation_as_it_is() {
    let row = |key: &super::configuration::Key| {
        let default = key.default.map_or_else(String::new, |default| format!("`{default}`"));
        format!("| `{}` | {default} | {} |", key.name, key.meaning)
    };
    assert_eq!(rows("settings"), KEYS.iter().map(row).collect::<Vec<_>>());
}

#[test]
fn every_exit_code_is_in_the_documentation_as_it_is() {
    let row = |(code, meaning): &(u8, &str)| format!("| {code} | {meaning} |");
    assert_eq!(rows("exit codes"), CODES.iter().map(row).collect::<Vec<_>>());
}
