//! Finished entries are made, a batch of them in one request, all or none. Each is known by its own id as the key, so a
//! repetition makes nothing twice. A conflict is settled by reading the row that has the key, and the rest goes again
//! without it.

use homing_domain::account::ServerUrl;
use homing_domain::names::Lane;
use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, ItemAnswer, LaneMemories, Step};
use serde::{Deserialize, Serialize};

use super::errand::Said;
use super::item::Item;
use super::note::Known;
use super::row::Row;
use super::talk::{Talk, not_there, refused, words};
use super::{problem, requests};
use crate::json;

pub(super) struct Create {
    server: ServerUrl,
    user: String,
    tasks: usize,
    wanted: Vec<Wanted>,
    stage: Stage,
}

/// An entry of the batch.
pub(super) struct Wanted {
    pub(super) lane: Lane,
    /// Where its tasks stand in the exchange.
    pub(super) places: Vec<usize>,
    pub(super) said: Said,
    /// What is known of it by now; nothing, while it is to be sent.
    word: Option<ItemAnswer>,
    /// What is to be remembered at the end.
    known: Option<Known>,
}

enum Stage {
    Post,
    /// The row that has the key of the entry at this place.
    Look {
        at: usize,
        existing: String,
    },
    Keep,
    Over,
}

#[derive(Serialize)]
struct Entries {
    entries: Vec<Item>,
}

#[derive(Deserialize)]
struct Results {
    entries: Vec<Made>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    idempotency_key: String,
    id: String,
    #[serde(default)]
    action: String,
}

impl Wanted {
    pub(super) fn new(lane: Lane, places: Vec<usize>, said: Said) -> Self {
        let word = said.needs_no_word().then_some(ItemAnswer::Duplicate);
        Self { lane, places, said, word, known: None }
    }

    fn key(&self) -> String {
        self.said.entry.id.to_string()
    }

    fn settle(&mut self, word: ItemAnswer, id: Option<String>) {
        let is_yes = matches!(word, ItemAnswer::Applied | ItemAnswer::Duplicate);
        self.known = id.map(|id| {
            let mut known = self.said.known.clone();
            known.id = Some(id);
            known.note.asked = None;
            known.note.revision = is_yes.then_some(self.said.entry.revision);
            known
        });
        self.word = Some(word);
    }

    /// What the server says that it did.
    fn take(&mut self, made: Made) {
        // Where the key was taken before this was ever sent, the row may say other things than the three that the
        // server compares: the next time it is corrected, by its id.
        let is_new = made.action == "created" || self.said.unknown;
        let word = match made.action.as_str() {
            "created" => ItemAnswer::Applied,
            _ if is_new => ItemAnswer::Duplicate,
            _ => ItemAnswer::Retry { after: None },
        };
        self.settle(word, Some(made.id));
    }

    /// What the row says that has its key.
    fn compare(&mut self, row: Row) {
        let is_its_own = row.key.as_deref() == Some(self.key().as_str());
        let differs_in = row.differs_in(&self.said.entry);
        match differs_in {
            None => self.settle(ItemAnswer::Duplicate, Some(row.id)),
            // It was sent before, so the row is its own, and was changed on the server since: that stays.
            Some(_) if self.said.unknown && is_its_own => self.settle(ItemAnswer::Duplicate, Some(row.id)),
            Some(field) => {
                let detail = "the server has another entry under the same key";
                // Where the row is its own, whatever a person does about it next is about that row.
                let id = is_its_own.then_some(row.id);
                self.settle(refused("conflict", detail, Some(field)), id);
            }
        }
    }
}

impl Create {
    /// A batch of them, for so many tasks.
    pub(super) fn new(server: ServerUrl, user: String, tasks: usize, wanted: Vec<Wanted>) -> Self {
        let mut create = Self { server, user, tasks, wanted, stage: Stage::Post };
        create.go_on();
        create
    }

