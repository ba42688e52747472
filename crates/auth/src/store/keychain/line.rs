//! One call at a time to a keychain that may block, hang or go away. Knows nothing of what is stored.

use std::collections::HashMap;
use std::sync::{Arc, Weak, mpsc};
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
    store: Arc<CredentialStore>,
    /// What this system's entries are made with, by the names that its store gives these things.
    modifiers: &'static [(&'static str, &'static str)],
    /// The most bytes that one entry takes, where the system has such a limit.
    pub(super) most_bytes: Option<usize>,
    /// For whom it is asked.
    caller: Caller,
}

/// Whoever waits for a call. None, where what is begun is done to its end.
#[derive(Clone, Default)]
struct Caller(Option<Weak<()>>);

impl Caller {
    fn is_gone(&self) -> bool {
        self.0.as_ref().is_some_and(|caller| caller.strong_count() == 0)
    }
}

impl Keychain {
    pub(super) fn new(
        store: Arc<CredentialStore>,
        modifiers: &'static [(&'static str, &'static str)],
        most_bytes: Option<usize>,
    ) -> Self {
        Self { store, modifiers, most_bytes, caller: Caller::default() }
    }

    /// The entry filed under `service` and `name`, whether it exists or not.
    pub(super) fn entry(&self, service: &str, name: &str) -> Result<Entry, Error> {
        let modifiers: HashMap<_, _> = self.modifiers.iter().copied().collect();
        self.store.build(service, name, (!modifiers.is_empty()).then_some(&modifiers))
    }

    /// Comes before every change. Who went away gave back the lock under which they were to write: by now
    /// another process may have stored what is newer.
    ///
    /// # Errors
    /// The caller is gone. Nobody hears of it.
    pub(super) fn still_asked(&self) -> Result<(), Error> {
        if self.caller.is_gone() { Err(nobody_waits()) } else { Ok(()) }
    }

    /// The same, for what must be done to its end once it is begun.
    pub(super) fn to_the_end(&self) -> Self {
        Self { caller: Caller::default(), ..self.clone() }
    }
}

fn nobody_waits() -> Error {
    Error::NotSupportedByStore("nobody waits for this call any more".to_owned())
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
    /// A call that hangs is left behind; those after it wait for it, each within its own time, so that within this
    /// process a late write can't overtake a newer one. Once its caller is gone it begins nothing more
    /// ([`Keychain::still_asked`]). The one operation that hangs inside the system can't be called back, and may
    /// still take effect when another process has written meanwhile.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        act: impl Fn(&Keychain) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, CredentialError> {
        let answered = async {
            let mut desk = Arc::clone(&self.desk).lock_owned().await;
            let jobs = desk.jobs()?;
            let (answer, answered) = oneshot::channel();
            // Gone with this future, at the end of its time as when it is dropped.
            let waiting = Arc::new(());
            let caller = Caller(Some(Arc::downgrade(&waiting)));
            let job: Job = Box::new(move |connection| {
                let outcome = connection.ask(&caller, act);
                drop(desk);
                // Nobody may be waiting any more.
                drop(answer.send(outcome));
            });
            // Where the thread is gone, the job is dropped and says so.
            drop(jobs.send(job));
            let outcome = answered.await.map_err(|cut| CredentialError::Backend(cut.into()))?;
            drop(waiting);
            outcome
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
    fn ask<T>(
        &mut self,
        caller: &Caller,
        act: impl Fn(&Keychain) -> Result<T, Error>,
    ) -> Result<T, CredentialError> {
        let act = |keychain: &mut Keychain| {
            keychain.caller = caller.clone();
            keychain.still_asked()?;
            act(keychain)
        };
        if let Some(keychain) = &mut self.keychain {
            match act(keychain) {
                Err(error) if broke(&error) => self.keychain = None,
                outcome => return outcome.map_err(translated),
            }
        }
        let mut keychain = (self.connect)()?;
        let outcome = act(&mut keychain).map_err(translated);
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
