//! One call at a time to a keychain that may block, hang or go away. Knows nothing of what is stored.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use homing_domain::ports::{BoxError, CredentialError};
use keyring::{CredentialStore, Entry, Error};
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

/// A keychain that answered.
#[derive(Clone)]
pub(super) struct Keychain {
    /// The store object, which makes its entries itself.
    pub(super) store: Arc<CredentialStore>,
    /// What a person sees beside the record in the system's own program, where it has such a thing.
    pub(super) label: Option<&'static str>,
}

impl Keychain {
    /// The record filed under `service` and `name`, whether it exists or not.
    pub(super) fn entry(&self, service: &str, name: &str) -> Result<Entry, Error> {
        let label = self.label.map(|label| HashMap::from([("label", label)]));
        self.store.build(service, name, label.as_ref())
    }
}

/// Makes the connection, anew where the last one broke.
pub(super) type Connect = Box<dyn Fn() -> Result<Keychain, CredentialError> + Send + Sync>;

/// The line to a keychain.
pub(super) struct Line {
    connection: Arc<Mutex<Connection>>,
    time_limit: Duration,
}

struct Connection {
    connect: Connect,
    keychain: Option<Keychain>,
}

impl Line {
    pub(super) fn new(connect: Connect, time_limit: Duration) -> Self {
        let connection = Arc::new(Mutex::new(Connection { connect, keychain: None }));
        Self { connection, time_limit }
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
            let mut connection = Arc::clone(&self.connection).lock_owned().await;
            let (answer, answered) = oneshot::channel();
            // Not the runtime's own blocking threads: the runtime waits for those at its end, so one hung
            // prompt would keep the program from ending.
            thread::Builder::new()
                .name("homing-keychain".to_owned())
                .spawn(move || {
                    let outcome = connection.ask(act);
                    drop(connection);
                    // Nobody may be waiting any more.
                    drop(answer.send(outcome));
                })
                .map_err(|error| CredentialError::Backend(error.into()))?;
            answered.await.map_err(|cut| CredentialError::Backend(cut.into()))?
        };
        timeout(self.time_limit, answered).await.map_err(|_| CredentialError::TimedOut)?
    }
}

impl Drop for Connection {
    /// A store may talk to its keychain while it is dropped, and wait for that in a runtime of its own, which a
    /// thread of our runtime must not do: it would panic.
    fn drop(&mut self) {
        if let Some(keychain) = self.keychain.take() {
            let farewell = thread::Builder::new().name("homing-keychain".to_owned());
            if let Err(error) = farewell.spawn(move || drop(keychain)) {
                tracing::debug!(%error, "the connection to the keychain was not closed");
            }
        }
    }
}

impl Connection {
    /// A connection that was good before and broke (the keychain's process was restarted) is made anew, once.
    fn ask<T>(&mut self, act: impl Fn(&Keychain) -> Result<T, Error>) -> Result<T, CredentialError> {
        if let Some(keychain) = &self.keychain {
            match act(keychain) {
                Err(Error::PlatformFailure(_)) => self.keychain = None,
                outcome => return outcome.map_err(translated),
            }
        }
        let keychain = (self.connect)()?;
        let outcome = act(&keychain).map_err(translated);
        self.keychain = Some(keychain);
        outcome
    }
}

/// "No access" is also what a provider without a default collection says to a write; its error tells which.
fn translated(error: Error) -> CredentialError {
    match error {
        Error::NoStorageAccess(_) => CredentialError::Locked(scrubbed(error)),
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
