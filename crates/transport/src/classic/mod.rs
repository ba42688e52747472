//! The profile of the earlier app's server: a REST API that nobody can change any more, to which this one adapts.
//! `docs/classic-server.md` says what it carries, what not, and what is done about each of its traps. Pure: it makes
//! requests and reads answers; it neither sends nor waits.
//!
//! One request is not enough there, so each task is an exchange:
//!
//! | what | exchange |
//! |---|---|
//! | finished entries that the server does not have | `create`: a batch of them, by their ids as keys |
//! | an entry that it has | `correct`: by its id; pause and resume too |
//! | one that is deleted | `remove` |
//! | a timer that runs | `start`: where none is active there |
//! | a start of unknown outcome | `find`, before anything else |
//! | a picture | `picture`: after its entry |

mod correct;
mod create;
mod doubt;
mod errand;
mod find;
mod item;
mod listing;
mod note;
mod picture;
mod problem;
mod projects;
mod remove;
mod requests;
mod row;
mod sign_in;
mod start;
mod talk;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use listing::RowError;

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::names::{DeviceId, Lane};
use homing_domain::policy::Scope;
use homing_domain::ports::{
    BatchAnswer, Capabilities, Exchange, HttpRequest, HttpResponse, LaneMemories, Outbound, Profile,
    UnfitError,
};
use homing_domain::task::{BlobRef, Task};
use homing_domain::time::{Screenshot, screenshot_kind};

use crate::json;

use create::{Create, Wanted};
use doubt::Doubted;
use errand::{Errand, What};
use note::Known;
use picture::{Pictured, Sending};
use talk::Talk;

/// A hundred years. The key of an entry is its id, and the server has it for as long as it has the entry; for a picture
/// there is no key that it could forget.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// What to assume of such a server, which announces nothing. It takes a hundred entries at once, and fails where several
/// such batches meet; with fifty there is room. 4 MiB are well under its 10, and more than fifty entries have.
const DEFAULTS: Capabilities = Capabilities {
    max_tasks: 50,
    max_bytes: 4 * 1024 * 1024,
    keys_kept: FOREVER,
    blob_max_bytes: Some(picture::MAX_BYTES),
};

/// A small answer; the time is for connecting.
const RECOGNITION_TIMEOUT: Duration = Duration::from_secs(15);

/// The answer has some 50 bytes.
const RECOGNITION_MAX_BYTES: usize = 64 * 1024;

/// How tasks, sign-ins and listings look in the API of the earlier app's server.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClassicProfile;

impl Profile for ClassicProfile {
    fn defaults(&self) -> Capabilities {
        DEFAULTS
    }

    fn capabilities_request(&self, _server: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    fn capabilities_answer(&self, _response: &HttpResponse) -> Option<Capabilities> {
        None
    }

    /// Its base address answers whatever else is the matter. Who nobody is, it says in a shape of its own.
    fn recognition_request(&self, server: &ServerUrl) -> Option<HttpRequest> {
        Some(json::get(server.join("auth/me"), RECOGNITION_TIMEOUT, RECOGNITION_MAX_BYTES))
    }

    fn recognises(&self, response: &HttpResponse) -> bool {
        response.status == 401 && problem::is_unauthorized(response)
    }

    /// Nothing here is said in a single request: see [`Profile::exchange`].
    fn sync_request(
        &self,
        _server: &ServerUrl,
        _device: DeviceId,
        _tasks: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        let detail = "this server is spoken to in exchanges";
        Err((0, UnfitError::Unsayable { field: "kind", detail }))
    }

    fn sync_answer(&self, _tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        problem::end(response)
    }

    fn remembers(&self, task: &Task) -> Vec<Lane> {
        let mut lanes = vec![task.task.lane.clone()];
        if task.task.kind == screenshot_kind() {
            let picture = task.task.body.json::<Screenshot>();
            lanes.extend(picture.map(|picture| picture.entry.lane()));
        }
        lanes
    }

    fn part(&self, tasks: &[Task], memories: &LaneMemories) -> Vec<usize> {
        errand::part(tasks, memories)
    }

    fn exchange<'a>(&self, outbound: Outbound<'a>) -> Result<Option<Box<dyn Exchange>>, (usize, UnfitError)> {
        exchange(outbound).map(Some)
    }

    fn blobs_within_the_exchange(&self) -> bool {
        true
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::AllOrNone { alone: tasks.len() == 1 }
    }

    /// Identical requests side by side are answered with conflicts, and large ones with failures.
    fn requests_at_once(&self) -> usize {
        1
    }
}

fn exchange(outbound: Outbound<'_>) -> Result<Box<dyn Exchange>, (usize, UnfitError)> {
    let Outbound { account, tasks, memories, .. } = outbound;
    let (server, user) = (account.server.clone(), account.user.clone());
    let mut wanted = Vec::new();
    for Errand { lane, places, what } in errand::errands(tasks, memories) {
        let place = places.first().copied().unwrap_or_default();
        match what {
            What::Entry(said) if said.goes_in_a_batch() => wanted.push(Wanted::new(lane, places, *said)),
            // One that is none of a batch is alone: `part` has seen to that.
            What::Entry(said) => {
                return Ok(Talk { server, user, lane, tasks: tasks.len(), said: *said }.exchange(false));
            }
            What::Picture(picture) => {
                let blob = tasks[place].task.blob.as_ref();
                return sending(server, lane, &picture, blob, memories).map_err(|error| (place, error));
            }
            What::Unfit(error) => return Err((place, error)),
        }
    }
    Ok(Doubted::boxed(server.clone(), Create::new(server, user, tasks.len(), wanted)))
}

fn sending(
    server: ServerUrl,
    lane: Lane,
    picture: &Screenshot,
    blob: Option<&BlobRef>,
    memories: &LaneMemories,
) -> Result<Box<dyn Exchange>, UnfitError> {
    let unsayable = |detail| UnfitError::Unsayable { field: "blob", detail };
    let blob = blob.cloned().ok_or_else(|| unsayable("there is no picture with it"))?;
    if blob.bytes > picture::MAX_BYTES {
        return Err(unsayable("the picture is larger than this server takes"));
    }
    let entry_lane = picture.entry.lane();
    let known = Known::of(memories, &lane);
    let entry = Known::of(memories, &entry_lane);
    let media_type = picture.media_type.clone();
    let sending = Sending { server: server.clone(), lane, known, entry_lane, entry, media_type, blob };
    Ok(Doubted::boxed(server, Pictured::new(sending)))
}
