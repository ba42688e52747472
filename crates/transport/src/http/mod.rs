//! The HTTP port over reqwest: one request, one answer. Not what an answer means, and no second try.

mod answer;
mod failure;
mod options;
mod tls;

use async_trait::async_trait;
use homing_domain::ports::{Http, HttpError, HttpRequest, HttpResponse, Method};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, redirect, retry};
use secrecy::ExposeSecret;

pub use answer::AnswerTooLongError;
pub use options::HttpOptions;

const USER_AGENT: &str = concat!("homing/", env!("CARGO_PKG_VERSION"));

/// Requests over HTTP/1.1, with rustls where the address says `https`.
///
/// An address with `http` is taken too: a server on the same machine has no certificate. Whoever lets a
/// person type an address warns of `http` to another machine. No proxy is used, and no variable of the
/// environment names one.
///
/// A kept connection that turns out closed before anything was written to it is replaced in silence: that
/// is the first try of the request, not a second.
#[derive(Clone, Debug)]
pub struct ReqwestHttp {
    client: Client,
}

/// The client can't be made. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpSetupError {
    /// rustls refused its configuration.
    #[error("encrypted connections can't be set up")]
    Tls(#[source] rustls::Error),
    /// reqwest refused its configuration.
    #[error("the network client can't be set up")]
    Client(#[source] reqwest::Error),
}

impl ReqwestHttp {
    /// A client with its own connections. Reads the system's certificates, so make one and keep it.
    ///
    /// # Errors
    /// [`HttpSetupError`]; none is known that a person could cause.
    pub fn new(options: &HttpOptions) -> Result<Self, HttpSetupError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config().map_err(HttpSetupError::Tls)?)
            // One request on a connection at a time: only so is it known what a broken one had carried.
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .connect_timeout(options.connect_timeout)
            .pool_idle_timeout(options.idle_timeout)
            // A probe now and then would keep the radio of a sleeping laptop awake; an idle connection is
            // closed long before one would say anything.
            .tcp_keepalive(None)
            .user_agent(USER_AGENT)
            .build()
            .map_err(HttpSetupError::Client)?;
        Ok(Self { client })
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    #[tracing::instrument(level = "debug", skip_all, fields(?request))]
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let max_answer_bytes = request.max_answer_bytes;
        let answer = match self.prepare(request).send().await {
            Ok(response) => answer::read(response, max_answer_bytes).await,
            Err(error) => Err(failure::before_the_answer(error)),
        };
        match &answer {
            Ok(response) => tracing::debug!(?response, "answered"),
            Err(error) => tracing::debug!(error = error as &dyn std::error::Error, "no answer"),
        }
        answer
    }
}

impl ReqwestHttp {
    fn prepare(&self, request: HttpRequest) -> reqwest::RequestBuilder {
        let mut builder = self.client.request(method(request.method), request.url).timeout(request.timeout);
        if let Some(bearer) = &request.bearer {
            // Marks the header as sensitive.
            builder = builder.bearer_auth(bearer.expose_secret());
        }
        if let Some(json) = request.json {
            builder = builder.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(json);
        }
        builder
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
        Method::Get => reqwest::Method::GET,
    }
}
