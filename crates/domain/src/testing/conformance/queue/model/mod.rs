//! Any calls at all: random sequences, each step made of a queue and of a plain model of it, after each of which both must
//! have answered the same and hold the same. A sequence that fails shrinks to a short one.
//!
//! The everyday run makes the same few sequences each time. `HOMING_PROVE_CASES` makes it so many others, from the seed
//! `HOMING_PROVE_SEED` on: `cargo xtask prove --sequences` sets both.

mod claiming;
mod compare;
mod machine;
mod made;
mod person;
mod plain;
mod reading;
mod steps;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::super::sample::at;
use crate::ports::Queue;
use machine::Machine;
use steps::{Step, steps};

/// Runs random sequences over `$new_place`, so many as `$cases` says: see [`crate::testing::conformance`]. The crate
/// needs `tokio` with what the backend asks of a runtime.
#[macro_export]
macro_rules! queue_state_machine {
    ($new_place:path, $cases:expr) => {
        #[test]
        fn any_calls_do_what_the_plain_model_does() {
            $crate::testing::conformance::queue::model::any_calls($new_place, $cases);
        }

        #[test]
        fn any_calls_on_a_queue_that_is_almost_full_do_too() {
            $crate::testing::conformance::queue::model::any_calls_when_almost_full($new_place, $cases);
        }
    };
}

/// Panics where a queue does what it should not, with the shortest sequence that shows it.
pub fn any_calls<Q: Queue, O: AsyncFn() -> Q>(new_place: impl Fn() -> O, cases: u32) {
    run(&new_place, cases, false);
}

/// The same, where the first account has 9,000 tasks less a few. So few of these are run: each costs a big commit.
pub fn any_calls_when_almost_full<Q: Queue, O: AsyncFn() -> Q>(new_place: impl Fn() -> O, cases: u32) {
    run(&new_place, cases.div_ceil(32), true);
}

fn run<Q: Queue, O: AsyncFn() -> Q>(new_place: &impl Fn() -> O, cases: u32, full: bool) {
    let from_outside = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let asked = from_outside("HOMING_PROVE_CASES").map(|cases| if full { cases.div_ceil(32) } else { cases });
    let cases = asked.map_or(cases, |cases| u32::try_from(cases).unwrap_or(u32::MAX));
    // A big commit for each try.
    let max_shrink_iters = if full { 16 } else { 300 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&from_outside("HOMING_PROVE_SEED").unwrap_or(0).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ran = runner.run(&steps(), |steps| {
        let made = runtime.block_on(make(new_place(), &steps, full));
        made.map_err(|(place, difference)| TestCaseError::fail(format!("at step {place}, {difference}")))
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => panic!("{reason}\nafter these steps: {steps:#?}"),
        Err(error) => panic!("{error}"),
    }
}

async fn make<Q: Queue, O: AsyncFn() -> Q>(
    open: O,
    steps: &[Step],
    full: bool,
) -> Result<(), (usize, machine::Difference)> {
    let mut machine = Machine::new(open).await;
    if full {
        machine.fill().await.map_err(|difference| (0, difference))?;
    }
    for (place, step) in steps.iter().enumerate() {
        machine.step(step).await.map_err(|difference| (place, difference))?;
    }
    Ok(())
}
