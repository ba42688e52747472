//! The simulation: the real engine, policies, auth and app, each process over simulated ports, in a world whose time,
//! network, server and misfortunes one seed decides. After each step a plain model says whether the invariants hold;
//! in the end the world is kind, and everything must arrive.
//!
//! | module | what it is |
//! |---|---|
//! | `dice`, `time`, `turn` | the only chance, the only time, the only order |
//! | `machine` | a data folder, its programs, and the ports that they run on |
//! | `network`, `server` | requests that can go wrong at every point, and a plain server |
//! | `model` | what was promised, and what must always hold |
//! | `play` | what happens: persons, misfortunes, and the quiet end |
//! | `planted` | bugs that are put in on purpose, to see that they are found |
//!
//! It is no test of SQLite under power failure, of the kernel's locks or of HTTP on a socket: the crash tests and the
//! conformance suites are.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a simulation fails by panicking")]

mod dice;
mod machine;
mod model;
mod network;
mod outcome;
mod overheard;
mod planted;
mod play;
mod seeds;
mod server;
mod time;
mod trace;
mod turn;
mod world;

pub use model::{Breach, Invariant};
pub use outcome::{Broken, Ran};
pub use planted::Planted;
pub use play::simulate;
pub use seeds::{SEED_VARIABLE, SEEDS_VARIABLE, STORAGE_VARIABLE, many};

/// What a world is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// What data folders are kept in.
    pub storage: Storage,
    /// Whether its queues are full when it begins.
    pub full_queues: bool,
    /// A bug that its programs have.
    pub planted: Option<Planted>,
    /// Whether the steps are kept to be read.
    pub readable: bool,
}

/// What data folders are kept in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// Memory: bit-exact, and fast.
    #[default]
    Memory,
    /// SQLite files, one store call at a time.
    Sqlite,
}
