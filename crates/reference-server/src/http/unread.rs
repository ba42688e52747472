//! What is left of a body once its request has been answered.
//!
//! A server that closes a connection on which bytes still come makes the client's system throw away what was sent
//! to it: the answer. So what is left is taken in and thrown away, for as long as a body may stand still; after that
//! the client has had the time to read.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt as _;
use hyper::body::{Frame, SizeHint};
use tokio::time::timeout;

use crate::App;

/// How many bytes are taken in for nothing: what a client has on its way over a fast line in a second.
const AT_MOST: usize = 64 * 1024 * 1024;

/// The layer of routes with large bodies.
pub(super) async fn unread(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let shared = Shared(Arc::new(Mutex::new(body)));
    let response = next.run(Request::from_parts(parts, Body::new(shared.clone()))).await;
    // Who asked before it sent anything has heard that it need not.
    if !asks_first && !shared.is_end_stream() {
        let patience = app.settings.limits.request_timeout;
        tokio::spawn(async move { timeout(patience, throw_away(Body::new(shared))).await });
    }
    response
}

async fn throw_away(body: Body) {
    let mut left = body.into_data_stream();
    let mut taken = 0_usize;
    while let Some(Ok(bytes)) = left.next().await {
        taken = taken.saturating_add(bytes.len());
        if taken > AT_MOST {
            return;
        }
    }
}

/// A body that the layer still holds while its route reads it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}
