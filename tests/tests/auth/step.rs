//! The steps of an exchange, and adapters in which a process dies at one of them.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use homing_auth::AuthParts;
use homing_domain::names::AccountId;
use homing_domain::ports::{
    CredentialError, CredentialStore, Credentials, Http, HttpError, HttpRequest, HttpResponse,
};
use rustix::process::{Signal, getpid, kill_process};

/// How far an exchange has come, as the process itself sees it. What a proxy sees is in [`homing_tests::Point`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The tokens are read; nothing is written.
    BeforeMark,
    /// The mark is written; nothing has left.
    Marked,
    /// The answer is there; nothing of it is stored.
    Answered,
    /// The new tokens are written, and not read back.
    Stored,
    /// They are read back, and nobody has them.
    ReadBack,
}

impl Step {
    const ALL: [Self; 5] = [Self::BeforeMark, Self::Marked, Self::Answered, Self::Stored, Self::ReadBack];

    /// The step of that name, as [`Step::name`] gives it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    pub(crate) fn name(self) -> String {
        format!("{self:?}")
    }
}

/// The same parts, in which the process dies at that step.
pub(crate) fn dying(parts: AuthParts, at: Step) -> AuthParts {
    let AuthParts { store, http, .. } = parts;
    let store = Arc::new(DyingStore { store, at, writes: AtomicUsize::new(0) });
    AuthParts { store, http: Arc::new(DyingHttp { http, at }), ..parts }
}

struct DyingStore {
    store: Arc<dyn CredentialStore>,
    at: Step,
    writes: AtomicUsize,
}

struct DyingHttp {
    http: Arc<dyn Http>,
    at: Step,
}

#[async_trait]
impl CredentialStore for DyingStore {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        let read = self.store.read(account).await;
        if self.at == Step::ReadBack && self.writes.load(Ordering::Relaxed) == 2 {
            die();
        }
        read
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        // The mark, then the grant.
        let nth = self.writes.fetch_add(1, Ordering::Relaxed) + 1;
        if (nth, self.at) == (1, Step::BeforeMark) {
            die();
        }
        let written = self.store.write(account, credentials).await;
        if matches!((nth, self.at), (1, Step::Marked) | (2, Step::Stored)) {
            die();
        }
        written
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.store.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.store.probe().await
    }
}

#[async_trait]
impl Http for DyingHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.http.send(request).await;
        if self.at == Step::Answered {
            die();
        }
        answer
    }
}

/// SIGKILL: nothing of this process runs any more, no destructor and no handler.
fn die() -> Infallible {
    kill_process(getpid(), Signal::KILL).unwrap();
    loop {
        std::thread::park();
    }
}
