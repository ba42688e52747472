//! One connection: the handshake where there is TLS, then HTTP/1.1 until either side has enough.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tower_service::Service as _;

use super::Tls;

/// How long a handshake may take: two round trips over the slowest link take a tenth of it.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What all connections have in common.
pub(super) struct Connections {
    service: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
    tls: Option<Tls>,
    http: http1::Builder,
    patience: Duration,
    stopped: watch::Receiver<()>,
}

impl Connections {
    /// `patience` bounds how long the head of a request may take, how long a connection may lie idle, and how
    /// long a client may take nothing of what is written to it.
    /// `stopped` closes once the server stops.
    pub(super) fn new(
        router: Router,
        tls: Option<Tls>,
        patience: Duration,
        stopped: watch::Receiver<()>,
    ) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(patience);
        Self { service: router.into_make_service_with_connect_info(), tls, http, patience, stopped }
    }

    /// Answers what comes over `stream`. Its failures are the client's or the network's: none is an error
    /// of the server.
    pub(super) fn answer(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        watcher: Watcher,
    ) -> impl Future<Output = ()> + Send + 'static {
        let mut service = self.service.clone();
        let (tls, http, mut stopped) = (self.tls.clone(), self.http.clone(), self.stopped.clone());
        let patience = self.patience;
        async move {
            // Answers are small and whole: waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(patience));
            let stream = Box::pin(stream);
            let Some(tls) = tls else {
                speak(&http, stream, &mut service, peer, watcher).await;
                return;
            };
            let shaken = tokio::select! {
                _ = stopped.changed() => return,
                shaken = timeout(HANDSHAKE, tls.accept(stream)) => shaken,
            };
            match shaken {
                Ok(Ok(stream)) => speak(&http, stream, &mut service, peer, watcher).await,
                Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            }
        }
    }
}

async fn speak(
    http: &http1::Builder,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    service: &mut IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
    peer: SocketAddr,
    watcher: Watcher,
) {
    let service = match service.call(peer).await {
        Ok(service) => TowerToHyperService::new(service),
        Err(never) => match never {},
    };
    let connection = http.serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use axum::routing::get;
    use hyper_util::server::graceful::GracefulShutdown;
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_of_its_answer_is_let_go() {
        // More than the system keeps for a reader that does not read.
        let router = Router::new().route("/", get(async || vec![b'x'; 64 * 1024 * 1024]));
        let (_stopping, stopped) = watch::channel(());
        let connections = Connections::new(router, None, Duration::from_millis(50), stopped);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        // This ends by itself, though the client neither reads nor closes; else it would never end.
        connections.answer(stream, peer, GracefulShutdown::new().watcher()).await;
        drop(client);
    }
}
