//! What tests of every layer share: the clock and the ids that a test sets by hand, and the suites that
//! each implementation of a port runs. Not the mocks: those stand beside their ports.

mod clock;
pub mod conformance;
mod ids;

pub use clock::ManualClock;
pub use ids::{EdgeJitter, SequentialIds};
