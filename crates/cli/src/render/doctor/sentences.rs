//! The sentences of an examination: what is so. What to do about it is in `advice`.

use homing_app::{ApiName, Finding, KeychainTrouble, Lock};
use homing_domain::Timestamp;
use homing_domain::ports::OfflineCause;

use super::super::{Here, amount};
use crate::explain::offline;

/// What is so.
pub(super) fn sentence(finding: &Finding, here: &Here) -> String {
    use Finding as F;
    let at = |at: Timestamp| here.moment(at);
    match finding {
        F::Versions { program, system } => format!("Homing {program} on {system}."),

        F::ConfigurationRead { path } => format!("The configuration file is understood: {}", path.display()),
        F::ConfigurationAbsent { path } => {
            format!("There is no configuration file, which is all right: {}", path.display())
        }
        F::ConfigurationUnusable { reason, .. } => format!("No command can go on: {reason}."),

        F::FolderAbsent { path } => {
            format!("There is no data folder yet; the first command makes it: {}", path.display())
        }
        F::FolderWritable { path } => format!("The data folder can be written: {}", path.display()),
        F::FolderNotWritable { path } => {
            format!("The data folder can't be written, so nothing can be recorded: {}", path.display())
        }
        F::FolderOpenToOthers { path } => {
            format!("Other people on this machine may look into the data folder: {}", path.display())
        }
        F::DatabaseAbsent { .. } => "Nothing is recorded yet.".to_owned(),
        F::DatabaseEmptied { path } => {
            format!("The database holds nothing at all: its data was lost. {}", path.display())
        }
        F::DatabaseSound { schema } => format!("The database is sound and of schema {schema}."),
        F::DatabaseOlder { schema, known } => {
            format!("The database is sound and of schema {schema}; the next command brings it up to {known}.")
        }
        F::DatabaseNewer { schema, known } => format!(
            "The database was written by a newer Homing: it is of schema {schema}, and this copy knows {known}."
        ),
        F::DatabaseForeign { path } => {
            format!("The database holds none of Homing's tables: {}", path.display())
        }
        F::DatabaseDamaged { path } => format!("The database is damaged: {}", path.display()),
        F::DatabaseUnreadable { path } => format!("The database can't be read: {}", path.display()),
        F::DatabaseBusy { path } => {
            format!("Another program holds the database, so it was not looked into: {}", path.display())
        }
        F::DatabaseNotWritable { path } => {
            format!("The database can't be written, so nothing can be recorded: {}", path.display())
        }
        F::DatabaseOpenToOthers { path } => {
            format!("Other people on this machine may read the database: {}", path.display())
        }
        F::DatabaseServerAway { database } => {
            format!("The server of the database does not answer, so nothing can be recorded: {database}")
        }
        F::DatabaseServerRefuses { database } => {
            format!("The server of the database does not let this user in: {database}")
        }
        F::DatabaseUnknown { database } => format!("There is no such database: {database}"),
        F::DatabaseUnusable { database } => {
            format!("The database can't be used, and HOMING_LOG=error shows why: {database}")
        }
        F::DataInMemory => {
            "What is recorded is in the memory of one program, and gone when that ends.".to_owned()
        }
        F::SpaceEnough { free_bytes } => format!("The disk has room: {}.", size(*free_bytes)),
        F::SpaceLow { free_bytes } => format!("The disk has little room: {}.", size(*free_bytes)),
        F::SpaceGone { free_bytes } => {
            format!("The disk is as good as full, so nothing is sure to be recorded: {}.", size(*free_bytes))
        }

        F::LocalOnly => "Nobody has signed in; what is recorded stays on this machine.".to_owned(),
        F::SignedIn { server, name } => format!("{name} is signed in to {server}"),
        F::SignInEnded { server, name } => {
            format!("{server} has ended {name}'s sign-in; what is recorded waits for the next one.")
        }
        F::SignedOut { server, name } => {
            format!("{name} is signed out of {server}; what is recorded waits for the next sign-in.")
        }

        F::KeychainWorks { holds_sign_in: Some(true) } => {
            "The keychain keeps what it is given, and holds the sign-in.".to_owned()
        }
        F::KeychainWorks { .. } => "The keychain keeps what it is given.".to_owned(),
        F::KeychainEmpty => "The keychain does not hold the sign-in.".to_owned(),
        F::KeychainUnused { why } | F::KeychainFails { why } => keychain(*why).to_owned(),
        F::CredentialFileThere => {
            "The sign-in is in the file that a passphrase opens; the passphrase was not tried.".to_owned()
        }
        F::CredentialFileMissing => "The file that held the sign-in is gone.".to_owned(),
        F::SignInInMemory => {
            "The sign-in is in the memory of a program that is running, until that quits.".to_owned()
        }
        F::SignInGone => "The sign-in was kept until a program quit, and went with it.".to_owned(),

        F::QueueHasRoom { unsent, limit } => {
            format!(
                "{} of {limit} that there is room for.",
                amount(*unsent, "unsent change", "unsent changes")
            )
        }
        F::QueueNearlyFull { unsent, limit } => {
            format!("{unsent} of {limit} unsent changes that the queue is made for; recording goes on.")
        }
        F::QueueNeedsAPerson { attention } => format!(
            "{} a look, as the server refused {}.",
            if *attention == 1 { "1 change needs".to_owned() } else { format!("{attention} changes need") },
            if *attention == 1 { "it" } else { "them" }
        ),

        F::LockFree { lock } => format!("{} is free.", lock_name(*lock)),
        F::LockHeld { lock } => format!("{} is held: {}", lock_name(*lock), held(*lock)),
        F::LockUnusable { lock } => format!("{} can't be used.", lock_name(*lock)),

        F::NetworkUsable { certificates: None } => {
            "The authorities of this system are trusted, and no others.".to_owned()
        }
        F::NetworkUsable { certificates: Some(count) } => format!(
            "{} of the CA file trusted besides those of this system.",
            if *count == 1 { "1 authority is".to_owned() } else { format!("{count} authorities are") }
        ),
        F::NetworkUnusable { reason } => format!("Nothing can be sent: {reason}."),
        F::ServerUnknown => "No server is named yet, so none was asked.".to_owned(),

        F::ProxyNone => "No proxy is on the way.".to_owned(),
        F::ProxyUsed { proxy } => format!("Requests go through the proxy {proxy}"),
        F::ProxyFails { proxy, cause } => proxy_fault(proxy.as_deref(), *cause),

        F::NameResolves { host, addresses } => {
            let count = u64::try_from(*addresses).unwrap_or(u64::MAX);
            format!("The server's name has {}: {host}", amount(count, "address", "addresses"))
        }
        F::NameUnknown { host } => format!("The server's name does not resolve: {host}"),
        F::NameLeftToProxy { host } => format!("The proxy looks up the server's name: {host}"),

        F::TlsTrusted { issuer, until } => {
            format!("The server's certificate is trusted, and good until {}; signed by {issuer}", at(*until))
        }
        F::TlsEndsSoon { issuer, until } => {
            format!("The server's certificate ends soon, at {}; signed by {issuer}", at(*until))
        }
        F::TlsNotTrusted { issuer: Some(issuer) } => {
            format!("The server's certificate is not trusted; signed by {issuer}")
        }
        F::TlsNotTrusted { issuer: None } => "The server's certificate is not trusted.".to_owned(),
        F::TlsOutOfDate { from: Some(from), until: Some(until) } => {
            format!("The server's certificate is good from {} to {} only.", at(*from), at(*until))
        }
        F::TlsOutOfDate { .. } => "The server's certificate has ended or has not begun.".to_owned(),
        F::TlsOtherName => "The server's certificate is for another name.".to_owned(),
        F::TlsFails => "No secure connection to the server can be made.".to_owned(),
        F::TlsNone => {
            "The server's address begins with http://, so everyone on the way can read what is sent."
                .to_owned()
        }
        F::TlsNotNeeded => "The server is on this machine and needs no encryption.".to_owned(),

        F::ServerAnswers { millis } => format!("The server answered within {millis} ms."),
        F::ServerTrouble { status } => format!("The server has trouble and answered with status {status}."),
        F::ServerUnreachable { cause } => format!("The server can't be reached: {}.", offline(*cause)),
        F::ServerAnswerLost => "The server was asked, and its answer did not arrive.".to_owned(),

        F::ApiFound { max_tasks, key_days } => format!(
            "The Homing Sync API is there; it takes {} at once and knows keys for {}.",
            amount(u64::try_from(*max_tasks).unwrap_or(u64::MAX), "change", "changes"),
            amount(*key_days, "day", "days")
        ),
        F::ApiElsewhere { status } => {
            format!("This is another website, or a network's sign-in page; it answered with status {status}.")
        }
        F::ApiAbsent { api, status } => {
            format!("Nothing at this address speaks {}; it answered with status {status}.", spoken(*api))
        }
        F::ApiOther { api } => format!("Something answers, but not as {} does.", spoken(*api)),
        F::ApiAnswers { api } => format!("The server speaks {}.", spoken(*api)),
        F::ApiNotAsSet { found, set } => {
            format!("The server speaks {}, and homing.toml says {set}.", spoken(*found))
        }

        F::ClockAgrees { .. } => "The clock agrees with the server's.".to_owned(),
        F::ClockOff { ahead_seconds } => format!(
            "The clock is {} the server's by {}.",
            if *ahead_seconds > 0 { "ahead of" } else { "behind" },
            amount(ahead_seconds.unsigned_abs(), "second", "seconds")
        ),
        F::ClockAbsurd { now } => format!("The clock can't be right: {now}"),
        F::ClockUnchecked => {
            "The clock names a likely year; no server's clock was there to compare.".to_owned()
        }
        _ => "This copy has no words for it.".to_owned(),
    }
}

