//! One call at a time to a keychain that may block, hang or go away. Knows nothing of what is stored.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use homing_domain::ports::{BoxError, CredentialError};
use keyring::{CredentialStore, Entry, Error};
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use super::system;

/// A keychain that answered.
#[derive(Clone)]
pub(super) struct Keychain {
    /// The store object, which makes its entries itself.
    pub(super) store: Arc<CredentialStore>,
    /// What this system's entries are made with, by the names that its store gives these things.
    pub(super) modifiers: &'static [(&'static str, &'static str)],
    /// The most bytes that one entry takes, where the system has such a limit.
    pub(super) most_bytes: Option<usize>,
}

impl Keychain {
    /// The entry filed under `service` and `name`, whether it exists or not.
    pub(super) fn entry(&self, service: &str, name: &str) -> Result<Entry, Error> {
        let modifiers: HashMap<_, _> = self.modifiers.iter().copied().collect();
        self.store.build(service, name, (!modifiers.is_empty()).then_some(&modifiers))
    }
}

/// Makes the connection, anew where the last one broke.
pub(super) type Connect = Arc<dyn Fn() -> Result<Keychain, CredentialError> + Send + Sync>;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The line to a keychain.
pub(super) struct Line {
    /// Locked while a call is under way.
    desk: Arc<Mutex<Desk>>,
    time_limit: Duration,
}

/// Whoever takes the calls. One thread for all of them: Windows' keychain promises no order between threads, and
/// a thread of our own, since the runtime waits for its blocking threads at its end, so that one hung prompt
/// would keep the program from ending. The connection ends there too: a store may wait in a runtime that it
/// brings along, which a thread of ours must not do.
struct Desk {
    connect: Connect,
    jobs: Option<mpsc::Sender<Job>>,
}

struct Connection {
    connect: Connect,
    keychain: Option<Keychain>,
}

impl Line {
    pub(super) fn new(connect: Connect, time_limit: Duration) -> Self {
        Self { desk: Arc::new(Mutex::new(Desk { connect, jobs: None })), time_limit }
    }

    /// Runs `act`, which must do the same when it is run twice.
    ///
    /// A call that hangs is left behind; those after it wait for it, each within its own time, so that a late
    /// write can't overtake a newer one.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        act: impl Fn(&Keychain) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, CredentialError> {
        let answered = async {
            let mut desk = Arc::clone(&self.desk).lock_owned().await;
            let jobs = desk.jobs()?;
            let (answer, answered) = oneshot::channel();
            let job: Job = Box::new(move |connection| {
                let outcome = connection.ask(act);
                drop(desk);
                // Nobody may be waiting any more.
                drop(answer.send(outcome));
            });
            // Where the thread is gone, the job is dropped and says so.
            drop(jobs.send(job));
            answered.await.map_err(|cut| CredentialError::Backend(cut.into()))?
        };
        timeout(self.time_limit, answered).await.map_err(|_| CredentialError::TimedOut)?
    }
}

impl Desk {
    fn jobs(&mut self) -> Result<mpsc::Sender<Job>, CredentialError> {
        if let Some(jobs) = &self.jobs {
            return Ok(jobs.clone());
        }
        let (jobs, asked) = mpsc::channel::<Job>();
        let mut connection = Connection { connect: Arc::clone(&self.connect), keychain: None };
        thread::Builder::new()
            .name("homing-keychain".to_owned())
            .spawn(move || asked.iter().for_each(|job| job(&mut connection)))
            .map_err(|error| CredentialError::Backend(error.into()))?;
        self.jobs = Some(jobs.clone());
        Ok(jobs)
    }
}

impl Connection {
    /// A connection that was good before and broke (the keychain's process was restarted) is made anew, once.
    fn ask<T>(&mut self, act: impl Fn(&Keychain) -> Result<T, Error>) -> Result<T, CredentialError> {
        if let Some(keychain) = &self.keychain {
            match act(keychain) {
                Err(error) if broke(&error) => self.keychain = None,
                outcome => return outcome.map_err(translated),
            }
        }
        let keychain = (self.connect)()?;
        let outcome = act(&keychain).map_err(translated);
        self.keychain = Some(keychain);
        outcome
    }
}

/// Whether another connection may do better: where a person refused, it would only ask them again.
fn broke(error: &Error) -> bool {
    matches!(error, Error::PlatformFailure(_)) && !system::refused(error)
}

/// "No access" is also what a provider without a default collection says to a write; its error tells which.
fn translated(error: Error) -> CredentialError {
    match error {
        Error::NoStorageAccess(_) => CredentialError::Locked(scrubbed(error)),
        _ if system::refused(&error) => CredentialError::Locked(scrubbed(error)),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) | Error::Ambiguous(_) => {
            CredentialError::Damaged(scrubbed(error))
        }
        _ => CredentialError::Backend(scrubbed(error)),
    }
}

/// The error without the bytes of a record, which some variants carry along.
pub(super) fn scrubbed(error: Error) -> BoxError {
    match error {
        Error::BadEncoding(_) => "the record is no text".into(),
        Error::BadDataFormat(..) => "the record is not in the keychain's own format".into(),
        error => error.into(),
    }
}
