//! The commands of a window that signs people in. Passwords and passphrases come in, and nothing of them goes out; no
//! answer holds a token. What a terminal would ask a person first has to be in the arguments, or is refused with a code.

use std::pin::pin;

use homing_domain::account::{Active, CredentialPlace, ServerUrl};
use secrecy::SecretString;
use serde::Deserialize;
use tauri::State;

use super::accounts::{Kept, unsent_of};
use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use super::pending::{Asker, PendingSignIn};
use super::secret::{Hidden, Place, Secret};
use super::{CommandError, Shared};
use crate::json::{SignInChoicesJson, SignInPlaceJson, SignedInJson};
use crate::session::{GrantedSignIn, SignedIn, UnsentWork};
use crate::sign_in_places::KeychainState;
use crate::{AuthSignInError, OidcError, SignInError};

/// The argument `agreed`: to what the person said yes, having been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Agreed {
    /// The connection to the server is not encrypted: whoever is on the way can read all.
    InTheClear,
    /// What the provider grants is good at another address than the server's, too.
    GoodElsewhere,
}

/// The arguments that both ways of signing in share.
struct Wish {
    server: ServerUrl,
    place: CredentialPlace,
    unsent: UnsentWork,
    agreed: Vec<Agreed>,
}

/// What this machine has for a sign-in. Tries the keychain out.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sign_in_place(shared: State<'_, Shared>) -> Answer<SignInPlaceJson> {
    let active = shared.session.accounts.active().await.map_err(refused)?;
    let last = match &active {
        Active::Account { account, .. } => Some(account.server.clone()),
        Active::Local => None,
    };
    let Some(places) = &shared.places else {
        let server = last.map(|server| server.to_string());
        let keychain = KeychainState::Missing;
        return answer(&SignInPlaceJson { keychain, server, locked_file: false });
    };
    let locked_file = places.is_locked_for(&active).await.map_err(refused)?;
    let server = places.server.clone().or(last).map(|server| server.to_string());
    answer(&SignInPlaceJson { keychain: places.keychain_state().await, server, locked_file })
}

/// How a server lets people sign in. It is asked.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sign_in_choices(
    shared: State<'_, Shared>,
    server: Given<String>,
) -> Answer<SignInChoicesJson> {
    let server = address(server)?;
    let methods = shared.session.sign_in_methods(&server).await.map_err(refused)?;
    answer(&SignInChoicesJson::new(&server, methods))
}

/// Signs in with name and password.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sign_in(
    shared: State<'_, Shared>,
    server: Given<String>,
    user: Given<String>,
    password: Hidden<Secret>,
    place: Hidden<Place>,
    unsent: Given<Option<Kept>>,
    agreed: Given<Option<Vec<Agreed>>>,
) -> Answer<SignedInJson<'static>> {
    let (user, password) = (user.read()?, password.read()?.into_inner());
    let wish = wish(&shared, server, place, unsent, agreed).await?;
    let Wish { server, place, .. } = &wish;
    let granted = shared.session.sign_in(server, &user, &password, *place).await;
    drop(password);
    let signed_in = take_over(&shared, granted.map_err(refused)?, wish.unsent).await?;
    answer(&SignedInJson::from(&signed_in))
}

/// Signs in in the browser, which it opens, at the provider that the server names. Answers when it is done; a cancel, the
/// next one and the end of its window end it before.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sign_in_in_browser(
    shared: State<'_, Shared>,
    pending: State<'_, PendingSignIn>,
    asker: Asker,
    server: Given<String>,
    place: Hidden<Place>,
    unsent: Given<Option<Kept>>,
    agreed: Given<Option<Vec<Agreed>>>,
) -> Answer<SignedInJson<'static>> {
    // A cancel ends it from its first moment on: a passphrase takes a while to be tried.
    let granted = pending.run(
        asker,
        Box::pin(async {
            let wish = wish(&shared, server, place, unsent, agreed).await?;
            Ok::<_, CommandError>((Box::pin(in_browser(&shared, &wish)).await?, wish.unsent))
        }),
    );
    let (granted, unsent) = granted.await.ok_or(CommandError::SignInCancelled)??;
    // From here on nothing ends it half-way.
    let signed_in = take_over(&shared, granted, unsent).await?;
    answer(&SignedInJson::from(&signed_in))
}

