//! Where the servers of these tests keep their data: a schema each, in one PostgreSQL cluster that ends with
//! the tests. It says of PostgreSQL what `tests/it/backend.rs` says of SQLite.

use std::path::Path;

use homing_server::store::{PostgresUrl, Store};
use homing_test_postgres::Cluster;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::process::Installation;

/// The tables of each earlier schema.
pub(crate) const TABLES: [&str; 4] = [
    include_str!("../fixtures/schema-1.postgres.sql"),
    include_str!("../fixtures/schema-2.postgres.sql"),
    include_str!("../fixtures/schema-3.postgres.sql"),
    include_str!("../fixtures/schema-4.postgres.sql"),
];

/// How many connections a server of these tests takes.
const CONNECTIONS: u32 = 4;

/// A schema that nobody else has, as the URL of connections that work in it.
pub(crate) struct Place(String);

/// What the setting `database` says of an installation, whatever its folder.
pub(crate) fn database_of(_: &Path) -> String {
    Place::new().0
}

/// One whose database is a cluster of its own.
pub(crate) fn installation_at(cluster: &Cluster) -> Installation {
    Installation { folder: TempDir::new().unwrap(), database: cluster.url() }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self(Cluster::shared().unwrap().new_schema().unwrap())
    }

    /// One that somebody else made.
    pub(crate) fn at(url: &str) -> Self {
        Self(url.to_owned())
    }

    /// Its address with something more asked of the connection.
    pub(crate) fn with(&self, more: &str) -> String {
        format!("{}&{more}", self.0)
    }

    /// Its address as the server reads it.
    pub(crate) fn url(&self) -> PostgresUrl {
        self.0.parse().unwrap()
    }

    /// Opens it as a server does that has started.
    pub(crate) async fn open(&self) -> Store {
        Store::connect(&self.url(), CONNECTIONS).await.unwrap()
    }

    /// A connection of somebody else's.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.0);
        options.max_connections(1);
        Database::connect(options).await.unwrap()
    }

    /// Makes tables, and rows in them. Bytes are written there as SQLite has them.
    pub(crate) async fn fill(&self, tables: &str, rows: &str) {
        let connection = self.connect().await;
        let rows = rows.replace("X'", "'\\x");
        connection.execute_unprepared(&format!("{tables} {rows}")).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Keeps everything from being written until the connection is closed.
    pub(crate) async fn hold_writing(&self) -> DatabaseConnection {
        let connection = self.connect().await;
        let hold = "BEGIN; LOCK TABLE homing_server_users IN EXCLUSIVE MODE";
        connection.execute_unprepared(hold).await.unwrap();
        connection
    }
}

/// The first number that a statement gives.
pub(crate) async fn number(connection: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// So many blanks, as an expression.
pub(crate) fn blanks(count: u32) -> String {
    format!("repeat(' ', {count})")
}

/// Takes the trigger of [`refusal_of`] away.
pub(crate) fn no_refusal(table: &str) -> String {
    format!("DROP TRIGGER refuse ON homing_server_{table}")
}

/// Makes the database refuse a new row of this id: the one statement, or the whole connection, as where its process
/// dies.
pub(crate) fn refusal_of(table: &str, id: &str, whole: bool) -> String {
    let how = if whole { "PERFORM pg_terminate_backend(pg_backend_pid())" } else { "RAISE 'refused'" };
    format!(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN {how}; RETURN new; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON homing_server_{table} FOR EACH ROW
         WHEN (new.id = '{id}') EXECUTE FUNCTION refuse()"
    )
}
