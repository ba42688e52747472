//! What happened, step by step. Always digested, so that two runs can be compared; written down only where someone
//! wants to read it.

use std::fmt;
use std::hash::{Hash as _, Hasher};
use std::sync::{Arc, Mutex};

use super::time::WorldTime;

/// The steps so far. Clones write to the same one.
#[derive(Clone)]
pub(crate) struct Trace {
    time: WorldTime,
    written: Arc<Mutex<Written>>,
}

struct Written {
    digest: Fnv,
    steps: u64,
    line: String,
    lines: Option<Vec<String>>,
}

impl Trace {
    pub(crate) fn new(time: WorldTime, readable: bool) -> Self {
        let written =
            Written { digest: Fnv::default(), steps: 0, line: String::new(), lines: readable.then(Vec::new) };
        Self { time, written: Arc::new(Mutex::new(written)) }
    }

    /// Notes a step.
    pub(crate) fn note(&self, step: fmt::Arguments<'_>) {
        let mut written = self.written.lock().unwrap();
        let Written { digest, steps, line, lines } = &mut *written;
        *steps += 1;
        line.clear();
        let at = self.time.now();
        fmt::write(line, format_args!("{:>12.3} s  {step}", at.as_secs_f64())).unwrap();
        line.hash(digest);
        if let Some(lines) = lines {
            lines.push(line.clone());
        }
    }

    /// A number that two runs share only if they went the same way.
    pub(crate) fn digest(&self) -> u64 {
        self.written.lock().unwrap().digest.finish()
    }

    pub(crate) fn steps(&self) -> u64 {
        self.written.lock().unwrap().steps
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.written.lock().unwrap().lines.clone().unwrap_or_default()
    }
}

/// FNV-1a: the same on every platform and in every release, which the standard hasher does not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
