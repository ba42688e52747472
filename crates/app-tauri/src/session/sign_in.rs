//! Signing in, in two steps: the server grants it, then a person who would take over from someone else says yes.

use homing_auth::{HeldBack, SignInError as AuthSignInError, SignedIn as Tokens};
use homing_domain::account::{Account, Active, CredentialPlace, Known, ServerUrl};
use homing_domain::engine::SyncState;
use homing_domain::names::AccountId;
use homing_domain::ports::{Adopted, QueueError};
use secrecy::SecretString;

use super::Session;
use crate::known_accounts::Holdings;

/// A sign-in that the server granted. Nothing has changed on this machine yet.
#[must_use = "a sign-in that is neither completed nor declined stays open on the server"]
#[derive(Debug)]
pub struct GrantedSignIn {
    account: Account,
    tokens: Tokens,
    former: Option<(Known, Holdings)>,
    /// Who was active as it was granted.
    seen: AccountId,
}

/// A sign-in that is done.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account, now the active one.
    pub account: Account,
    /// What was recorded before anyone had signed in and now belongs to it.
    pub adopted: Adopted,
    /// Whom it took over from, and what they left here, for them alone. They stay signed in, if they were.
    pub former: Option<(Known, Holdings)>,
    /// Where the tokens that an earlier sign-in of this account left in another place could not be removed, if they could
    /// not.
    pub left_behind: Option<CredentialPlace>,
}

