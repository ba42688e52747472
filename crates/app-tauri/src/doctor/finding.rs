//! What an examination can find: facts with their data. The sentences are the terminal's and the window's.

use std::path::PathBuf;

use homing_domain::Timestamp;
use homing_domain::ports::OfflineCause;
use serde::Serialize;

use crate::api::ApiName;

/// A part that is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// This program.
    Program,
    /// `homing.toml`.
    Configuration,
    /// The data folder and its database.
    Data,
    /// Who is signed in.
    Account,
    /// Where tokens rest.
    Credentials,
    /// What waits to be sent.
    Queue,
    /// The locks between processes.
    Locks,
    /// What is set for the network.
    Network,
    /// The proxy on the way.
    Proxy,
    /// The server's name.
    Name,
    /// The server's certificate.
    Tls,
    /// The server.
    Server,
    /// What speaks at the server's address.
    Api,
    /// This machine's clock.
    Clock,
}

/// How bad a finding is, and whose affair a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// As it should be.
    Good,
    /// It works, but someone ought to know.
    Warning,
    /// It does not work.
    Problem(Fault),
}

/// What a problem is about, the worst last: without the network work is only late, without the data it is
/// not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The network or the server.
    Unreachable,
    /// Only a sign-in helps.
    SignIn,
    /// Something is set wrong.
    Configuration,
    /// This machine's files.
    Data,
}

/// One fact. Holds no secret and nothing of what someone works on; `code` in its JSON is stable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is what its name says, and each fact what its sentence says")]
pub enum Finding {
    Versions { program: String, system: String },

    ConfigurationRead { path: PathBuf },
    ConfigurationAbsent { path: PathBuf },
    ConfigurationUnusable { path: PathBuf, reason: String },

    FolderAbsent { path: PathBuf },
    FolderWritable { path: PathBuf },
    FolderNotWritable { path: PathBuf },
    FolderOpenToOthers { path: PathBuf },
    DatabaseAbsent { path: PathBuf },
    DatabaseEmptied { path: PathBuf },
    DatabaseSound { schema: u32 },
    DatabaseOlder { schema: u32, known: u32 },
    DatabaseNewer { schema: u32, known: u32 },
    DatabaseForeign { path: PathBuf },
    DatabaseDamaged { path: PathBuf },
    DatabaseUnreadable { path: PathBuf },
    DatabaseBusy { path: PathBuf },
    DatabaseNotWritable { path: PathBuf },
    DatabaseOpenToOthers { path: PathBuf },
    DatabaseServerAway { database: String },
    DatabaseServerRefuses { database: String },
    DatabaseUnknown { database: String },
    DatabaseUnusable { database: String },
    DataInMemory,
    SpaceEnough { free_bytes: u64 },
    SpaceLow { free_bytes: u64 },
    SpaceGone { free_bytes: u64 },

    LocalOnly,
    SignedIn { server: String, name: String },
    SignedOut { server: String, name: String },
    SignInEnded { server: String, name: String },

    KeychainWorks { holds_sign_in: Option<bool> },
    KeychainEmpty,
    KeychainUnused { why: KeychainTrouble },
    KeychainFails { why: KeychainTrouble },
    CredentialFileThere,
    CredentialFileMissing,
    SignInInMemory,
    SignInGone,

    QueueHasRoom { unsent: u64, limit: u64 },
    QueueNearlyFull { unsent: u64, limit: u64 },
    QueueNeedsAPerson { attention: u64 },

    LockFree { lock: Lock },
    LockHeld { lock: Lock },
    LockUnusable { lock: Lock },

    NetworkUsable { certificates: Option<usize> },
    NetworkUnusable { reason: String },
    ServerUnknown,

    ProxyNone,
    ProxyUsed { proxy: String },
    ProxyFails { proxy: Option<String>, cause: OfflineCause },

    NameResolves { host: String, addresses: usize },
    NameUnknown { host: String },
    NameLeftToProxy { host: String },

    TlsTrusted { issuer: String, until: Timestamp },
    TlsEndsSoon { issuer: String, until: Timestamp },
    TlsNotTrusted { issuer: Option<String> },
    TlsOutOfDate { from: Option<Timestamp>, until: Option<Timestamp> },
    TlsOtherName,
    TlsFails,
    TlsNone,
    TlsNotNeeded,

    ServerAnswers { millis: u64 },
    ServerTrouble { status: u16 },
    ServerUnreachable { cause: OfflineCause },
    ServerAnswerLost,

    ApiFound { max_tasks: usize, key_days: u64 },
    ApiElsewhere { status: u16 },
    ApiAbsent { api: ApiName, status: u16 },
    ApiOther { api: ApiName },
    ApiAnswers { api: ApiName },
    ApiNotAsSet { found: ApiName, set: ApiName },

    ClockAgrees { ahead_seconds: i64 },
    ClockOff { ahead_seconds: i64 },
    ClockAbsurd { now: Timestamp },
    ClockUnchecked,
}

