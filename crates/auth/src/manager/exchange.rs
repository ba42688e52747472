//! Finding a token under the locks: adopt what another process stored, else exchange the refresh token. The
//! order of writes here is what keeps a rotated token from being lost; `manager` has the table of states.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::policy::ASKED_CAP;
use homing_domain::ports::{
    AccessToken, AuthError, CredentialError, CredentialStore, Credentials, GrantedBy, HttpError,
    HttpResponse, LockError, LockGuard, LockName, RefreshPause, Refusal, SignInAnswerError,
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroize as _;

use super::AuthParts;
use super::granter::{Fresh, Granter, grace};
use super::memory::{EXCHANGE_PAUSE, Memory, Moment, Reading, Unsaved, was_refused};
use super::server_clock::ServerClock;

/// One look for a token. Held by the task that has the session's mutex.
pub(super) struct Exchange<'a> {
    parts: &'a AuthParts,
    account: &'a Account,
    memory: &'a mut Memory,
}

/// What came of one request.
enum Answer {
    /// New tokens: the ones sent are spent.
    Granted(Fresh),
    /// The refresh token is not accepted.
    Refused,
    /// Surely nothing was exchanged, nobody having been asked.
    NotSent(AuthError),
    /// Surely nothing was exchanged: the server wants fewer requests.
    NotTaken(AuthError),
    /// Perhaps something was exchanged.
    Unknown(AuthError),
}

impl<'a> Exchange<'a> {
    pub(super) fn new(parts: &'a AuthParts, account: &'a Account, memory: &'a mut Memory) -> Self {
        Self { parts, account, memory }
    }

    /// A token other than `refused`.
    pub(super) async fn token(mut self, refused: Option<&AccessToken>) -> Result<AccessToken, AuthError> {
        let _lock = lock(self.parts, self.account).await.map_err(AuthError::Lock)?;
        self.token_under_lock(refused).await
    }

    /// As [`Exchange::token`], for who holds the process lock already.
    pub(super) async fn token_under_lock(
        &mut self,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        let Some(stored) = self.stored().await? else {
            self.memory.forget();
            return Err(AuthError::SignInNeeded);
        };
        let moment = self.moment(refused);
        if self.memory.is_good(&stored, &moment) {
            tracing::debug!("the stored token is good");
            return Ok(self.memory.adopt(stored));
        }
        if self.memory.is_futile(&stored, &moment) {
            return Err(AuthError::SignInNeeded);
        }
        if let Some(wait) = moment.pause_left(&stored) {
            // Who was refused may be another process.
            let refused = was_refused(&stored);
            return Err(if refused { AuthError::SignInNeeded } else { AuthError::Paused { wait } });
        }
        let token = self.exchange(stored, refused).await?;
        if refused.is_some_and(|refused| refused.same_as(&token)) {
            // Granted once more by a server that refuses it: another exchange would bring the same.
            return Err(AuthError::SignInNeeded);
        }
        // Where the machine slept over the store, what was granted may have ended by now. Once is enough: a store that
        // always takes so long would keep this going for ever.
        match self.memory.ended(&self.moment(refused)) {
            Some(granted) => self.exchange(granted, refused).await,
            None => Ok(token),
        }
    }

    /// What is stored, fit to end the sign-in with: the server itself wants an access token for that, which lives for
    /// minutes and is renewed where it ended, or the refresh token would outlive the sign-out. No pause holds that one
    /// exchange back: a person asked, and nothing is left here to exchange later. A provider takes the refresh token
    /// alone.
    pub(super) async fn for_farewell(&mut self) -> Result<Option<Credentials>, AuthError> {
        let stored = self.stored().await?;
        if stored.as_ref().is_some_and(|stored| stored.granted_by != GrantedBy::Server) {
            return Ok(stored);
        }
        match (self.token_under_lock(None).await, stored) {
            (Err(AuthError::Paused { .. }), Some(stored)) => self.exchange(stored, None).await?,
            (found, _) => found?,
        };
        Ok(self.memory.held())
    }

