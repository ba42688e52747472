//! The routes that there are, and how often each may be asked.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::answer::Answer;

/// A route. What it says of a thing is in the path that it came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `GET` on the base path.
    Base,
    /// `POST /auth/login`.
    Login,
    /// `POST /auth/refresh`.
    Refresh,
    /// `POST /auth/logout`.
    Logout,
    /// `GET /auth/me`.
    Me,
    /// `GET /projects`.
    Projects,
    /// `GET /time-entries`.
    List,
    /// `GET /time-entries/active`.
    Active,
    /// `GET /time-entries/{id}`.
    One,
    /// `POST /time-entries`.
    Start,
    /// `PUT /time-entries/{id}/pause`.
    Pause,
    /// `PUT /time-entries/{id}/resume`.
    Resume,
    /// `PUT /time-entries/{id}/stop`.
    Stop,
    /// `PATCH /time-entries/{id}`.
    Patch,
    /// `DELETE /time-entries/{id}`.
    Delete,
    /// `POST /time-entries/sync`.
    Sync,
    /// `POST /screenshots`.
    Picture,
    /// `GET /screenshots/time-entry/{id}`.
    Pictures,
    /// Anything else.
    Unknown,
}

impl Route {
    /// The route of a path below the base path, and the id in it.
    pub(super) fn of(method: &str, path: &str) -> (Self, String) {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let route = match (method, parts.as_slice()) {
            ("GET", []) => Self::Base,
            ("POST", ["auth", "login"]) => Self::Login,
            ("POST", ["auth", "refresh"]) => Self::Refresh,
            ("POST", ["auth", "logout"]) => Self::Logout,
            ("GET", ["auth", "me"]) => Self::Me,
            ("GET", ["projects"]) => Self::Projects,
            ("GET", ["time-entries"]) => Self::List,
            ("GET", ["time-entries", "active"]) => Self::Active,
            ("POST", ["time-entries"]) => Self::Start,
            ("POST", ["time-entries", "sync"]) => Self::Sync,
            ("POST", ["screenshots"]) => Self::Picture,
            ("GET", ["time-entries", id]) => return (Self::One, (*id).to_owned()),
            ("PATCH", ["time-entries", id]) => return (Self::Patch, (*id).to_owned()),
            ("DELETE", ["time-entries", id]) => return (Self::Delete, (*id).to_owned()),
            ("PUT", ["time-entries", id, "pause"]) => return (Self::Pause, (*id).to_owned()),
            ("PUT", ["time-entries", id, "resume"]) => return (Self::Resume, (*id).to_owned()),
            ("PUT", ["time-entries", id, "stop"]) => return (Self::Stop, (*id).to_owned()),
            ("GET", ["screenshots", "time-entry", id]) => return (Self::Pictures, (*id).to_owned()),
            _ => Self::Unknown,
        };
        (route, String::new())
    }

    fn most_a_minute(self) -> u32 {
        match self {
            Self::Login => 5,
            Self::Refresh => 10,
            _ => 100,
        }
    }
}

const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// How often each route was asked since its window began. All clients have one address here.
#[derive(Debug, Default)]
pub(super) struct Limits {
    windows: HashMap<Route, (Timestamp, u32)>,
}

impl Limits {
    /// Counts a request: the headers of its answer, or the refusal.
    pub(super) fn count(
        &mut self,
        route: Route,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, String)>, Answer> {
        let window = self.windows.entry(route).or_insert((now, 0));
        if now.duration_since(window.0) >= WINDOW {
            *window = (now, 0);
        }
        let left = WINDOW - now.duration_since(window.0);
        // Whole seconds, and never too few.
        let seconds = left.as_millis().div_euclid(1000) + i128::from(left.as_millis() % 1000 > 0);
        let most = route.most_a_minute();
        if window.1 >= most {
            let refusal = Answer::of(
                429,
                serde_json::json!({ "statusCode": 429, "message": "ThrottlerException: Too Many Requests" }),
            );
            return Err(refusal.with("Retry-After", &seconds));
        }
        window.1 += 1;
        Ok(vec![
            ("X-RateLimit-Limit", most.to_string()),
            ("X-RateLimit-Remaining", (most - window.1).to_string()),
            ("X-RateLimit-Reset", seconds.to_string()),
        ])
    }
}
