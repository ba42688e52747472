//! The recorder of this process, and the listener that shows what it holds.
//!
//! There is none by default, and never one on the address of the API: what is measured (how many people
//! work when, which limits hold) is the operator's business, and no sign-in stands before it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::http::metrics_router;
use crate::measures;

/// How often what was measured is folded together where nobody scrapes: what a busy minute leaves behind
/// fits a few hundred kilobytes.
const UPKEEP: Duration = Duration::from_secs(60);

/// The metrics can't be shown.
#[derive(Debug, thiserror::Error)]
pub(in crate::command) enum MetricsError {
    #[error("The metrics could not be set up.")]
    Recorder(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("The address for metrics can't be listened on. Choose another with --metrics-listen: {address}")]
    Listen { address: SocketAddr, source: io::Error },
}

/// Listens, and answers until the process ends. Gives the address that it got.
///
/// To be called before anything is measured, once in a process.
pub(in crate::command) async fn show(address: SocketAddr) -> Result<SocketAddr, MetricsError> {
    let failed = |source| MetricsError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let recorder = record()?;
    tokio::spawn(keep_up(recorder.clone()));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, metrics_router(recorder)).await {
            tracing::error!(%error, "the metrics are no longer shown");
        }
    });
    if !bound.ip().to_canonical().is_loopback() {
        tracing::warn!(
            "metrics are shown to other machines, without a sign-in: let only the scraper reach them"
        );
    }
    tracing::info!(address = %bound, "metrics are shown at /metrics");
    Ok(bound)
}

fn record() -> Result<PrometheusHandle, MetricsError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| MetricsError::Recorder(error);
    let seconds = Matcher::Full(measures::REQUEST_SECONDS.to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &measures::SECONDS);
    let recorder = builder.map_err(|error| failed(error.into()))?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|error| failed(error.to_string().into()))?;
    measures::describe();
    Ok(handle)
}

async fn keep_up(recorder: PrometheusHandle) {
    #[expect(
        clippy::disallowed_methods,
        reason = "upkeep of what runs as long as the process, not of a rule"
    )]
    let mut rounds = tokio::time::interval(UPKEEP);
    loop {
        rounds.tick().await;
        recorder.run_upkeep();
    }
}
