//! Whether a call costs the same however much waits: instructions, counted by callgrind, of calls on a short and on a
//! full queue.
//!
//! Callgrind counts a whole process with all its threads. So a child runs few calls and another one more, on copies of
//! one file, and the difference is what the calls cost.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;

use crate::samples::Samples;
use crate::{deed, ours};

/// What a child does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Call {
    /// One start of a timer.
    Enqueue,
    /// One claim of one task.
    Claim,
}

/// How many tasks wait: a short queue and a full one.
pub(crate) const SHORT: usize = 10;
pub(crate) const FULL: usize = deed::QUEUED - MANY;

/// How many calls the children make: less than wait in the short queue.
const FEW: usize = 2;
const MANY: usize = 8;

/// Instructions of one call on a short queue and on a full one.
///
/// # Errors
/// Where valgrind can't be run, or a child fails.
pub(crate) async fn measure(call: Call, folder: &Path) -> Result<(u64, u64)> {
    let short = of_one_call(call, folder, SHORT).await?;
    Ok((short, of_one_call(call, folder, FULL).await?))
}

async fn of_one_call(call: Call, folder: &Path, queued: usize) -> Result<u64> {
    let prepared = folder.join(format!("{queued}-queued"));
    if !prepared.exists() {
        let mut samples = Samples::new(3);
        ours::prepare(&prepared, samples.now()?, samples.tasks(queued)?).await?;
    }
    let few = of_process(call, &prepared, folder, FEW)?;
    let many = of_process(call, &prepared, folder, MANY)?;
    ensure!(many > few, "more calls took no more instructions");
    Ok((many - few) / (MANY - FEW) as u64)
}

fn of_process(call: Call, prepared: &Path, folder: &Path, times: usize) -> Result<u64> {
    let own = tempfile::tempdir_in(folder)?;
    ours::copy(prepared, own.path())?;
    let counted = own.path().join("callgrind.out");
    let name = call.to_possible_value().context("a call without a name")?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg(format!("--callgrind-out-file={}", counted.display()))
        .arg(std::env::current_exe()?)
        .args(["call", name.get_name(), "--times", &times.to_string(), "--folder"])
        .arg(own.path())
        .output()
        .context("valgrind can't be started: `cargo xtask bench` installs it")?;
    if !output.status.success() {
        bail!("the counted process failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    total(&std::fs::read_to_string(counted)?).context("callgrind counted nothing")
}

/// The sum that callgrind writes at the end of its file.
fn total(counted: &str) -> Option<u64> {
    counted.lines().find_map(|line| line.strip_prefix("totals:")?.trim().parse().ok())
}

/// The child: makes `times` calls on the store in `folder`.
///
/// # Errors
/// Of the store.
pub(crate) async fn make_calls(call: Call, folder: &Path, times: usize) -> Result<()> {
    let store = ours::open(folder).await?;
    let mut samples = Samples::new(4);
    // All of them, whatever the number of calls: what is not the store's must cancel out.
    let starts: Vec<_> = (0..MANY).map(|_| samples.start()).collect::<Result<_>>()?;
    let now = samples.now()?;
    match call {
        Call::Enqueue => {
            for start in starts.into_iter().take(times) {
                ours::commit(&store, now, start).await?;
            }
        }
        Call::Claim => {
            for _ in 0..times {
                let claimed = ours::claim(&store, now, 1).await?;
                ensure!(claimed.len() == 1, "nothing was claimed");
            }
        }
    }
    Ok(store.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_read_from_the_last_line_of_callgrinds_file() {
        assert_eq!(total("version: 1\nevents: Ir\n\nfn=(1) main\n0 5\n\ntotals: 123456\n"), Some(123_456));
        assert_eq!(total("version: 1\n"), None);
    }
}
