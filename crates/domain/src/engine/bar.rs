//! What on this machine itself bars the way: the stored sign-in can't be used, or a lock can't be taken. Not what the
//! server or the network says: that is [`super::Hold`].

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::{BatchResult, Engine};
use crate::account::Account;
use crate::policy::Verdict;
use crate::ports::{AccessToken, AuthError, CredentialError, HttpError, OfflineCause};

/// What keeps tasks on this machine until a person does something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Bar {
    /// The keychain that has the sign-in is not there.
    KeychainMissing,
    /// The keychain is locked and nobody opened it.
    KeychainLocked,
    /// The keychain did not answer in time: it may be asking for its password.
    KeychainSilent,
    /// The passphrase of the file that has the sign-in was not given, or another one was.
    Passphrase,
    /// The stored sign-in can't be read.
    SignInUnreadable,
    /// The store of the sign-in fails otherwise.
    StoreFails,
    /// The lock that keeps other processes from the stored sign-in can't be taken.
    SignInLock,
    /// The lock that keeps other processes from syncing can't be taken: no cycle runs.
    SyncLock,
}

impl Bar {
    /// What of it a missing token says; `None` where nothing on this machine is in the way.
    #[must_use]
    pub fn of(error: &AuthError) -> Option<Self> {
        match error {
            AuthError::Lock(_) => Some(Self::SignInLock),
            AuthError::Credentials(error) => Some(match error {
                CredentialError::Missing(_) => Self::KeychainMissing,
                CredentialError::Locked(_) => Self::KeychainLocked,
                CredentialError::TimedOut => Self::KeychainSilent,
                CredentialError::WrongPassphrase
                | CredentialError::PassphraseNeeded
                | CredentialError::NoPassphrase(_) => Self::Passphrase,
                CredentialError::Damaged(_) => Self::SignInUnreadable,
                CredentialError::Unfaithful | CredentialError::Backend(_) => Self::StoreFails,
            }),
            _ => None,
        }
    }
}

impl Engine {
    /// A token for the account.
    pub(super) async fn token(&self, account: &Account) -> Result<AccessToken, BatchResult> {
        self.had(self.parts.auth.access_token(account).await)
    }

    /// A token in place of one that the server refused.
    pub(super) async fn fresh_token(
        &self,
        account: &Account,
        refused: &AccessToken,
    ) -> Result<AccessToken, BatchResult> {
        self.had(self.parts.auth.renew(account, refused).await)
    }

    /// Notes that the stored sign-in could be used: then nothing bars the way any more.
    fn had(&self, token: Result<AccessToken, AuthError>) -> Result<AccessToken, BatchResult> {
        if token.as_ref().err().is_none_or(is_elsewhere) {
            self.way_was_open.store(true, Ordering::Relaxed);
        }
        token.map_err(without_token)
    }

    /// Whether the stored sign-in could be used since the last time that this was asked.
    pub(super) fn take_way_was_open(&self) -> bool {
        self.way_was_open.swap(false, Ordering::Relaxed)
    }
}

/// Whether a token is missing for what network or server do: as [`crate::ports::Auth`] promises, the stored sign-in
/// could be read, under its lock. That a sign-in is needed says no such thing, as nobody looks at the store of who is
/// signed out. Nothing is lost by that: it is the worse headline, and only a sign-in or a token ends it, which end a
/// bar as well.
fn is_elsewhere(error: &AuthError) -> bool {
    matches!(error, AuthError::Unreachable(_) | AuthError::Unavailable { .. } | AuthError::Paused { .. })
}

/// A token that can't be had now holds the queue; the tasks were not sent and are charged nothing.
fn without_token(error: AuthError) -> BatchResult {
    match error {
        AuthError::SignInNeeded => BatchResult::SignInNeeded,
        AuthError::NotActive => BatchResult::NotActive,
        AuthError::Unreachable(HttpError::NotSent { cause, .. }) => {
            BatchResult::Whole(Verdict::Offline(cause))
        }
        AuthError::Unreachable(HttpError::AnswerLost(_) | HttpError::BodyUnreadable(_)) => {
            BatchResult::Whole(Verdict::Offline(OfflineCause::Connect))
        }
        AuthError::Unavailable { retry_after, .. } => BatchResult::Whole(Verdict::Throttled(retry_after)),
        AuthError::Paused { .. } => BatchResult::Whole(Verdict::Throttled(None)),
        AuthError::Accounts(_) | AuthError::Lock(_) | AuthError::Credentials(_) => {
            BatchResult::NoToken(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::ports::{LockError, QueueError};

    #[rstest]
    #[case(CredentialError::Missing("no bus".into()), Bar::KeychainMissing)]
    #[case(CredentialError::Locked("closed".into()), Bar::KeychainLocked)]
    #[case(CredentialError::TimedOut, Bar::KeychainSilent)]
    #[case(CredentialError::PassphraseNeeded, Bar::Passphrase)]
    #[case(CredentialError::WrongPassphrase, Bar::Passphrase)]
    #[case(CredentialError::NoPassphrase(std::sync::Arc::new(std::io::Error::other("no"))), Bar::Passphrase)]
    #[case(CredentialError::Damaged("cut".into()), Bar::SignInUnreadable)]
    #[case(CredentialError::Unfaithful, Bar::StoreFails)]
    #[case(CredentialError::Backend("?".into()), Bar::StoreFails)]
    fn each_failure_of_the_store_is_said_as_what_it_is(#[case] error: CredentialError, #[case] bar: Bar) {
        assert_eq!(Bar::of(&AuthError::Credentials(error)), Some(bar));
    }

    #[test]
    fn a_lock_bars_the_way_and_what_is_elsewhere_does_not() {
        assert_eq!(Bar::of(&AuthError::Lock(LockError("no folder".into()))), Some(Bar::SignInLock));
        for error in [
            AuthError::SignInNeeded,
            AuthError::NotActive,
            AuthError::Accounts(QueueError::Busy("locked".into())),
            AuthError::Unavailable { status: 503, retry_after: None },
            AuthError::Unreachable(HttpError::AnswerLost("reset".into())),
        ] {
            assert_eq!(Bar::of(&error), None, "{error:?}");
        }
    }
}
