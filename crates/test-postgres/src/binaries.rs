//! The programs of PostgreSQL, found where Debian puts them, and run as somebody who may run them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// No version of PostgreSQL is installed.
    #[error("there is no PostgreSQL server below {0}")]
    NotInstalled(PathBuf),
    /// The system refused something.
    #[error("{what}")]
    System {
        /// What was tried.
        what: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {said}")]
    Failed {
        /// Which.
        program: String,
        /// Its last words.
        said: String,
    },
}

/// How a server is asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Transactions are rolled back, connections closed.
    Fast,
    /// At once, as in a crash: the next start recovers.
    Immediate,
}

/// Where Debian's packages put each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The server refuses to run as root; Debian's packages bring this user.
const USER: &str = "postgres";

/// The programs of the newest version.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    folder: PathBuf,
    as_root: bool,
}

pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> ClusterError {
    move |source| ClusterError::System { what: what.into(), source }
}

impl Binaries {
    pub(crate) fn find() -> Result<Self, ClusterError> {
        let none = || ClusterError::NotInstalled(VERSIONS.into());
        let installed = fs::read_dir(VERSIONS).map_err(|_| none())?;
        let versions = installed.filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").exists().then_some((version, folder))
        });
        let (_, folder) = versions.max().ok_or_else(none)?;
        Ok(Self { folder, as_root: is_root()? })
    }

    /// The program as a text for a shell, with whom it runs as.
    pub(crate) fn in_a_shell(&self, program: &str) -> String {
        let path = self.folder.join(program);
        let path = path.display();
        if self.as_root { format!("runuser -u {USER} -- {path}") } else { path.to_string() }
    }

    /// Runs a program to its end, as whoever may run the server.
    pub(crate) fn run<A: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<String, ClusterError> {
        let path = self.folder.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        // What stays behind must hold none of our pipes: whoever reads them would wait for it.
        command.args(arguments).current_dir("/").stdin(Stdio::null()).env_remove("PGOPTIONS");
        let output = command.output().map_err(system(format!("{program} could not be started")))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(ClusterError::Failed { program: program.to_owned(), said })
    }

    /// Gives a folder to whoever runs the server.
    pub(crate) fn hand_over(&self, folder: &Path) -> Result<(), ClusterError> {
        if !self.as_root {
            return Ok(());
        }
        let what = || format!("the folder could not be given to {USER}");
        let status = Command::new("chown").arg(USER).arg(folder).status().map_err(system(what()))?;
        if status.success() {
            return Ok(());
        }
        Err(ClusterError::Failed { program: "chown".to_owned(), said: what() })
    }
}

fn is_root() -> Result<bool, ClusterError> {
    let output = Command::new("id").arg("-u").output().map_err(system("id could not be started"))?;
    Ok(output.stdout.trim_ascii() == b"0")
}
