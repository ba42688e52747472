//! What the programs say aloud: every log line of theirs, and every error that reaches a person. None of it may hold
//! a token or what someone wrote (I6).

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Is part of every token and password of the world.
pub(crate) const SECRET: &str = "hush-hush";

/// Is part of everything that a person writes in the world.
pub(crate) const WORDS: &str = "dear-diary";

thread_local! {
    /// What was said on this thread that must not be. A simulation has its thread to itself.
    static LEAK: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Listens from now on to whatever is logged in this process.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A test may have a subscriber already; the simulation hears nothing then, and its own test says so.
        tracing::subscriber::set_global_default(Ear::default()).ok();
    });
    LEAK.take();
}

/// Looks at something that was said.
pub(crate) fn overhear(said: &str) {
    if said.contains(SECRET) || said.contains(WORDS) {
        LEAK.with_borrow_mut(|leak| {
            leak.get_or_insert_with(|| said.to_owned());
        });
    }
}

/// What was said since the last look that must not be.
pub(crate) fn leak() -> Option<String> {
    LEAK.take()
}

#[derive(Default)]
struct Ear {
    spans: AtomicU64,
}

/// Writes fields one after the other.
struct Ears(String);

impl Visit for Ears {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("homing")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut ears = Ears(String::new());
        span.record(&mut ears);
        overhear(&ears.0);
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut ears = Ears(String::new());
        values.record(&mut ears);
        overhear(&ears.0);
    }

    fn event(&self, event: &Event<'_>) {
        let mut ears = Ears(String::new());
        event.record(&mut ears);
        overhear(&ears.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
