//! The HTTP port over reqwest: one request, one answer. Not what an answer means, and no second try.

mod answer;
mod failure;
mod look;
mod options;
mod proxy;
mod tls;
mod trust;
mod unreadable;

use async_trait::async_trait;
use bytes::Bytes;
use homing_domain::ports::{Http, HttpBody, HttpError, HttpRequest, HttpResponse, Method, OfflineCause};
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, ClientBuilder, StatusCode, redirect, retry};
use rustls::ClientConfig;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub use answer::AnswerTooLongError;
pub use look::ReqwestProbe;
pub use options::HttpOptions;
use proxy::Proxies;
pub use proxy::{ProxyChoice, ProxySignInError, ProxyUrl, ProxyUrlError};
pub use trust::{CaFileError, ExtraRoots};
use unreadable::Unreadable;

const USER_AGENT: &str = concat!("homing/", env!("CARGO_PKG_VERSION"));

/// Requests over HTTP/1.1, with rustls where the address says `https`.
///
/// An address with `http` is taken too: a server on the same machine has no certificate. Whoever lets a
/// person type an address warns of `http` to another machine. Proxies are used as [`HttpOptions`] says, and
/// never for a server on this machine.
///
/// A kept connection that turns out closed before anything was written to it is replaced in silence: that
/// is the first try of the request, not a second.
#[derive(Clone, Debug)]
pub struct ReqwestHttp {
    direct: Client,
    proxied: Client,
    proxies: Proxies,
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
        let tls = tls::config(&options.extra_roots).map_err(HttpSetupError::Tls)?;
        Self::over(options, tls)
    }

    fn over(options: &HttpOptions, tls: ClientConfig) -> Result<Self, HttpSetupError> {
        let proxies = Proxies::new(&options.proxy);
        let direct = client(options, tls.clone()).no_proxy().build().map_err(HttpSetupError::Client)?;
        let proxied = proxies.set(client(options, tls)).and_then(ClientBuilder::build);
        Ok(Self { direct, proxied: proxied.map_err(HttpSetupError::Client)?, proxies })
    }

    /// The proxy that a request to `url` goes through, as scheme, host and port.
    #[must_use]
    pub fn proxy_on_the_way_to(&self, url: &Url) -> Option<String> {
        self.proxies.on_the_way_to(url)
    }
}

fn client(options: &HttpOptions, tls: ClientConfig) -> ClientBuilder {
    Client::builder()
        .tls_backend_preconfigured(tls)
        // One request on a connection at a time: only so is it known what a broken one had carried.
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(options.idle_timeout)
        // A probe now and then would keep the radio of a sleeping laptop awake; an idle connection is
        // closed long before one would say anything.
        .tcp_keepalive(None)
        .user_agent(USER_AGENT)
}

#[async_trait]
impl Http for ReqwestHttp {
    #[tracing::instrument(level = "debug", skip_all, fields(?request))]
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let max_answer_bytes = request.max_answer_bytes;
        let proxied = self.proxies.on_the_way_to(&request.url).is_some();
        let client = if proxied { &self.proxied } else { &self.direct };
        let (request, unreadable) = prepare(client, request);
        let answer = match request.send().await {
            // By its own word a proxy that answers so has handed nothing on.
            Ok(response) if proxied && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                Err(HttpError::NotSent { cause: OfflineCause::Proxy, source: ProxySignInError.into() })
            }
            Ok(response) => answer::read(response, max_answer_bytes).await,
            Err(error) => match unreadable.take() {
                Some(source) => Err(HttpError::BodyUnreadable(source)),
                None => Err(failure::before_the_answer(error, proxied)),
            },
        };
        match &answer {
            Ok(response) => tracing::debug!(?response, "answered"),
            Err(error) => tracing::debug!(error = error as &dyn std::error::Error, "no answer"),
        }
        answer
    }
}

fn prepare(client: &Client, request: HttpRequest) -> (reqwest::RequestBuilder, Unreadable) {
    let mut builder = client.request(method(request.method), request.url).timeout(request.timeout);
    if let Some(bearer) = &request.bearer {
        // Marks the header as sensitive.
        builder = builder.bearer_auth(bearer.expose_secret());
    }
    let unreadable = Unreadable::default();
    let typed =
        |builder: reqwest::RequestBuilder, kind| builder.header(CONTENT_TYPE, HeaderValue::from_static(kind));
    let builder = match request.body {
        HttpBody::None => builder,
        // A sign-in is JSON, too: wiped when the last reader lets go of it.
        HttpBody::Json(json) => {
            typed(builder, "application/json").body(Bytes::from_owner(Zeroizing::new(json)))
        }
        HttpBody::Form(form) => typed(builder, "application/x-www-form-urlencoded")
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .body(Bytes::from_owner(WipedForm(form))),
        HttpBody::Bytes { length, chunks } => typed(builder, "application/octet-stream")
            .header(CONTENT_LENGTH, HeaderValue::from(length))
            .body(reqwest::Body::wrap_stream(unreadable.watch(chunks))),
    };
    (builder, unreadable)
}

/// The bytes of a form, which its type wipes when the last reader lets go of them.
struct WipedForm(SecretString);

impl AsRef<[u8]> for WipedForm {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
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
