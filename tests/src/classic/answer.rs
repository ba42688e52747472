//! Answers as that server gives them: its four shapes of errors, and the bytes on the wire.

use serde_json::{Value, json};

/// An answer before it has the headers that every one has.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub(super) fn of(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), headers: Vec::new() }
    }

    /// A status and nothing behind it.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, body: None, headers: Vec::new() }
    }

    /// The first shape: a text, the name of the status and its number.
    pub(super) fn refusal(status: u16, message: &str) -> Self {
        Self::of(status, json!({ "message": message, "error": reason(status), "statusCode": status }))
    }

    /// The second shape: the same with a list of texts.
    pub(super) fn invalid(messages: &[String]) -> Self {
        Self::of(400, json!({ "message": messages, "error": reason(400), "statusCode": 400 }))
    }

    /// The third shape: without a name.
    pub(super) fn bare(status: u16, message: &str) -> Self {
        Self::of(status, json!({ "message": message, "statusCode": status }))
    }

    /// The fourth shape: a conflict in a batch, which has no number.
    pub(super) fn conflict(key: &str, existing: &str) -> Self {
        let message = "Entry already exists with different data";
        Self::of(409, json!({ "message": message, "idempotencyKey": key, "existingId": existing }))
    }

    /// Whoever is not signed in, for whatever cause.
    pub(super) fn unauthorized() -> Self {
        Self::bare(401, "Unauthorized")
    }

    /// Anything that broke: its body never says what.
    pub(super) fn broken() -> Self {
        Self::bare(500, "Internal server error")
    }

    pub(super) fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let Self { status, body, headers } = self;
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(*status));
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let body = body.as_ref().map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            head += "Content-Type: application/json; charset=utf-8\r\n";
        }
        if *status != 204 {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        (head + "\r\n" + &body).into_bytes()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        413 => "Payload Too Large",
        429 => "Too Many Requests",
        _ => "Internal Server Error",
    }
}
