//! What went wrong, as RFC 9457 says it: `application/problem+json`.
//!
//! A program decides by [`Problem::kind`], one of the names below; `title` and `detail` are for people.

use serde::{Deserialize, Serialize};

/// The media type that a problem travels under.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// 401: the name or the password is wrong; which of the two is not said.
pub const WRONG_CREDENTIALS: &str = "urn:homing:problem:wrong-credentials";
/// 401: the refresh token is unknown, expired or signed out, or it was used longer ago than the grace
/// allows; the latter ends its whole sign-in.
pub const REFRESH_REFUSED: &str = "urn:homing:problem:refresh-refused";
/// 401: the access token is missing, unknown or expired.
pub const ACCESS_TOKEN_REFUSED: &str = "urn:homing:problem:access-token-refused";
/// 400: the request as a whole can't be read; nothing of it was applied.
pub const UNREADABLE_REQUEST: &str = "urn:homing:problem:unreadable-request";
/// 404: there is nothing at this path.
pub const NOT_FOUND: &str = "urn:homing:problem:not-found";
/// 405: the path exists, the method does not.
pub const METHOD_NOT_ALLOWED: &str = "urn:homing:problem:method-not-allowed";
/// 408: the body did not arrive in the time that the server gives it; nothing of it was done.
pub const REQUEST_TIMEOUT: &str = "urn:homing:problem:request-timeout";
/// 411: the request does not say how long its body is.
pub const LENGTH_REQUIRED: &str = "urn:homing:problem:length-required";
/// 413: the body is larger, or holds more tasks, than the server announces in its capabilities.
pub const TOO_LARGE: &str = "urn:homing:problem:too-large";
/// 415: the body is not declared as what the path takes: `application/json`, for a blob
/// `application/octet-stream`.
pub const UNSUPPORTED_MEDIA_TYPE: &str = "urn:homing:problem:unsupported-media-type";
/// 422: the SHA-256 of the bytes that arrived is another than the one in the path; none of them was kept.
pub const BLOB_MISMATCH: &str = "urn:homing:problem:blob-mismatch";
/// 429: too many requests for now; `Retry-After` says when there is room again.
pub const RATE_LIMITED: &str = "urn:homing:problem:rate-limited";
/// 500: the server failed; its log says more, the answer does not.
pub const INTERNAL: &str = "urn:homing:problem:internal";
/// 503: the server can't reach its database just now.
pub const UNAVAILABLE: &str = "urn:homing:problem:unavailable";
/// 503: the server answers as many requests as it can at once; nothing of this one was done.
pub const OVERLOADED: &str = "urn:homing:problem:overloaded";
/// 403: passwords sign nobody in here.
pub const PASSWORD_SIGN_IN_OFF: &str = "urn:homing:problem:password-sign-in-off";
/// 503: whether the access token is good can't be said, since the server can't reach the OpenID provider just now.
pub const PROVIDER_UNAVAILABLE: &str = "urn:homing:problem:provider-unavailable";
/// A task is refused: this server knows no such kind.
pub const UNKNOWN_KIND: &str = "urn:homing:problem:unknown-kind";
/// A task is refused: its key, its lane or its `occurred_at` is not what it must be.
pub const INVALID_TASK: &str = "urn:homing:problem:invalid-task";
/// A task is refused: the time entry in it breaks a rule; `field` names the member.
pub const INVALID_ENTRY: &str = "urn:homing:problem:invalid-entry";
/// A task is refused: the screenshot in it breaks a rule; `field` names the member.
pub const INVALID_SCREENSHOT: &str = "urn:homing:problem:invalid-screenshot";
/// A task is refused: the server does not hold the time entry that the screenshot belongs to.
pub const UNKNOWN_ENTRY: &str = "urn:homing:problem:unknown-entry";
/// A task is refused: the server holds the same revision of the entry, or the same screenshot, with other
/// content.
pub const CONFLICT: &str = "urn:homing:problem:conflict";
/// A task is refused: the project that its entry names is archived.
pub const PROJECT_ARCHIVED: &str = "urn:homing:problem:project-archived";
/// A task is refused: this server keeps to its own projects, and knows none of the name in the entry.
pub const UNKNOWN_PROJECT: &str = "urn:homing:problem:unknown-project";

/// One problem. Every member may be missing, as the RFC has it, so that no answer is unreadable for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The stable name of the problem, one of this module's constants or one that is not known yet.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// A short sentence, the same for every problem of this kind.
    #[serde(default)]
    pub title: String,
    /// The HTTP status that goes with it. Inside a task's result, the status it would have had alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What is wrong this time, for a person. Never holds what the request carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The member that is wrong, as a path from the body's root or the task's: `entry.intervals[1].end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The exchange that it happened in, `urn:homing:request:ID`; what an operator looks for in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_problem_without_members_is_about_blank() {
        let problem: Problem = serde_json::from_str("{}").unwrap();
        assert_eq!(problem.kind, "about:blank");
        assert_eq!(problem.status, None);
    }
}
