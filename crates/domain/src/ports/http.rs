//! The HTTP port: one request, one answer, and what is known when there is none.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::blobs::Chunks;
use super::queue::BoxError;
use crate::Timestamp;

/// The methods that profiles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

/// What a request carries.
pub enum HttpBody {
    /// Nothing.
    None,
    /// JSON, sent as `application/json`.
    Json(Vec<u8>),
    /// A form with secrets in it, sent as `application/x-www-form-urlencoded` with `Accept: application/json`, as
    /// OAuth's endpoints want it (RFC 6749, 4.1.3). Its bytes are wiped.
    Form(SecretString),
    /// Bytes as they come, sent as `application/octet-stream` with their number said before.
    Bytes {
        /// How many there are, in all.
        length: u64,
        /// They themselves, never all in memory.
        chunks: Chunks,
    },
}

impl HttpBody {
    /// The JSON, if it is some.
    #[must_use]
    pub fn json(&self) -> Option<&[u8]> {
        match self {
            Self::Json(json) => Some(json),
            Self::None | Self::Form(_) | Self::Bytes { .. } => None,
        }
    }

    /// The form, if it is one.
    #[must_use]
    pub fn form(&self) -> Option<&SecretString> {
        match self {
            Self::Form(form) => Some(form),
            Self::None | Self::Json(_) | Self::Bytes { .. } => None,
        }
    }

    /// Gives the JSON away, if it is some.
    #[must_use]
    pub fn into_json(self) -> Option<Vec<u8>> {
        match self {
            Self::Json(json) => Some(json),
            Self::None | Self::Form(_) | Self::Bytes { .. } => None,
        }
    }
}

/// A request as a profile makes it.
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// Sent as `Authorization: Bearer`, marked as sensitive.
    pub bearer: Option<SecretString>,
    /// What it carries.
    pub body: HttpBody,
    /// From the first byte sent to the last byte read.
    pub timeout: Duration,
    /// A longer answer is not read to its end.
    pub max_answer_bytes: usize,
}

impl HttpRequest {
    /// A POST of JSON without a bearer, with 30 s for all of it and 1 MiB for the answer: what an API needs whose answers
    /// are short. A value that JSON can't say, such as a map with keys that are no texts, leaves as an empty body.
    #[must_use]
    pub fn post_json(url: Url, value: &(impl Serialize + ?Sized)) -> Self {
        let body = HttpBody::Json(serde_json::to_vec(value).unwrap_or_default());
        let timeout = Duration::from_secs(30);
        Self { method: Method::Post, url, bearer: None, body, timeout, max_answer_bytes: 1024 * 1024 }
    }

    /// The same once more, without its bearer: for whoever may have to send it again. `None` where its body is gone with
    /// the first try.
    #[must_use]
    pub fn copy(&self) -> Option<Self> {
        let body = match &self.body {
            HttpBody::None => HttpBody::None,
            HttpBody::Json(json) => HttpBody::Json(json.clone()),
            HttpBody::Form(_) | HttpBody::Bytes { .. } => return None,
        };
        let Self { method, timeout, max_answer_bytes, .. } = *self;
        Some(Self { method, url: self.url.clone(), bearer: None, body, timeout, max_answer_bytes })
    }
}

impl std::fmt::Debug for HttpRequest {
    /// Method, host and path: no query, no header, no body.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host = self.url.host_str().unwrap_or("?");
        write!(f, "{:?} {host}{}", self.method, self.url.path())
    }
}

/// `Retry-After`, in its two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u64),
    /// A date, to be read against the answer's own `Date`.
    At(Timestamp),
}

/// An answer, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// `Content-Type` without parameters, in lower case.
    pub content_type: Option<String>,
    /// `Retry-After`, where it can be read.
    pub retry_after: Option<RetryAfter>,
    /// `Date`, where it can be read: the server's clock.
    pub date: Option<Timestamp>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The JSON of a success; `None` of any other status, and where it is something else, such as the page of a captive
    /// portal.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let is_json = self.content_type.as_deref() == Some("application/json");
        ((200..300).contains(&self.status) && is_json).then(|| serde_json::from_slice(&self.body).ok())?
    }

    /// How long the server asks to wait, counted from this answer: a date against the answer's own
    /// `Date` (RFC 9110, 10.2.3), or against `now` where it has none.
    #[must_use]
    pub fn wait_asked(&self, now: Timestamp) -> Option<Duration> {
        match self.retry_after? {
            RetryAfter::Seconds(seconds) => Some(Duration::from_secs(seconds)),
            RetryAfter::At(instant) => Some(instant.since(self.date.unwrap_or(now))),
        }
    }
}

impl std::fmt::Debug for HttpResponse {
    /// Status, type and length: no body.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.content_type.as_deref().unwrap_or("no type");
        write!(f, "{} ({kind}, {} bytes)", self.status, self.body.len())
    }
}

/// Why nothing could be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OfflineCause {
    /// The name did not resolve.
    Dns,
    /// Nothing listens, no route, or the connection broke before the request was written.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// The server's certificate is not trusted, for none of the two reasons below.
    Certificate,
    /// The server's certificate has ended or has not begun, by this machine's clock.
    CertificateDates,
    /// The server's certificate is for another name.
    CertificateName,
    /// A proxy wants a sign-in (407), or a network wants one (511).
    Proxy,
    /// No connection through the proxy: it does not answer, its name does not resolve, it hung up.
    ProxyUnreachable,
    /// The proxy answered and does not let this through.
    ProxyRefused,
    /// What is set for the network on this machine can't be used, such as a CA file that is gone.
    Settings,
    /// Something on the way answered in the server's place: a captive portal, a redirect.
    Intercepted,
}

/// There is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The request surely did not reach the server.
    #[error("the server could not be reached")]
    NotSent {
        /// What kind of failure.
        cause: OfflineCause,
        /// The adapter's error.
        #[source]
        source: BoxError,
    },
    /// What was to be sent could not be read to its end. The server can't have got the whole request.
    #[error("what was to be sent could not be read")]
    BodyUnreadable(#[source] BoxError),
    /// The request left, and its answer was not read: time-out, reset, an answer over the limit or broken off.
    #[error("the answer was lost")]
    AnswerLost(#[source] BoxError),
}

/// Requests over the network. Every implementation:
///
/// 1. MUST NOT follow redirects: the status is the answer.
/// 2. MUST say [`HttpError::NotSent`] only where no byte of the request can have reached the server's
///    application, and [`HttpError::AnswerLost`] in every doubt.
/// 3. MUST give up when `timeout` is over, a slow drip included, and MUST NOT read past `max_answer_bytes`.
/// 4. MUST NOT put the bearer, the body or a query into an error or a log.
/// 5. MUST NOT try again by itself.
/// 6. MUST send [`HttpBody::Bytes`] with their number in `Content-Length`, a chunk at a time, and say
///    [`HttpError::BodyUnreadable`] where they end in an error.
/// 7. MUST send [`HttpBody::Form`] with its two headers, and wipe what it made of it.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends one request and reads its whole answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

#[cfg(test)]
mod tests;
