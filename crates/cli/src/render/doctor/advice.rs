//! What to do about what an examination found, where something is to be done.

use homing_app::{ApiName, Finding};
use homing_domain::ports::OfflineCause;

/// What to do.
pub(super) fn advice(finding: &Finding) -> Option<&'static str> {
    use Finding as F;
    Some(match finding {
        F::ConfigurationUnusable { .. } => "Correct the file, or take it away.",
        F::FolderNotWritable { .. } | F::DatabaseNotWritable { .. } => {
            "Give yourself the right to write, or name another folder with HOMING_DATA_DIR."
        }
        F::FolderOpenToOthers { .. } => "Keep it to yourself: `chmod 700` the folder.",
        F::DatabaseOpenToOthers { .. } => "The next command that records takes that right away.",
        F::DatabaseEmptied { .. } | F::DatabaseDamaged { .. } => {
            "Copy the whole data folder before anything else, then put back a backup."
        }
        F::DatabaseNewer { .. } => "Update this copy of Homing. Nothing is lost.",
        F::DatabaseForeign { .. } => "Name Homing's own folder with HOMING_DATA_DIR.",
        F::DatabaseUnreadable { .. } => "Give yourself the right to read the file.",
        F::DatabaseBusy { .. } => "Try again in a moment.",
        F::DatabaseServerAway { .. } => "Check that it runs, and its address in `storage` of homing.toml.",
        F::DatabaseServerRefuses { .. } => {
            "Check the user in `storage` of homing.toml, and the password in the file .pgpass."
        }
        F::DatabaseUnknown { .. } => {
            "Make it with PostgreSQL's `createdb`, or correct `storage` in homing.toml."
        }
        F::DatabaseUnusable { .. } => "Correct `storage` in homing.toml, or ask whoever runs the server.",
        F::DataInMemory => "Take `storage` out of homing.toml.",
        F::SpaceLow { .. } | F::SpaceGone { .. } => "Make room on the disk of the data folder.",
        F::SignedOut { .. }
        | F::SignInEnded { .. }
        | F::KeychainEmpty
        | F::CredentialFileMissing
        | F::SignInGone => "Sign in with `homing login`. What waits stays.",
        F::KeychainUnused { .. } => "Nothing to do as long as you sign in with `homing login --store file`.",
        F::KeychainFails { .. } => {
            "Unlock or start the keychain, or sign in with `homing login --store file`. What waits stays."
        }
        F::QueueNearlyFull { .. } => "Send with `homing sync`.",
        F::QueueNeedsAPerson { .. } => "`homing queue list` shows which and why.",
        F::LockUnusable { .. } => "Give yourself the right to read and write the data folder.",
        F::NetworkUnusable { .. } => "Correct `ca_file` or `proxy` in homing.toml, or HOMING_CA_FILE.",
        F::ServerUnknown => "`homing login --server URL` names one.",
        F::ProxyFails { cause: OfflineCause::Proxy, .. } => {
            "Give its user and password in `proxy` of homing.toml or in HTTPS_PROXY."
        }
        F::ProxyFails { .. } => {
            "Check `proxy` in homing.toml, HTTPS_PROXY and HTTP_PROXY; `proxy = \"none\"` goes without."
        }
        F::NameUnknown { .. } => "Check the server's address, and whether the network is there.",
        F::TlsEndsSoon { .. } => "Tell whoever runs the server.",
        F::TlsNotTrusted { .. } => {
            "If that is an authority of your own, name its file: `ca_file` in homing.toml or HOMING_CA_FILE."
        }
        F::TlsOutOfDate { .. } => "Check this machine's clock; if it is right, tell whoever runs the server.",
        F::TlsOtherName => "Check the server's address; something else may be answering in its place.",
        F::TlsFails => "Check the server's address and port: it may not speak TLS there.",
        F::TlsNone => "Ask whoever runs the server for an address with https://.",
        F::ServerTrouble { .. } | F::ServerAnswerLost => "Try again later. What waits stays.",
        F::ServerUnreachable { .. } => "Check the network and the server's address. What waits stays.",
        F::ApiElsewhere { .. } => "Open it in a browser to see; then check the server's address.",
        F::ApiNotAsSet { found: ApiName::Classic, .. } => {
            "`homing config set profile classic` sets what it speaks; nothing was lost."
        }
        F::ApiNotAsSet { .. } => "`homing config unset profile` sets what it speaks; nothing was lost.",
        F::ApiAbsent { .. } | F::ApiOther { .. } => "Check the server's address and its path.",
        F::ClockOff { .. } | F::ClockAbsurd { .. } => {
            "Set the clock right: entries are recorded with this machine's time."
        }
        _ => return None,
    })
}
