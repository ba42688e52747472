//! The conformance suites of every port that this crate implements, over each of its backends.

mod memory;
mod sqlite;
