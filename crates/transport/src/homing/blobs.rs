//! `PUT /v1/blobs/{sha256}`: the bytes that a task refers to, before the task.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{BlobAnswer, Chunks, HttpBody, HttpRequest, HttpResponse, Method};
use homing_domain::task::BlobRef;

use super::problem;
use crate::json;

/// For connecting, and for the server to make the bytes durable.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The slowest line that an upload is waited for, in bytes a second: 128 kbit/s.
const SLOWEST: u64 = 16 * 1024;

/// No upload is waited for longer: half of the time that a claim holds.
const LONGEST: Duration = Duration::from_secs(600);

/// The answer has some 100 bytes, a problem some 500.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

pub(super) fn request(server: &ServerUrl, blob: &BlobRef, chunks: Chunks) -> HttpRequest {
    HttpRequest {
        method: Method::Put,
        url: server.join(&format!("v1/blobs/{}", blob.sha256)),
        bearer: None,
        body: HttpBody::Bytes { length: blob.bytes, chunks },
        timeout: (TIMEOUT + Duration::from_secs(blob.bytes / SLOWEST)).min(LONGEST),
        max_answer_bytes: MAX_ANSWER_BYTES,
    }
}

/// The server has it only if it names it: a captive portal has a success for everything.
pub(super) fn answer(blob: &BlobRef, response: &HttpResponse) -> BlobAnswer {
    if !json::is_success(response) {
        return BlobAnswer::Refused(problem::read(response));
    }
    match json::body::<homing_wire::BlobRef>(response) {
        Ok(named) if named.sha256 == blob.sha256.to_string() => BlobAnswer::Stored,
        _ => BlobAnswer::Unreadable,
    }
}
