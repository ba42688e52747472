//! Where the data rests, as `storage` of `homing.toml` says it. Opening it is the composition root's.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

/// Where the data rests. A database's user and password are in no `Debug`, no `Display` and no error.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub enum StorageUrl {
    /// `sqlite:` is `homing.db` in the data folder, `sqlite:PATH` another file. Its locks lie beside it.
    Sqlite(Option<PathBuf>),
    /// `postgres://host/database`: workers on several machines may share it.
    Postgres(PostgresUrl),
    /// `memory:` is this process's memory. Nothing is left at its end: for tests, and for an application that wants
    /// that.
    Memory,
}

/// The address of a PostgreSQL database.
#[derive(Clone)]
pub struct PostgresUrl {
    whole: SecretString,
    /// Without user, password and parameters.
    shown: String,
    has_password: bool,
}

/// A text that names no storage. The text stays out of it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageUrlError {
    /// It begins with none of the known names.
    #[error("the storage is sqlite:, sqlite:FILE, postgres://HOST/DATABASE or memory:")]
    Unknown,
    /// What follows `memory:` would be lost without a word.
    #[error("nothing follows memory:")]
    MemoryHasNoName,
    /// Parameters of SQLite are set by Homing alone.
    #[error("a file of sqlite: takes no parameters after a question mark")]
    SqliteParameters,
    /// A character stands in it that means something else in an address.
    #[error(
        "a character such as @, /, # or ? in a user or password of the database is written as %40, %2F, %23 or %3F"
    )]
    NotEncoded,
    /// A word after the question mark that means nothing, and may be a password.
    #[error("the address of the database has a parameter that is not known")]
    UnknownParameter,
    /// It is no URL.
    #[error("the address of the database is not one such as postgres://host/database")]
    Unreadable(#[source] url::ParseError),
}

impl StorageUrl {
    /// The same, where a relative path begins in `folder`.
    #[must_use]
    pub fn within(self, folder: &Path) -> Self {
        match self {
            Self::Sqlite(Some(file)) => Self::Sqlite(Some(folder.join(file))),
            other => other,
        }
    }

    /// Whether a password stands in it.
    #[must_use]
    pub fn has_password(&self) -> bool {
        matches!(self, Self::Postgres(PostgresUrl { has_password: true, .. }))
    }
}

impl Default for StorageUrl {
    fn default() -> Self {
        Self::Sqlite(None)
    }
}

impl PostgresUrl {
    /// The whole address, its password included: for whoever connects.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "nobody connects"))]
    pub(crate) fn expose(&self) -> &str {
        self.whole.expose_secret()
    }
}

impl FromStr for StorageUrl {
    type Err = StorageUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Ok(Self::Sqlite(None)),
                path if path.contains('?') => Err(StorageUrlError::SqliteParameters),
                path => Ok(Self::Sqlite(Some(path.into()))),
            };
        }
        if let Some(name) = text.strip_prefix("memory:") {
            return if name.is_empty() { Ok(Self::Memory) } else { Err(StorageUrlError::MemoryHasNoName) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Self::Postgres);
        }
        Err(StorageUrlError::Unknown)
    }
}

impl FromStr for PostgresUrl {
    type Err = StorageUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(StorageUrlError::Unreadable)?;
        // A password with such a character in it, written as it is, ends the part of the address in which nothing is
        // shown.
        if url.fragment().is_some() || text.matches('@').count() > usize::from(!url.username().is_empty()) {
            return Err(StorageUrlError::NotEncoded);
        }
        if url.query_pairs().any(|(key, _)| !is_known(&key)) {
            return Err(StorageUrlError::UnknownParameter);
        }
        let has_password = url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password");
        let mut shown = url;
        // Both fail for addresses that have no host, and so no user.
        shown.set_username("").ok();
        shown.set_password(None).ok();
        shown.set_query(None);
        shown.set_fragment(None);
        Ok(Self { whole: text.to_owned().into(), shown: shown.into(), has_password })
    }
}

