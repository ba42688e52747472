//! One request on its way, and its answer on the way back.

use homing_domain::ports::{HttpError, HttpResponse};
use tokio::sync::oneshot;

use crate::simulation::server::Treatment;
use crate::simulation::time::Since;
use crate::simulation::turn::ProcessId;

/// What is asked of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Capabilities,
    Login,
    Refresh,
    Logout,
    Sync,
    Entries,
    Projects,
    Other,
}

impl Route {
    pub(crate) fn of(path: &str) -> Self {
        match path {
            "/v1/capabilities" => Self::Capabilities,
            "/v1/auth/login" => Self::Login,
            "/v1/auth/refresh" => Self::Refresh,
            "/v1/auth/logout" => Self::Logout,
            "/v1/sync" => Self::Sync,
            "/v1/time-entries" => Self::Entries,
            "/v1/projects" => Self::Projects,
            _ => Self::Other,
        }
    }
}

/// A request as it is on the wire.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) route: Route,
    pub(crate) bearer: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Where a request is.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Still on the machine.
    Leaving,
    /// On its way to the server.
    Travelling,
    /// The server answered; the answer is on its way back.
    Answered(HttpResponse),
    /// Nothing of it travels any more.
    Gone,
}

/// One request, and its answer.
pub(crate) struct Exchange {
    pub(crate) process: ProcessId,
    pub(crate) machine: usize,
    pub(crate) asked: Asked,
    pub(crate) left_at: Since,
    /// When its sender waits no longer.
    pub(crate) patience_ends: Since,
    pub(crate) stage: Stage,
    /// Further copies that the network will deliver.
    pub(crate) copies: u32,
    /// How the server dealt with it, once it did.
    pub(crate) treatment: Option<Treatment>,
    pub(super) sender: Option<oneshot::Sender<Result<HttpResponse, HttpError>>>,
}

impl Exchange {
    /// Whether whoever sent it is alive and still waits.
    pub(crate) fn is_awaited(&self) -> bool {
        self.sender.as_ref().is_some_and(|sender| !sender.is_closed())
    }

    /// Gives the sender an end. Whatever still travels goes on travelling.
    pub(crate) fn end(&mut self, end: Result<HttpResponse, HttpError>) {
        if let Some(sender) = self.sender.take() {
            drop(sender.send(end));
        }
    }

    pub(super) fn is_over(&self) -> bool {
        let travels = match self.stage {
            Stage::Travelling => true,
            Stage::Leaving | Stage::Answered(_) => self.is_awaited(),
            Stage::Gone => false,
        };
        !travels && self.copies == 0 && !self.is_awaited()
    }
}
