//! Who is signed in where, and what a sign-in or sign-out changed.

use homing_app::json::{AccountJson, FormerJson};
use homing_app::{Farewell, GrantedSignIn, Holdings, KnownAccount, SignedIn, SignedOut};
use homing_domain::account::{Account, CredentialPlace, Known, ServerUrl};
use serde::Serialize;
use url::Url;

use super::leaving::{how_much, unsent as unsent_of};
use super::text::printable;
use super::{Here, amount};

/// What `login --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct SignedInJson<'a> {
    account: AccountJson<'a>,
    adopted: AdoptedJson,
    former: Option<FormerJson<'a>>,
    left_behind: Option<CredentialPlace>,
}

#[derive(Debug, Serialize)]
struct AdoptedJson {
    records: u64,
    tasks: u64,
}

/// A sign-in that is done, as JSON.
pub(crate) fn signed_in_json(signed_in: &SignedIn) -> SignedInJson<'_> {
    let SignedIn { account, adopted, former, left_behind } = signed_in;
    let adopted = AdoptedJson { records: adopted.records, tasks: adopted.tasks };
    let former = former.as_ref().map(|(known, left)| FormerJson::new(known, left));
    SignedInJson { account: AccountJson::new(account, true), adopted, former, left_behind: *left_behind }
}

/// Asked before a password goes to a server without encryption.
pub(crate) fn in_the_clear(server: &ServerUrl) -> String {
    format!(
        "The connection to {server} is not encrypted: whoever is on the way can read your password and all that \
         is sent. Sign in all the same?"
    )
}

/// Asked before a browser opens, where what the person gets there is good at another address, too.
pub(crate) fn good_elsewhere(server: &ServerUrl, issuer: &str, resource: &str) -> String {
    format!(
        "{server} wants you to sign in at {} for \"{}\", which is not its own address. Whoever runs {server} could \
         use that sign-in there. Go on only where you trust them with it. Sign in all the same?",
        printable(issuer),
        printable(resource)
    )
}

/// What `login --json` writes before its answer, where a browser is needed.
#[derive(Debug, Serialize)]
pub(crate) struct AddressJson<'a> {
    open: &'a str,
    issuer: &'a str,
}

/// The address of a sign-in, and who asks for the password there; as JSON.
pub(crate) fn address_json<'a>(address: &'a Url, issuer: &'a str) -> AddressJson<'a> {
    AddressJson { open: address.as_str(), issuer }
}

/// The address of a sign-in, who asks for the password there, and what to do with it.
pub(crate) fn address(address: &Url, issuer: &str, no_browser: bool) -> String {
    let issuer = printable(issuer);
    let what = if no_browser {
        format!("Open this address in a browser on this machine to sign in at {issuer}; Ctrl-C cancels.")
    } else {
        format!(
            "Your browser opens to sign in at {issuer}. Where it does not, open this address; Ctrl-C cancels."
        )
    };
    format!("{what}\n{address}")
}

/// Whose, as in `anna at https://homing.example.org`.
pub(crate) fn account(account: &Account) -> String {
    format!("{} at {}", printable(&account.name), account.server)
}

/// A sign-in that is done.
pub(crate) fn signed_in(signed_in: &SignedIn) -> String {
    let SignedIn { account: who, adopted, former, .. } = signed_in;
    let mut text =
        format!("Signed in as {}. The sign-in is kept in {}.", account(who), place(who.credentials));
    if adopted.tasks > 0 {
        let changes = amount(adopted.tasks, "change", "changes");
        let name = printable(&who.name);
        text.push_str(&format!(
            "\n{changes} recorded before the sign-in will be sent as {name}: `homing sync`."
        ));
    }
    if let Some((Known { account: former, signed_in }, left)) = former {
        let stays = stays(former, left, *signed_in, None);
        let state = if *signed_in { "stays signed in" } else { "is signed out" };
        text.push_str(&format!("\n{} {state}. {stays}", account(former)));
    }
    text
}

/// What is asked before a sign-in takes over from another account; none where it does not.
pub(crate) fn takeover(granted: &GrantedSignIn, here: &Here) -> Option<String> {
    let (Known { account: former, signed_in }, left) = granted.takes_over_from()?;
    let stays = stays(former, left, *signed_in, Some(here));
    Some(format!(
        "This machine records for {}. {stays} Record for {} from now on?",
        account(former),
        account(granted.account())
    ))
}

/// What an account leaves, for whom, and how it comes back: by a switch where it is signed in.
pub(crate) fn stays(former: &Account, left: &Holdings, signed_in: bool, here: Option<&Here>) -> String {
    let name = printable(&former.name);
    let back = if signed_in { "is switched to again" } else { "signs in again" };
    let since = here.zip(left.timer.as_ref());
    let since = since.map(|(here, entry)| format!(" since {}", here.moment(entry.started_at())));
    let timer = left.timer.as_ref().map(|_| {
        let since = since.unwrap_or_default();
        format!(" The timer that runs{since} goes on until {name} {back} and stops it.")
    });
    let timer = timer.unwrap_or_default();
    match left.unsent() {
        0 => format!("Nothing of {name} is unsent.{timer}"),
        unsent => {
            let changes = unsent_of(left);
            let (stay, are) = if unsent == 1 { ("stays", "is") } else { ("stay", "are") };
            format!("{changes} of {name} {stay} here and {are} sent when {name} {back}.{timer}")
        }
    }
}

