//! The profile of the Homing Sync API, version 1: `docs/openapi.yaml` is the contract, `homing-wire` its
//! types. Pure: it makes requests and reads answers; it neither sends nor waits.

mod blobs;
mod capabilities;
mod entry;
mod listing;
mod problem;
mod projects;
mod sign_in;
mod sync;

pub use entry::EntryReadError;
pub use sync::BodyError;

use homing_domain::account::ServerUrl;
use homing_domain::names::DeviceId;
use homing_domain::policy::Scope;
use homing_domain::ports::{
    BatchAnswer, BlobAnswer, Capabilities, Chunks, HttpRequest, HttpResponse, Profile, UnfitError,
};
use homing_domain::task::{BlobRef, Task};

/// The server writes one request after the other: more than one on its way has not been shown to pay.
const REQUESTS_AT_ONCE: usize = 1;

/// How tasks, sign-ins and listings look in the Homing Sync API.
///
/// A task of kind `time-entry` is read and written anew in the API's own shape; the body of any other
/// kind must be JSON and is carried as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct HomingProfile;

impl Profile for HomingProfile {
    fn defaults(&self) -> Capabilities {
        capabilities::DEFAULTS
    }

    fn capabilities_request(&self, server: &ServerUrl) -> Option<HttpRequest> {
        Some(capabilities::request(server))
    }

    fn capabilities_answer(&self, response: &HttpResponse) -> Option<Capabilities> {
        capabilities::answer(response)
    }

    fn sync_request(
        &self,
        server: &ServerUrl,
        device: DeviceId,
        tasks: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        sync::request(server, device, tasks)
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        sync::answer(tasks, response)
    }

    fn blob_request(&self, server: &ServerUrl, blob: &BlobRef, chunks: Chunks) -> Option<HttpRequest> {
        Some(blobs::request(server, blob, chunks))
    }

    fn blob_answer(&self, blob: &BlobRef, response: &HttpResponse) -> BlobAnswer {
        blobs::answer(blob, response)
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }

    fn requests_at_once(&self) -> usize {
        REQUESTS_AT_ONCE
    }
}
