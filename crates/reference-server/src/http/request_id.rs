//! The id of one exchange: what a client and an operator name it by. It means nothing and proves nothing.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::ports::{Entropy, new_id};

/// Where the id travels, in both directions.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from outside: a UUID or a trace id of any make fits.
const MAX_CHARS: usize = 64;

/// The id of an exchange: 1 to 64 letters, digits, dots, hyphens, underscores or tildes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestId(String);

impl RequestId {
    /// The one that the request brings, if it is sound; else a new one. Whoever could write anything here
    /// could write into the log.
    pub(super) fn of(headers: &HeaderMap, entropy: &dyn Entropy) -> Self {
        let brought = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| is_sound(id));
        match brought {
            Some(id) => Self(id.to_owned()),
            // Without randomness no sign-in works either; an exchange without an id of its own is the least.
            None => Self(new_id(entropy).unwrap_or_else(|_| "none".to_owned())),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// For the header of the answer.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }

    /// For the `instance` of a problem.
    pub(super) fn urn(&self) -> String {
        format!("urn:homing:request:{}", self.0)
    }
}

fn is_sound(id: &str) -> bool {
    (1..=MAX_CHARS).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_~".contains(&byte))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::ports::System;

    fn id_for(brought: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_bytes(brought).unwrap());
        RequestId::of(&headers, &System).as_str().to_owned()
    }

    #[test]
    fn a_sound_id_is_taken_as_it_is() {
        for id in ["a", "0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11", "Trace_1.~2", &"a".repeat(64)] {
            assert_eq!(id_for(id.as_bytes()), id);
        }
    }

    #[test]
    fn an_id_that_could_write_into_the_log_gives_way_to_a_new_one() {
        for bad in [&b""[..], b"a b", b"a\tb", b"\"", b"a=1", "é".as_bytes(), b"\xff", &[b'a'; 65]] {
            let id = id_for(bad);
            assert_eq!(id.len(), 36, "{bad:?}: {id}");
        }
    }

    #[test]
    fn two_exchanges_without_an_id_get_two() {
        let headers = HeaderMap::new();
        assert_ne!(RequestId::of(&headers, &System), RequestId::of(&headers, &System));
    }
}