/// That tokens of an earlier sign-in are still there, if they are.
pub(crate) fn left_behind(signed_in: &SignedIn) -> Option<String> {
    signed_in.left_behind.map(|left| {
        format!(
            "The earlier sign-in could not be removed from {}. Nobody uses it; HOMING_LOG=warn shows why.",
            place(left)
        )
    })
}

pub(super) fn place(place: CredentialPlace) -> &'static str {
    match place {
        CredentialPlace::EncryptedFile => "the encrypted file in the data folder",
        CredentialPlace::UntilQuit => "the memory of the window that signed in",
        _ => "the keychain of this system",
    }
}

/// That nobody is signed in, or that the account that was named is not.
pub(crate) fn not_signed_in(named: Option<&KnownAccount>) -> String {
    match named {
        None => "Nobody is signed in. Nothing was changed.".to_owned(),
        Some(known) => format!("{} is not signed in. Nothing was changed.", account(&known.account)),
    }
}

/// A sign-out that is done, or was not needed.
pub(crate) fn signed_out(signed_out: Option<&SignedOut>) -> String {
    let Some(SignedOut { account: who, farewell, left }) = signed_out else {
        return not_signed_in(None);
    };
    let name = printable(&who.name);
    let unsent = match left.unsent() {
        0 => "Nothing unsent is left on this machine.".to_owned(),
        unsent => format!(
            "{} stay{} on this machine, for {name} alone; a sign-in sends them.",
            how_much(left),
            if unsent == 1 { "s" } else { "" },
        ),
    };
    let told = match farewell {
        Farewell::Told | Farewell::NothingToEnd => "",
        Farewell::TokensUnread => {
            "\nThe stored sign-in could not be opened, so the server was not told; it is deleted here, and the \
             server's side of it ends by itself."
        }
        _ => "\nThe server could not be told; its side of the sign-in ends by itself.",
    };
    format!("Signed out {}. {unsent}{told}", account(who))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::names::AccountId;
    use homing_domain::ports::{Adopted, QueueCounts};

    use super::*;

    fn anna(credentials: CredentialPlace) -> Account {
        Account {
            id: AccountId::LOCAL,
            server: "https://homing.example.org".parse().unwrap(),
            user: "7".to_owned(),
            name: "anna".to_owned(),
            credentials,
        }
    }

    fn done(place: CredentialPlace, adopted: Adopted) -> SignedIn {
        SignedIn { account: anna(place), adopted, former: None, left_behind: None }
    }

    #[test]
    fn who_was_signed_in_before_is_named_with_what_they_leave() {
        let counts = QueueCounts { waiting: 2, attention: 1, ..QueueCounts::default() };
        let left = Holdings { counts, pictures: 0, put_off: 0, timer: None };
        let account = Account { name: "bert".to_owned(), ..anna(CredentialPlace::Keychain) };
        let former = Some((Known { account, signed_in: true }, left));
        let text = signed_in(&SignedIn { former, ..done(CredentialPlace::Keychain, Adopted::default()) });
        assert_eq!(
            text.lines().last(),
            Some(
                "bert at https://homing.example.org stays signed in. 3 unsent changes of bert stay here and are sent \
                 when bert is switched to again."
            )
        );
    }

    #[test]
    fn a_sign_in_names_the_store_and_what_it_adopted() {
        let adopted = Adopted { records: 40, tasks: 12 };
        let text = signed_in(&done(CredentialPlace::EncryptedFile, adopted));
        assert_eq!(
            text,
            "Signed in as anna at https://homing.example.org. The sign-in is kept in the encrypted file in the \
             data folder.\n12 changes recorded before the sign-in will be sent as anna: `homing sync`."
        );
        let text = signed_in(&done(CredentialPlace::Keychain, Adopted::default()));
        assert!(text.ends_with("kept in the keychain of this system."), "{text}");
    }

    #[test]
    fn a_sign_out_says_how_much_unsent_work_stays() {
        let out = |waiting, farewell| {
            let counts = QueueCounts { waiting, ..QueueCounts::default() };
            let left = Holdings { counts, pictures: 0, put_off: 0, timer: None };
            signed_out(Some(&SignedOut { account: anna(CredentialPlace::Keychain), farewell, left }))
        };
        assert_eq!(
            out(2, Farewell::Told),
            "Signed out anna at https://homing.example.org. 2 unsent changes stay on this machine, for anna alone; \
             a sign-in sends them."
        );
        let one = out(1, Farewell::NothingToEnd);
        assert!(one.contains("1 unsent change stays") && !one.contains("server"), "{one}");
        assert!(out(0, Farewell::Unheard).contains("The server could not be told"));
        assert!(out(0, Farewell::TokensUnread).contains("The stored sign-in could not be opened"));
        assert_eq!(signed_out(None), "Nobody is signed in. Nothing was changed.");
    }
}