/// A sign-in that did not come about. What is recorded stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The server or the credential store did not go along.
    #[error(transparent)]
    Auth(#[from] AuthSignInError),
    /// The account could not be stored.
    #[error("the account could not be stored")]
    Accounts(#[source] QueueError),
    /// Somebody signed in or switched meanwhile: whoever is active now was not to be left.
    #[error("another account became the active one meanwhile")]
    AccountChanged,
}

impl GrantedSignIn {
    /// Who signs in.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The other account that records on this machine now, and what it holds. Ask before completing then:
    /// its work is not sent before it is the active one again, and a timer of theirs runs on.
    #[must_use]
    pub fn takes_over_from(&self) -> Option<(&Known, &Holdings)> {
        self.former.as_ref().map(|(known, holdings)| (known, holdings))
    }
}

impl Session {
    /// Asks the server with name and password. The tokens are to go to `place` and nowhere else; the place is
    /// tried out before the password leaves this machine.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(
        &self,
        server: &ServerUrl,
        name: &str,
        password: &SecretString,
        place: CredentialPlace,
    ) -> Result<GrantedSignIn, SignInError> {
        let tokens = self.auth.manager(place).sign_in(server, name, password).await?;
        self.granted(server, tokens, place).await
    }

    /// Whose the tokens are on this machine, and from whom they would take over.
    pub(super) async fn granted(
        &self,
        server: &ServerUrl,
        tokens: Tokens,
        place: CredentialPlace,
    ) -> Result<GrantedSignIn, SignInError> {
        match self.whose(server, &tokens, place).await {
            Ok((account, former, seen)) => Ok(GrantedSignIn { account, tokens, former, seen }),
            Err(error) => {
                self.auth.manager(place).decline(server, tokens).await;
                Err(SignInError::Accounts(error))
            }
        }
    }

    async fn whose(
        &self,
        server: &ServerUrl,
        tokens: &Tokens,
        place: CredentialPlace,
    ) -> Result<(Account, Option<(Known, Holdings)>, AccountId), QueueError> {
        let known = self.accounts.find(server, &tokens.user).await?;
        let account = Account {
            id: known.map_or_else(|| AccountId::new(self.ids.uuid()), |account| account.id),
            server: server.clone(),
            user: tokens.user.clone(),
            name: tokens.name.clone(),
            credentials: place,
        };
        let active = self.accounts.active().await?;
        let seen = active.id();
        let former = self.former(&account, active).await?;
        Ok((account, former, seen))
    }

    /// Makes the account the active one, keeps its tokens, and removes those that an earlier sign-in of the same account
    /// left in another place. Whoever was active before stays signed in, if they were.
    ///
    /// # Errors
    /// [`SignInError`]: whoever was active before still is, and who was signed in too. After the very first sign-in,
    /// what was recorded belongs to the account, which needs to sign in. [`SignInError::AccountChanged`] where the active
    /// account is no longer the one that the grant saw: the server hears that the sign-in is over.
    pub async fn complete(&self, granted: GrantedSignIn) -> Result<SignedIn, SignInError> {
        let GrantedSignIn { account, tokens, former, seen } = granted;
        let (before, known, held_back, adopted) = match self.enter(&account, seen).await {
            Ok(entered) => entered,
            Err(error) => {
                self.auth.manager(account.credentials).decline(&account.server, tokens).await;
                return Err(error);
            }
        };
        if let Err(error) = self.keep(held_back, &account, tokens).await {
            if let Err(second) = self.put_back(&account, &before, known).await {
                tracing::error!(account = %account.id, error = %second, "what was before the sign-in is not put back");
            }
            return Err(error);
        }
        let left_behind = self.retire(&account, known).await;
        tracing::info!(account = %account.id, records = adopted.records, tasks = adopted.tasks, "signed in");
        Ok(SignedIn { account, adopted, former, left_behind })
    }

    /// Makes the account the active one, without tokens yet; with what was before, and what was adopted.
    async fn enter(
        &self,
        account: &Account,
        seen: AccountId,
    ) -> Result<(Active, Option<Known>, HeldBack, Adopted), SignInError> {
        // A background job hears of the account at once: it waits until the tokens are there.
        let held_back = self.auth.manager(account.credentials).hold_back(account).await?;
        let before = self.accounts.active().await.map_err(SignInError::Accounts)?;
        if before.id() != seen {
            return Err(SignInError::AccountChanged);
        }
        let known = self.known(account).await.map_err(SignInError::Accounts)?;
        // The account first: tokens of an account that nobody knows could never be found again. A kill
        // in between leaves an account that says "sign-in needed".
        let adopted = self.accounts.sign_in(account).await.map_err(SignInError::Accounts)?;
        Ok((before, known, held_back, adopted))
    }

    /// Gives a granted sign-in up. Nothing changes on this machine.
    pub async fn decline(&self, granted: GrantedSignIn) {
        let GrantedSignIn { account, tokens, .. } = granted;
        self.auth.manager(account.credentials).decline(&account.server, tokens).await;
    }

    /// Takes back what was said of the sign-in before, then keeps the tokens. The other way round a kill in between
    /// would leave good tokens that nobody tries; this way round the next cycle finds none, and says so again.
    async fn keep(&self, held_back: HeldBack, account: &Account, tokens: Tokens) -> Result<(), SignInError> {
        if let Err(error) = SyncState::signed_in(self.queue.as_ref(), account.id, self.clock.now()).await {
            self.auth.manager(account.credentials).decline(&account.server, tokens).await;
            return Err(SignInError::Accounts(error));
        }
        Ok(held_back.keep(tokens).await?)
    }

    async fn known(&self, account: &Account) -> Result<Option<Known>, QueueError> {
        let all = self.accounts.all().await?;
        Ok(all
            .into_iter()
            .find(|known| known.account.server == account.server && known.account.user == account.user))
    }

    async fn former(
        &self,
        account: &Account,
        active: Active,
    ) -> Result<Option<(Known, Holdings)>, QueueError> {
        match active {
            Active::Account { account: former, signed_in } if former.id != account.id => {
                let holdings = Holdings::of(self.queue.as_ref(), former.id).await?;
                Ok(Some((Known { account: former, signed_in }, holdings)))
            }
            _ => Ok(None),
        }
    }

    /// As it was before a sign-in whose tokens could not be kept.
    async fn put_back(
        &self,
        account: &Account,
        before: &Active,
        known: Option<Known>,
    ) -> Result<(), QueueError> {
        let signed_in = known.as_ref().is_some_and(|known| known.signed_in);
        if let Some(known) = known {
            self.accounts.sign_in(&known.account).await?;
        }
        if !signed_in {
            self.accounts.sign_out(account.id).await?;
        }
        match before {
            Active::Account { account, .. } => self.accounts.activate(account.id).await.map(drop),
            Active::Local => Ok(()),
        }
    }

    /// Removes the tokens that this sign-in replaces, last of all: a kill before it leaves tokens that nobody
    /// uses, never a person without any. Needs neither a network nor a passphrase.
    async fn retire(&self, account: &Account, known: Option<Known>) -> Option<CredentialPlace> {
        let replaced = known.map(|known| known.account);
        let replaced = replaced.filter(|known| known.credentials != account.credentials)?;
        match self.auth.manager(replaced.credentials).forget(&replaced).await {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(account = %replaced.id, %error, "the tokens of an earlier sign-in are still there");
                Some(replaced.credentials)
            }
        }
    }
}