    /// What is in the store, after a grant that could not be stored before.
    async fn stored(&mut self) -> Result<Option<Credentials>, AuthError> {
        let stored = self.parts.store.read(self.account.id).await.map_err(AuthError::Credentials)?;
        let (Some(held), Some(unsaved)) = (&stored, &self.memory.unsaved) else {
            return Ok(stored);
        };
        let followed_by_another = !same_refresh(held, &unsaved.spent);
        if followed_by_another {
            self.memory.unsaved = None;
            return Ok(stored);
        }
        let (granted, at) = (unsaved.granted.clone(), unsaved.at);
        self.save(&granted, at).await?;
        Ok(Some(granted))
    }

    async fn exchange(
        &mut self,
        stored: Credentials,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        let marked = self.mark(&stored).await?;
        match self.ask(&marked).await {
            Answer::Granted(grant) => self.take(grant, marked).await,
            Answer::Refused => self.look_again(marked, refused).await,
            Answer::NotSent(error) => {
                self.note(stored).await;
                Err(error)
            }
            Answer::NotTaken(error) => {
                let refresh_pause = Some(self.pause(&error));
                self.note(Credentials { refresh_pause, ..stored }).await;
                Err(error)
            }
            Answer::Unknown(error) => {
                if matches!(error, AuthError::Unavailable { retry_after: Some(_), .. }) {
                    let refresh_pause = Some(self.pause(&error));
                    self.note(Credentials { refresh_pause, ..marked }).await;
                }
                Err(error)
            }
        }
    }

    /// Says in the store that an exchange is under way, and when the next one may be. An older mark stays: the
    /// server's grace counts from the first time it saw the token.
    async fn mark(&mut self, stored: &Credentials) -> Result<Credentials, AuthError> {
        let now = self.parts.clock.now();
        let mut marked = stored.clone();
        let grace = grace(&stored.granted_by, self.parts.api.refresh_grace());
        let once_more_at_once = stored.refresh_in_flight.is_none() && grace.is_some();
        marked.refresh_pause = (!once_more_at_once).then(|| pause(now, EXCHANGE_PAUSE));
        marked.refresh_in_flight.get_or_insert(now);
        let written = self.parts.store.write(self.account.id, &marked).await;
        written.map_err(AuthError::Credentials)?;
        self.memory.adopt(marked.clone());
        Ok(marked)
    }

    /// Stores what is known of an exchange that brought nothing. Where that fails, what was stored before it left
    /// only makes the next try more careful.
    async fn note(&mut self, known: Credentials) {
        match self.parts.store.write(self.account.id, &known).await {
            Ok(()) => drop(self.memory.adopt(known)),
            Err(error) => tracing::debug!(%error, "what became of an exchange could not be stored"),
        }
    }

    /// How long the server is left alone after an answer: as long as it asked, within reason.
    fn pause(&self, error: &AuthError) -> RefreshPause {
        let asked = match error {
            AuthError::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        };
        let length = asked.unwrap_or_default().clamp(EXCHANGE_PAUSE, ASKED_CAP);
        pause(self.parts.clock.now(), length)
    }

    async fn ask(&mut self, marked: &Credentials) -> Answer {
        let AuthParts { api, http, clock, .. } = self.parts;
        let granter = Granter::of(marked, api.as_ref());
        tracing::debug!("exchanging the refresh token");
        let mut sent = http.send(granter.refresh(self.account, &marked.refresh)).await;
        if let Ok(response) = &sent
            && let Some(otherwise) = granter.refresh_otherwise(self.account, &marked.refresh, response)
        {
            sent = http.send(otherwise).await;
        }
        let mut response = match sent {
            Ok(response) => response,
            Err(error @ HttpError::NotSent { .. }) => return Answer::NotSent(AuthError::Unreachable(error)),
            Err(error) => return Answer::Unknown(AuthError::Unreachable(error)),
        };
        self.memory.server_clock = ServerClock::observed(&response, clock.now());
        let fresh = granter.fresh(&response, &marked.refresh);
        response.body.zeroize();
        match fresh {
            Ok(grant) => Answer::Granted(grant),
            Err(SignInAnswerError::Refused(Refusal::Refused)) => Answer::Refused,
            Err(SignInAnswerError::Refused(_)) => Answer::NotTaken(self.unavailable(&response)),
            Err(_) => Answer::Unknown(self.unavailable(&response)),
        }
    }

