//! The provider's keys that are held, and who goes to ask for others: one at a time, and not more often than
//! `waiting` allows. What is held stays where the provider is away.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use homing_wire::Secret;
use jiff::Timestamp;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::Instrument as _;

use super::NotTaken;
use super::keys::Keys;
use super::provider::{Provider, Said};
use super::token::{LEEWAY_SECONDS, Names, Unverified};
use super::waiting::{AFTER_A_FAILURE, Asked, are_old};
use crate::logging::causes;
use crate::measures;
use crate::ports::Clock;

pub(super) struct Cache {
    provider: Provider,
    clock: Arc<dyn Clock>,
    held: RwLock<Option<Arc<Held>>>,
    /// Whoever has it may ask.
    turn: Arc<Mutex<Option<Asked>>>,
}

/// What the provider said, and when it was asked.
pub(super) struct Held {
    said: Said,
    asked_at: Timestamp,
    asked_at_uptime: Duration,
}

impl Held {
    pub(super) fn signed(&self, token: &Unverified<'_>) -> bool {
        self.said.keys.signed(token)
    }

    fn keys(&self) -> &Keys {
        &self.said.keys
    }

    /// Whether it was asked for after the token was made. A provider shows a key before it signs with it, so that
    /// a key which is missing then is none of its keys.
    fn is_newer_than(&self, token: &Unverified<'_>) -> bool {
        let asked_at = self.asked_at.as_duration().as_secs_f64();
        token.claims.issued_at.is_some_and(|issued_at| issued_at + LEEWAY_SECONDS < asked_at)
    }
}

impl Cache {
    pub(super) fn new(provider: Provider, clock: Arc<dyn Clock>) -> Self {
        Self { provider, clock, held: RwLock::default(), turn: Arc::default() }
    }

    /// Keys among which the token's is.
    ///
    /// # Errors
    /// The provider has no such key ([`NotTaken::Refused`]), or can't be asked whether it has
    /// ([`NotTaken::ProviderAway`]): that is no refusal, since the token may be as good as any.
    pub(super) async fn keys_for(self: &Arc<Self>, token: &Unverified<'_>) -> Result<Arc<Held>, NotTaken> {
        if let Some(held) = self.held().filter(|held| held.keys().have_one_for(token)) {
            return Ok(self.renewed(held).await);
        }
        let turn = Arc::clone(&self.turn).lock_owned().await;
        // Whoever had the turn before may have brought it.
        let held = self.held();
        if let Some(held) = held.as_ref().filter(|held| held.keys().have_one_for(token)) {
            return Ok(Arc::clone(held));
        }
        if let Some(wait) = turn.and_then(|asked| asked.wait(self.clock.uptime())) {
            let known = held.is_some_and(|held| held.is_newer_than(token));
            return Err(if known { NotTaken::Refused } else { NotTaken::ProviderAway(wait) });
        }
        match self.ask(turn).await {
            Some(held) if held.keys().have_one_for(token) => Ok(held),
            Some(_) => Err(NotTaken::Refused),
            None => Err(NotTaken::ProviderAway(AFTER_A_FAILURE)),
        }
    }

    /// The same keys, or newer ones where those are old and the provider answers; a key that it took back is not
    /// among them. Whoever comes while somebody asks goes on with what there is.
    async fn renewed(self: &Arc<Self>, held: Arc<Held>) -> Arc<Held> {
        let now = self.clock.uptime();
        if !are_old(held.asked_at_uptime, now) {
            return held;
        }
        match Arc::clone(&self.turn).try_lock_owned() {
            Ok(turn) if turn.is_none_or(|asked| asked.wait(now).is_none()) => {
                self.ask(turn).await.unwrap_or(held)
            }
            _ => held,
        }
    }

    /// Asks, to the end: a client that hangs up leaves the answer to the next one.
    async fn ask(self: &Arc<Self>, mut turn: OwnedMutexGuard<Option<Asked>>) -> Option<Arc<Held>> {
        let cache = Arc::clone(self);
        let asking = async move {
            let (asked_at, at) = (cache.clock.now(), cache.clock.uptime());
            *turn = Some(Asked { at, answered: false });
            match cache.provider.ask().await {
                Ok(said) => {
                    *turn = Some(Asked { at, answered: true });
                    measures::provider_asked("answered");
                    let held = Arc::new(Held { said, asked_at, asked_at_uptime: at });
                    *cache.held.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&held));
                    Some(held)
                }
                Err(error) => {
                    measures::provider_asked("failed");
                    tracing::warn!(causes = %causes(&error), "the keys of the OpenID provider could not be fetched");
                    None
                }
            }
        };
        tokio::spawn(asking.in_current_span()).await.ok().flatten()
    }

    pub(super) async fn names(&self, token: &Secret, subject: &str) -> Option<Names> {
        let userinfo = self.held()?.said.userinfo.clone()?;
        match self.provider.names(userinfo, token, subject).await {
            Ok(names) => names,
            Err(error) => {
                // Its cause may quote what the provider says of the person.
                tracing::warn!(%error, "the OpenID provider did not tell the name of a new account");
                None
            }
        }
    }

    fn held(&self) -> Option<Arc<Held>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
