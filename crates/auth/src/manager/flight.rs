//! Single flight within the process: one task finds a token, and everyone who waited shares its result. What
//! that task does is in `exchange`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use homing_domain::account::Account;
use homing_domain::ports::{AccessToken, AuthError, HttpError};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::Instrument;

use super::AuthParts;
use super::exchange::Exchange;
use super::memory::{Memory, Moment};
use super::shared_error::{said_again, shared};

/// One account's tokens in this process.
#[derive(Default)]
pub(super) struct Session {
    state: Arc<Mutex<State>>,
    /// How many flights ended.
    landed: AtomicU64,
}

/// What the session's mutex guards.
#[derive(Default)]
pub(super) struct State {
    pub(super) memory: Memory,
    /// How the last flight failed, if it did.
    failure: Option<Arc<AuthError>>,
}

impl Session {
    /// Waits until nobody else of this process decides over the account's tokens.
    pub(super) async fn lock(&self) -> OwnedMutexGuard<State> {
        Arc::clone(&self.state).lock_owned().await
    }

    /// A token other than `refused`.
    pub(super) async fn token(
        self: Arc<Self>,
        parts: &Arc<AuthParts>,
        account: &Account,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        let landed = self.landed.load(Ordering::Acquire);
        let state = self.lock().await;
        let moment = Moment::new(parts.clock.as_ref(), parts.api.refresh_grace(), refused);
        if let Some(token) = state.memory.good_token(&moment) {
            return Ok(token);
        }
        // A flight failed while this caller waited: a thousand callers must not fail one after the other.
        if self.landed.load(Ordering::Acquire) != landed
            && let Some(failure) = &state.failure
        {
            return Err(shared(failure));
        }
        let (parts, account, refused) = (Arc::clone(parts), account.clone(), refused.cloned());
        let flight = async move { self.fly(state, &parts, &account, refused.as_ref()).await };
        match tokio::spawn(flight.in_current_span()).await {
            Ok(outcome) => outcome,
            // Only when the runtime ends. What the exchange brought is not known.
            Err(cut) => Err(AuthError::Unreachable(HttpError::AnswerLost(cut.into()))),
        }
    }

    async fn fly(
        &self,
        mut state: OwnedMutexGuard<State>,
        parts: &AuthParts,
        account: &Account,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        let found = Exchange::new(parts, account, &mut state.memory).token(refused).await;
        let found = found.map_err(|error| said_again(error, state.failure.as_ref()));
        state.failure = found.as_ref().err().cloned();
        // Before the mutex is free: who waited for this flight must see that it landed.
        self.landed.fetch_add(1, Ordering::Release);
        found.map_err(|failure| shared(&failure))
    }
}
