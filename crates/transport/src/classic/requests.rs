//! The requests about entries and pictures, without their bearer: addresses, times and sizes.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{HttpBody, HttpRequest, Method};
use serde::Serialize;
use url::Url;

use crate::json;

/// For one row or a batch of fifty, after up to ten seconds of connecting.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A thousand rows of 32 KiB: a text of the greatest length in the widest characters each.
const MAX_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// The slowest line that a picture is waited for, in bytes a second: 128 kbit/s.
const SLOWEST: usize = 16 * 1024;

/// No picture is waited for longer: half of the time that a claim holds.
const LONGEST: Duration = Duration::from_secs(600);

/// Reads.
pub(super) fn get(server: &ServerUrl, path: &[&str]) -> HttpRequest {
    json::get(address(server, path), TIMEOUT, MAX_ANSWER_BYTES)
}

/// Makes something.
pub(super) fn post(server: &ServerUrl, path: &[&str], body: &impl Serialize) -> HttpRequest {
    json::post(address(server, path), json::plain(body), TIMEOUT, MAX_ANSWER_BYTES)
}

/// Makes something of many bytes, over a slow line too.
pub(super) fn upload(server: &ServerUrl, path: &[&str], body: &impl Serialize) -> HttpRequest {
    let request = post(server, path, body);
    let bytes = request.body.json().map_or(0, <[u8]>::len);
    let timeout = (TIMEOUT + Duration::from_secs((bytes / SLOWEST) as u64)).min(LONGEST);
    HttpRequest { timeout, ..request }
}

/// Changes an entry.
pub(super) fn patch(server: &ServerUrl, path: &[&str], body: &impl Serialize) -> HttpRequest {
    HttpRequest { method: Method::Patch, ..post(server, path, body) }
}

/// Says that something happened to an entry. The server reads no body.
pub(super) fn put(server: &ServerUrl, path: &[&str]) -> HttpRequest {
    HttpRequest { method: Method::Put, body: HttpBody::None, ..get(server, path) }
}

/// Removes.
pub(super) fn delete(server: &ServerUrl, path: &[&str]) -> HttpRequest {
    HttpRequest { method: Method::Delete, ..get(server, path) }
}

/// Each part is one segment of the path, whatever is in it.
fn address(server: &ServerUrl, path: &[&str]) -> Url {
    let mut url = server.url().clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classic::testing::server;

    #[test]
    fn an_id_of_the_server_is_one_segment_whatever_is_in_it() {
        let request = get(&server(), &["time-entries", "a/b?c"]);
        assert_eq!(request.url.as_str(), "https://example.org/api/v1/time-entries/a%2Fb%3Fc");
    }

    #[test]
    fn a_large_picture_gets_the_time_that_a_slow_line_takes() {
        let upload = upload(&server(), &["screenshots"], &"x".repeat(SLOWEST * 60));
        assert_eq!(upload.timeout, TIMEOUT + Duration::from_secs(60));
    }
}
