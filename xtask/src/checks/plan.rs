//! What `cargo xtask test` runs, in order. One table; how a step is run is next door.

/// One step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The arguments of cargo, or of npm, as typed.
    pub(super) line: &'static str,
    /// What its output means, and where it runs.
    pub(super) kind: Kind,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Passes or fails as a whole; no test is counted.
    Check,
    /// The same, of the page: npm runs it.
    Page,
    /// The tests of the page's parts, counted: npm runs them.
    PageTests,
    /// Documentation, where a warning is an error.
    Documentation,
    /// Tests, counted.
    Tests,
    /// Tests, counted, in a private session bus with an unlocked keyring.
    KeychainTests,
    /// Tests, counted, of a real window. Each brings a display of its own.
    WindowTests,
    /// The contract of the server, which this builds, held against it as it runs; each operation counts.
    Contract,
}

impl Step {
    /// What runs it.
    pub(super) fn program(&self) -> &'static str {
        match self.kind {
            Kind::Page | Kind::PageTests => "npm",
            _ => "cargo",
        }
    }
}

const fn check(line: &'static str) -> Step {
    Step { line, kind: Kind::Check }
}

/// Cheap steps first. A feature set is one that somebody outside may take; the default ones are built anyway.
pub(super) const STEPS: &[Step] = &[
    check("fmt --all --check"),
    check("deny check licenses bans sources"),
    Step { line: "run check", kind: Kind::Page },
    Step { line: "test", kind: Kind::PageTests },
    check("clippy --workspace --all-targets -- -D warnings"),
    check(
        "clippy --workspace --test secret_service --test window --test window_embed --test program -- -D warnings",
    ),
    check("check -p homing-domain --no-default-features"),
    check("check -p homing-storage --no-default-features"),
    check("check -p homing-storage --no-default-features --features memory"),
    check("check -p homing-storage --no-default-features --features postgres"),
    // The workspace's own build has a window in it; whoever takes the app without one gets this.
    check("check -p homing-app"),
    check("build --workspace --all-targets"),
    Step { line: "test --workspace --no-fail-fast", kind: Kind::Tests },
    Step { line: "test -p homing-domain --no-default-features --features test-util", kind: Kind::Tests },
    // As the whole workspace again: fewer packages would be other features, and so another build.
    Step { line: "test --workspace --test secret_service", kind: Kind::KeychainTests },
    Step {
        line: "test --workspace --test window --test window_embed --test program",
        kind: Kind::WindowTests,
    },
    Step { line: "build --package homing-server", kind: Kind::Contract },
    Step { line: "doc --workspace --no-deps", kind: Kind::Documentation },
];
