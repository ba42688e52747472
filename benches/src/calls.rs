//! How many statements the store runs to write, and in how many ways to the database and back. The store tells of each
//! way at the level TRACE, with its text; one text may hold several statements.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
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
        metadata.target().starts_with("homing_storage")
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Texts);
    }
}

struct Texts;

impl Visit for Texts {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            WAYS.fetch_add(1, Ordering::Relaxed);
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
}
