//! Answers as the API writes them.

use homing_domain::ports::HttpResponse;
use homing_wire::{Problem, problem};
use serde::Serialize;

pub(super) fn json(status: u16, body: &impl Serialize) -> HttpResponse {
    let body = serde_json::to_vec(body).unwrap();
    typed(status, "application/json", body)
}

/// A problem, as RFC 9457 has it.
pub(super) fn refusal(status: u16, kind: &str) -> HttpResponse {
    let body = serde_json::to_vec(&problem(kind, None)).unwrap();
    typed(status, problem::MEDIA_TYPE, body)
}

pub(super) fn problem(kind: &str, field: Option<&str>) -> Problem {
    Problem {
        kind: kind.to_owned(),
        title: String::new(),
        status: None,
        detail: None,
        field: field.map(str::to_owned),
        instance: None,
    }
}

pub(super) fn typed(status: u16, content_type: &str, body: Vec<u8>) -> HttpResponse {
    let content_type = Some(content_type.to_owned());
    HttpResponse { status, content_type, retry_after: None, date: None, body }
}
