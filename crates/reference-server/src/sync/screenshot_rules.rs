//! When a screenshot may be kept, and what it means for what is held. Pure.

use homing_wire::{Screenshot, TimeEntry};
use jiff::Timestamp;

use super::entry_rules::Fault;
use super::instants::{is_id, read_instant};

/// The longest media type; both halves have 127 characters at most in RFC 6838, and none that is in use comes near.
const MAX_MEDIA_TYPE_CHARS: usize = 127;

/// The longest name of a file: what most file systems take.
const MAX_FILE_NAME_CHARS: usize = 255;

/// The greatest size: what every JSON reader holds exactly, 2^53 - 1.
const MAX_BYTES: u64 = (1 << 53) - 1;

/// Whether this is a SHA-256 in the API's form: 64 hexadecimal digits in lower case.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Checks the form of a screenshot and gives the instant at which it was taken; or tells the first rule that is
/// broken.
pub(super) fn check(screenshot: &Screenshot) -> Result<Timestamp, Fault> {
    let id = "An id is a UUID of version 4 in lower case with hyphens.";
    hold(is_id(&screenshot.id), "id", id)?;
    hold(is_id(&screenshot.entry), "entry", id)?;
    let media_type =
        "A media type is type/subtype in lower case, without parameters, of at most 127 characters.";
    hold(is_media_type(&screenshot.media_type), "media_type", media_type)?;
    let file_name = "The name of a file has 1 to 255 characters, none of them NUL or a slash.";
    hold(screenshot.file_name.as_deref().is_none_or(is_file_name), "file_name", file_name)?;
    let sha256 = "A SHA-256 has 64 hexadecimal digits in lower case.";
    hold(is_sha256(&screenshot.blob.sha256), "blob.sha256", sha256)?;
    let bytes = "A blob has at least 1 byte and fewer than 2 to the power of 53.";
    hold((1..=MAX_BYTES).contains(&screenshot.blob.bytes), "blob.bytes", bytes)?;
    read_instant(&screenshot.taken_at).ok_or_else(|| {
        fault("taken_at", "An instant is RFC 3339 in UTC with exactly three fractional digits.")
    })
}

fn hold(holds: bool, field: &str, detail: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(fault(field, detail)) }
}

fn fault(field: &str, detail: &'static str) -> Fault {
    Fault { field: field.to_owned(), detail }
}

fn is_media_type(text: &str) -> bool {
    let is_half = |half: &str| {
        let mut bytes = half.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_lowercase() || first.is_ascii_digit())
            && bytes.all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&^_.+-".contains(&byte)
            })
    };
    text.len() <= MAX_MEDIA_TYPE_CHARS
        && text.split_once('/').is_some_and(|(kind, subtype)| is_half(kind) && is_half(subtype))
}

fn is_file_name(text: &str) -> bool {
    (1..=MAX_FILE_NAME_CHARS).contains(&text.chars().count()) && !text.contains(['\0', '/'])
}

/// What to do with a sound screenshot that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScreenshotDecision {
    /// It is kept.
    Apply,
    /// Nothing is left to do: it is held already, or its entry was deleted.
    Duplicate,
    /// Another one is held under its id.
    Conflict,
    /// Its entry is not held.
    UnknownEntry,
    /// Its blob is not held: it can be brought.
    BlobMissing,
    /// Its blob has another number of bytes.
    OtherLength,
}

/// Decides by what is held of the screenshot, of its entry, and of the length of its blob.
pub(super) fn decide(
    incoming: &Screenshot,
    held: Option<&Screenshot>,
    entry: Option<&TimeEntry>,
    blob_bytes: Option<u64>,
) -> ScreenshotDecision {
    match (held, entry, blob_bytes) {
        (Some(held), ..) if held == incoming => ScreenshotDecision::Duplicate,
        (Some(_), ..) => ScreenshotDecision::Conflict,
        (None, None, _) => ScreenshotDecision::UnknownEntry,
        (None, Some(entry), _) if entry.deleted => ScreenshotDecision::Duplicate,
        (None, Some(_), None) => ScreenshotDecision::BlobMissing,
        (None, Some(_), Some(bytes)) if bytes != incoming.blob.bytes => ScreenshotDecision::OtherLength,
        (None, Some(_), Some(_)) => ScreenshotDecision::Apply,
    }
}

