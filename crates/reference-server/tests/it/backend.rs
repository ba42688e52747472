//! Where the servers of these tests keep their data: an SQLite file each. The tests over both databases see
//! no more of it than this; `tests/postgres/backend.rs` says the same of PostgreSQL.

use std::path::{Path, PathBuf};

use homing_server::store::Store;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::server::Server;

/// The tables of each earlier schema.
pub(crate) const TABLES: [&str; 4] = [
    include_str!("../fixtures/schema-1.sqlite.sql"),
    include_str!("../fixtures/schema-2.sqlite.sql"),
    include_str!("../fixtures/schema-3.sqlite.sql"),
    include_str!("../fixtures/schema-4.sqlite.sql"),
];

/// A data file that nobody else has.
pub(crate) struct Place(TempDir);

/// What the setting `database` says of an installation in this folder.
pub(crate) fn database_of(folder: &Path) -> String {
    folder.join("server.sqlite").display().to_string()
}

impl Place {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Opens it as a server does that has started.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.file()).await.unwrap()
    }

    /// A connection of somebody else's.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(format!("sqlite://{}", self.file().display()));
        options.max_connections(1);
        Database::connect(options).await.unwrap()
    }

    /// Makes tables, and rows in them.
    pub(crate) async fn fill(&self, tables: &str, rows: &str) {
        let url = format!("sqlite://{}?mode=rwc", self.file().display());
        let connection = Database::connect(url).await.unwrap();
        connection.execute_unprepared(&format!("{tables} {rows}")).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Keeps everything from being written until the connection is closed.
    pub(crate) async fn hold_writing(&self) -> DatabaseConnection {
        let connection = self.connect().await;
        connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        connection
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("server.sqlite")
    }
}

impl Server {
    /// The data file.
    pub(crate) fn file(&self) -> PathBuf {
        self.place.file()
    }
}

/// The first number that a statement gives.
pub(crate) async fn number(connection: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// So many blanks, as an expression.
pub(crate) fn blanks(count: u32) -> String {
    format!("printf('%{count}s', '')")
}

/// Takes the trigger of [`refusal_of`] away.
pub(crate) fn no_refusal(_table: &str) -> String {
    "DROP TRIGGER refuse".to_owned()
}

/// Makes the database refuse a new row of this id, and take back the whole transaction or the one statement.
pub(crate) fn refusal_of(table: &str, id: &str, whole: bool) -> String {
    let how = if whole { "ROLLBACK" } else { "ABORT" };
    format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON homing_server_{table} WHEN new.id = '{id}'
         BEGIN SELECT RAISE({how}, 'refused'); END"
    )
}
