//! The sign-in of the earlier app: moved to where tokens are safe, at most once on a machine, and only where that signs in
//! nobody whom a person did not mean. Never read here: the tokens go from hand to hand.
//!
//! The mark is written before the account is entered and again when its tokens are kept. A kill in between leaves
//! `Moving`; the next import goes on then, unless tokens of that account are kept already: newer ones may have taken
//! their place, and the old refresh token is spent.

use homing_auth::Brought;
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::ports::QueueError;
use homing_import::legacy::EarlierTokens;

use super::EarlierApp;
use super::remembered::{TokensMark, recall, remember};
use super::report::{EarlierSignIn, NotMoved};
use crate::ApiName;

/// Where the sign-in is to go.
pub(super) struct Destination<'a> {
    pub(super) server: Option<&'a ServerUrl>,
    pub(super) api: ApiName,
    pub(super) place: CredentialPlace,
    pub(super) dry_run: bool,
}

/// A sign-in that may be moved.
struct Movable {
    server: ServerUrl,
    brought: Brought,
}

impl EarlierApp {
    pub(super) async fn move_tokens(
        &self,
        tokens: Option<EarlierTokens>,
        to: &Destination<'_>,
    ) -> Result<EarlierSignIn, QueueError> {
        let Some(tokens) = tokens else { return Ok(EarlierSignIn::None) };
        let mark = self.tokens_mark().await?;
        if mark == Some(TokensMark::Moved) {
            return Ok(EarlierSignIn::NotMoved(NotMoved::Before));
        }
        let active = self.accounts.active().await?;
        if let (Active::Account { account, .. }, None | Some(TokensMark::Stayed)) = (&active, &mark) {
            return Ok(EarlierSignIn::NotMoved(NotMoved::Somebody(Box::new(account.clone()))));
        }
        let Movable { server, brought } = match movable(tokens, to) {
            Ok(movable) => movable,
            Err(reason) => return Ok(EarlierSignIn::NotMoved(*reason)),
        };
        if let Active::Account { account, .. } = active {
            if !is_on_its_way(mark.as_ref(), &account, &server, &brought.user) {
                return Ok(EarlierSignIn::NotMoved(NotMoved::Somebody(Box::new(account))));
            }
            match self.session.holds_tokens(&account).await {
                Ok(false) => {}
                Ok(true) => {
                    if !to.dry_run {
                        self.mark_tokens(&TokensMark::Moved).await?;
                    }
                    return Ok(EarlierSignIn::NotMoved(NotMoved::Before));
                }
                Err(error) => return Ok(EarlierSignIn::NotMoved(NotMoved::Place(error))),
            }
        }
        if to.dry_run {
            return Ok(EarlierSignIn::WouldMove { server, place: to.place });
        }
        self.sign_in(&server, brought, to.place).await
    }

    async fn sign_in(
        &self,
        server: &ServerUrl,
        brought: Brought,
        place: CredentialPlace,
    ) -> Result<EarlierSignIn, QueueError> {
        let mark = TokensMark::Moving { server: server.clone(), user: brought.user.clone() };
        let granted = match self.session.bring(server, brought, place).await {
            Ok(granted) => granted,
            Err(error) => {
                return Ok(EarlierSignIn::NotMoved(NotMoved::SignIn {
                    server: server.clone(),
                    source: error,
                }));
            }
        };
        if let Err(error) = self.mark_tokens(&mark).await {
            self.session.decline(granted).await;
            return Err(error);
        }
        match self.session.complete(granted).await {
            Ok(signed_in) => {
                self.mark_tokens(&TokensMark::Moved).await?;
                let (account, adopted) = (Box::new(signed_in.account), signed_in.adopted);
                Ok(EarlierSignIn::Moved { account, adopted })
            }
            Err(error) => {
                self.mark_tokens(&TokensMark::Stayed).await?;
                Ok(EarlierSignIn::NotMoved(NotMoved::SignIn { server: server.clone(), source: error }))
            }
        }
    }

    /// The mark, whichever account of this machine has it.
    async fn tokens_mark(&self) -> Result<Option<TokensMark>, QueueError> {
        let mut newest = None;
        for account in self.every_account().await? {
            match recall(self.queue.as_ref(), account).await? {
                Some(TokensMark::Moved) => return Ok(Some(TokensMark::Moved)),
                mark => newest = newest.or(mark),
            }
        }
        Ok(newest)
    }

    async fn mark_tokens(&self, mark: &TokensMark) -> Result<(), QueueError> {
        remember(self.queue.as_ref(), self.accounts.as_ref(), self.clock.now(), mark).await
    }
}

fn movable(tokens: EarlierTokens, to: &Destination<'_>) -> Result<Movable, Box<NotMoved>> {
    let EarlierTokens { access, refresh, user } = tokens;
    let server = to.server.cloned().ok_or(NotMoved::NoServer)?;
    if to.api != ApiName::Classic {
        return Err(Box::new(NotMoved::OtherApi(server)));
    }
    if server.is_in_the_clear() {
        return Err(Box::new(NotMoved::InTheClear(server)));
    }
    let user = user.ok_or(NotMoved::NoUser)?;
    let refresh = refresh.ok_or(NotMoved::NothingToRenew)?;
    Ok(Movable { server, brought: Brought { user, access, refresh } })
}

/// Whether the account is the one that an import was making as its process ended.
fn is_on_its_way(mark: Option<&TokensMark>, account: &Account, server: &ServerUrl, user: &str) -> bool {
    let Some(TokensMark::Moving { server: to, user: of }) = mark else { return false };
    (to, of.as_str()) == (server, user) && (&account.server, account.user.as_str()) == (server, user)
}
