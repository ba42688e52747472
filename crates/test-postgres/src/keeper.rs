//! Whoever ends the cluster: a shell that waits for the end of this process, however it comes.

use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::binaries::{Binaries, ClusterError, system};

/// Waits for its input to end, which it does when the process that holds the other end is gone, even killed. Then it
/// ends the server and removes the folder. `$1` is the command, `$2` the folder.
const WATCH: &str = r#"trap '' INT TERM HUP; read -r _; $1 -D "$2/data" -m immediate stop; rm -rf "$2""#;

#[derive(Debug)]
pub(crate) struct Keeper {
    shell: Child,
    held: Option<ChildStdin>,
}

impl Keeper {
    /// Begins to watch over the cluster in `folder`.
    pub(crate) fn watch(binaries: &Binaries, folder: &Path) -> Result<Self, ClusterError> {
        let mut shell = Command::new("sh");
        shell.args(["-c", WATCH, "keeper", &binaries.in_a_shell("pg_ctl")]).arg(folder).current_dir("/");
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = shell.spawn().map_err(system("sh could not be started"))?;
        let held = shell.stdin.take();
        Ok(Self { shell, held })
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.held.take());
        // All that can be done is done; what is left lies in a temporary folder.
        self.shell.wait().ok();
    }
}
