//! What this server says of a refusal: in four shapes, all of them JSON with a `message`. Whatever has none of these
//! shapes is the word of something on the way.

use homing_domain::ports::{BatchAnswer, HttpResponse, Problem};
use serde::Deserialize;

use crate::json;

/// The longest word of the server that is kept, in characters: a person reads it in a list.
const DETAIL_MAX_CHARS: usize = 500;

#[derive(Deserialize)]
struct Refusal {
    message: Message,
    #[serde(default, rename = "idempotencyKey")]
    key: Option<String>,
    #[serde(default, rename = "existingId")]
    existing: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Many(Vec<String>),
}

/// Which item of a batch a 409 is about.
pub(super) struct Conflict {
    /// The key that is taken.
    pub(super) key: String,
    /// The row that has it.
    pub(super) existing: String,
}

/// Reads a refusal, if it is one of this server's.
pub(super) fn read(response: &HttpResponse) -> Option<Problem> {
    let Refusal { message, .. } = refusal(response)?;
    let detail = match message {
        Message::One(text) => text,
        Message::Many(texts) => texts.join("; "),
    };
    let shown = |character: &char| !character.is_control();
    let detail: String = detail.chars().filter(shown).take(DETAIL_MAX_CHARS).collect();
    Some(Problem {
        code: code(response.status).to_owned(),
        detail: (!detail.is_empty()).then_some(detail),
        field: None,
    })
}

/// Reads which item a 409 names, and which row.
pub(super) fn conflict(response: &HttpResponse) -> Option<Conflict> {
    let refusal = refusal(response).filter(|_| response.status == 409)?;
    Some(Conflict { key: refusal.key?, existing: refusal.existing? })
}

/// Whether it is how this server says that nobody is signed in: the status within the body as well.
pub(super) fn is_unauthorized(response: &HttpResponse) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Unauthorized {
        #[serde(rename = "message")]
        _message: String,
        status_code: u16,
    }
    json::body::<Unauthorized>(response).is_ok_and(|body| body.status_code == 401)
}

fn refusal(response: &HttpResponse) -> Option<Refusal> {
    (!json::is_success(response)).then(|| json::body(response).ok())?
}

/// How an exchange ends with an answer that is not what it asked for. A status that says something of a thing, in words
/// that are not the server's, says nothing: a proxy or a portal has a 403 and a 404 of its own. A failure, a size and a
/// wish to wait count whoever says it.
pub(super) fn end(response: &HttpResponse) -> BatchAnswer {
    match (response.status, read(response)) {
        (200..=299 | 400 | 403..=406 | 409 | 410 | 422, None) => BatchAnswer::Unreadable,
        (_, problem) => BatchAnswer::Whole(problem),
    }
}

/// The server's own code, stable though its words are not. Where the status is no word on a task there is none.
fn code(status: u16) -> &'static str {
    match status {
        400 | 422 => "bad-request",
        403 => "forbidden",
        404 | 410 => "not-found",
        409 => "conflict",
        413 => "too-large",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::classic::testing::{html, json};

    #[test]
    fn each_shape_of_a_refusal_is_read() {
        for (status, body, code, detail) in [
            (400, r#"{"message":"No","error":"Bad Request","statusCode":400}"#, "bad-request", "No"),
            (
                400,
                r#"{"message":["a must be b","c too"],"error":"Bad Request","statusCode":400}"#,
                "bad-request",
                "a must be b; c too",
            ),
            (401, r#"{"message":"Unauthorized","statusCode":401}"#, "", "Unauthorized"),
            (409, r#"{"message":"Taken","idempotencyKey":"k","existingId":"7"}"#, "conflict", "Taken"),
            (500, r#"{"statusCode":500,"message":"Internal server error"}"#, "", "Internal server error"),
        ] {
            let problem = read(&json(status, body)).unwrap();
            assert_eq!((problem.code.as_str(), problem.detail.as_deref()), (code, Some(detail)));
        }
    }

    #[test]
    fn who_nobody_is_is_said_in_a_shape_of_this_servers_own() {
        assert!(is_unauthorized(&json(401, r#"{"message":"Unauthorized","statusCode":401}"#)));
        for other in [r#"{"message":"Unauthorized"}"#, r#"{"error":"unauthorized","statusCode":401}"#, "{}"] {
            assert!(!is_unauthorized(&json(401, other)), "{other}");
        }
        assert!(!is_unauthorized(&html(401)));
    }

    #[test]
    fn a_conflict_names_its_key_and_the_row() {
        let conflict =
            conflict(&json(409, r#"{"message":"T","idempotencyKey":"k","existingId":"7"}"#)).unwrap();
        assert_eq!((conflict.key.as_str(), conflict.existing.as_str()), ("k", "7"));
    }

    #[test]
    fn a_page_is_no_refusal_of_the_server_and_says_nothing_of_a_thing() {
        for status in [200, 400, 403, 404, 422] {
            assert_eq!(end(&html(status)), BatchAnswer::Unreadable, "{status}");
        }
        for status in [302, 413, 429, 500, 502, 503] {
            assert_eq!(end(&html(status)), BatchAnswer::Whole(None), "{status}");
        }
        assert_eq!(end(&json(404, "{}")), BatchAnswer::Unreadable);
    }

    #[test]
    fn a_long_word_of_the_server_is_cut_and_has_no_control_characters() {
        let body = format!(r#"{{"message":"{}\u0007"}}"#, "x".repeat(2_000));
        assert_eq!(read(&json(400, &body)).unwrap().detail.unwrap().len(), DETAIL_MAX_CHARS);
    }
}
