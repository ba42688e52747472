//! The suites that every implementation of a port runs: one test, or more, for each MUST of the port.
//!
//! An adapter supplies a constructor and one macro line in its own tests; the line becomes one
//! `#[tokio::test]` for each rule, so the crate needs `tokio` with `macros` and `rt`.
//!
//! The constructor is a function without arguments that makes a fresh, empty place and gives an async
//! closure. Each call of the closure opens that same place anew, as a restarted process would:
//!
//! ```
//! use homing_domain::ports::CredentialStore;
//! # fn temporary_folder() -> std::path::PathBuf { unreachable!() }
//! # async fn open(_: &std::path::Path) -> homing_domain::ports::MockCredentialStore { unreachable!() }
//!
//! fn new_place() -> impl AsyncFn() -> homing_domain::ports::MockCredentialStore {
//!     let folder = temporary_folder();
//!     async move || open(&folder).await
//! }
//!
//! homing_domain::credentials_conformance!(new_place);
//! # fn main() {}
//! ```
//!
//! Rules that no caller can see (what is on the disk, what a killed process leaves) are tested by each
//! adapter itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

pub mod accounts;
pub mod alarm;
pub mod blobs;
pub mod credentials;
pub mod machine;
pub mod nudges;
pub mod process_lock;
pub mod queue;
mod sample;
pub mod system_events;

/// One `#[tokio::test]` for each named rule of a suite.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    (@plain $new_place:path, $suite:path => $tests:tt) => {
        $crate::conformance_tests!($new_place, $suite => $tests);
    };
    // The same over a queue that has trouble, of another sort for each rule.
    (@troubled $new_place:path, $suite:path => [$($test:ident),* $(,)?]) => {$(
        #[tokio::test]
        async fn $test() {
            use $suite as suite;
            let name = stringify!($test);
            suite::$test($crate::testing::conformance::queue::under_trouble(name, $new_place())).await;
        }
    )*};
    ($new_place:path, $suite:path => [$($test:ident),* $(,)?]) => {$(
        #[tokio::test]
        async fn $test() {
            use $suite as suite;
            suite::$test($new_place()).await;
        }
    )*};
}
