//! Sign-ins: access tokens that end, refresh tokens that rotate, reuse that ends a whole sign-in.

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::ports::HttpResponse;
use homing_wire::{LoginRequest, RefreshRequest, Secret, Session, User, problem};

use super::GRACE;
use super::answer::{json, refusal};
use crate::simulation::overheard::SECRET;
use crate::simulation::time::Since;

/// Everyone: their ids on the server, and the names they sign in with.
pub(crate) const USERS: [(&str, &str); 2] =
    [("a0000000-0000-4000-8000-000000000001", "ada"), ("b0000000-0000-4000-8000-000000000002", "bob")];

/// Every token ever given.
#[derive(Default)]
pub(crate) struct Tokens {
    families: Vec<Family>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
}

/// A sign-in.
struct Family {
    user: usize,
    ended: bool,
}

struct Access {
    family: usize,
    /// The n-th grant of all.
    grant: usize,
    ends: Since,
}

struct Refresh {
    family: usize,
    grant: usize,
    first_used: Option<Since>,
}

impl Tokens {
    pub(super) fn login(&mut self, body: &[u8], lives: Duration, now: Since) -> HttpResponse {
        let Ok(LoginRequest { name, .. }) = serde_json::from_slice(body) else {
            return refusal(400, problem::UNREADABLE_REQUEST);
        };
        let Some(user) = USERS.iter().position(|(_, known)| *known == name) else {
            return refusal(401, problem::WRONG_CREDENTIALS);
        };
        self.families.push(Family { user, ended: false });
        self.grant(self.families.len() - 1, lives, now)
    }

    pub(super) fn refresh(&mut self, body: &[u8], lives: Duration, now: Since) -> HttpResponse {
        let Ok(RefreshRequest { refresh_token }) = serde_json::from_slice(body) else {
            return refusal(400, problem::UNREADABLE_REQUEST);
        };
        let Some(token) = self.refresh.get_mut(refresh_token.expose()) else {
            return refusal(401, problem::REFRESH_REFUSED);
        };
        let family = token.family;
        if token.first_used.is_some_and(|used| now >= used + GRACE) {
            self.families[family].ended = true;
        }
        if self.families[family].ended {
            return refusal(401, problem::REFRESH_REFUSED);
        }
        token.first_used.get_or_insert(now);
        self.grant(family, lives, now)
    }

    fn grant(&mut self, family: usize, lives: Duration, now: Since) -> HttpResponse {
        let grant = self.refresh.len();
        let (access, refresh) = (format!("{SECRET}-access-{grant}"), format!("{SECRET}-refresh-{grant}"));
        self.access.insert(access.clone(), Access { family, grant, ends: now + lives });
        self.refresh.insert(refresh.clone(), Refresh { family, grant, first_used: None });
        let (id, name) = USERS[self.families[family].user];
        json(
            200,
            &Session {
                user: User { id: id.to_owned(), name: name.to_owned() },
                access_token: Secret::new(access),
                refresh_token: Secret::new(refresh),
                expires_in_seconds: lives.as_secs(),
            },
        )
    }

    /// Ends the sign-in that an access token belongs to.
    pub(super) fn end(&mut self, access: &str) {
        if let Some(access) = self.access.get(access) {
            self.families[access.family].ended = true;
        }
    }

    /// Ends every sign-in, as an operator does.
    pub(crate) fn end_all(&mut self) {
        self.families.iter_mut().for_each(|family| family.ended = true);
    }

    /// Whose token it is, where it is still good.
    pub(super) fn user_now(&self, access: &str, now: Since) -> Option<String> {
        let token = self.access.get(access).filter(|token| now < token.ends)?;
        let family = &self.families[token.family];
        (!family.ended).then(|| USERS[family.user].0.to_owned())
    }

    /// Whose token it is or was.
    pub(crate) fn user_ever(&self, access: &str) -> Option<&'static str> {
        self.access.get(access).map(|token| USERS[self.families[token.family].user].0)
    }

    /// Whether a refresh token would be honoured.
    pub(crate) fn honours(&self, refresh: &str, now: Since) -> bool {
        let good = |token: &Refresh| {
            !self.families[token.family].ended && token.first_used.is_none_or(|used| now < used + GRACE)
        };
        self.refresh.get(refresh).is_some_and(good)
    }

    /// The sign-in of an access token, and which of its grants it came with.
    pub(crate) fn grant_of_access(&self, access: &str) -> Option<(usize, usize)> {
        self.access.get(access).map(|token| (token.family, token.grant))
    }

    /// The sign-in of a refresh token, and which of its grants it came with.
    pub(crate) fn grant_of_refresh(&self, refresh: &str) -> Option<(usize, usize)> {
        self.refresh.get(refresh).map(|token| (token.family, token.grant))
    }
}
