//! What is said of the earlier app's file itself: that it is still there, and what was done with it.

use std::path::Path;

use homing_app::{EarlierOriginal, OriginalWish};

/// What is said where nobody decides now.
pub(crate) const LATER: &str =
    "The file stays as it is; `homing import legacy --original scrub`, `delete` or `keep` decides.";

/// That the earlier app's file is still there, and what can be done with it.
pub(crate) fn offer(original: &EarlierOriginal) -> String {
    format!(
        "The earlier app's file is still on this machine{}. `homing import legacy --original scrub` takes tokens out of \
         it, `--original delete` deletes it, and `--original keep` leaves it and ends this reminder: {}",
        with_tokens(original),
        original.file.display()
    )
}

/// Asked once, at a terminal.
pub(crate) fn question(original: &EarlierOriginal) -> String {
    format!(
        "What was imported from the earlier app is here, and what could be sent is sent; its file is still on this \
         machine{}: {}\nTake the tokens out of it (scrub), delete it, or keep it as it is? [scrub/delete/keep, Enter \
         decides later]",
        with_tokens(original),
        original.file.display()
    )
}

/// What a person answered. None for anything that is not a whole word of the question.
pub(crate) fn wish_of(line: &str) -> Option<OriginalWish> {
    match line.trim().to_lowercase().as_str() {
        "scrub" => Some(OriginalWish::Scrub),
        "delete" => Some(OriginalWish::Delete),
        "keep" => Some(OriginalWish::Keep),
        _ => None,
    }
}

/// What was done with the file.
pub(crate) fn decided(file: &Path, wish: OriginalWish) -> String {
    let done = match wish {
        OriginalWish::Keep => "The earlier app's file stays as it is, and nobody asks again",
        OriginalWish::Scrub => {
            "The earlier app's file has no tokens any more, save what may be in rows that no key opens; all else in it is \
             as it was"
        }
        OriginalWish::Delete => "The earlier app's file is deleted",
    };
    format!("{done}: {}", file.display())
}

fn with_tokens(original: &EarlierOriginal) -> &'static str {
    if original.had_tokens { ", with its tokens in it" } else { "" }
}
