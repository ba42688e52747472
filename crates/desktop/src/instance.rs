//! One window for each data folder: a lock file says who has it, a socket beside it asks that one to show itself. Not by the
//! bundle identifier on the session's bus: two data folders are two Homings, and some sessions have no bus.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// This process has the data folder's window. Ends with it, be it killed.
#[derive(Debug)]
pub(crate) struct Instance {
    _lock: Option<File>,
    #[cfg(unix)]
    listener: Option<std::os::unix::net::UnixListener>,
}

/// What came of the wish to be the one.
#[derive(Debug)]
pub(crate) enum Asked {
    /// This is the one.
    First(Instance),
    /// Another one is there, and was asked to show its window if it can be.
    Other,
}

/// Asks for it. Where the folder can't have a lock file nobody is kept out: the locks of the data itself hold.
pub(crate) fn ask(data: &Path) -> Asked {
    match locked(data) {
        Ok(Some(lock)) => Asked::First(Instance {
            _lock: Some(lock),
            #[cfg(unix)]
            listener: unix::listen(data),
        }),
        Ok(None) => {
            #[cfg(unix)]
            unix::knock(data);
            Asked::Other
        }
        Err(error) => {
            tracing::warn!(%error, "whether Homing is open already can't be told");
            Asked::First(Instance {
                _lock: None,
                #[cfg(unix)]
                listener: None,
            })
        }
    }
}

fn locked(data: &Path) -> io::Result<Option<File>> {
    homing_app::make_folder(data)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(data.join("desktop.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Instance {
    /// Where others knock. The folder stays this process's for as long as the instance itself is kept.
    pub(crate) fn door(&mut self) -> Door {
        Door {
            #[cfg(unix)]
            listener: self.listener.take(),
        }
    }
}

/// Where those knock who would be a second copy.
#[derive(Debug)]
pub(crate) struct Door {
    #[cfg(unix)]
    listener: Option<std::os::unix::net::UnixListener>,
}

#[cfg(not(unix))]
impl Door {
    /// Nobody can knock.
    pub(crate) async fn answer(self, _: impl Fn()) {}
}

#[cfg(unix)]
mod unix {
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};

    use super::Door;

    fn socket(data: &Path) -> PathBuf {
        data.join("desktop.sock")
    }

    /// Under the lock, so what lies there is a dead one's. None where the folder can't have a socket, or has too long a
    /// name for one: a second copy leaves all the same then, but shows nobody.
    pub(super) fn listen(data: &Path) -> Option<UnixListener> {
        let place = socket(data);
        let _ = std::fs::remove_file(&place);
        let listener = UnixListener::bind(&place).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        listener.inspect_err(|error| tracing::debug!(%error, "no second copy can show this window")).ok()
    }

    /// To come and to go is the whole message.
    pub(super) fn knock(data: &Path) {
        if let Err(error) = UnixStream::connect(socket(data)) {
            tracing::debug!(%error, "the other copy can't be told to show itself");
        }
    }

    impl Door {
        /// Does it for each who knocks, for ever. Where nobody can, it ends.
        pub(crate) async fn answer(self, welcome: impl Fn()) {
            let Some(Ok(listener)) = self.listener.map(tokio::net::UnixListener::from_std) else { return };
            loop {
                match listener.accept().await {
                    Ok(_) => welcome(),
                    Err(error) => {
                        tracing::warn!(%error, "no second copy can show this window any more");
                        return;
                    }
                }
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    fn first(data: &Path) -> Instance {
        match ask(data) {
            Asked::First(instance) => instance,
            Asked::Other => panic!("another one is there"),
        }
    }

    /// Has `knock` done until somebody hears it.
    async fn is_heard(door: Door, knock: impl FnOnce()) {
        let (heard, mut hear) = tokio::sync::mpsc::unbounded_channel();
        knock();
        tokio::select! {
            () = door.answer(|| heard.send(()).unwrap()) => panic!("nobody can knock"),
            heard = hear.recv() => heard.unwrap(),
        }
    }

    #[tokio::test]
    async fn a_second_copy_on_the_same_folder_is_told_so_and_the_first_hears_of_it() {
        let data = tempfile::tempdir().unwrap();
        let mut one = first(data.path());
        is_heard(one.door(), || assert!(matches!(ask(data.path()), Asked::Other))).await;
        assert!(matches!(ask(data.path()), Asked::Other), "the folder is still taken without a door");
    }

    #[tokio::test]
    async fn what_a_dead_copy_left_keeps_nobody_out() {
        let data = tempfile::tempdir().unwrap();
        drop(first(data.path()));
        assert!(data.path().join("desktop.sock").exists());
        let mut again = first(data.path());
        is_heard(again.door(), || assert!(matches!(ask(data.path()), Asked::Other))).await;
    }

    #[test]
    fn another_folder_is_another_homing() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let _one = first(one.path());
        first(other.path());
    }

    #[test]
    fn a_folder_with_too_long_a_name_for_a_socket_has_one_window_all_the_same() {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("d".repeat(200));
        let mut one = first(&data);
        assert!(one.door().listener.is_none());
        assert!(matches!(ask(&data), Asked::Other));
    }

    #[test]
    fn where_no_lock_can_be_made_homing_opens() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("data");
        std::fs::write(&file, "").unwrap();
        first(&file);
    }
}
