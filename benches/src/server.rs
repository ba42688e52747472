//! A server that takes whatever it is sent, 50 ms later. It keeps nothing, save what the limit is to send again.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use homing_wire::{API_VERSION, BatchLimits, Capabilities, Outcome, SyncRequest, SyncResponse, TaskResult};
use serde::de::IgnoredAny;
use tokio::net::TcpListener;

/// How long it takes to answer: a server at the other end of a continent.
pub(crate) const ANSWERS_AFTER: Duration = Duration::from_millis(50);

/// The server, on a thread of its own until the program ends.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

/// What was sent since it was last asked.
#[derive(Debug, Default)]
struct Seen {
    bodies: Mutex<Vec<Bytes>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

/// The requests of one drain.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Their bodies, in the order of arrival.
    pub(crate) bodies: Vec<Bytes>,
    /// How many were on their way at once, at most.
    pub(crate) in_flight: usize,
}

impl Server {
    /// Starts one on a free port of this machine.
    ///
    /// # Errors
    /// Where no port or no thread can be had.
    pub(crate) fn start() -> Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let seen = Arc::<Seen>::default();
        let routes = Router::new()
            .route("/v1/capabilities", get(capabilities))
            .route("/v1/sync", post(sync))
            .with_state(Arc::clone(&seen));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let serve = async move { axum::serve(TcpListener::from_std(listener)?, routes).await };
        std::thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || runtime.block_on(serve))
            .context("no thread for the server")?;
        Ok(Self { address, seen })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was sent since the last call.
    pub(crate) fn take(&self) -> Sent {
        let bodies = std::mem::take(&mut *self.seen.bodies.lock().unwrap_or_else(PoisonError::into_inner));
        Sent { bodies, in_flight: self.seen.most_in_flight.swap(0, Ordering::Relaxed) }
    }
}

async fn capabilities() -> Json<Capabilities> {
    Json(Capabilities {
        api_version: API_VERSION.to_owned(),
        batch: BatchLimits { max_tasks: 100, max_bytes: 1024 * 1024 },
        key_days: 30,
        refresh_grace_seconds: 60,
        blob_max_bytes: 0,
        sign_in: None,
    })
}

#[expect(clippy::disallowed_methods, reason = "the time that this server takes is what is measured against")]
async fn sync(State(seen): State<Arc<Seen>>, body: Bytes) -> Result<Json<SyncResponse>, StatusCode> {
    let now = seen.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
    seen.most_in_flight.fetch_max(now, Ordering::Relaxed);
    tokio::time::sleep(ANSWERS_AFTER).await;
    let answer = applied(&body);
    seen.bodies.lock().unwrap_or_else(PoisonError::into_inner).push(body);
    seen.in_flight.fetch_sub(1, Ordering::Relaxed);
    answer.map(Json).map_err(|_| StatusCode::BAD_REQUEST)
}

fn applied(body: &[u8]) -> serde_json::Result<SyncResponse> {
    let request: SyncRequest<IgnoredAny> = serde_json::from_slice(body)?;
    let applied = |key| TaskResult { key, outcome: Outcome::Applied };
    Ok(SyncResponse { results: request.tasks.into_iter().map(|task| applied(task.key)).collect() })
}