/// Why a keychain can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeychainTrouble {
    /// There is none.
    Missing,
    /// It is locked.
    Locked,
    /// It does not answer.
    Silent,
    /// It does not keep what it is given, or fails in another way.
    Broken,
}

/// A lock between processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lock {
    /// Held for a sync.
    Sync,
    /// Held while tokens are renewed.
    Auth,
    /// Held while the schema is brought up to date.
    Migrate,
}

impl Finding {
    /// What it is about, and how bad it is.
    #[must_use]
    pub fn place(&self) -> (Check, Standing) {
        use Fault::{Configuration, Data, SignIn, Unreachable};
        use Standing::{Good, Problem, Warning};
        match self {
            Self::Versions { .. } => (Check::Program, Good),
            Self::ConfigurationRead { .. } | Self::ConfigurationAbsent { .. } => (Check::Configuration, Good),
            Self::ConfigurationUnusable { .. } => (Check::Configuration, Problem(Configuration)),
            Self::FolderAbsent { .. }
            | Self::FolderWritable { .. }
            | Self::DatabaseAbsent { .. }
            | Self::DatabaseSound { .. }
            | Self::DatabaseOlder { .. }
            | Self::SpaceEnough { .. } => (Check::Data, Good),
            Self::FolderOpenToOthers { .. }
            | Self::DatabaseOpenToOthers { .. }
            | Self::DatabaseBusy { .. }
            | Self::DataInMemory
            | Self::SpaceLow { .. } => (Check::Data, Warning),
            Self::DatabaseNewer { .. }
            | Self::DatabaseServerRefuses { .. }
            | Self::DatabaseUnknown { .. } => (Check::Data, Problem(Configuration)),
            Self::FolderNotWritable { .. }
            | Self::DatabaseDamaged { .. }
            | Self::DatabaseEmptied { .. }
            | Self::DatabaseForeign { .. }
            | Self::DatabaseUnreadable { .. }
            | Self::DatabaseServerAway { .. }
            | Self::DatabaseUnusable { .. }
            | Self::DatabaseNotWritable { .. }
            | Self::SpaceGone { .. } => (Check::Data, Problem(Data)),
            Self::LocalOnly | Self::SignedIn { .. } => (Check::Account, Good),
            Self::SignedOut { .. } => (Check::Account, Warning),
            Self::SignInEnded { .. } => (Check::Account, Problem(SignIn)),
            Self::KeychainWorks { .. } | Self::CredentialFileThere | Self::SignInInMemory => {
                (Check::Credentials, Good)
            }
            Self::KeychainUnused { .. } => (Check::Credentials, Warning),
            Self::KeychainEmpty
            | Self::KeychainFails { .. }
            | Self::CredentialFileMissing
            | Self::SignInGone => (Check::Credentials, Problem(SignIn)),
            Self::QueueHasRoom { .. } => (Check::Queue, Good),
            Self::QueueNearlyFull { .. } | Self::QueueNeedsAPerson { .. } => (Check::Queue, Warning),
            Self::LockFree { .. } | Self::LockHeld { .. } => (Check::Locks, Good),
            Self::LockUnusable { .. } => (Check::Locks, Problem(Data)),
            Self::NetworkUsable { .. } => (Check::Network, Good),
            Self::NetworkUnusable { .. } => (Check::Network, Problem(Configuration)),
            Self::ServerUnknown => (Check::Server, Good),
            Self::ProxyNone | Self::ProxyUsed { .. } => (Check::Proxy, Good),
            Self::ProxyFails { .. } => (Check::Proxy, Problem(Unreachable)),
            Self::NameResolves { .. } | Self::NameLeftToProxy { .. } => (Check::Name, Good),
            Self::NameUnknown { .. } => (Check::Name, Problem(Unreachable)),
            Self::TlsTrusted { .. } | Self::TlsNotNeeded => (Check::Tls, Good),
            Self::TlsEndsSoon { .. } | Self::TlsNone => (Check::Tls, Warning),
            Self::TlsNotTrusted { .. } | Self::TlsOutOfDate { .. } | Self::TlsOtherName | Self::TlsFails => {
                (Check::Tls, Problem(Unreachable))
            }
            Self::ServerAnswers { .. } => (Check::Server, Good),
            Self::ServerTrouble { .. } | Self::ServerUnreachable { .. } | Self::ServerAnswerLost => {
                (Check::Server, Problem(Unreachable))
            }
            Self::ApiFound { .. } | Self::ApiAnswers { .. } => (Check::Api, Good),
            Self::ApiElsewhere { .. }
            | Self::ApiAbsent { .. }
            | Self::ApiOther { .. }
            | Self::ApiNotAsSet { .. } => (Check::Api, Problem(Configuration)),
            Self::ClockAgrees { .. } | Self::ClockUnchecked => (Check::Clock, Good),
            Self::ClockOff { .. } => (Check::Clock, Warning),
            Self::ClockAbsurd { .. } => (Check::Clock, Problem(Configuration)),
        }
    }
}
