//! Pictures that belong to a time entry: what is said of one, and how its task is sent. Its bytes are a blob beside it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{EntryId, Tracker};
use crate::Timestamp;
use crate::names::{Kind, Lane};
use crate::task::{
    BlobRef, Body, Coalesce, Dependency, InvalidTask, Priority, Reason, Release, Sha256, TaskKind,
};

/// The most bytes that a screenshot has: a picture of two large screens, uncompressed, has some 30 MB, and as PNG it
/// hardly ever reaches a third of that.
pub const SCREENSHOT_MAX_BYTES: u64 = 20_000_000;

/// The longest name of a file that is kept with a screenshot, in characters.
const FILE_NAME_MAX_CHARS: usize = 255;

/// So many of its first bytes say what a picture is.
pub const PICTURE_HEAD_BYTES: usize = 12;

/// A picture that belongs to an entry. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screenshot {
    /// Its id.
    pub id: Uuid,
    /// The entry that it belongs to.
    pub entry: EntryId,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// What its bytes are: see [`media_type_of`].
    pub media_type: String,
    /// The name of the file that it was, without a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Its bytes.
    pub blob: ScreenshotBytes,
}

/// What is said of the bytes of a screenshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenshotBytes {
    /// What they are.
    pub sha256: Sha256,
    /// How many they are.
    pub bytes: u64,
}

impl From<&BlobRef> for ScreenshotBytes {
    fn from(blob: &BlobRef) -> Self {
        Self { sha256: blob.sha256, bytes: blob.bytes }
    }
}

/// The name of the kind.
#[must_use]
pub fn screenshot_kind() -> Kind {
    Kind::of("screenshot")
}

/// What a picture is by its first [`PICTURE_HEAD_BYTES`]: one that every browser shows, or none.
#[must_use]
pub fn media_type_of(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// A name without what no server takes: folders, control characters, too many letters. None where nothing is left.
#[must_use]
pub fn kept_file_name(name: &str) -> Option<String> {
    let kept = |character: &char| !character.is_control() && *character != '/';
    let name: String = name.chars().filter(kept).take(FILE_NAME_MAX_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// The kind `screenshot`: each is sent once, in a lane of its own, after its entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScreenshotKind;

fn read(body: &Body) -> Result<Screenshot, InvalidTask> {
    body.json().map_err(|_| invalid(None))
}

fn invalid(field: Option<&str>) -> InvalidTask {
    let field = field.map(str::to_owned);
    InvalidTask(Reason { code: "invalid-screenshot".to_owned(), detail: None, field })
}

impl TaskKind for ScreenshotKind {
    fn kind(&self) -> Kind {
        screenshot_kind()
    }

    fn coalesce(&self) -> Coalesce {
        Coalesce::Keep
    }

    fn priority(&self, _: &Body) -> Result<Priority, InvalidTask> {
        Ok(Priority::Normal)
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        Ok(Lane::from(read(body)?.id))
    }

    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        let Screenshot { media_type, file_name, blob, .. } = read(body)?;
        let is_name = |name: &String| kept_file_name(name).as_ref() == Some(name);
        if !media_type.starts_with("image/") {
            return Err(invalid(Some("media_type")));
        }
        if !file_name.as_ref().is_none_or(is_name) {
            return Err(invalid(Some("file_name")));
        }
        if blob.bytes == 0 || blob.bytes > SCREENSHOT_MAX_BYTES {
            return Err(invalid(Some("blob")));
        }
        Ok(())
    }

    fn depends(&self, body: &Body) -> Result<Vec<Dependency>, InvalidTask> {
        Ok(vec![Dependency { lane: read(body)?.entry.lane(), until: Release::Sent }])
    }
}

impl Tracker {
    /// A new screenshot of an entry, with these bytes. Nothing is recorded: its task says all of it.
    #[must_use]
    pub fn screenshot(
        &self,
        entry: EntryId,
        taken_at: Timestamp,
        (media_type, file_name): (&str, Option<String>),
        blob: &BlobRef,
    ) -> Screenshot {
        let (id, media_type) = (self.ids.uuid(), media_type.to_owned());
        Screenshot { id, entry, taken_at, media_type, file_name, blob: blob.into() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn screenshot() -> Screenshot {
        Screenshot {
            id: "aaaaaaaa-0000-4000-8000-000000000001".parse().unwrap(),
            entry: EntryId::new("bbbbbbbb-0000-4000-8000-000000000001".parse().unwrap()),
            taken_at: "2026-11-26T09:15:00Z".parse().unwrap(),
            media_type: "image/png".to_owned(),
            file_name: Some("screen 1.png".to_owned()),
            blob: ScreenshotBytes { sha256: Sha256::new([7; 32]), bytes: 200_000 },
        }
    }

    fn field(screenshot: &Screenshot) -> Option<String> {
        ScreenshotKind.validate(&Body::of_json(screenshot).unwrap()).unwrap_err().0.field
    }

    #[test]
    fn a_screenshot_is_sent_by_itself_after_its_entry() {
        let body = Body::of_json(&screenshot()).unwrap();
        assert_eq!(ScreenshotKind.validate(&body), Ok(()));
        assert_eq!(ScreenshotKind.lane(&body).unwrap().as_str(), "aaaaaaaa-0000-4000-8000-000000000001");
        let entry = Lane::new("bbbbbbbb-0000-4000-8000-000000000001").unwrap();
        let after = vec![Dependency { lane: entry, until: Release::Sent }];
        assert_eq!(ScreenshotKind.depends(&body), Ok(after));
        assert_eq!(ScreenshotKind.coalesce(), Coalesce::Keep);
    }

    #[test]
    fn what_no_server_would_take_is_refused_before_it_is_recorded() {
        let media_type = "text/html".to_owned();
        assert_eq!(field(&Screenshot { media_type, ..screenshot() }).as_deref(), Some("media_type"));
        for name in ["", "a/b", "a\nb", &"x".repeat(256)] {
            let file_name = Some(name.to_owned());
            assert_eq!(field(&Screenshot { file_name, ..screenshot() }).as_deref(), Some("file_name"));
        }
        for bytes in [0, SCREENSHOT_MAX_BYTES + 1] {
            let blob = ScreenshotBytes { bytes, ..screenshot().blob };
            assert_eq!(field(&Screenshot { blob, ..screenshot() }).as_deref(), Some("blob"));
        }
        assert!(ScreenshotKind.validate(&Body::new("{}")).is_err());
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(media_type_of(b"\x89PNG\r\n\x1a\n\0\0\0\r"), Some("image/png"));
        assert_eq!(media_type_of(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media_type_of(b"GIF89a"), Some("image/gif"));
        assert_eq!(media_type_of(b"RIFF1234WEBP"), Some("image/webp"));
        for other in [&b""[..], b"RIFF1234WAVE", b"<svg xmlns", b"%PDF-1.7", b"\x89PNG"] {
            assert_eq!(media_type_of(other), None);
        }
    }

    #[test]
    fn of_a_name_only_what_may_be_sent_is_kept() {
        assert_eq!(kept_file_name("a\n/b.png").as_deref(), Some("ab.png"));
        assert_eq!(kept_file_name("\u{7}"), None);
        assert_eq!(kept_file_name(&"ä".repeat(300)).unwrap().chars().count(), 255);
    }
}
