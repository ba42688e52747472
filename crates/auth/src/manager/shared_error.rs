//! One failure for many who waited. `AuthError` keeps its cause in a box and can't be cloned; each gets an
//! equal error over the one cause.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use homing_domain::ports::{AuthError, BoxError, CredentialError, HttpError, LockError};

/// An error equal to `error`, with the same chain of causes.
pub(super) fn shared(error: &Arc<AuthError>) -> AuthError {
    let cause = || -> BoxError { Box::new(Cause(Arc::clone(error))) };
    match &**error {
        AuthError::SignInNeeded => AuthError::SignInNeeded,
        AuthError::NotActive => AuthError::NotActive,
        AuthError::Unavailable { status, retry_after } => {
            AuthError::Unavailable { status: *status, retry_after: *retry_after }
        }
        AuthError::Paused { wait } => AuthError::Paused { wait: *wait },
        AuthError::Unreachable(HttpError::NotSent { cause: offline, .. }) => {
            AuthError::Unreachable(HttpError::NotSent { cause: *offline, source: cause() })
        }
        AuthError::Unreachable(_) => AuthError::Unreachable(HttpError::AnswerLost(cause())),
        AuthError::Lock(_) => AuthError::Lock(LockError(cause())),
        AuthError::Credentials(error) => AuthError::Credentials(credentials(error, cause)),
        _ => AuthError::Credentials(CredentialError::Backend(cause())),
    }
}

/// What is said in a pause: what led to it, where this process was there. Else that there is one.
pub(super) fn said_again(error: AuthError, last: Option<&Arc<AuthError>>) -> Arc<AuthError> {
    let (AuthError::Paused { wait }, Some(last)) = (&error, last) else { return Arc::new(error) };
    match &**last {
        AuthError::Unavailable { status, retry_after } => {
            let retry_after = retry_after.and(Some(*wait));
            Arc::new(AuthError::Unavailable { status: *status, retry_after })
        }
        AuthError::Unreachable(HttpError::AnswerLost(_)) => Arc::clone(last),
        _ => Arc::new(error),
    }
}

fn credentials(error: &CredentialError, cause: impl Fn() -> BoxError) -> CredentialError {
    match error {
        CredentialError::Missing(_) => CredentialError::Missing(cause()),
        CredentialError::Locked(_) => CredentialError::Locked(cause()),
        CredentialError::TimedOut => CredentialError::TimedOut,
        CredentialError::Unfaithful => CredentialError::Unfaithful,
        CredentialError::WrongPassphrase => CredentialError::WrongPassphrase,
        CredentialError::PassphraseNeeded => CredentialError::PassphraseNeeded,
        CredentialError::NoPassphrase(why) => CredentialError::NoPassphrase(Arc::clone(why)),
        CredentialError::Damaged(_) => CredentialError::Damaged(cause()),
        _ => CredentialError::Backend(cause()),
    }
}

/// Stands for the adapter's error: two steps down from an `AuthError`, whose variants wrap a port's error
/// that wraps the adapter's.
#[derive(Debug)]
struct Cause(Arc<AuthError>);

impl Cause {
    fn original(&self) -> &(dyn Error + 'static) {
        let whole: &(dyn Error + 'static) = &*self.0;
        whole.source().map_or(whole, |port| port.source().unwrap_or(port))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.original(), f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.original().source()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use homing_domain::ports::OfflineCause;

    use super::*;

    fn chain(error: &AuthError) -> Vec<String> {
        let causes = std::iter::successors(Some(error as &dyn Error), |error| (**error).source());
        causes.map(ToString::to_string).collect()
    }

    fn io() -> BoxError {
        Box::new(std::io::Error::other("no route"))
    }

    #[test]
    fn everyone_who_waited_gets_the_same_error_down_to_its_cause() {
        let cause = OfflineCause::Dns;
        for error in [
            AuthError::SignInNeeded,
            AuthError::NotActive,
            AuthError::Unavailable { status: 503, retry_after: None },
            AuthError::Paused { wait: Duration::from_secs(7) },
            AuthError::Unreachable(HttpError::NotSent { cause, source: io() }),
            AuthError::Unreachable(HttpError::AnswerLost(io())),
            AuthError::Lock(LockError(io())),
            AuthError::Credentials(CredentialError::TimedOut),
            AuthError::Credentials(CredentialError::Unfaithful),
            AuthError::Credentials(CredentialError::WrongPassphrase),
            AuthError::Credentials(CredentialError::PassphraseNeeded),
            AuthError::Credentials(CredentialError::NoPassphrase(Arc::new(std::io::Error::other("ended")))),
            AuthError::Credentials(CredentialError::Missing(io())),
            AuthError::Credentials(CredentialError::Locked(io())),
            AuthError::Credentials(CredentialError::Damaged(io())),
            AuthError::Credentials(CredentialError::Backend(io())),
        ] {
            let error = Arc::new(error);
            assert_eq!(chain(&shared(&error)), chain(&error));
        }
    }
}
