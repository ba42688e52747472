//! JSON in and out, for every profile: of no API alone. Errors say where a body is wrong, never what it holds: a
//! parser's own message may quote someone's work or a token, so it goes no further than this file.

use std::time::Duration;

use homing_domain::ports::{HttpBody, HttpRequest, HttpResponse, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

/// The media type of every successful answer.
const MEDIA_TYPE: &str = "application/json";

/// A body that is not the JSON it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the expected JSON from line {line}, column {column} on")]
pub struct JsonError {
    /// The line, from 1 on.
    pub line: usize,
    /// The column in bytes, from 1 on; 0 at the start of a line.
    pub column: usize,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

/// A success that is no answer of this API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotJsonError {
    /// It says itself that it is something else, such as the page of a captive portal.
    #[error("the answer is not declared as application/json")]
    MediaType,
    /// It is something else.
    #[error("the answer's body can't be read")]
    Body(#[source] JsonError),
}

/// Reads a JSON body, whatever the status.
pub(crate) fn body<T: DeserializeOwned>(response: &HttpResponse) -> Result<T, NotJsonError> {
    if response.content_type.as_deref() != Some(MEDIA_TYPE) {
        return Err(NotJsonError::MediaType);
    }
    serde_json::from_slice(&response.body).map_err(|error| NotJsonError::Body(error.into()))
}

/// Reads the body of a success; none where it is another status, or something else.
pub(crate) fn success<T: DeserializeOwned>(response: &HttpResponse) -> Option<T> {
    is_success(response).then(|| body(response).ok())?
}

/// Whether the status is a success.
pub(crate) fn is_success(response: &HttpResponse) -> bool {
    (200..300).contains(&response.status)
}

/// A GET.
pub(crate) fn get(url: Url, timeout: Duration, max_answer_bytes: usize) -> HttpRequest {
    HttpRequest { method: Method::Get, url, bearer: None, body: HttpBody::None, timeout, max_answer_bytes }
}

/// A POST.
pub(crate) fn post(url: Url, json: Vec<u8>, timeout: Duration, max_answer_bytes: usize) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url,
        bearer: None,
        body: HttpBody::Json(json),
        timeout,
        max_answer_bytes,
    }
}

/// Writes a value whose members are texts and numbers, which JSON can't refuse; what it did refuse would
/// leave as an empty body, which the server answers with 400.
pub(crate) fn plain(value: &impl Serialize) -> Vec<u8> {
    /// More than a name with a password, or a token, takes: a buffer that grows leaves its old content behind.
    const ROOM: usize = 8 * 1024;
    let mut json = Vec::with_capacity(ROOM);
    match serde_json::to_writer(&mut json, value) {
        Ok(()) => json,
        Err(_) => Vec::new(),
    }
}
