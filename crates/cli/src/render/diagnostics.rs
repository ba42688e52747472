//! A bundle before it is written, and after.

use std::path::Path;

use homing_app::{Bundle, Part};
use serde::Serialize;

use super::text::printable;

/// So many lines of each file are shown before the yes; the whole files are texts in the archive.
const SHOWN: usize = 12;

/// What `diagnostics --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnosticsJson<'a> {
    file: String,
    parts: Vec<PartJson<'a>>,
}

#[derive(Debug, Serialize)]
struct PartJson<'a> {
    name: &'a str,
    bytes: usize,
}

/// As JSON.
pub(crate) fn json<'a>(file: &Path, bundle: &'a Bundle) -> DiagnosticsJson<'a> {
    let parts = bundle.parts.iter().map(|Part { name, text }| PartJson { name, bytes: text.len() }).collect();
    DiagnosticsJson { file: file.display().to_string(), parts }
}

/// Each file with its last lines: the newest stand at the end of a log.
pub(crate) fn preview(bundle: &Bundle) -> String {
    let part = |Part { name, text }: &Part| {
        let lines: Vec<_> = text.lines().map(printable).collect();
        let before = lines.len().saturating_sub(SHOWN);
        let more = if before > 0 { format!("({before} lines before)\n") } else { String::new() };
        format!("--- {name}, {} bytes\n{more}{}\n", text.len(), lines[before..].join("\n"))
    };
    bundle.parts.iter().map(part).collect()
}

/// What is asked.
pub(crate) fn question(file: &Path) -> String {
    format!("Nothing is sent anywhere. Write these texts to the archive {}?", file.display())
}

/// What was done.
pub(crate) fn written(file: &Path) -> String {
    format!(
        "The diagnostics are written. They hold no secret and nothing that you wrote; read them before you send \
         them: {}",
        file.display()
    )
}
