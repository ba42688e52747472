//! Bytes on their way into a request, and the word that they could not be read: the client that sends them says of that
//! no more than that the request broke.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt;
use homing_domain::ports::{BoxError, Chunks};

/// Why the bytes of one request ended too early, once they did.
#[derive(Clone, Default)]
pub(super) struct Unreadable(Arc<Mutex<Option<BoxError>>>);

/// What the client is told.
#[derive(Debug, thiserror::Error)]
#[error("the bytes to be sent ended in an error")]
struct EndedInErrorError;

impl Unreadable {
    pub(super) fn watch(&self, chunks: Chunks) -> Chunks {
        let noted = self.clone();
        Box::pin(chunks.map(move |chunk| {
            chunk.map_err(|error| {
                *noted.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                EndedInErrorError.into()
            })
        }))
    }

    pub(super) fn take(&self) -> Option<BoxError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
