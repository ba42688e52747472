//! A plain server of the Homing Sync API: what the contract says and no more, over ordered collections. It remembers
//! what the real one may forget, so that the model can ask whether something took effect.

mod answer;
mod sync;
mod tokens;
mod treatment;

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::ports::HttpResponse;
use homing_wire::{API_VERSION, BatchLimits, Capabilities, ProjectPage, TimeEntryPage, problem};

use super::network::{Asked, Route};
use super::time::Since;
use answer::{json, refusal};
pub(crate) use sync::{BREAKS, Effect, Held, POISON};
pub(crate) use tokens::{Tokens, USERS};
pub(crate) use treatment::{Treatment, Wait};

/// What this server keeps to.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// How far its clock is ahead of the true time.
    pub(crate) ahead_millis: i64,
    /// Whether its answers bear a `Date`.
    pub(crate) tells_date: bool,
    /// Whether it says a word on each task; else one bad task fails its whole request.
    pub(crate) per_item: bool,
    pub(crate) max_tasks: u32,
    pub(crate) max_bytes: u64,
    pub(crate) key_days: u32,
    pub(crate) access_lives: Duration,
}

/// How long after its first use a refresh token is honoured once more.
pub(crate) const GRACE: Duration = Duration::from_secs(60);

/// The server.
pub(crate) struct Server {
    pub(crate) rules: Rules,
    pub(crate) tokens: Tokens,
    held: BTreeMap<String, Held>,
    /// What took effect since the model looked last.
    effects: Vec<Effect>,
}

impl Server {
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules, tokens: Tokens::default(), held: BTreeMap::new(), effects: Vec::new() }
    }

    /// What it holds of a user.
    pub(crate) fn held(&self, user: &str) -> Option<&Held> {
        self.held.get(user)
    }

    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, asked: &Asked, treatment: &Treatment, now: Since) -> HttpResponse {
        let mut response = match treatment.instead(asked, now, self.rules.ahead_millis) {
            Some(instead) => instead,
            None => self.work(asked, treatment, now),
        };
        treatment.spoil(&mut response);
        if self.rules.tells_date {
            response.date = Some(super::time::shown(now, self.rules.ahead_millis));
        }
        response
    }

    fn work(&mut self, asked: &Asked, treatment: &Treatment, now: Since) -> HttpResponse {
        match asked.route {
            Route::Capabilities => json(200, &self.capabilities()),
            Route::Login => self.tokens.login(&asked.body, self.rules.access_lives, now),
            Route::Refresh => self.tokens.refresh(&asked.body, self.rules.access_lives, now),
            Route::Other => refusal(404, problem::NOT_FOUND),
            Route::Logout | Route::Sync | Route::Entries | Route::Projects => {
                let bearer = asked.bearer.as_deref().unwrap_or_default();
                match self.tokens.user_now(bearer, now) {
                    None => refusal(401, problem::ACCESS_TOKEN_REFUSED),
                    Some(user) => self.work_for(&user, bearer, asked, treatment, now),
                }
            }
        }
    }

    fn work_for(
        &mut self,
        user: &str,
        bearer: &str,
        asked: &Asked,
        treatment: &Treatment,
        now: Since,
    ) -> HttpResponse {
        let held = self.held.entry(user.to_owned()).or_default();
        match asked.route {
            Route::Logout => {
                self.tokens.end(bearer);
                HttpResponse { status: 204, content_type: None, retry_after: None, date: None, body: vec![] }
            }
            Route::Entries => {
                let entries = held.entries.values().cloned().collect();
                json(200, &TimeEntryPage { entries, next: None })
            }
            Route::Projects => json(200, &ProjectPage { projects: vec![], next: None }),
            _ => {
                let (response, effects) = sync::sync(held, user, &self.rules, &asked.body, treatment, now);
                self.effects.extend(effects);
                response
            }
        }
    }

    fn capabilities(&self) -> Capabilities {
        let Rules { max_tasks, max_bytes, key_days, .. } = self.rules;
        Capabilities {
            api_version: API_VERSION.to_owned(),
            batch: BatchLimits { max_tasks, max_bytes },
            key_days,
            refresh_grace_seconds: GRACE.as_secs(),
            blob_max_bytes: 0,
            sign_in: None,
        }
    }
}
