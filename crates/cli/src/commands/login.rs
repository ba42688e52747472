//! `homing login`.

use homing_app::Homing;
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::ports::Signals;

use super::{browser_login, here};
use crate::args::Login;
use crate::confirm::confirm;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;
use crate::secret_input::{Secret, SecretInput};

pub(super) async fn run(
    homing: &Homing,
    login: Login,
    password: &SecretInput,
    stop: &dyn Signals,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let Login { server, user, no_browser, store, yes, .. } = login;
    let last = match homing.status().await?.active {
        Active::Local => None,
        Active::Account { account, .. } => Some(account),
    };
    let server = server_of(server.as_deref(), homing.config().server.as_ref(), last.as_ref())?;
    let known = homing.accounts().await?;
    let known = known.accounts.iter().map(|known| &known.account);
    let place =
        store.map_or_else(|| place_of(&server, user.as_deref(), last.as_ref(), known), CredentialPlace::from);

    homing.check_network()?;
    if server.is_in_the_clear() && !yes {
        confirm(&render::session::in_the_clear(&server), output)?;
    }
    let session = homing.session();
    let refused = |source| CliError::SignIn { server: server.clone(), source };
    let granted = match user {
        Some(user) => {
            let secret = Secret::Password { of: format!("{user} at {server}") };
            let password = tokio::task::block_in_place(|| password.read(&secret))?;
            session.sign_in(&server, &user, &password, place).await.map_err(refused)?
        }
        None => {
            let wishes = browser_login::Wishes { no_browser, yes };
            Box::pin(browser_login::sign_in(session, &server, place, wishes, stop, output)).await?
        }
    };
    if let Some(question) = render::session::takeover(&granted, &here(homing)).filter(|_| !yes)
        && let Err(no) = confirm(&question, output)
    {
        session.decline(granted).await;
        return Err(no);
    }
    let signed_in = session.complete(granted).await.map_err(refused)?;
    output
        .answer(|| render::session::signed_in_json(&signed_in), |_| render::session::signed_in(&signed_in))?;
    if let Some(remark) = render::session::left_behind(&signed_in) {
        output.remark(&remark);
    }
    Ok(ExitCode::Done)
}

/// The server that is named, else the configured one, else the one of the last sign-in.
fn server_of(
    named: Option<&str>,
    configured: Option<&ServerUrl>,
    last: Option<&Account>,
) -> Result<ServerUrl, CliError> {
    match named {
        Some(named) => Ok(named.parse()?),
        None => configured.or(last.map(|account| &account.server)).cloned().ok_or(CliError::NoServer),
    }
}

/// Where the same person's sign-in was before, else the keychain: a choice is never changed in silence. Who signs in in
/// the browser is not known yet, and taken for whoever did last.
fn place_of<'a>(
    server: &ServerUrl,
    user: Option<&str>,
    last: Option<&'a Account>,
    mut known: impl Iterator<Item = &'a Account>,
) -> CredentialPlace {
    let same = match user {
        Some(user) => known.find(|account| account.server == *server && account.name == user),
        None => last.filter(|account| account.server == *server),
    };
    // A terminal's own memory would be gone at once.
    let kept = same.map(|account| account.credentials).filter(|place| *place != CredentialPlace::UntilQuit);
    kept.unwrap_or(CredentialPlace::Keychain)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::names::AccountId;

    use super::*;

    fn url(text: &str) -> ServerUrl {
        text.parse().unwrap()
    }

    fn anna() -> Account {
        Account {
            id: AccountId::LOCAL,
            server: url("https://last.example.org"),
            user: "7".to_owned(),
            name: "anna".to_owned(),
            credentials: CredentialPlace::EncryptedFile,
        }
    }

    #[test]
    fn a_named_server_goes_before_the_configured_one_and_that_before_the_last_one() {
        let (configured, last) = (url("https://configured.example.org"), anna());
        let server = |named, configured, last| server_of(named, configured, last).unwrap().to_string();
        let named = Some("https://named.example.org");
        assert_eq!(server(named, Some(&configured), Some(&last)), "https://named.example.org");
        assert_eq!(server(None, Some(&configured), Some(&last)), "https://configured.example.org");
        assert_eq!(server(None, None, Some(&last)), "https://last.example.org");
        assert!(matches!(server_of(None, None, None), Err(CliError::NoServer)));
    }

    #[test]
    fn a_sign_in_stays_where_it_was_and_a_new_one_goes_to_the_keychain() {
        let last = anna();
        let other = url("https://other.example.org");
        let both = [Account { server: url("https://here.example.org"), ..anna() }, last.clone()];
        let place =
            |server: &ServerUrl, user, known: &[Account]| place_of(server, user, Some(&last), known.iter());
        assert_eq!(place(&last.server, Some("anna"), &both), CredentialPlace::EncryptedFile);
        assert_eq!(place(&last.server, Some("bert"), &both), CredentialPlace::Keychain);
        assert_eq!(place(&other, Some("anna"), &both), CredentialPlace::Keychain);
        assert_eq!(place(&last.server, Some("anna"), &[]), CredentialPlace::Keychain);
        assert_eq!(place(&last.server, None, &both), CredentialPlace::EncryptedFile);
        assert_eq!(place(&other, None, &both), CredentialPlace::Keychain);
        assert_eq!(place_of(&last.server, None, None, both.iter()), CredentialPlace::Keychain);
        let window = [Account { credentials: CredentialPlace::UntilQuit, ..anna() }];
        assert_eq!(place(&last.server, Some("anna"), &window), CredentialPlace::Keychain);
    }
}
