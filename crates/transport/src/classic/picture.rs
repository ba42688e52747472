//! A picture goes after its entry, by the entry's id on the server. The server knows no key of it and would take it
//! twice: what it listed before is remembered, and after a lost answer whatever it lists beyond that is the picture.
//! One at a time for each entry, so that none is taken for another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use homing_domain::account::ServerUrl;
use homing_domain::names::Lane;
use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, ItemAnswer, LaneMemories, Step};
use homing_domain::task::BlobRef;
use serde::{Deserialize, Serialize};

use super::note::{Known, Picture};
use super::talk::{not_there, refused};
use super::{problem, requests};
use crate::json;

/// The greatest picture, in bytes: as base64, and with the rest of the body, it is within the server's 10 MiB.
pub(super) const MAX_BYTES: u64 = 7_800_000;

/// What is to be sent.
pub(super) struct Sending {
    pub(super) server: ServerUrl,
    /// The picture's lane, and what is known of it.
    pub(super) lane: Lane,
    pub(super) known: Known,
    /// Its entry's lane, and what is known of that.
    pub(super) entry_lane: Lane,
    pub(super) entry: Known,
    pub(super) media_type: String,
    pub(super) blob: BlobRef,
}

/// The exchange about one picture.
pub(super) struct Pictured {
    sending: Sending,
    bytes: Vec<u8>,
    stage: Stage,
}

enum Stage {
    List,
    /// One that was on its way has arrived: it has an id from now on.
    Settle {
        lane: Lane,
        id: String,
        listed: Vec<String>,
    },
    Read {
        listed: Vec<String>,
    },
    Mark {
        listed: Vec<String>,
    },
    Post,
    Keep {
        id: Option<String>,
        word: ItemAnswer,
    },
    Over(ItemAnswer),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Upload<'a> {
    image_data: String,
    time_entry_id: &'a str,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
}

impl Pictured {
    pub(super) fn new(sending: Sending) -> Self {
        let stage = match (&sending.known.id, &sending.entry.id) {
            (Some(_), _) => Stage::Over(ItemAnswer::Duplicate),
            (None, Some(_)) => Stage::List,
            (None, None) => {
                Stage::Over(refused("not-found", "its entry is not on the server", Some("entry")))
            }
        };
        Self { sending, bytes: Vec::new(), stage }
    }

    fn entry_id(&self) -> &str {
        self.sending.entry.id.as_deref().unwrap_or_default()
    }

    fn listed(&mut self, listed: Vec<String>) {
        let pending = self.sending.entry.note.picture.take();
        let arrived = pending.and_then(|Picture { lane, before }| {
            let id = listed.iter().find(|id| !before.contains(id))?;
            Some((lane, id.clone()))
        });
        self.stage = match arrived {
            Some((lane, id)) => Stage::Settle { lane, id, listed },
            None => Stage::Read { listed },
        };
    }

    fn posted(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let made = json::success::<Listed>(response);
        let (id, word) = match (response.status, made, problem::read(response)) {
            (_, Some(Listed { id }), _) => (Some(id), ItemAnswer::Applied),
            // The list before it was answered, so the address and the account are right: it is this picture.
            (400 | 403 | 404 | 409 | 410 | 413 | 422, None, Some(problem)) => {
                (None, ItemAnswer::Rejected(problem))
            }
            _ => return Some(problem::end(response)),
        };
        self.stage = Stage::Keep { id, word };
        None
    }

    fn memory_of(&self, lane: Lane, id: String) -> LaneMemories {
        let arrived = Known { id: Some(id), ..Known::default() };
        self.memory_with(Some((lane, arrived)))
    }

    fn memory_with(&self, other: Option<(Lane, Known)>) -> LaneMemories {
        let mut memories = self.sending.entry.of_lane(&self.sending.entry_lane);
        memories.extend(other.map(|(lane, known)| (lane, known.to_memory())));
        memories
    }
}

impl Exchange for Pictured {
    fn next(&mut self) -> Step {
        match &self.stage {
            Stage::List => {
                let path = ["screenshots", "time-entry", self.entry_id()];
                Step::Send(requests::get(&self.sending.server, &path))
            }
            Stage::Settle { lane, id, listed } => {
                let (lane, id, listed) = (lane.clone(), id.clone(), listed.clone());
                let is_this_one = lane == self.sending.lane;
                self.stage =
                    if is_this_one { Stage::Over(ItemAnswer::Duplicate) } else { Stage::Read { listed } };
                Step::Remember(self.memory_of(lane, id))
            }
            Stage::Read { .. } => Step::Read(self.sending.blob.clone()),
            Stage::Mark { listed } => {
                let (lane, before) = (self.sending.lane.clone(), listed.clone());
                self.sending.entry.note.picture = Some(Picture { lane, before });
                self.stage = Stage::Post;
                Step::Remember(self.memory_with(None))
            }
            Stage::Post => {
                let bytes = STANDARD.encode(&self.bytes);
                let image_data = format!("data:{};base64,{bytes}", self.sending.media_type);
                let upload = Upload { image_data, time_entry_id: self.entry_id() };
                Step::Send(requests::upload(&self.sending.server, &["screenshots"], &upload))
            }
            Stage::Keep { id, word } => {
                let (id, word) = (id.clone(), word.clone());
                self.sending.entry.note.picture = None;
                self.stage = Stage::Over(word);
                Step::Remember(match id {
                    Some(id) => self.memory_of(self.sending.lane.clone(), id),
                    None => self.memory_with(None),
                })
            }
            Stage::Over(word) => Step::Done(vec![word.clone()]),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        if matches!(self.stage, Stage::Post) {
            return self.posted(response);
        }
        let listed = json::success::<Vec<Listed>>(response);
        match listed {
            Some(listed) => {
                self.listed(listed.into_iter().map(|listed| listed.id).collect());
                None
            }
            None => {
                let items = |word| BatchAnswer::Items(vec![word]);
                Some(not_there(response).map_or_else(|| problem::end(response), items))
            }
        }
    }

    fn scope(&self) -> Scope {
        match self.stage {
            // Of one entry's pictures: where the entry is gone, the others are not.
            Stage::List => Scope::Item { delete: false },
            _ => Scope::Batch { alone: true },
        }
    }

    fn bytes(&mut self, bytes: Vec<u8>) {
        if let Stage::Read { listed } = &self.stage {
            self.bytes = bytes;
            self.stage = Stage::Mark { listed: listed.clone() };
        }
    }
}
