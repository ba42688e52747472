//! How a request fares with a server in trouble, or with whatever stands before it.

use homing_domain::ports::{HttpResponse, RetryAfter};
use homing_wire::problem;
use serde_json::Value;

use super::answer::{refusal, typed};
use crate::simulation::network::{Asked, Route};
use crate::simulation::time::{Since, shown};

/// What is done with one request. Copies of it fare alike: HTTP has no request that is half refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// As it should be.
    Works,
    /// Turned down before anything is done.
    Refuses { status: u16, wait: Option<Wait> },
    /// A page in the place of an answer: nothing is done.
    Page,
    /// Done, and the answer is a failure.
    WorksAndFails { status: u16 },
    /// Done, and the answer is cut off within its body.
    WorksAndCuts,
    /// Done, and the answer leaves out every n-th task.
    WorksAndOmits { every: usize },
    /// Done, but for one task in so many, which is to come again.
    PutsOff { every: usize, after_seconds: Option<u64> },
    /// Done, and the answer uses a word of a later version for one task in so many.
    WorksAndMumbles { every: usize },
}

/// `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Seconds(u64),
    /// As a date, on the server's clock.
    Date(u64),
}

impl Treatment {
    /// The answer of whoever turns a request down.
    pub(super) fn instead(&self, asked: &Asked, now: Since, ahead_millis: i64) -> Option<HttpResponse> {
        match self {
            Self::Refuses { status, wait } => {
                let kind = if *status == 429 { problem::RATE_LIMITED } else { problem::INTERNAL };
                let mut response = match status {
                    // A 401 of someone else is no word on a sign-in.
                    401 => typed(401, "text/plain", b"who are you".to_vec()),
                    _ => refusal(*status, kind),
                };
                response.retry_after = wait.map(|wait| match wait {
                    Wait::Seconds(seconds) => RetryAfter::Seconds(seconds),
                    Wait::Date(seconds) => {
                        let at = now + std::time::Duration::from_secs(seconds);
                        RetryAfter::At(shown(at, ahead_millis))
                    }
                });
                Some(response)
            }
            Self::Page => Some(typed(200, "text/html", b"<html>Welcome to our Wi-Fi".to_vec())),
            // Trouble that concerns tasks leaves other routes alone.
            Self::WorksAndFails { status } if asked.route != Route::Sync => Some(refusal(*status, "")),
            _ => None,
        }
    }

    /// What becomes of the answer on its way out.
    pub(super) fn spoil(&self, response: &mut HttpResponse) {
        match self {
            Self::WorksAndFails { status } if response.status == 200 => {
                *response = refusal(*status, problem::INTERNAL);
            }
            Self::WorksAndCuts => response.body.truncate(response.body.len() / 2),
            Self::WorksAndOmits { every } => change_results(response, |results| {
                let mut place = 0;
                results.retain(|_| {
                    place += 1;
                    place % every != 0
                });
            }),
            Self::WorksAndMumbles { every } => change_results(response, |results| {
                for result in results.iter_mut().step_by(*every) {
                    result["result"] = "considered".into();
                }
            }),
            _ => {}
        }
    }

    /// Whether a task at this place of the request is put off.
    pub(super) fn puts_off(&self, place: usize) -> Option<Option<u64>> {
        match self {
            Self::PutsOff { every, after_seconds } if place.is_multiple_of(*every) => Some(*after_seconds),
            _ => None,
        }
    }
}

fn change_results(response: &mut HttpResponse, change: impl FnOnce(&mut Vec<Value>)) {
    let Ok(mut answer) = serde_json::from_slice::<Value>(&response.body) else { return };
    if let Some(results) = answer.get_mut("results").and_then(Value::as_array_mut) {
        change(results);
        response.body = serde_json::to_vec(&answer).unwrap();
    }
}
