//! A start was asked for under no key, and nobody knows whether it came about: the server's rows around its time are
//! looked through before anything else is said of the entry.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpRequest, HttpResponse, Step};
use homing_domain::time::EntryState;

use super::correct::Correct;
use super::doubt::Doubted;
use super::note::Asked;
use super::row::Row;
use super::talk::{Talk, refused};
use super::{listing, problem, requests};

/// How far around the start is looked, on both sides: a server that cuts an instant to the second finds it yet.
const AROUND_MILLIS: i64 = 60_000;

const MAY_BE_THERE: &str = "it may be there already: the server has another entry of this project from the same time; look there, and retry if it is not this one";

pub(super) struct Find {
    talk: Talk,
    asked: Asked,
    stage: Stage,
}

enum Stage {
    List,
    Keep,
    /// It may be there in other words: a person is asked.
    Ask,
    Over,
    /// What is to be said of it, now that it is known whether it is there.
    Then(Box<dyn Exchange>),
}

impl Find {
    pub(super) fn new(talk: Talk) -> Self {
        let Asked { start, text } = talk.said.known.note.asked.clone().unwrap_or_else(|| Asked {
            start: talk.said.entry.started_at(),
            text: talk.said.entry.description.clone(),
        });
        Self { talk, asked: Asked { start, text }, stage: Stage::List }
    }

    fn around(&self) -> (Timestamp, Timestamp) {
        let start = self.asked.start;
        let before = start.as_millis().saturating_sub(AROUND_MILLIS);
        let from = Timestamp::from_millis(before).unwrap_or(start);
        (from, start.saturating_add(Duration::from_millis(AROUND_MILLIS.unsigned_abs())))
    }

    /// Whether one of the rows may be it, and nobody was asked about it as it is now.
    fn is_doubtful(&self, rows: &[Row]) -> bool {
        let Talk { said, user, .. } = &self.talk;
        let (from, to) = self.around();
        said.known.note.doubted != Some(said.entry.revision)
            && rows.iter().any(|row| row.may_be_asked(&said.entry, user, from, to))
    }

    fn request(&self) -> HttpRequest {
        let (from, to) = self.around();
        let mut request = requests::get(&self.talk.server, &["time-entries"]);
        request
            .url
            .query_pairs_mut()
            .append_pair("limit", &listing::PAGE_ENTRIES.to_string())
            .append_pair("startDate", &from.to_string())
            .append_pair("endDate", &to.to_string());
        request
    }

    fn take(&mut self, rows: &[Row]) {
        let found = rows.iter().find(|row| row.is_asked(&self.asked));
        self.stage = match found {
            Some(row) => {
                self.talk.said.known.id = Some(row.id.clone());
                self.talk.said.known.note.asked = None;
                Stage::Keep
            }
            None if self.is_doubtful(rows) => Stage::Ask,
            None => Stage::Then(self.talk.clone().exchange(true)),
        };
    }
}

/// What is to be said of an entry that was found on the server.
pub(super) fn of_found(talk: Talk) -> Box<dyn Exchange> {
    let is_live = !talk.said.entry.deleted && talk.said.entry.state != EntryState::Stopped;
    if is_live { Doubted::boxed(talk.server.clone(), Correct::found(talk)) } else { talk.exchange(true) }
}

impl Exchange for Find {
    fn next(&mut self) -> Step {
        match &mut self.stage {
            Stage::List => Step::Send(self.request()),
            Stage::Keep => {
                self.stage = Stage::Then(of_found(self.talk.clone()));
                self.talk.remember()
            }
            Stage::Ask => {
                self.stage = Stage::Over;
                self.talk.said.known.note.doubted = Some(self.talk.said.entry.revision);
                self.talk.remember()
            }
            Stage::Over => self.talk.done(refused("may-be-there", MAY_BE_THERE, None)),
            Stage::Then(exchange) => exchange.next(),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        match &mut self.stage {
            Stage::Then(exchange) => exchange.answer(response),
            _ => match listing::readable_rows(response) {
                Some(rows) => {
                    self.take(&rows);
                    None
                }
                None => Some(problem::end(response)),
            },
        }
    }

    fn scope(&self) -> Scope {
        match &self.stage {
            Stage::Then(exchange) => exchange.scope(),
            _ => Scope::Batch { alone: true },
        }
    }
}