#[cfg(test)]
mod tests {
    use homing_wire::BlobRef;

    use super::*;
    use crate::sync::entry_rules::sample::stopped_entry;

    fn sound() -> Screenshot {
        Screenshot {
            id: "5b0c6a52-6f6e-4f0e-8f64-3f4d7e1c2a90".into(),
            entry: stopped_entry().id,
            taken_at: "2026-11-22T09:15:00.000Z".into(),
            media_type: "image/png".into(),
            file_name: Some("a window — 🛫.png".into()),
            blob: BlobRef { sha256: "0123456789abcdef".repeat(4), bytes: 1 },
        }
    }

    fn broken_at(bend: impl FnOnce(&mut Screenshot)) -> Option<String> {
        let mut bent = sound();
        bend(&mut bent);
        check(&bent).err().map(|fault| fault.field)
    }

    #[test]
    fn a_sound_screenshot_is_taken_and_listed_under_when_it_was_taken() {
        assert_eq!(check(&sound()).ok().map(|at| at.to_string()).as_deref(), Some("2026-11-22T09:15:00Z"));
        assert_eq!(broken_at(|bent| bent.file_name = None), None);
        assert_eq!(broken_at(|bent| bent.blob.bytes = MAX_BYTES), None);
        assert_eq!(broken_at(|bent| bent.media_type = "image/svg+xml".into()), None);
    }

    #[test]
    fn each_member_that_breaks_its_rule_is_named() {
        let named = |field: &str| Some(field.to_owned());
        assert_eq!(broken_at(|bent| bent.id = "1".into()), named("id"));
        assert_eq!(broken_at(|bent| bent.entry.make_ascii_uppercase()), named("entry"));
        assert_eq!(broken_at(|bent| bent.taken_at = "2026-11-22T09:15:00Z".into()), named("taken_at"));
        for bytes in [0, MAX_BYTES + 1] {
            assert_eq!(broken_at(|bent| bent.blob.bytes = bytes), named("blob.bytes"));
        }
        for sha256 in ["".to_owned(), "0".repeat(63), "A".repeat(64), "g".repeat(64), "é".repeat(32)] {
            assert_eq!(broken_at(|bent| bent.blob.sha256 = sha256), named("blob.sha256"));
        }
        for name in ["".to_owned(), "a/b".into(), "a\0".into(), "é".repeat(256)] {
            assert_eq!(broken_at(|bent| bent.file_name = Some(name)), named("file_name"));
        }
        let long = format!("image/{}", "a".repeat(122));
        for kind in
            ["", "image", "image/", "/png", "image/PNG", "image/png; a=b", "image/a/b", " image/png", &long]
        {
            assert_eq!(broken_at(|bent| bent.media_type = kind.into()), named("media_type"), "{kind}");
        }
    }

    #[test]
    fn one_that_is_held_is_a_duplicate_or_a_conflict_whatever_became_of_its_entry_and_its_blob() {
        let other = Screenshot { media_type: "image/webp".into(), ..sound() };
        for entry in [None, Some(&stopped_entry())] {
            for bytes in [None, Some(1), Some(2)] {
                let decided = |held: &Screenshot| decide(&sound(), Some(held), entry, bytes);
                assert_eq!(decided(&sound()), ScreenshotDecision::Duplicate);
                assert_eq!(decided(&other), ScreenshotDecision::Conflict);
            }
        }
    }

    #[test]
    fn a_new_one_needs_its_entry_then_its_blob() {
        let deleted = TimeEntry { deleted: true, ..stopped_entry() };
        for (entry, bytes, expected) in [
            (None, Some(1), ScreenshotDecision::UnknownEntry),
            (None, None, ScreenshotDecision::UnknownEntry),
            (Some(&deleted), None, ScreenshotDecision::Duplicate),
            (Some(&deleted), Some(1), ScreenshotDecision::Duplicate),
            (Some(&stopped_entry()), None, ScreenshotDecision::BlobMissing),
            (Some(&stopped_entry()), Some(2), ScreenshotDecision::OtherLength),
            (Some(&stopped_entry()), Some(1), ScreenshotDecision::Apply),
        ] {
            assert_eq!(decide(&sound(), None, entry, bytes), expected);
        }
    }
}
