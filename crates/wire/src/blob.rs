//! Blobs and the screenshots that name them: `/v1/blobs/{sha256}` and `GET /v1/screenshots`.

use serde::{Deserialize, Serialize};

/// The media type that the bytes of a blob travel under, whatever they are.
pub const BLOB_MEDIA_TYPE: &str = "application/octet-stream";

/// A blob by its content; what `PUT /v1/blobs/{sha256}` answers, and what a task names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlobRef {
    /// The SHA-256 of the bytes, 64 hexadecimal digits in lower case.
    pub sha256: String,
    /// How many bytes there are; at least one.
    pub bytes: u64,
}

/// A picture that belongs to a time entry; the body of a task of kind
/// [`kind::SCREENSHOT`](crate::kind::SCREENSHOT). It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screenshot {
    /// The screenshot's id, made on the device.
    pub id: String,
    /// The id of the time entry that it belongs to.
    pub entry: String,
    /// The instant at which it was taken.
    pub taken_at: String,
    /// What its bytes are: `image/png` and the like, lower case, without parameters.
    pub media_type: String,
    /// The name of the file that it was, without a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Its bytes, which the server must have.
    pub blob: BlobRef,
}

/// The query of `GET /v1/screenshots`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenshotQuery {
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many screenshots at most: 1 to 1,000, 200 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The answer of `GET /v1/screenshots`: the account's screenshots by when they were taken, then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenshotPage {
    /// The screenshots of this page.
    pub screenshots: Vec<Screenshot>,
    /// The cursor of the next page; `null` on the last one.
    pub next: Option<String>,
}
