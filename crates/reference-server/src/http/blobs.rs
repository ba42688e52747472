//! `/v1/blobs/{sha256}`: bytes in and out as streams, and `/v1/screenshots`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header, request::Parts};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use homing_wire::{BLOB_MEDIA_TYPE, BlobRef, ScreenshotPage, ScreenshotQuery};
use tokio::time::timeout;
use tracing::Instrument as _;

use super::Failure;
use super::admission::Place;
use super::bearer::Bearer;
use super::body::{Params, is_of_type};
use crate::account::SignedIn;
use crate::blobs::{Arrived, Upload, UploadError};
use crate::store::{HeldBlob, StoreError};
use crate::sync::{Unreadable, is_sha256};
use crate::{App, listing, measures};

/// How long a blob may take as a whole: at the size that is taken by default, 10 KB a second.
const WHOLE: Duration = Duration::from_secs(60 * 60);

/// The name of a blob, from the path. No other text names one.
pub(super) struct Name(String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        name.ok().filter(|name| is_sha256(name)).map(|Path(name)| Self(name)).ok_or(Failure::NotFound)
    }
}

pub(super) async fn put(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Name(sha256): Name,
    request: Request,
) -> Result<Response, Failure> {
    let bytes = announced(&app, request.headers())?;
    let held = {
        let _place = Place::take(&app)?;
        app.store.blob(&who.user_id, &sha256).await?
    };
    let (arrived, bytes) = match held {
        Some(held) => (Arrived::WasThere, held.bytes),
        None => {
            let body = request.into_body().into_data_stream();
            let name = sha256.clone();
            // On a task of its own: where the client hangs up, what was written is taken back.
            let upload = async move { upload(&app, &who, &name, body, bytes).await };
            let upload = tokio::spawn(upload.in_current_span());
            (upload.await.map_err(Failure::internal)??, bytes)
        }
    };
    let status = match arrived {
        Arrived::Stored => {
            measures::blob("stored", bytes);
            StatusCode::CREATED
        }
        Arrived::WasThere => {
            measures::blob("known", 0);
            StatusCode::OK
        }
    };
    Ok((status, Json(BlobRef { sha256, bytes })).into_response())
}

/// How long the body says that it is, if it is one that is taken.
fn announced(app: &App, headers: &HeaderMap) -> Result<u64, Failure> {
    let most = app.settings.limits.max_blob_bytes;
    if most == 0 {
        return Err(Failure::NotFound);
    }
    if !is_of_type(headers, BLOB_MEDIA_TYPE) {
        return Err(Failure::UnsupportedMediaType);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        None => Err(Failure::LengthRequired),
        Some(0) => Err(Unreadable { detail: "A blob has one byte at least.", field: None }.into()),
        Some(bytes) if bytes > most => Err(Failure::TooLarge(None)),
        Some(bytes) => Ok(bytes),
    }
}

async fn upload(
    app: &App,
    who: &SignedIn,
    sha256: &str,
    body: BodyDataStream,
    bytes: u64,
) -> Result<Arrived, Failure> {
    let mut upload = Upload::begin(app, &who.user_id).await?;
    let arrived = match read(app, body, bytes, &mut upload).await {
        Ok(()) => upload.finish(sha256).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    if arrived.is_err() {
        measures::blob("refused", 0);
        upload.give_up().await;
    }
    arrived
}

/// Reads the body to its end, which must be where it was announced.
async fn read(
    app: &App,
    mut body: BodyDataStream,
    bytes: u64,
    upload: &mut Upload<'_>,
) -> Result<(), Failure> {
    let cut_off = || Unreadable { detail: "The body did not arrive whole.", field: None };
    let began = app.clock.uptime();
    loop {
        let left = WHOLE.saturating_sub(app.clock.uptime().saturating_sub(began));
        if left.is_zero() {
            return Err(Failure::RequestTimeout);
        }
        let patience = app.settings.limits.request_timeout.min(left);
        match timeout(patience, body.next()).await {
            Err(_) => return Err(Failure::RequestTimeout),
            Ok(Some(Ok(some))) => upload.take(&some).await?,
            Ok(Some(Err(_))) => return Err(cut_off().into()),
            Ok(None) if upload.bytes() == bytes => return Ok(()),
            Ok(None) => return Err(cut_off().into()),
        }
        if upload.bytes() > bytes {
            return Err(cut_off().into());
        }
    }
}

pub(super) async fn get(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Name(sha256): Name,
) -> Result<Response, Failure> {
    // The first piece before the head of the answer: a database that fails is still said as such.
    let (held, first) = {
        let _place = Place::take(&app)?;
        let held = app.store.blob(&who.user_id, &sha256).await?.ok_or(Failure::NotFound)?;
        let first = app.store.piece(&held.content_id, 0).await?.ok_or(Failure::NotFound)?;
        (held, first)
    };
    let headers = [
        (header::CONTENT_TYPE, BLOB_MEDIA_TYPE.to_owned()),
        (header::CONTENT_LENGTH, held.bytes.to_string()),
    ];
    Ok((headers, Body::from_stream(pieces(app, held, first))).into_response())
}

/// All pieces of a blob, each read when the one before it has been taken: no reader of the database waits for a
/// client.
fn pieces(
    app: Arc<App>,
    held: HeldBlob,
    first: Vec<u8>,
) -> impl futures_util::Stream<Item = Result<Vec<u8>, StoreError>> {
    let rest = stream::try_unfold((app, held, 1), async |(app, held, n)| {
        let piece = app.store.piece(&held.content_id, n).await.inspect_err(|error| {
            measures::database_error("request");
            tracing::error!(%error, "a blob could not be read to its end");
        })?;
        Ok(piece.map(|piece| (piece, (app, held, n + 1))))
    });
    stream::once(std::future::ready(Ok(first))).chain(rest)
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Params(query): Params<ScreenshotQuery>,
) -> Result<Json<ScreenshotPage>, Failure> {
    let _place = Place::take(&app)?;
    Ok(Json(listing::screenshots(&app, &who, &query).await?))
}

impl From<UploadError> for Failure {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Mismatch => Self::BlobMismatch,
            UploadError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}
