//! What differs from run to run, in words that don't.

use std::borrow::Cow;

use regex::Regex;

use super::{Hostile, Said, Stage};

/// What is looked for, in this order, and what stands there instead.
const PATTERNS: [(&str, &str); 13] = [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
    (r"\b20\d\d-\d\d-\d\dT[0-9:.]+Z\b", "INSTANT"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \([+-]\d\d:\d\d\)", "INSTANT"),
    (r"(after|at|since|from|to) (\d{4}-\d\d-\d\d )?\d\d:\d\d", "$1 TIME"),
    (r"homing edit [0-9a-f]{8}", "homing edit ID"),
    (r"\b[0-9a-f]{8}  \d\d:\d\d", "ID  TIME"),
    (r#" at path "[^"]*""#, ""),
    (r"the keys are [a-z_., ]*", "the keys are …"),
    (r"\b[0-9a-f]{8}  ([^:\n]*): \d{4}-\d\d-\d\d \d\d:\d\d-\d\d:\d\d", "ID  $1: TIME"),
    (r"dbus-daemon\[.*\n", ""),
    (r"expected one of `[^.]*`\.", "expected one of …."),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    (r"homing(-server)? \d+\.\d+\.\d+", "homing$1 VERSION"),
];

/// What was said, as the page has it.
pub(super) fn masked(said: &Said, stage: &Stage, hostile: &Hostile) -> String {
    let mut text = in_short(&said.all());
    if let Some(then) = &said.then {
        text.push_str(&format!("\n→ {then}"));
    }
    let folder = stage.path("");
    let folder = folder.to_string_lossy();
    let text = text.replace(folder.trim_end_matches('/'), "FOLDER");
    let text =
        text.replace(&hostile.address(), "SERVER").replace(&format!("SERVER/{}", stage.number()), "SERVER");
    let replaced = PATTERNS.iter().fold(Cow::from(text), |text, (pattern, word)| match Regex::new(pattern) {
        Ok(pattern) => Cow::from(pattern.replace_all(&text, *word).into_owned()),
        Err(_) => text,
    });
    replaced.into_owned()
}

/// Without the hints that clap adds and the lines of a log; a whole help page is told in its first lines.
fn in_short(text: &str) -> String {
    let hint = |line: &str| {
        let line = line.trim();
        line.is_empty() || ["Usage:", "For more", "tip:"].iter().any(|hint| line.starts_with(hint))
    };
    let logged = |line: &str| [" INFO ", " WARN "].iter().any(|level| line.contains(level));
    let is_help = text.contains("Commands:");
    let lines = text.lines().filter(|line| !hint(line) && !logged(line));
    if is_help { lines.take(1).chain(["…"]).collect() } else { lines.collect::<Vec<_>>() }.join("\n")
}
