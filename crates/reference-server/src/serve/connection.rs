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
use tower_service::Service as _;

use super::Tls;

/// How long a handshake may take: two round trips over the slowest link take a tenth of it.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What all connections have in common.
pub(super) struct Connections {
    service: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
    tls: Option<Tls>,
    http: http1::Builder,
    stopped: watch::Receiver<()>,
}

impl Connections {
    /// `patience` bounds how long the head of a request may take, and how long a connection may lie idle.
    /// `stopped` closes once the server stops.
    pub(super) fn new(
        router: Router,
        tls: Option<Tls>,
        patience: Duration,
        stopped: watch::Receiver<()>,
    ) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(patience);
        Self { service: router.into_make_service_with_connect_info(), tls, http, stopped }
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
        async move {
            // Answers are small and whole: waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
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
