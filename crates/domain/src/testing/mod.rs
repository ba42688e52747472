//! What tests of every layer share: the clock, the alarm, the machine, its system and the ids that a test sets by
//! hand, a queue that has trouble, and the suites that each implementation of a port runs. Not the mocks: those stand
//! beside their ports.

mod alarm;
mod clock;
pub mod conformance;
mod ids;
mod machine;
mod system_events;
mod troubled;

pub use alarm::ManualAlarm;
pub use clock::ManualClock;
pub use ids::{EdgeJitter, SequentialIds};
pub use machine::ManualMachine;
pub use system_events::ManualSystemEvents;
pub use troubled::{Adversary, Call, Held, Script, Trouble, Troubled};
