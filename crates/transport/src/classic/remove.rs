//! An entry that is deleted here is deleted on the server, by its id. Where it is gone already, all is well.

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, ItemAnswer, Step};

use super::talk::Talk;
use super::{problem, requests};
use crate::json;

pub(super) struct Remove {
    talk: Talk,
    stage: Stage,
}

enum Stage {
    Delete,
    Keep,
    Over,
}

impl Remove {
    pub(super) fn new(talk: Talk) -> Self {
        Self { talk, stage: Stage::Delete }
    }
}

impl Exchange for Remove {
    fn next(&mut self) -> Step {
        match self.stage {
            Stage::Delete => {
                Step::Send(requests::delete(&self.talk.server, &["time-entries", self.talk.id()]))
            }
            Stage::Keep => {
                self.stage = Stage::Over;
                // Should it come back by an undo, it is made anew, and not looked for where it was.
                self.talk.said.known.id = None;
                self.talk.remember_yes()
            }
            Stage::Over => self.talk.done(ItemAnswer::Applied),
        }
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let is_gone = match response.status {
            204 => true,
            404 | 410 => problem::read(response).is_some(),
            _ => json::success::<serde_json::Value>(response).is_some(),
        };
        if !is_gone {
            return Some(problem::end(response));
        }
        self.stage = Stage::Keep;
        None
    }

    fn scope(&self) -> Scope {
        Scope::Item { delete: true }
    }
}
