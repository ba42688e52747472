//! Reading bodies and queries so that whatever is wrong with them is answered as a problem.

use std::sync::Arc;

use axum::body::{Bytes, HttpBody as _};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::{HeaderMap, header, request::Parts};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::Failure;
use crate::App;
use crate::sync::{Unreadable, read_json};

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

/// A JSON body that may be missing altogether; then it is the default.
pub(super) struct MaybeBody<T>(pub(super) T);

/// The parameters of a query.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Failure::UnsupportedMediaType);
        }
        let bytes = read(request, app).await?;
        Ok(Self(read_json(&bytes)?))
    }
}

impl<T: DeserializeOwned + Default> FromRequest<Arc<App>> for MaybeBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let is_json = is_json(request.headers());
        let bytes = read(request, app).await?;
        if bytes.is_empty() {
            Ok(Self(T::default()))
        } else if is_json {
            Ok(Self(read_json(&bytes)?))
        } else {
            Err(Failure::UnsupportedMediaType)
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(_) => Err(Unreadable { detail: "The query can't be read.", field: None }.into()),
        }
    }
}

/// How many bytes a body may have, for the routes under a layer of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct MaxBytes(pub(super) usize);

/// Whether the request says itself that its body is too large: then nothing of it need be sent.
fn is_announced_too_large(request: &Request) -> bool {
    let announced = request.body().size_hint().lower();
    let allowed = request.extensions().get::<MaxBytes>();
    allowed.is_some_and(|allowed| u64::try_from(allowed.0).is_ok_and(|allowed| announced > allowed))
}

/// Reads the body whole, within the time that a request has: a client that drips holds a connection.
async fn read(request: Request, app: &Arc<App>) -> Result<Bytes, Failure> {
    if is_announced_too_large(&request) {
        return Err(Failure::TooLarge(None));
    }
    let whole = Bytes::from_request(request, app);
    let Ok(read) = timeout(app.settings.limits.request_timeout, whole).await else {
        return Err(Failure::RequestTimeout);
    };
    read.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Failure::TooLarge(None)
        }
        _ => Unreadable { detail: "The body did not arrive whole.", field: None }.into(),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/json")
}

/// Whether the body is declared as of this media type, whatever its parameters.
pub(super) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = declared.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(media_type))
}
