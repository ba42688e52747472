//! Who is signed in where, and what a sign-in or sign-out changed.

use homing_app::{SignedIn, SignedOut};
use homing_domain::account::{Account, CredentialPlace};
use serde::Serialize;

use super::amount;
use super::text::printable;

/// An account as `--json` writes it.
#[derive(Debug, Serialize)]
pub(crate) struct AccountJson<'a> {
    server: String,
    name: &'a str,
    user: &'a str,
    signed_in: bool,
    credentials: CredentialPlace,
}

impl<'a> AccountJson<'a> {
    /// The account, and whether it is signed in.
    pub(crate) fn new(account: &'a Account, signed_in: bool) -> Self {
        let Account { server, name, user, credentials, .. } = account;
        Self { server: server.to_string(), name, user, signed_in, credentials: *credentials }
    }
}

/// What `login --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct SignedInJson<'a> {
    account: AccountJson<'a>,
    adopted: AdoptedJson,
}

#[derive(Debug, Serialize)]
struct AdoptedJson {
    records: u64,
    tasks: u64,
}

/// A sign-in that is done, as JSON.
pub(crate) fn signed_in_json(signed_in: &SignedIn) -> SignedInJson<'_> {
    let SignedIn { account, adopted } = signed_in;
    let adopted = AdoptedJson { records: adopted.records, tasks: adopted.tasks };
    SignedInJson { account: AccountJson::new(account, true), adopted }
}

/// What `logout --json` writes: the account is null where nobody was signed in.
#[derive(Debug, Serialize)]
pub(crate) struct SignedOutJson<'a> {
    account: Option<AccountJson<'a>>,
    server_told: bool,
    unsent: u64,
}

/// A sign-out that is done, or was not needed, as JSON.
pub(crate) fn signed_out_json(signed_out: Option<&SignedOut>) -> SignedOutJson<'_> {
    SignedOutJson {
        account: signed_out.map(|out| AccountJson::new(&out.account, false)),
        server_told: signed_out.is_some_and(|out| out.server_told),
        unsent: signed_out.map_or(0, |out| out.counts.waiting + out.counts.attention),
    }
}

/// Whose, as in `anna at https://homing.example.org`.
pub(crate) fn account(account: &Account) -> String {
    format!("{} at {}", printable(&account.name), account.server)
}

/// A sign-in that is done.
pub(crate) fn signed_in(signed_in: &SignedIn) -> String {
    let SignedIn { account: who, adopted } = signed_in;
    let place = match who.credentials {
        CredentialPlace::EncryptedFile => "the encrypted file in the data folder",
        _ => "the keychain of this system",
    };
    let mut text = format!("Signed in as {}. The sign-in is kept in {place}.", account(who));
    if adopted.tasks > 0 {
        let changes = amount(adopted.tasks, "change", "changes");
        let name = printable(&who.name);
        text.push_str(&format!(
            "\n{changes} recorded before the sign-in will be sent as {name}: `homing sync`."
        ));
    }
    text
}

/// A sign-out that is done, or was not needed.
pub(crate) fn signed_out(signed_out: Option<&SignedOut>) -> String {
    let Some(SignedOut { account: who, server_told, counts }) = signed_out else {
        return "Nobody is signed in. Nothing was changed.".to_owned();
    };
    let name = printable(&who.name);
    let unsent = match counts.waiting + counts.attention {
        0 => "Nothing unsent is left on this machine.".to_owned(),
        unsent => format!(
            "{} stay{} on this machine, for {name} alone; a sign-in sends them.",
            amount(unsent, "unsent change", "unsent changes"),
            if unsent == 1 { "s" } else { "" },
        ),
    };
    let mut text = format!("Signed out {}. {unsent}", account(who));
    if !server_told {
        text.push_str("\nThe server could not be told; its side of the sign-in ends by itself.");
    }
    text
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

    #[test]
    fn a_sign_in_names_the_store_and_what_it_adopted() {
        let adopted = Adopted { records: 40, tasks: 12 };
        let text = signed_in(&SignedIn { account: anna(CredentialPlace::EncryptedFile), adopted });
        assert_eq!(
            text,
            "Signed in as anna at https://homing.example.org. The sign-in is kept in the encrypted file in the \
             data folder.\n12 changes recorded before the sign-in will be sent as anna: `homing sync`."
        );
        let text =
            signed_in(&SignedIn { account: anna(CredentialPlace::Keychain), adopted: Adopted::default() });
        assert!(text.ends_with("kept in the keychain of this system."), "{text}");
    }

    #[test]
    fn a_sign_out_says_how_much_unsent_work_stays() {
        let out = |waiting, server_told| {
            let counts = QueueCounts { waiting, ..QueueCounts::default() };
            signed_out(Some(&SignedOut { account: anna(CredentialPlace::Keychain), server_told, counts }))
        };
        assert_eq!(
            out(2, true),
            "Signed out anna at https://homing.example.org. 2 unsent changes stay on this machine, for anna alone; \
             a sign-in sends them."
        );
        assert!(out(1, true).contains("1 unsent change stays"), "{}", out(1, true));
        assert!(out(0, false).contains("could not be told"), "{}", out(0, false));
        assert_eq!(signed_out(None), "Nobody is signed in. Nothing was changed.");
    }
}
