//! What tests of every layer share: the clock, the machine and the ids that a test sets by hand, and the suites that
//! each implementation of a port runs. Not the mocks: those stand beside their ports.

mod clock;
pub mod conformance;
mod ids;
mod machine;

pub use clock::ManualClock;
pub use ids::{EdgeJitter, SequentialIds};
pub use machine::ManualMachine;
