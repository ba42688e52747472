//! How many statements the store runs, and in how many ways to the database and back.
//!
//! sqlx tells of each text that it ran, at the level DEBUG; one text may hold several statements. SeaORM has a span for
//! each way, at the level TRACE, which is also how `BEGIN` and `COMMIT` are seen.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;

/// What some work needed of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needed {
    pub(crate) statements: u64,
    pub(crate) ways: u64,
}

/// Since the program began to watch.
static STATEMENTS: AtomicU64 = AtomicU64::new(0);
static WAYS: AtomicU64 = AtomicU64::new(0);
static WATCHING: Once = Once::new();

/// What the work needs, and what it gives. From the first count on everything is slower: measure before.
pub(crate) async fn count<T>(work: impl Future<Output = T>) -> (Needed, T) {
    WATCHING.call_once(|| {
        // Nobody else watches in this program.
        tracing::subscriber::set_global_default(Registry::default().with(Calls)).ok();
    });
    let now = || (STATEMENTS.load(Ordering::Relaxed), WAYS.load(Ordering::Relaxed));
    let before = now();
    let value = work.await;
    let after = now();
    (Needed { statements: after.0 - before.0, ways: after.1 - before.1 }, value)
}

struct Calls;

impl<S: Subscriber> Layer<S> for Calls {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let target = metadata.target();
        target == TEXTS || target.starts_with("sea_orm")
    }

    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let (target, name) = (span.metadata().target(), span.metadata().name());
        if is_a_way(target, name) {
            WAYS.fetch_add(1, Ordering::Relaxed);
        }
        if is_a_bare_statement(target, name) {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == TEXTS {
            event.record(&mut Texts);
        }
    }
}

/// Where sqlx tells of texts.
const TEXTS: &str = "sqlx::query";

/// Where SeaORM is within a transaction.
const WITHIN: &str = "sea_orm::database::transaction";

/// A call outside a transaction has two spans, of which one counts.
fn is_a_way(target: &str, name: &str) -> bool {
    let between = target == "sea_orm::database::db_connection";
    let asks = matches!(name, "execute_raw" | "execute_unprepared" | "query_one_raw" | "query_all_raw");
    is_a_bare_statement(target, name) || (asks && (target == WITHIN || between))
}

/// Those of which sqlx does not tell.
fn is_a_bare_statement(target: &str, name: &str) -> bool {
    target == WITHIN && matches!(name, "begin" | "commit" | "rollback")
}

/// Reads the event of a text: all of it is in one field, or where it is short in another.
struct Texts;

impl Visit for Texts {
    fn record_str(&mut self, field: &Field, value: &str) {
        let cut = field.name() == "summary" && value.ends_with('…');
        if matches!(field.name(), "summary" | "db.statement") && !cut {
            STATEMENTS.fetch_add(statements(value), Ordering::Relaxed);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// How many statements a text holds. No text of the store has a semicolon within a statement.
fn statements(text: &str) -> u64 {
    text.split(';').filter(|statement| !statement.trim().is_empty()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_many_statements_as_stand_between_its_semicolons() {
        assert_eq!(statements("\n\nSELECT 1;\nUPDATE x SET y = ?;"), 2);
        assert_eq!(statements(""), 0);
    }

    #[test]
    fn a_call_outside_a_transaction_counts_once_and_a_transactions_ends_are_statements() {
        assert!(is_a_way("sea_orm::database::db_connection", "query_one_raw"));
        assert!(!is_a_way("sea_orm::driver::sqlx_sqlite", "query_one"));
        assert!(is_a_way(WITHIN, "commit") && is_a_bare_statement(WITHIN, "commit"));
        assert!(!is_a_bare_statement(WITHIN, "execute_raw"));
    }
}