/// The parameters of an address that sqlx reads: others it would leave out, and write into a log.
fn is_known(parameter: &str) -> bool {
    const KNOWN: [&str; 17] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "options",
    ];
    KNOWN.contains(&parameter) || (parameter.starts_with("options[") && parameter.ends_with(']'))
}

impl TryFrom<String> for StorageUrl {
    type Error = StorageUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl PartialEq for PostgresUrl {
    fn eq(&self, other: &Self) -> bool {
        self.whole.expose_secret() == other.whole.expose_secret()
    }
}

impl Eq for PostgresUrl {}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(None) => f.write_str("sqlite:"),
            Self::Sqlite(Some(file)) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(url) => f.write_str(&url.shown),
            Self::Memory => f.write_str("memory:"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    fn parsed(text: &str) -> StorageUrl {
        text.parse().unwrap()
    }

    #[test]
    fn each_backend_has_its_name() {
        assert_eq!(parsed("sqlite:"), StorageUrl::default());
        assert_eq!(parsed("sqlite:own.db"), StorageUrl::Sqlite(Some("own.db".into())));
        assert_eq!(parsed("sqlite:///var/own.db"), StorageUrl::Sqlite(Some("/var/own.db".into())));
        assert_eq!(parsed("memory:"), StorageUrl::Memory);
        for text in ["postgres://db.example.org/homing", "postgresql:///homing?host=/run/postgresql"] {
            let StorageUrl::Postgres(url) = parsed(text) else { panic!("{text}") };
            assert_eq!(url.expose(), text);
        }
    }

    #[test]
    fn what_names_no_storage_is_refused_with_what_would() {
        for (text, error) in [
            ("mysql://db/homing", StorageUrlError::Unknown),
            ("", StorageUrlError::Unknown),
            ("memory:shared", StorageUrlError::MemoryHasNoName),
            ("sqlite:own.db?mode=ro", StorageUrlError::SqliteParameters),
        ] {
            assert_eq!(text.parse::<StorageUrl>(), Err(error), "{text}");
        }
        for (text, error) in [
            ("postgres://anna:s3/cret@db/homing", StorageUrlError::NotEncoded),
            ("postgres://anna:12/s3cret@db/homing", StorageUrlError::NotEncoded),
            ("postgres://anna:s3@cret@db/homing", StorageUrlError::NotEncoded),
            ("postgres://anna:s3#cret@db/homing", StorageUrlError::NotEncoded),
            ("postgres://db/homing?passwort=s3cret", StorageUrlError::UnknownParameter),
        ] {
            let refused = text.parse::<StorageUrl>().unwrap_err();
            assert!(
                refused == error || matches!(refused, StorageUrlError::Unreadable(_)),
                "{text}: {refused:?}"
            );
        }
        let unreadable = "postgres://db:port/homing".parse::<StorageUrl>();
        assert!(matches!(unreadable, Err(StorageUrlError::Unreadable(_))));
    }

    #[test]
    fn a_databases_user_and_password_are_shown_nowhere() {
        for text in [
            "postgres://anna:s3cret@db.example.org:5433/homing",
            "postgres://db.example.org:5433/homing?password=s3cret&user=anna",
        ] {
            let url = parsed(text);
            assert!(url.has_password(), "{text}");
            assert_eq!(url.to_string(), "postgres://db.example.org:5433/homing");
            let told = format!("{url:?}");
            assert!(!told.contains("s3cret") && !told.contains("anna"), "{told}");
        }
        let refused = "postgres://anna:s3cret@db:port/homing".parse::<StorageUrl>().unwrap_err();
        let told = format!("{refused} {refused:?}");
        assert!(!told.contains("s3cret"), "{told}");
    }

    #[test]
    fn a_relative_file_begins_in_the_folder_of_who_names_it() {
        let url = parsed("sqlite:own.db").within(Path::new("/etc/homing"));
        assert_eq!(url, StorageUrl::Sqlite(Some("/etc/homing/own.db".into())));
        assert_eq!(parsed("memory:").within(Path::new("/etc")), StorageUrl::Memory);
    }
}
