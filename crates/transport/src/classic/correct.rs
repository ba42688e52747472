//! An entry that the server has is made as it is here, by its id: PATCH for what it says, PUT for whether it runs. One
//! that is gone there stays gone, and the task is refused with the server's reason.

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, ItemAnswer, Step};
use homing_domain::time::{EntryState, EventKind};

use super::item::Change;
use super::row::Row;
use super::talk::{Talk, not_there, words};
use super::{problem, requests};

pub(super) struct Correct {
    talk: Talk,
    stage: Stage,
    puts: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Whether the row has a project that is to be taken away: null is said only where it changes something.
    Look,
    Patch {
        takes_project_away: bool,
    },
    Put,
    Keep,
    Over,
}

impl Correct {
    /// An entry that is over: its true times, at last.
    pub(super) fn times(talk: Talk) -> Self {
        Self { stage: first_of_a_patch(&talk), talk, puts: false }
    }

    /// One that runs or is paused. A pause or a resume says nothing but that.
    pub(super) fn live(talk: Talk) -> Self {
        let is_of_the_timer = |event: &&EventKind| matches!(event, EventKind::Pause | EventKind::Resume);
        let events = &talk.said.events;
        let puts = events.len() > 1 || events.iter().any(|event| is_of_the_timer(&event));
        let patches = !events.iter().all(|event| is_of_the_timer(&event));
        let stage = if patches { first_of_a_patch(&talk) } else { Stage::Put };
        Self { talk, stage, puts }
    }

    /// One that was found on the server, in whatever state.
    pub(super) fn found(talk: Talk) -> Self {
        Self { stage: first_of_a_patch(&talk), talk, puts: true }
    }
}

fn first_of_a_patch(talk: &Talk) -> Stage {
    match talk.said.entry.project {
        None if !talk.says_the_end_alone() => Stage::Look,
        _ => Stage::Patch { takes_project_away: false },
    }
}

impl Exchange for Correct {
    fn next(&mut self) -> Step {
        let Talk { server, said, .. } = &self.talk;
        match self.stage {
            Stage::Look => Step::Send(self.talk.look()),
            Stage::Patch { takes_project_away } => {
                let change = match self.talk.says_the_end_alone() {
                    true => Change::end_of(&said.entry),
                    false => Change::of(&said.entry, takes_project_away),
                };
                Step::Send(requests::patch(server, &["time-entries", self.talk.id()], &change))
            }
            Stage::Put => {
                let verb = if said.entry.state == EntryState::Paused { "pause" } else { "resume" };
                Step::Send(requests::put(server, &["time-entries", self.talk.id(), verb]))
            }
            Stage::Keep => {
                self.stage = Stage::Over;
                self.talk.remember_yes()
            }
            Stage::Over => self.talk.done(ItemAnswer::Applied),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let row = Row::in_answer(response);
        // A timer in another state than the one that the server asks for is in the one that is wanted, or was stopped
        // there: its true times follow when it is stopped here.
        let is_wrong_state = response.status == 400 && problem::read(response).is_some();
        self.stage = match (self.stage, row) {
            (Stage::Look, Some(row)) => Stage::Patch { takes_project_away: row.project.is_some() },
            (Stage::Patch { .. }, Some(_)) if self.puts => Stage::Put,
            (Stage::Patch { .. } | Stage::Put, Some(_)) => Stage::Keep,
            (Stage::Put, None) if is_wrong_state => Stage::Keep,
            _ => {
                let items = |word| BatchAnswer::Items(words(word, self.talk.tasks));
                return Some(not_there(response).map_or_else(|| problem::end(response), items));
            }
        };
        None
    }

    fn scope(&self) -> Scope {
        Scope::Item { delete: false }
    }
}
