//! The address of a PostgreSQL database. It may hold a password, and nothing here shows it.

use std::fmt;
use std::str::FromStr;

use sea_orm::sqlx::postgres::PgConnectOptions;
use url::Url;

/// An address such as `postgres://user:password@host:5432/database`. Shown and logged without the password.
#[derive(Clone)]
pub struct PostgresUrl {
    options: Box<PgConnectOptions>,
    has_password: bool,
}

/// The parameters of an address that sqlx reads.
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

/// It is no such address. What it says instead may be a password, and is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is no address of a PostgreSQL database, as in postgres://USER:PASSWORD@HOST/DATABASE; characters such as @, / and \
     # in a password are written as %40, %2F and %23"
)]
pub struct PostgresUrlError;

impl PostgresUrl {
    /// Whether a text begins as such an address does, in whatever case.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.trim_start());
        let is = |named: &str| scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(named));
        is("postgres") || is("postgresql")
    }

    /// Whether the password is part of the address itself.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.has_password
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

impl FromStr for PostgresUrl {
    type Err = PostgresUrlError;

    /// What an address leaves out comes from the variables that `psql` reads (`PGHOST`, `PGPASSWORD`, …) and
    /// from the password file (`PGPASSFILE`, else `~/.pgpass`).
    fn from_str(text: &str) -> Result<Self, PostgresUrlError> {
        let url = Url::parse(text).map_err(|_| PostgresUrlError)?;
        let names_a_database = !url.path().trim_start_matches('/').is_empty()
            || url.query_pairs().any(|(name, _)| name == "dbname");
        let is_ours = ["postgres", "postgresql"].contains(&url.scheme()) && text.contains("://");
        // A password with such a character in it, written as it is, ends the part of the address that is not shown.
        let is_encoded =
            url.fragment().is_none() && text.matches('@').count() <= usize::from(!url.username().is_empty());
        // What sqlx does not know it leaves out, and writes into a log.
        let is_known =
            url.query_pairs().all(|(name, _)| KNOWN.contains(&&*name) || name.starts_with("options["));
        if !(is_ours && is_encoded && is_known && names_a_database) {
            return Err(PostgresUrlError);
        }
        let options = Box::new(text.parse().map_err(|_| PostgresUrlError)?);
        let in_query = url.query_pairs().any(|(name, _)| name == "password");
        Ok(Self { options, has_password: url.password().is_some() || in_query })
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, database) = (self.options.get_username(), self.options.get_database().unwrap_or_default());
        match self.options.get_socket() {
            Some(socket) => write!(f, "postgres://{user}@/{database}?host={}", socket.display()),
            None => {
                let (host, port) = (self.options.get_host(), self.options.get_port());
                write!(f, "postgres://{user}@{host}:{port}/{database}")
            }
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password_wherever_that_stands() {
        for text in [
            "postgres://homing:canary@db.example.org:6432/time?sslmode=require",
            "postgresql://homing@db.example.org:6432/time?password=canary",
        ] {
            let url: PostgresUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), "postgres://homing@db.example.org:6432/time");
            assert!(url.has_password());
            assert!(!format!("{url:?} {:?}", Some(&url)).contains("canary"));
        }
    }

    #[test]
    fn a_socket_is_a_host_too() {
        let url: PostgresUrl = "postgres://homing@%2Frun%2Fpostgresql/time".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://homing@/time?host=/run/postgresql");
        assert!(!url.has_password());
    }

    #[test]
    fn what_is_no_address_is_refused_and_not_repeated() {
        for text in [
            "",
            "postgres:canary",
            "mysql://homing:canary@host/time",
            "postgres://homing:canary@host",
            "postgres://homing:canary@host:port/time",
            "postgres://homing:canary@host/time?sslmode=canary",
            "postgres://homing:12/canary@host/time",
            "postgres://homing:ca@nary#canary@host/time",
            "postgres://homing@host/time?passwort=canary",
            "Mysql://homing:canary@host/time",
        ] {
            let error = text.parse::<PostgresUrl>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("canary"), "{text}");
        }
    }
}