    /// One alone.
    pub(super) fn one(talk: Talk) -> Self {
        let Talk { server, user, lane, tasks, said } = talk;
        let mut said = said;
        // It was looked for, and is not there.
        said.known.note.asked = None;
        Self::new(server, user, tasks, vec![Wanted::new(lane, (0..tasks).collect(), said)])
    }

    fn go_on(&mut self) {
        let is_settled = self.wanted.iter().all(|wanted| wanted.word.is_some());
        self.stage = if is_settled { Stage::Keep } else { Stage::Post };
    }

    fn posted(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        if let Some(conflict) = problem::conflict(response) {
            let is_named = |wanted: &Wanted| wanted.word.is_none() && wanted.key() == conflict.key;
            if let Some(at) = self.wanted.iter().position(is_named) {
                self.stage = Stage::Look { at, existing: conflict.existing };
                return None;
            }
        }
        if !json::is_success(response) {
            let mut open = self.wanted.iter_mut().filter(|wanted| wanted.word.is_none());
            if let (1, Some(word), Some(only)) = (self.tasks, not_there(response), open.next()) {
                only.settle(word, None);
                self.go_on();
                return None;
            }
            return Some(problem::end(response));
        }
        let Ok(Results { entries }) = json::body(response) else { return Some(BatchAnswer::Unreadable) };
        for made in entries {
            let is_it = |wanted: &&mut Wanted| wanted.word.is_none() && wanted.key() == made.idempotency_key;
            if let Some(wanted) = self.wanted.iter_mut().find(is_it) {
                wanted.take(made);
            }
        }
        for wanted in self.wanted.iter_mut().filter(|wanted| wanted.word.is_none()) {
            wanted.word = Some(ItemAnswer::Missing);
        }
        self.go_on();
        None
    }

    fn looked(&mut self, at: usize, response: &HttpResponse) -> Option<BatchAnswer> {
        let row = Row::in_answer(response);
        let wanted = &mut self.wanted[at];
        match (row, problem::read(response)) {
            (Some(row), _) => wanted.compare(row),
            // It is somebody else's, or it was deleted since: in neither case is it made anew.
            (None, Some(problem)) if matches!(response.status, 403 | 404 | 410) => {
                wanted.settle(ItemAnswer::Rejected(problem), None);
            }
            _ => return Some(problem::end(response)),
        }
        self.go_on();
        None
    }

    fn answers(&self) -> Vec<ItemAnswer> {
        let mut answers = vec![ItemAnswer::Missing; self.tasks];
        for Wanted { places, word, .. } in &self.wanted {
            let word = word.clone().unwrap_or(ItemAnswer::Missing);
            for (place, word) in places.iter().zip(words(word, places.len())) {
                answers[*place] = word;
            }
        }
        answers
    }
}

impl Exchange for Create {
    fn next(&mut self) -> Step {
        match &self.stage {
            Stage::Post => {
                let open = self.wanted.iter().filter(|wanted| wanted.word.is_none());
                let entries = open.map(|wanted| Item::of(&wanted.said.entry, &self.user)).collect();
                Step::Send(requests::post(&self.server, &["time-entries", "sync"], &Entries { entries }))
            }
            Stage::Look { existing, .. } => {
                Step::Send(requests::get(&self.server, &["time-entries", existing]))
            }
            Stage::Keep => {
                self.stage = Stage::Over;
                let known = self.wanted.iter().filter_map(|wanted| {
                    let known = wanted.known.as_ref()?;
                    Some((wanted.lane.clone(), known.to_memory()))
                });
                let memories: LaneMemories = known.collect();
                if memories.is_empty() { Step::Done(self.answers()) } else { Step::Remember(memories) }
            }
            Stage::Over => Step::Done(self.answers()),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        match self.stage {
            Stage::Look { at, .. } => self.looked(at, response),
            _ => self.posted(response),
        }
    }

    fn scope(&self) -> Scope {
        Scope::AllOrNone { alone: self.tasks == 1 }
    }
}
