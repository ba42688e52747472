//! The window's processes as the system shows them under `/proc`: the program's own and WebKit's, without the drivers.

use std::fs;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::PATIENCE;

/// The processes of one window.
#[derive(Debug)]
pub struct Figures<'a> {
    group: Pid,
    program: &'a str,
}

/// What is read of `/proc/PID/stat` (proc(5)).
#[derive(Clone, Debug)]
struct Process {
    id: u32,
    parent: u32,
    group: u32,
    /// User and system time, in ticks of the clock.
    ticks: u64,
}

impl<'a> Figures<'a> {
    pub(super) fn of(group: Pid, program: &'a str) -> Self {
        Self { group, program }
    }

    /// Memory in KiB, each shared page counted in part (`Pss`).
    ///
    /// # Errors
    /// The system does not tell.
    pub fn memory_kib(&self) -> Result<u64> {
        self.tree()?.iter().map(|process| memory(process.id)).sum()
    }

    /// Time on a processor since each began, in seconds.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn processor_seconds(&self) -> Result<f64> {
        let ticks: u64 = self.tree()?.iter().map(|process| process.ticks).sum();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand ticks")]
        let (ticks, a_second) = (ticks as f64, rustix::param::clock_ticks_per_second() as f64);
        Ok(ticks / a_second)
    }

    /// SIGKILL to the program alone; returns when it is gone.
    pub(super) async fn kill(&self) -> Result<()> {
        let program = self.root()?;
        let id = Pid::from_raw(program.id.try_into()?).context("process 0")?;
        kill_process(id, Signal::KILL)?;
        // Its parent has looked: only then have all its threads ended, and its locks with them.
        let gone = async {
            while read(program.id).is_ok_and(|process| process.parent == program.parent) {
                yield_now().await;
            }
        };
        timeout(PATIENCE, gone).await.context("the window does not die")
    }

    fn root(&self) -> Result<Process> {
        let group = u32::try_from(self.group.as_raw_nonzero().get())?;
        let mut ours = all()?.into_iter().filter(|process| process.group == group);
        ours.find(|process| named(process.id, self.program)).context("the window's program does not run")
    }

    fn tree(&self) -> Result<Vec<Process>> {
        let mut tree = vec![self.root()?];
        let all = all()?;
        let mut looked_at = 0;
        while let Some(parent) = tree.get(looked_at).map(|process| process.id) {
            tree.extend(all.iter().filter(|process| process.parent == parent).cloned());
            looked_at += 1;
        }
        Ok(tree)
    }
}

fn all() -> Result<Vec<Process>> {
    let ids = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that ended meanwhile is none.
    Ok(ids.filter_map(|id| read(id).ok()).collect())
}

fn read(id: u32) -> Result<Process> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name before is in brackets, and may hold anything.
    let (_, rest) = stat.rsplit_once(") ").context("no name")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let field = |number: usize| fields.get(number).context("too short");
    let (user, system): (u64, u64) = (field(11)?.parse()?, field(12)?.parse()?);
    Ok(Process { id, parent: field(1)?.parse()?, group: field(2)?.parse()?, ticks: user + system })
}

fn named(id: u32, program: &str) -> bool {
    fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|file| file.ends_with(program))
}

fn memory(id: u32) -> Result<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    let kib = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"));
    Ok(kib.context("the system tells no Pss")?.parse()?)
}
