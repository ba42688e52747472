//! A machine as the system shows it to the programs on it: which start of it this is, and how long it was suspended.
//! The programs are the real ones and read the real places; namespaces of the kernel put other content there. The
//! time of day is that of the machine under the tests.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Puts the file that is its first word in the place of the boot id, and becomes the rest.
const WITH_BOOT_ID: &str = r#"mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@""#;

/// What a program sees of the machine.
#[derive(Clone, Debug)]
pub struct Machine(Vec<OsString>);

impl Machine {
    /// The machine under the tests, after it was suspended for so many seconds.
    #[must_use]
    pub fn suspended(seconds: u32) -> Self {
        Self::with_clocks(0, i64::from(seconds))
    }

    /// The machine under the tests as its own clocks showed it so many seconds ago.
    #[must_use]
    pub fn earlier(seconds: u32) -> Self {
        Self::with_clocks(-i64::from(seconds), -i64::from(seconds))
    }

    /// A machine that was started anew so many seconds ago. `folder` keeps a file of it.
    ///
    /// # Errors
    /// The file can't be written, or the machine under the tests has not been on for that long.
    pub fn restarted(seconds_ago: i64, folder: &Path) -> Result<Self> {
        let file = folder.join("boot-id");
        std::fs::write(&file, "0e2f1a52-65f0-4d6c-9c62-6a9d3ab3a0f1\n")?;
        let uptime = std::fs::read_to_string("/proc/uptime")?;
        let uptime: f64 = uptime.split(' ').next().context("no uptime")?.parse()?;
        #[expect(clippy::cast_possible_truncation, reason = "whole seconds are enough")]
        let back = seconds_ago - uptime as i64;
        let mut machine = Self::with_clocks(back, back);
        machine.0.extend(["sh".into(), "-c".into(), WITH_BOOT_ID.into(), file.into_os_string()]);
        Ok(machine)
    }

    /// Whether such a machine can be made here: it takes root, and a kernel with namespaces of time.
    #[must_use]
    pub fn can_be_made() -> bool {
        let Self(words) = Self::suspended(1);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// The words that go before a program, to run it on this machine. They pass its exit code on.
    #[must_use]
    pub fn words(&self) -> &[OsString] {
        &self.0
    }

    /// The same command on this machine.
    pub(crate) fn around(&self, command: &tokio::process::Command) -> tokio::process::Command {
        let command = command.as_std();
        let mut wrapped = tokio::process::Command::new(&self.0[0]);
        wrapped.args(&self.0[1..]).arg(command.get_program()).args(command.get_args()).env_clear();
        wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = command.get_current_dir() {
            wrapped.current_dir(folder);
        }
        wrapped
    }

    fn with_clocks(awake: i64, in_all: i64) -> Self {
        let (awake, in_all) = (awake.to_string(), in_all.to_string());
        let namespaces = ["unshare", "--mount", "--time", "--monotonic", &awake, "--boottime", &in_all];
        // A namespace of time begins with the next process.
        let words = namespaces.into_iter().chain(["--fork", "--kill-child"]);
        Self(words.map(OsString::from).collect())
    }
}
