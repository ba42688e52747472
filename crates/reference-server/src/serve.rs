//! Answering on a socket until told to stop, and stopping well.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::{App, router};

/// The server could not go on.
#[derive(Debug, thiserror::Error)]
#[error("The server could not go on answering.")]
pub struct ServeError(#[source] std::io::Error);

/// Answers on `listener` until `stop` is ready, then ends: no new connection is taken, requests under way
/// are answered, the database is closed.
///
/// A client that never finishes its request can't hold the server for longer than `patience`; what such a
/// request has not committed did not happen.
///
/// # Errors
/// The socket failed.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
    patience: Duration,
) -> Result<(), ServeError> {
    let (stopping, stopped) = oneshot::channel();
    let server = axum::serve(listener, router(Arc::clone(&app))).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping: requests under way are answered first");
        // The receiver is gone only where the server is done already.
        let _ = stopping.send(());
    });
    let out_of_patience = async move {
        match stopped.await {
            Ok(()) => {
                // Nothing ever completes this: it is the time limit alone that ends it.
                let _ = tokio::time::timeout(patience, std::future::pending::<()>()).await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    let served = tokio::select! {
        served = server => served.map_err(ServeError),
        () = out_of_patience => {
            tracing::warn!("a request was not finished in time and was given up");
            Ok(())
        }
    };
    app.close().await;
    served
}
