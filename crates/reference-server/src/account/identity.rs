//! Who the bearer of a provider's token is here: an identity has an account, which it gets the first time that it
//! is seen, or from the operator.

use homing_wire::Secret;

use super::naming::{nth, wished};
use super::sign_in::{SignInError, SignedIn};
use super::user::{Account, UserError, known};
use crate::App;
use crate::oidc::{Bearer, Names, NotTaken, ResourceServer};
use crate::ports::{Clock, new_id};
use crate::store::{HeldUser, Identity, NewUser, Store};

/// The hash of an account that has no password: an argon2id text like any other, so that no version of the server
/// and no clock can tell it from one, whose output nobody knows an input of.
const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How many accounts may want one name.
const MOST_OF_A_NAME: u32 = 10_000;

/// An identity was given to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Whose it is now.
    pub account: Account,
    /// Whose it was; what that account holds stays there.
    pub before: Option<Account>,
}

/// Who the bearer of a provider's token is; where it is nobody yet, an account is made.
pub(super) async fn signed_in_elsewhere(
    app: &App,
    provider: &ResourceServer,
    token: &Secret,
) -> Result<SignedIn, SignInError> {
    let Bearer { identity, names } = provider.bearer(token).await.map_err(|not| match not {
        NotTaken::Refused => SignInError::Refused,
        NotTaken::ProviderAway(wait) => SignInError::ProviderAway { wait },
    })?;
    let user = match app.store.user_of(&identity).await? {
        Some(user) => user,
        None => first_seen(app, provider, token, &identity, names).await?,
    };
    if user.disabled_at.is_some() {
        return Err(SignInError::Refused);
    }
    Ok(SignedIn { user_id: user.id, family_id: None })
}

async fn first_seen(
    app: &App,
    provider: &ResourceServer,
    token: &Secret,
    identity: &Identity,
    names: Names,
) -> Result<HeldUser, SignInError> {
    // One at a time of each person: of the requests with which a client begins, one asks the provider for the name.
    let _turn = provider.first_seen(identity).await;
    if let Some(user) = app.store.user_of(identity).await? {
        return Ok(user);
    }
    let names = if names == Names::default() {
        provider.names(token, identity).await.unwrap_or_default()
    } else {
        names
    };
    make(app, identity, &wished(&names, &identity.subject)).await
}

/// Makes the account of an identity, in one transaction. Where another server has made it meanwhile, that one is it.
async fn make(app: &App, identity: &Identity, wished: &str) -> Result<HeldUser, SignInError> {
    let (id, now) = (new_id(&*app.entropy)?, app.clock.now());
    let transaction = app.store.begin().await?;
    let mut made = false;
    for n in 1..=MOST_OF_A_NAME {
        let new = NewUser {
            id: id.clone(),
            name: nth(wished, n),
            password_hash: NO_PASSWORD.to_owned(),
            created_at: now,
        };
        made = transaction.add_user(new).await?;
        if made {
            break;
        }
    }
    if made && transaction.add_identity(identity, &id, now).await? {
        transaction.commit().await?;
        tracing::info!(user = %id, "an account was made for somebody whom the OpenID provider signed in");
    } else {
        drop(transaction);
    }
    app.store.user_of(identity).await?.ok_or(SignInError::Refused)
}

/// What becomes of an identity whose account holds work already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It stays: whoever is signed in goes on sending that account's tasks, and they would become another's.
    NoWork,
    /// It goes, and the work stays.
    AnyWork,
}

/// Gives an identity to the account `name`, whosever it was before: the operator knows who is who.
///
/// # Errors
/// There is no such account, there can't be such an identity, its account holds work that it may not leave, or the
/// database failed. Nothing was changed.
pub async fn link_identity(
    store: &Store,
    clock: &dyn Clock,
    name: &str,
    identity: &Identity,
    leaving: Leaving,
) -> Result<Linked, UserError> {
    let chars = identity.subject.chars().count();
    if !(1..=255).contains(&chars) || identity.subject.chars().any(char::is_control) {
        return Err(UserError::Subject);
    }
    let transaction = store.begin().await?;
    let user = known(&transaction, name).await?;
    let before = transaction.user_of(identity).await?.filter(|before| before.id != user.id);
    if let (Some(before), Leaving::NoWork) = (&before, leaving)
        && transaction.holds_work(&before.id).await?
    {
        return Err(UserError::HoldsWork(before.name.clone()));
    }
    transaction.set_identity(identity, &user.id, clock.now()).await?;
    transaction.commit().await?;
    Ok(Linked { account: user.into(), before: before.map(Account::from) })
}
