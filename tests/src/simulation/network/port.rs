//! The HTTP port of one process.

use async_trait::async_trait;
use homing_domain::ports::{Http, HttpError, HttpRequest, HttpResponse};
use secrecy::ExposeSecret as _;
use tokio::sync::oneshot;

use super::{Asked, Exchange, Network, Route, Stage};
use crate::simulation::time::WorldTime;
use crate::simulation::turn::ProcessId;

/// Puts requests on the network.
pub(crate) struct ProcessHttp {
    pub(crate) network: Network,
    pub(crate) time: WorldTime,
    pub(crate) process: ProcessId,
    pub(crate) machine: usize,
}

#[async_trait]
impl Http for ProcessHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (sender, answer) = oneshot::channel();
        let now = self.time.now();
        self.network.begin(Exchange {
            process: self.process,
            machine: self.machine,
            asked: Asked {
                route: Route::of(request.url.path()),
                bearer: request.bearer.map(|bearer| bearer.expose_secret().to_owned()),
                body: request.body.into_json().unwrap_or_default(),
            },
            left_at: now,
            patience_ends: now + request.timeout,
            stage: Stage::Leaving,
            copies: 0,
            treatment: None,
            sender: Some(sender),
        });
        match answer.await {
            Ok(answer) => answer,
            Err(_) => std::future::pending().await,
        }
    }
}
