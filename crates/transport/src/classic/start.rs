//! A timer that runs here is shown on the server, but only where none is active there: another device's is never
//! stopped. Where it can't be shown it waits, and arrives when it is finished.

use std::time::Duration;

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, ItemAnswer, Step};
use serde_json::Value;

use super::find::of_found;
use super::note::Asked;
use super::row::Row;
use super::talk::Talk;
use super::{item, problem, requests};
use crate::json;

/// How long until it is tried again, where another timer is active: one request then, and nobody is waiting for it.
const WAIT: Duration = Duration::from_secs(300);

pub(super) struct Start {
    talk: Talk,
    stage: Stage,
    /// Whether the server answered the question before, so that its address is right.
    is_there: bool,
}

enum Stage {
    /// What is active there?
    Look,
    /// Another one.
    Wait,
    /// This very one: a start whose answer could not be read.
    Adopt,
    /// Nothing. That a start is asked for is durable before it is.
    Mark,
    Post,
    /// It was made, and has an id.
    Keep,
    /// It was surely not made.
    Unmark(ItemAnswer),
    Over(ItemAnswer),
    Then(Box<dyn Exchange>),
}

impl Start {
    pub(super) fn new(talk: Talk) -> Self {
        Self { talk, stage: Stage::Look, is_there: false }
    }

    fn asked(&self) -> Asked {
        let entry = &self.talk.said.entry;
        Asked { start: entry.started_at(), text: entry.description.clone() }
    }

    fn looked(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let Some(active) = active(response) else { return Some(problem::end(response)) };
        self.is_there = response.status != 404;
        let was_asked = self.talk.said.known.note.asked.as_ref();
        let is_ours = |row: &Row| row.is_asked(&self.asked()) || was_asked.is_some_and(|it| row.is_asked(it));
        self.stage = match active {
            None => Stage::Mark,
            Some(row) if is_ours(&row) => {
                self.talk.said.known.id = Some(row.id);
                self.talk.said.known.note.asked = None;
                Stage::Adopt
            }
            Some(_) => Stage::Wait,
        };
        None
    }

    fn posted(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let made = Row::in_answer(response);
        let problem = problem::read(response);
        self.stage = match (response.status, made, problem) {
            (_, Some(row), _) => {
                self.talk.said.known.id = Some(row.id);
                Stage::Keep
            }
            // Another one has become active meanwhile, or it lacks what a live start needs: finished, it goes another
            // way, and its reason is told then.
            (400, None, Some(_)) => Stage::Unmark(ItemAnswer::Retry { after: Some(WAIT) }),
            // The address and the account are right: it is this one, and no reason to stop the others.
            (403 | 404 | 409 | 422, None, Some(problem)) if self.is_there => {
                Stage::Unmark(ItemAnswer::Rejected(problem))
            }
            _ => return Some(problem::end(response)),
        };
        None
    }
}

/// The active entry, or that there is none; nothing where the answer says neither.
fn active(response: &HttpResponse) -> Option<Option<Row>> {
    match response.status {
        204 => return Some(None),
        404 if problem::read(response).is_some() => return Some(None),
        200 if response.body.is_empty() => return Some(None),
        200 => {}
        _ => return None,
    }
    match json::body(response).ok()? {
        Value::Null => Some(None),
        value => Row::of(value).map(Some),
    }
}

impl Exchange for Start {
    fn next(&mut self) -> Step {
        let Talk { server, user, said, .. } = &self.talk;
        match &mut self.stage {
            Stage::Look => Step::Send(requests::get(server, &["time-entries", "active"])),
            Stage::Wait => self.talk.done(ItemAnswer::Retry { after: Some(WAIT) }),
            Stage::Adopt => {
                self.stage = Stage::Then(of_found(self.talk.clone()));
                self.talk.remember()
            }
            Stage::Mark => {
                self.talk.said.known.note.asked = Some(self.asked());
                self.stage = Stage::Post;
                self.talk.remember()
            }
            Stage::Post => {
                Step::Send(requests::post(server, &["time-entries"], &item::Start::of(&said.entry, user)))
            }
            Stage::Keep => {
                self.stage = Stage::Over(ItemAnswer::Applied);
                self.talk.remember_yes()
            }
            Stage::Unmark(word) => {
                self.stage = Stage::Over(word.clone());
                self.talk.said.known.note.asked = None;
                self.talk.remember()
            }
            Stage::Over(word) => {
                let word = word.clone();
                self.talk.done(word)
            }
            Stage::Then(exchange) => exchange.next(),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        match &mut self.stage {
            Stage::Look => self.looked(response),
            Stage::Then(exchange) => exchange.answer(response),
            _ => self.posted(response),
        }
    }

    fn scope(&self) -> Scope {
        match &self.stage {
            Stage::Then(exchange) => exchange.scope(),
            _ => Scope::Batch { alone: true },
        }
    }
}
