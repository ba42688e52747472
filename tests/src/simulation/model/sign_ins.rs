//! Refresh tokens: one exchange at a time, and none again once its successor is in use.

use std::collections::BTreeMap;

use homing_wire::RefreshRequest;

use super::{Breaches, Invariant};
use crate::simulation::network::{Asked, Exchange, Route};
use crate::simulation::server::Server;

/// What is known of tokens.
pub(crate) struct SignIns {
    breaches: Breaches,
    /// Of each sign-in, the newest grant whose access token has left a machine. It was stored before: a token is stored,
    /// then used.
    in_use: BTreeMap<usize, usize>,
}

impl SignIns {
    pub(super) fn new(breaches: Breaches) -> Self {
        Self { breaches, in_use: BTreeMap::new() }
    }

    /// An access token leaves a machine.
    pub(super) fn access_leaves(&mut self, access: &str, server: &Server) {
        if let Some((family, grant)) = server.tokens.grant_of_access(access) {
            let newest = self.in_use.entry(family).or_default();
            *newest = grant.max(*newest);
        }
    }

    /// A refresh token leaves a machine.
    pub(super) fn refresh_leaves<'a>(
        &self,
        machine: usize,
        asked: &Asked,
        mut others: impl Iterator<Item = &'a Exchange>,
        server: &Server,
    ) {
        let grant = |asked: &Asked| server.tokens.grant_of_refresh(&token_of(asked)?);
        let Some((family, number)) = grant(asked) else { return };
        if self.in_use.get(&family).is_some_and(|newest| number < *newest) {
            let seen = format!("machine {machine} used a refresh token again after its successor was in use");
            self.breaches.note(Invariant::I5, seen);
        }
        let same = |other: &Exchange| {
            other.is_awaited()
                && other.asked.route == Route::Refresh
                && grant(&other.asked).is_some_and(|(other, _)| other == family)
        };
        if others.any(same) {
            self.breaches
                .note(Invariant::I5, format!("two refreshes of one sign-in left machine {machine} at once"));
        }
    }
}

fn token_of(asked: &Asked) -> Option<String> {
    let request: RefreshRequest = serde_json::from_slice(&asked.body).ok()?;
    Some(request.refresh_token.into_exposed())
}
