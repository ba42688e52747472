//! That a thing is not there is believed only where the API itself is: at a wrong or moved base path everything is a 404,
//! and no entry's fault. So before the first such word is believed, the list of entries is asked for, which is there
//! whatever it holds.

use homing_domain::account::ServerUrl;
use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, Exchange, HttpResponse, Step};
use serde_json::Value;

use super::{listing, problem, requests};
use crate::json;

/// An exchange about entries, which hears that one is gone only from the API.
pub(super) struct Doubted<E> {
    exchange: E,
    server: ServerUrl,
    /// Whether an answer came that the API alone can give.
    is_there: bool,
    /// The word that is not believed yet.
    doubted: Option<HttpResponse>,
}

impl<E: Exchange + 'static> Doubted<E> {
    pub(super) fn boxed(server: ServerUrl, exchange: E) -> Box<dyn Exchange> {
        Box::new(Self { exchange, server, is_there: false, doubted: None })
    }
}

impl<E: Exchange> Doubted<E> {
    fn is_doubtful(&self, response: &HttpResponse) -> bool {
        let is_about_one =
            matches!(self.exchange.scope(), Scope::Item { .. } | Scope::AllOrNone { alone: true });
        !self.is_there
            && is_about_one
            && matches!(response.status, 404 | 410)
            && problem::read(response).is_some()
    }
}

fn is_of_the_api(response: &HttpResponse) -> bool {
    let is_json = json::success::<Value>(response).is_some();
    is_json || problem::conflict(response).is_some()
}

impl<E: Exchange> Exchange for Doubted<E> {
    fn next(&mut self) -> Step {
        if self.doubted.is_none() {
            return self.exchange.next();
        }
        let mut request = requests::get(&self.server, &["time-entries"]);
        request.url.query_pairs_mut().append_pair("limit", "1");
        Step::Send(request)
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        let Some(doubted) = &self.doubted else {
            if self.is_doubtful(response) {
                self.doubted = Some(response.clone());
                return None;
            }
            self.is_there |= is_of_the_api(response);
            return self.exchange.answer(response);
        };
        if listing::readable_rows(response).is_none() {
            return Some(problem::end(response));
        }
        let answer = self.exchange.answer(doubted);
        (self.is_there, self.doubted) = (true, None);
        answer
    }

    fn scope(&self) -> Scope {
        match self.doubted {
            // Of the list, which is no one's.
            Some(_) => Scope::Batch { alone: true },
            None => self.exchange.scope(),
        }
    }

    fn bytes(&mut self, bytes: Vec<u8>) {
        self.exchange.bytes(bytes);
    }
}
