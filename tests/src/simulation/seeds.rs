//! Many seeds, shared out among the processors.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Broken, Ran, Setting, simulate};

/// Names the one seed that is to be replayed.
pub const SEED_VARIABLE: &str = "HOMING_SIM_SEED";

/// Says over which storage it is replayed: `memory`, or `sqlite`.
pub const STORAGE_VARIABLE: &str = "HOMING_SIM_STORAGE";

/// Says which seeds are to be run in place of the everyday ones, as `from..to`.
pub const SEEDS_VARIABLE: &str = "HOMING_SIM_SEEDS";

/// Runs the seeds until all held or one did not; then that one once more, with its steps.
///
/// # Errors
/// [`Broken`]: the least of the seeds that were found broken.
pub fn many(seeds: std::ops::Range<u64>, setting: Setting) -> Result<Vec<Ran>, Box<Broken>> {
    let next = AtomicU64::new(seeds.start);
    let ran = Mutex::new(Vec::new());
    let broken: Mutex<Option<Box<Broken>>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || broken.lock().unwrap().is_some() {
                        return;
                    }
                    match simulate(seed, setting) {
                        Ok(one) => ran.lock().unwrap().push(one),
                        Err(found) => {
                            let mut broken = broken.lock().unwrap();
                            if broken.as_ref().is_none_or(|known| found.seed < known.seed) {
                                *broken = Some(found);
                            }
                        }
                    }
                }
            });
        }
    });
    match broken.into_inner().unwrap() {
        None => Ok(ran.into_inner().unwrap()),
        Some(found) => {
            Err(simulate(found.seed, Setting { readable: true, ..setting }).err().unwrap_or(found))
        }
    }
}
