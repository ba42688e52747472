//! What the exchanges about one entry have in common: what is to be said, how it is remembered, and how they end.

use homing_domain::account::ServerUrl;
use homing_domain::names::Lane;
use homing_domain::ports::{Exchange, HttpRequest, HttpResponse, ItemAnswer, Problem, Step};
use homing_domain::time::EntryState;

use super::correct::Correct;
use super::create::Create;
use super::doubt::Doubted;
use super::errand::Said;
use super::find::Find;
use super::remove::Remove;
use super::start::Start;
use super::{problem, requests};

/// An entry that is spoken of with its server.
#[derive(Clone)]
pub(super) struct Talk {
    pub(super) server: ServerUrl,
    /// The server's id for the user.
    pub(super) user: String,
    pub(super) lane: Lane,
    /// How many tasks it is for.
    pub(super) tasks: usize,
    pub(super) said: Said,
}

impl Talk {
    /// The exchange that says it. `looked`: whether a start that was asked for was looked for already.
    pub(super) fn exchange(self, looked: bool) -> Box<dyn Exchange> {
        let Said { entry, known, .. } = &self.said;
        let is_over = entry.state == EntryState::Stopped;
        let server = self.server.clone();
        if known.id.is_some() && !known.has(entry.revision) {
            return match (entry.deleted, is_over) {
                (true, _) => Doubted::boxed(server, Remove::new(self)),
                (false, true) => Doubted::boxed(server, Correct::times(self)),
                (false, false) => Doubted::boxed(server, Correct::live(self)),
            };
        }
        let is_asked = known.note.asked.is_some() && !known.has(entry.revision);
        match is_asked && !looked {
            true => Box::new(Find::new(self)),
            false if is_over || entry.deleted || known.has(entry.revision) => {
                Doubted::boxed(server, Create::one(self))
            }
            false => Box::new(Start::new(self)),
        }
    }

    /// A GET of the entry's row.
    pub(super) fn look(&self) -> HttpRequest {
        requests::get(&self.server, &["time-entries", self.id()])
    }

    /// The server's id for the entry; empty where it has none, which no exchange asks for.
    pub(super) fn id(&self) -> &str {
        self.said.known.id.as_deref().unwrap_or_default()
    }

    /// Whether the entry is the server's own, of which nothing is known here but that it is over, and about when. Once
    /// the server has heard that, what a person changes here is meant.
    pub(super) fn says_the_end_alone(&self) -> bool {
        let Said { entry, known, .. } = &self.said;
        known.guessed && entry.approximate && entry.revision == 1
    }

    /// Makes durable what is known.
    pub(super) fn remember(&self) -> Step {
        Step::Remember(self.said.known.of_lane(&self.lane))
    }

    /// As [`Talk::remember`], after the server has said yes: to the newest revision, and so to all before it.
    pub(super) fn remember_yes(&mut self) -> Step {
        let Said { entry, known, .. } = &mut self.said;
        known.note.revision = Some(entry.revision);
        known.note.asked = None;
        known.guessed = false;
        self.remember()
    }

    /// The end, with one word on all its tasks.
    pub(super) fn done(&self, word: ItemAnswer) -> Step {
        Step::Done(words(word, self.tasks))
    }
}

/// One word on all tasks of a lane: a yes is one for each of them, and behind anything else the later ones wait.
pub(super) fn words(word: ItemAnswer, tasks: usize) -> Vec<ItemAnswer> {
    let behind = match word {
        ItemAnswer::Applied | ItemAnswer::Duplicate => word.clone(),
        _ => ItemAnswer::Blocked,
    };
    std::iter::once(word).chain(std::iter::repeat(behind)).take(tasks).collect()
}

/// The server's word that what was asked for is not there. It comes from the API, where an exchange is `Doubted`.
pub(super) fn not_there(response: &HttpResponse) -> Option<ItemAnswer> {
    let problem = problem::read(response).filter(|_| matches!(response.status, 404 | 410))?;
    Some(ItemAnswer::Rejected(problem))
}

/// A refusal that the server did not put into words of its own.
pub(super) fn refused(code: &str, detail: &str, field: Option<&str>) -> ItemAnswer {
    ItemAnswer::Rejected(Problem {
        code: code.to_owned(),
        detail: Some(detail.to_owned()),
        field: field.map(str::to_owned),
    })
}
