//! Requests over real sockets on this machine.

mod authority;
mod broken;
mod exchange;
mod hostile;
mod look;
mod offline;
mod proxied;
mod streamed;
mod trust;

use std::error::Error;
use std::iter;
use std::time::Duration;

use homing_domain::ports::{Http, HttpBody, HttpError, HttpRequest, Method, OfflineCause};
use homing_transport::{HttpOptions, ReqwestHttp};
use secrecy::SecretString;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// What no error may show: each stands in one place of [`request`], or in a proxy's address.
const SECRETS: [&str; 4] = ["secret-bearer", "secret-query", "secret-body", "secret-proxy"];

/// Longer than any answer of a server on this machine takes: a test that runs into it fails.
const LONG: Duration = Duration::from_secs(60);

/// What a test waits for that is about the end of a time-out.
const SHORT: Duration = Duration::from_millis(100);

fn client() -> ReqwestHttp {
    ReqwestHttp::new(&HttpOptions::default()).unwrap()
}

/// A POST that has a secret wherever it can have one.
fn request(base: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: format!("{base}/path?code=secret-query").parse().unwrap(),
        bearer: Some(SecretString::from("secret-bearer")),
        body: HttpBody::Json(br#""secret-body""#.to_vec()),
        timeout: LONG,
        max_answer_bytes: 1_000,
    }
}

/// Sends a request that has no answer, and checks that the error tells no secret.
async fn failure(client: &ReqwestHttp, request: HttpRequest) -> HttpError {
    let error = client.send(request).await.unwrap_err();
    let mut told = format!("{error:?} {error:#?}");
    for cause in iter::successors(Some(&error as &dyn Error), |&error| error.source()) {
        told += &format!(" {cause} {cause:?}");
    }
    for secret in SECRETS {
        assert!(!told.contains(secret), "{told}");
    }
    error
}

fn assert_not_sent(error: &HttpError, expected: OfflineCause) {
    match error {
        HttpError::NotSent { cause, .. } => assert_eq!(*cause, expected, "{error:?}"),
        _ => panic!("{error:?}"),
    }
}

/// The cause of a lost answer, as the type that it must have.
fn lost<E: Error + 'static>(error: &HttpError) -> &E {
    match error {
        HttpError::AnswerLost(source) => source.downcast_ref().unwrap_or_else(|| panic!("{source:?}")),
        HttpError::NotSent { .. } => panic!("{error:?}"),
        _ => panic!("{error:?}"),
    }
}

/// Reads until the whole request of [`request`] is there.
async fn read_request(stream: &mut TcpStream) {
    let mut read = Vec::new();
    while !read.ends_with(br#""secret-body""#) {
        assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0, "the request broke off");
    }
}