    /// A wait beside any other status than these two, as on a page of a proxy, is no wish of the server.
    fn unavailable(&self, response: &HttpResponse) -> AuthError {
        let asks = matches!(response.status, 429 | 503);
        let retry_after = response.wait_asked(self.parts.clock.now()).filter(|_| asks);
        AuthError::Unavailable { status: response.status, retry_after }
    }

    /// Stores a grant, then uses it.
    async fn take(&mut self, fresh: Fresh, marked: Credentials) -> Result<AccessToken, AuthError> {
        let server_now = self.memory.server_clock.at(self.parts.clock.now());
        let granted = fresh.credentials(server_now, marked.granted_by);
        // Before it is stored: the machine may sleep over that.
        let at = Reading::of(self.parts.clock.as_ref());
        self.memory.unsaved = Some(Unsaved { spent: marked.refresh, granted: granted.clone(), at });
        self.save(&granted, at).await
    }

    async fn save(&mut self, granted: &Credentials, at: Reading) -> Result<AccessToken, AuthError> {
        write_and_compare(self.parts.store.as_ref(), self.account, granted)
            .await
            .map_err(AuthError::Credentials)?;
        Ok(self.memory.take_grant(granted.clone(), at))
    }

    /// The server refused. Where the store holds another token by now, someone who does not share our lock
    /// was faster: theirs counts. Else only a person can help.
    async fn look_again(
        &mut self,
        marked: Credentials,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        self.memory.note_refusal(marked.refresh.clone(), Reading::of(self.parts.clock.as_ref()));
        let now_stored = self.parts.store.read(self.account.id).await.map_err(AuthError::Credentials)?;
        if let Some(other) = now_stored.filter(|other| !same_refresh(other, &marked.refresh)) {
            let good = self.memory.is_good(&other, &self.moment(refused));
            let token = self.memory.adopt(other);
            return if good { Ok(token) } else { Err(AuthError::SignInNeeded) };
        }
        // Whoever asks next, in another process, hears of the refusal and does not ask the server again.
        let refused = RefreshPause { refused: true, ..pause(self.parts.clock.now(), EXCHANGE_PAUSE) };
        self.note(Credentials { refresh_pause: Some(refused), ..marked }).await;
        tracing::info!("the server no longer accepts this sign-in");
        Err(AuthError::SignInNeeded)
    }

    fn moment<'m>(&self, refused: Option<&'m AccessToken>) -> Moment<'m> {
        Moment::new(self.parts.clock.as_ref(), self.parts.api.refresh_grace(), refused)
    }
}

/// Keeps other processes from the account's tokens.
pub(super) async fn lock(parts: &AuthParts, account: &Account) -> Result<LockGuard, LockError> {
    parts.lock.acquire(LockName::Auth(account.id)).await
}

fn pause(since: Timestamp, length: Duration) -> RefreshPause {
    RefreshPause { since, until: since.saturating_add(length), refused: false }
}

/// Writes, and believes it only when it reads the same back.
pub(super) async fn write_and_compare(
    store: &dyn CredentialStore,
    account: &Account,
    credentials: &Credentials,
) -> Result<(), CredentialError> {
    store.write(account.id, credentials).await?;
    match store.read(account.id).await? {
        Some(kept) if kept == *credentials => Ok(()),
        _ => Err(CredentialError::Unfaithful),
    }
}

fn same_refresh(credentials: &Credentials, refresh: &SecretString) -> bool {
    credentials.refresh.expose_secret() == refresh.expose_secret()
}
