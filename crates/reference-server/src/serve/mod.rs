//! Answering on a socket until told to stop, and stopping well.

mod connection;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::http::places;
use crate::pruning::keep_pruning;
use crate::{App, router};
use connection::Connections;

pub use tls::{Tls, TlsError};

/// For how long nothing is accepted once the process has no room for another connection.
const OUT_OF_ROOM: Duration = Duration::from_secs(1);

/// The server could not go on.
#[derive(Debug, thiserror::Error)]
#[error("The server could not go on answering.")]
pub struct ServeError(#[source] io::Error);

/// Answers on `listener` in the clear until `stop` is ready, then ends: no new connection is taken, requests
/// under way are answered, the database is closed.
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
    answer(listener, None, app, stop, patience).await
}

/// As [`serve`], over TLS.
///
/// # Errors
/// The socket failed.
pub async fn serve_tls(
    listener: TcpListener,
    tls: Tls,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
    patience: Duration,
) -> Result<(), ServeError> {
    answer(listener, Some(tls), app, stop, patience).await
}

async fn answer(
    listener: TcpListener,
    tls: Option<Tls>,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
    patience: Duration,
) -> Result<(), ServeError> {
    let limits = &app.settings.limits;
    let room = places(limits.connections);
    let (stopping, stopped) = watch::channel(());
    let graceful = GracefulShutdown::new();
    let pruning = tokio::spawn(keep_pruning(Arc::clone(&app), stopped.clone()));
    let connections = Connections::new(router(Arc::clone(&app)), tls, limits.request_timeout, stopped);
    let mut stop = pin!(stop);
    let served = loop {
        // The place first: who has none stays in the system's queue, and costs nothing here.
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await.map_err(io::Error::other)?;
            Ok((accept(&listener).await?, place))
        };
        let ((stream, peer), place) = tokio::select! {
            biased;
            () = &mut stop => break Ok(()),
            next = next => match next {
                Ok(next) => next,
                Err(error) => break Err(ServeError(error)),
            },
        };
        let connection = connections.answer(stream, peer, graceful.watcher());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    };
    drop(listener);
    tracing::info!("stopping: requests under way are answered first");
    // Handshakes end at once, and nothing else waits for this.
    drop(stopping);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!("a request was not finished in time and was given up");
    }
    // Its slice under way is a matter of milliseconds, and it begins no other one after this.
    if let Err(error) = pruning.await {
        tracing::error!(%error, "forgetting old keys and tokens ended badly");
    }
    app.close().await;
    served
}

/// The next connection. One that broke before it was taken is not ours to mend.
///
/// # Errors
/// The socket itself is broken.
async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, InvalidInput, NotConnected};
    loop {
        match listener.accept().await {
            Ok(accepted) => return Ok(accepted),
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionReset | NotConnected) => {}
            Err(error) if error.kind() == InvalidInput => return Err(error),
            Err(error) => {
                // Mostly too many open files. It mends as others end; until then a loop would only burn.
                tracing::error!(%error, "no connection can be taken just now");
                let _ = tokio::time::timeout(OUT_OF_ROOM, std::future::pending::<()>()).await;
            }
        }
    }
}
