//! Whose turn it is. Every call of a process that reaches out of it (to its store, its keychain, a lock, an alarm)
//! stops here until the simulation lets it go on, so that one seed decides the order of everything.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use homing_domain::ports::LockName;
use tokio::sync::oneshot;

use super::time::Since;

/// One run of one program on one machine; the n-th of the world.
pub(crate) type ProcessId = u32;

/// What a process asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// A call of the queue or of the accounts.
    Store { name: &'static str, writes: bool },
    /// A call of the place where tokens rest.
    Keychain { name: &'static str },
    /// A lock between the processes of the machine.
    Lock(LockName),
    /// To be woken at this time of the world.
    Alarm(Since),
}

/// How the call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Luck {
    Works,
    /// The disk is full, the keychain locked: nothing is done, and the caller hears of it.
    Fails,
}

type Work = Box<dyn FnOnce(Luck) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// A call that waits for its turn.
pub(crate) struct Turn {
    pub(crate) process: ProcessId,
    pub(crate) call: Call,
    work: Work,
}

impl Turn {
    /// Does what was asked for. The caller goes on once its process runs again.
    pub(crate) async fn take(self, luck: Luck) {
        (self.work)(luck).await;
    }
}

/// The calls that wait. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    last: u64,
    turns: BTreeMap<u64, Turn>,
}

impl Turns {
    /// Waits for the turn, does the work in it, and gives what came of it.
    pub(crate) async fn wait<T, F>(
        &self,
        process: ProcessId,
        call: Call,
        work: impl FnOnce(Luck) -> F + Send + 'static,
    ) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let (done, outcome) = oneshot::channel();
        let work: Work = Box::new(move |luck| {
            let work = work(luck);
            Box::pin(async move { drop(done.send(work.await)) })
        });
        let _waits = Waits { turns: self, number: self.add(Turn { process, call, work }) };
        match outcome.await {
            Ok(outcome) => outcome,
            // The turn was taken away from a process that is dead.
            Err(_) => std::future::pending().await,
        }
    }

    fn add(&self, turn: Turn) -> u64 {
        let mut waiting = self.0.lock().unwrap();
        waiting.last += 1;
        let number = waiting.last;
        waiting.turns.insert(number, turn);
        number
    }

    /// Everything that waits, in the order in which it was asked for.
    pub(crate) fn waiting(&self) -> Vec<(u64, ProcessId, Call)> {
        let waiting = self.0.lock().unwrap();
        waiting.turns.iter().map(|(number, turn)| (*number, turn.process, turn.call)).collect()
    }

    /// Takes one out, to be done.
    pub(crate) fn next(&self, number: u64) -> Option<Turn> {
        self.0.lock().unwrap().turns.remove(&number)
    }
}

/// A caller that goes away asks for nothing any more.
struct Waits<'a> {
    turns: &'a Turns,
    number: u64,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let turn = self.turns.next(self.number);
        drop(turn);
    }
}
