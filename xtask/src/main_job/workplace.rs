//! The folder of the main job, its secrets, and the lock that keeps two main jobs apart.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use anyhow::{Context, Result, bail};

use crate::shell::Setting;

/// The server's database, in the folder of the main job, as all these names.
pub(super) const DATABASE: &str = "server/server.db";
/// What the server says of itself.
pub(super) const SERVER_LOG: &str = "server/server.log";
/// Timewarrior's own folder.
pub(super) const TIMEWARRIOR: &str = "timewarrior";
/// Timewarrior's export.
pub(super) const EXPORT: &str = "timewarrior.json";
/// The user's password, first line.
pub(super) const PASSWORD: &str = "password";
/// The passphrase of the encrypted credential file, first line.
pub(super) const PASSPHRASE: &str = "passphrase";

/// Random bytes in a secret, which is written in hexadecimal: 192 bits.
const SECRET_BYTES: usize = 24;

/// Where everything of the main job lies.
#[derive(Debug)]
pub(super) struct Workplace {
    folder: String,
    lock: File,
}

impl Workplace {
    /// Takes the lock, removes what an earlier run left, and makes the folder and its secrets.
    ///
    /// # Errors
    /// When another main job is still there, or the folder can't be made.
    pub(super) fn fresh(target: &str) -> Result<Self> {
        let lock = lock(&format!("{target}/main-job.lock"))?;
        let place = Self { folder: format!("{target}/main-job"), lock };
        match fs::remove_dir_all(&place.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| {
                    format!("what an earlier run left could not be removed: {}", place.folder)
                });
            }
            _ => {}
        }
        for path in [place.folder.clone(), place.path("server"), place.path(TIMEWARRIOR)] {
            DirBuilder::new()
                .mode(0o700)
                .create(&path)
                .with_context(|| format!("could not be made: {path}"))?;
        }
        write_secret(&place.path(PASSWORD))?;
        write_secret(&place.path(PASSPHRASE))?;
        Ok(place)
    }

    /// The absolute path of a name in this folder.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// The setting for lines that run here and find their programs in the folder `programs`.
    pub(super) fn setting(&self, programs: &str) -> Setting {
        let variables = [("HOMING_DATA_DIR", self.path("data")), ("HOMING_CONFIG_DIR", self.path("config"))];
        Setting::new(&self.folder, programs, &variables)
    }

    /// A handle that keeps the lock for as long as whoever got it lives: this process, or a server.
    ///
    /// # Errors
    /// When the system has no descriptor left.
    pub(super) fn lock_handle(&self) -> Result<File> {
        self.lock.try_clone().context("the lock could not be handed on")
    }
}

fn lock(path: &str) -> Result<File> {
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).mode(0o600).open(path);
    let file = file.with_context(|| format!("could not be opened: {path}"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another main job is still there; end it with Ctrl-C in its terminal, then run this again")
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("could not be locked: {path}")),
    }
}

/// Writes a random secret that no other user can read.
fn write_secret(path: &str) -> Result<()> {
    let mut bytes = [0_u8; SECRET_BYTES];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("/dev/urandom could not be read")?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| writeln!(file, "{secret}"));
    written.with_context(|| format!("could not be written: {path}"))
}
