//! A store whose statements are seen. The connection that writes tells of its texts itself; of those that read, sqlx
//! does, on the thread that each of them has.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tracing::field::{Field, Visit};
use tracing::subscriber::set_global_default;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::SqliteStore;
use crate::sqlite::held::HeldConnection;
use crate::sqlite::writer::Writer;

/// The name of the reader's thread. The other tests of this process have connections, too.
const READER: &str = "watched reader";

/// The statements of all that is done with a store on the file. For a test with a single thread.
pub(super) async fn statements<W: Future<Output = ()>>(
    file: &Path,
    work: impl FnOnce(SqliteStore) -> W,
) -> BTreeSet<String> {
    let threads = [thread::current().name().unwrap_or_default().to_owned(), READER.to_owned()];
    let seen = Seen { threads, statements: Arc::default() };
    // A thread of sqlx has no other subscriber than the one of the whole process.
    set_global_default(tracing_subscriber::registry().with(seen.clone())).unwrap();
    let writer = HeldConnection::open(options(file)).await.unwrap();
    let readers = reader(file, READER).await;
    seen.take();
    work(SqliteStore { writer: Arc::new(Writer::new(file, writer)), readers }).await;
    seen.take()
}

/// A connection whose thread has this name.
pub(super) async fn reader(file: &Path, thread: &'static str) -> DatabaseConnection {
    let sqlite = options(file).thread_name(move |_| thread.to_owned());
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).map_sqlx_sqlite_opts(move |_| sqlite.clone());
    Database::connect(options).await.unwrap()
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).foreign_keys(true)
}

#[derive(Clone)]
struct Seen {
    threads: [String; 2],
    statements: Arc<Mutex<BTreeSet<String>>>,
}

impl Seen {
    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.statements.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: Subscriber> Layer<S> for Seen {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let thread = thread::current();
        if !self.threads.iter().any(|watched| Some(watched.as_str()) == thread.name()) {
            return;
        }
        let mut text = Text::default();
        event.record(&mut text);
        // No statement of the store has a semicolon within.
        let statements = text.0.split(';').map(|statement| statement.trim().to_owned());
        let mut seen = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(statements.filter(|statement| !statement.is_empty()));
    }
}

/// The field that holds the text: of ours `sql`, of sqlx `db.statement`, or `summary` where the text is short.
#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        let whole = match field.name() {
            "sql" | "db.statement" => true,
            "summary" => !value.ends_with('…'),
            _ => false,
        };
        if whole && !value.is_empty() {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