/// Ends the sign-in that waits for a person in a browser, if one does.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands it over like this")]
pub(super) fn cancel_sign_in(pending: State<'_, PendingSignIn>) {
    pending.end();
}

/// Takes the passphrase of the file that a sign-in is kept in, for this run of the program. What waits is sent at once.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn unlock(
    shared: State<'_, Shared>,
    passphrase: Hidden<Secret>,
) -> Result<(), CommandError> {
    open_file(&shared, passphrase.read()?.into_inner()).await?;
    shared.sync.let_in();
    Ok(())
}

async fn open_file(shared: &Shared, passphrase: SecretString) -> Result<(), CommandError> {
    let places = shared.places.as_ref().ok_or(CommandError::CredentialsUnusable)?;
    places.unlock(passphrase).await.map_err(refused)
}

fn address(server: Given<String>) -> Result<ServerUrl, CommandError> {
    // The address itself is for no log.
    server.read()?.parse().map_err(|_| CommandError::ServerAddress)
}

async fn wish(
    shared: &Shared,
    server: Given<String>,
    place: Hidden<Place>,
    unsent: Given<Option<Kept>>,
    agreed: Given<Option<Vec<Agreed>>>,
) -> Result<Wish, CommandError> {
    let (place, passphrase) = place.read()?.parts();
    let (unsent, agreed) = (unsent_of(unsent)?, agreed.read()?.unwrap_or_default());
    let server = address(server)?;
    if server.is_in_the_clear() && !agreed.contains(&Agreed::InTheClear) {
        return Err(CommandError::InTheClear);
    }
    if let Some(passphrase) = passphrase {
        open_file(shared, passphrase).await?;
    }
    Ok(Wish { server, place, unsent, agreed })
}

async fn in_browser(shared: &Shared, wish: &Wish) -> Result<GrantedSignIn, CommandError> {
    let (session, Wish { server, place, agreed, .. }) = (&shared.session, wish);
    let methods = session.sign_in_methods(server).await.map_err(refused)?;
    let provider = methods.oidc.ok_or(CommandError::NameNeeded)?;
    let begun = match session.begin_in_browser(server, &provider, *place).await {
        Err(SignInError::Auth(AuthSignInError::Oidc(OidcError::ForAnother { resource }))) => {
            if !agreed.contains(&Agreed::GoodElsewhere) {
                return Err(CommandError::GoodElsewhere { issuer: provider.issuer, resource });
            }
            session.begin_in_browser_confirmed(server, &provider, *place).await
        }
        begun => begun,
    };
    let begun = begun.map_err(refused)?;
    let address = begun.address().clone();
    let mut finishing = pin!(session.finish_in_browser(begun));
    tokio::select! {
        granted = &mut finishing => return granted.map_err(refused),
        opened = shared.browser.open(&address) => opened.map_err(refused)?,
    }
    finishing.await.map_err(refused)
}

/// Completes it, unless it would leave unsent work of another account of which nobody has said what becomes of it.
async fn take_over(
    shared: &Shared,
    granted: GrantedSignIn,
    unsent: UnsentWork,
) -> Result<SignedIn, CommandError> {
    if let Some((_, left)) = granted.takes_over_from()
        && unsent == UnsentWork::Ask
        && left.unsent() > 0
    {
        let unsent_work = left.into();
        shared.session.decline(granted).await;
        return Err(unsent_work);
    }
    let signed_in = shared.session.complete(granted).await.map_err(refused)?;
    // The job may rest for what kept the earlier sign-in from being used.
    shared.sync.let_in();
    Ok(signed_in)
}
