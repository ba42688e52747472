//! What a person asks of a program, and what it tells them.

use std::error::Error;
use std::fmt::Debug;

use homing_app::{Session, SyncManager, UnsentWork};
use homing_domain::account::CredentialPlace;
use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::ports::{Selection, SortRange};
use homing_domain::task::Commit;
use homing_domain::time::Command;
use secrecy::SecretString;

use crate::simulation::overheard::{SECRET, overhear};
use crate::simulation::turn::ProcessId;

/// Where the server is.
const SERVER: &str = "https://homing.example.org";

/// What a person asks for.
#[derive(Debug)]
pub(crate) enum Op {
    /// Something of the timer or of an entry.
    Record(Box<Command>),
    /// A task of an application's own.
    Enqueue(Commit),
    /// What is due.
    Sync,
    /// Everything, at once.
    SyncNow,
    /// Lets refused tasks go again.
    Retry(Selection),
    Discard(Vec<TaskId>),
    SignIn {
        name: &'static str,
    },
    SignOut,
    /// Whoever has this name becomes the active account, if they have been here.
    Switch {
        name: &'static str,
    },
    /// Whoever has this name signs out, active or not.
    SignOutOf {
        name: &'static str,
    },
    /// Everything that is not sent yet, and the entries of the last days.
    Look,
}

/// What a program told at the end.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) process: ProcessId,
    /// In a word or two.
    pub(crate) said: String,
    pub(crate) acknowledged: Acknowledged,
}

/// What a person may rely on from now on.
#[derive(Debug)]
pub(crate) enum Acknowledged {
    Nothing,
    Tasks(Vec<TaskId>),
    Entries(Vec<(Lane, i64)>),
    /// What was shown as not sent yet.
    Shown(Vec<TaskId>),
}

impl Op {
    pub(super) async fn run(self, process: ProcessId, manager: &SyncManager, session: &Session) -> Told {
        let mut acknowledged = Acknowledged::Nothing;
        let said = match self {
            Self::Record(command) => {
                let recorded = manager.enqueue_time_entry(&command).await;
                let told = word(&recorded, |_| "recorded".to_owned());
                if let Ok(recorded) = recorded {
                    let changed = recorded.changes.iter().map(|change| &change.after);
                    let changed = changed.map(|entry| (entry.id.lane(), entry.revision));
                    acknowledged = Acknowledged::Entries(changed.collect());
                }
                told
            }
            Self::Enqueue(commit) => {
                let tasks = commit.tasks.iter().map(|task| task.id).collect();
                let enqueued = manager.enqueue_sync(commit).await;
                if enqueued.is_ok() {
                    acknowledged = Acknowledged::Tasks(tasks);
                }
                word(&enqueued, |()| "enqueued".to_owned())
            }
            Self::Sync => word(&manager.sync_queue().await, |report| format!("synced: {report:?}")),
            Self::SyncNow => word(&manager.sync_queue_now().await, |report| format!("synced: {report:?}")),
            Self::Retry(selection) => {
                let retried = manager.retry_failed_tasks(selection).await;
                word(&retried, |retried| {
                    format!("{} go again: {}", retried.tasks, word(&retried.sync, |_| String::new()))
                })
            }
            Self::Discard(tasks) => word(&manager.discard_tasks(tasks).await, |()| "discarded".to_owned()),
            Self::SignIn { name } => sign_in(session, name).await,
            Self::SignOut => {
                word(&session.sign_out().await, |left| format!("signed out: {}", left.is_some()))
            }
            Self::Switch { name } => switch(session, name).await,
            Self::SignOutOf { name } => sign_out_of(session, name).await,
            Self::Look => {
                let unsent = manager.unsent().await;
                if let Ok(unsent) = &unsent {
                    acknowledged = Acknowledged::Shown(unsent.iter().map(|task| task.task.id).collect());
                }
                let entries = manager.tracker().entries(SortRange::ALL).await;
                let entries = word(&entries, |entries| format!("{} entries", entries.len()));
                format!("{}, {entries}", word(&unsent, |unsent| format!("{} unsent", unsent.len())))
            }
        };
        Told { process, said, acknowledged }
    }
}

async fn sign_in(session: &Session, name: &str) -> String {
    let password = SecretString::from(format!("{SECRET}-password"));
    let server = SERVER.parse().unwrap();
    match session.sign_in(&server, name, &password, CredentialPlace::Keychain).await {
        Err(error) => word::<(), _>(&Err(error), |()| String::new()),
        Ok(granted) => word(&session.complete(granted).await, |done| {
            format!("{} signed in, adopted {}", done.account.name, done.adopted.tasks)
        }),
    }
}

async fn known(session: &Session, name: &str) -> Result<AccountId, String> {
    let all = session.accounts.all().await;
    let told = word(&all, |_| format!("{name} was never here"));
    let mut all = all.into_iter().flatten().map(|known| known.account);
    all.find(|account| account.name == name).map(|account| account.id).ok_or(told)
}

async fn switch(session: &Session, name: &str) -> String {
    match known(session, name).await {
        Err(told) => told,
        Ok(account) => word(&session.switch(account, UnsentWork::Keep).await, |done| {
            format!("switched to {}, signed in: {}", done.account.name, done.signed_in)
        }),
    }
}

async fn sign_out_of(session: &Session, name: &str) -> String {
    match known(session, name).await {
        Err(told) => told,
        Ok(account) => word(&session.sign_out_of(account, UnsentWork::Keep).await, |left| {
            format!("{name} signed out: {}", left.is_some())
        }),
    }
}

/// The end of something in a word; an error goes through the ears that look for secrets.
fn word<T, E: Error + 'static>(outcome: &Result<T, E>, ok: impl FnOnce(&T) -> String) -> String {
    match outcome {
        Ok(done) => ok(done),
        Err(error) => {
            let causes = std::iter::successors(Some(error as &dyn Error), |error| (*error).source());
            let chain: Vec<String> = causes.map(ToString::to_string).collect();
            let said = chain.join(": ");
            overhear(&said);
            overhear(&format!("{:?}", error as &dyn Debug));
            said
        }
    }
}
