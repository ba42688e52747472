//! Our HTTP port as the client that `openidconnect` asks for. Only for what it fetches itself: the provider's
//! metadata and keys, which hold no secret.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use homing_domain::account::is_in_the_clear;
use homing_domain::ports::{Http, HttpBody, HttpError, HttpRequest, Method};
use openidconnect::http::header::CONTENT_TYPE;
use openidconnect::{AsyncHttpClient, HttpRequest as Asked, HttpResponse as Answered, http};

/// As for every small answer: the time is for connecting.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The metadata of large providers has some 10 KB, a set of keys with certificate chains somewhat more.
const MAX_ANSWER_BYTES: usize = 512 * 1024;

/// The port.
pub(super) struct HttpClient<'h>(pub(super) &'h dyn Http);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum FetchError {
    /// The network.
    Http(HttpError),
    /// What is asked for, or what came, is no HTTP that this port knows.
    Unfit(http::Error),
    /// The address is none.
    Address(url::ParseError),
    /// What it answers could be changed on the way.
    InTheClear,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InTheClear => "its address is neither https nor on this machine",
            _ => "it could not be fetched",
        })
    }
}

impl Error for FetchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Http(error) => Some(error),
            Self::Unfit(error) => Some(error),
            Self::Address(error) => Some(error),
            Self::InTheClear => None,
        }
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient<'_> {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<Answered, FetchError>> + Send + 'c>>;

    fn call(&'c self, asked: Asked) -> Self::Future {
        Box::pin(async move {
            let url = asked.uri().to_string().parse().map_err(FetchError::Address)?;
            // The crate fetches the keys by itself, from wherever the metadata says.
            if is_in_the_clear(&url) {
                return Err(FetchError::InTheClear);
            }
            let request = HttpRequest {
                method: Method::Get,
                url,
                bearer: None,
                body: HttpBody::None,
                timeout: TIMEOUT,
                max_answer_bytes: MAX_ANSWER_BYTES,
            };
            let response = self.0.send(request).await.map_err(FetchError::Http)?;
            let mut answered = http::Response::builder().status(response.status);
            if let Some(kind) = &response.content_type {
                answered = answered.header(CONTENT_TYPE, kind);
            }
            answered.body(response.body).map_err(FetchError::Unfit)
        })
    }
}
