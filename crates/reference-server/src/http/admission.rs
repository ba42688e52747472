//! How many requests are worked on at once. Whoever comes beyond that is told so at once, and when to come
//! again: waiting in a line that nobody sees would end in time-outs, and in work for clients that have gone.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Failure;
use crate::{App, measures};

/// Lets a request in, or turns it away.
pub(super) async fn admit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match app.admission.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => {
            measures::overloaded();
            Failure::Overloaded.into_response()
        }
    }
}
