//! The network: each request is a thing that leaves, travels, arrives, and whose answer comes back; or one of these
//! does not happen. What happens when is the simulation's to say.

mod exchange;
mod port;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

pub(crate) use exchange::{Asked, Exchange, Route, Stage};
pub(crate) use port::ProcessHttp;

/// The requests that are under way. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Network(Arc<Mutex<UnderWay>>);

#[derive(Default)]
pub(crate) struct UnderWay {
    last: u64,
    pub(crate) exchanges: BTreeMap<u64, Exchange>,
}

impl Network {
    pub(crate) fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.0.lock().unwrap()
    }

    fn begin(&self, exchange: Exchange) {
        let mut under_way = self.under_way();
        under_way.last += 1;
        let number = under_way.last;
        under_way.exchanges.insert(number, exchange);
    }
}

impl UnderWay {
    /// Forgets what nobody waits for and nothing is left of.
    pub(crate) fn tidy(&mut self) {
        self.exchanges.retain(|_, exchange| !exchange.is_over());
    }
}