fn keychain(why: KeychainTrouble) -> &'static str {
    match why {
        KeychainTrouble::Missing => "There is no keychain on this system that Homing can use.",
        KeychainTrouble::Locked => "The keychain is locked, or has no default keyring.",
        KeychainTrouble::Silent => "The keychain does not answer.",
        _ => "The keychain does not keep what it is given.",
    }
}

fn lock_name(lock: Lock) -> &'static str {
    match lock {
        Lock::Sync => "The lock of a sync",
        Lock::Auth => "The lock of the sign-in",
        Lock::Migrate => "The lock of an update of the database",
    }
}

fn held(lock: Lock) -> &'static str {
    match lock {
        Lock::Sync => "a sync is running now.",
        Lock::Auth => "the sign-in is being renewed now.",
        Lock::Migrate => "the database is being brought up to date now.",
    }
}

fn proxy_fault(proxy: Option<&str>, cause: OfflineCause) -> String {
    let what = match cause {
        OfflineCause::Proxy => "The proxy wants a sign-in of its own",
        OfflineCause::ProxyRefused => "The proxy does not let requests to the server through",
        _ => "The proxy does not answer",
    };
    match proxy {
        Some(proxy) => format!("{what}: {proxy}"),
        None => format!("{what}."),
    }
}

/// In whole mebibytes, or gibibytes where there are many.
fn size(bytes: u64) -> String {
    let mebibytes = bytes / (1024 * 1024);
    if mebibytes < 10 * 1024 { format!("{mebibytes} MiB") } else { format!("{} GiB", mebibytes / 1024) }
}

/// An API as a sentence names it.
fn spoken(api: ApiName) -> &'static str {
    match api {
        ApiName::Homing => "version 1 of the Homing Sync API",
        ApiName::Classic => "the classic API, the earlier app's",
        _ => "another API",
    }
}
