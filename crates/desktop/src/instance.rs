//! One window for each data folder: a lock file says who has it, a socket beside it asks that one to show itself. Not by the
//! bundle identifier on the session's bus: two data folders are two Homings, and some sessions have no bus.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// So long a copy that says nothing is waited for, and so long one that ends: it settles what is under way.
const PATIENCE: Duration = Duration::from_secs(15);

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
    /// Another one is there. Whether it said that it shows its window.
    Other { shows: bool },
}

/// Asks for it. Where the folder can't have a lock file nobody is kept out: the locks of the data itself hold.
///
/// One that has the folder and does not answer may be ending: it is waited for.
pub(crate) fn ask(data: &Path) -> Asked {
    ask_within(data, PATIENCE)
}

fn ask_within(data: &Path, patience: Duration) -> Asked {
    let lock = match locked(data) {
        Ok(Lock::Ours(lock)) => lock,
        Ok(Lock::Taken(_)) if knock(data, patience) => return Asked::Other { shows: true },
        Ok(Lock::Taken(file)) => match freed(file, patience) {
            Some(lock) => lock,
            // Another one may have come before this one.
            None => return Asked::Other { shows: knock(data, patience) },
        },
        Err(error) => {
            tracing::warn!(%error, "whether Homing is open already can't be told");
            return Asked::First(Instance {
                _lock: None,
                #[cfg(unix)]
                listener: None,
            });
        }
    };
    Asked::First(Instance {
        _lock: Some(lock),
        #[cfg(unix)]
        listener: unix::listen(data),
    })
}

/// The lock once whoever has it ends, where that is soon enough.
fn freed(file: File, patience: Duration) -> Option<File> {
    let (free, is_free) = mpsc::channel();
    // It stays behind where the lock never comes: this process is about to leave then.
    thread::spawn(move || {
        if file.lock().is_ok() {
            // Nobody waits any more: it is freed again.
            let _ = free.send(file);
        }
    });
    is_free.recv_timeout(patience).ok()
}

#[cfg(unix)]
use unix::knock;

/// Nobody can be asked.
#[cfg(not(unix))]
fn knock(_: &Path, _: Duration) -> bool {
    false
}

enum Lock {
    Ours(File),
    Taken(File),
}

fn locked(data: &Path) -> io::Result<Lock> {
    homing_app::make_folder(data)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(data.join("desktop.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock::Ours(file)),
        Err(TryLockError::WouldBlock) => Ok(Lock::Taken(file)),
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
    use std::io::Read as _;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

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

    /// To come is the whole message, and one byte the answer. Whether it came.
    pub(super) fn knock(data: &Path, patience: Duration) -> bool {
        let answered = UnixStream::connect(socket(data)).and_then(|mut other| {
            other.set_read_timeout(Some(patience))?;
            other.read_exact(&mut [0])
        });
        answered.inspect_err(|error| tracing::debug!(%error, "the other copy does not answer")).is_ok()
    }

    impl Door {
        /// Does it for each who knocks, for ever, and answers. Where nobody can, it ends. Once it is dropped nobody is
        /// answered any more, and waits for the lock.
        pub(crate) async fn answer(self, welcome: impl Fn()) {
            let Some(Ok(listener)) = self.listener.map(tokio::net::UnixListener::from_std) else { return };
            loop {
                match listener.accept().await {
                    Ok((other, _)) => {
                        welcome();
                        // Who is gone already has no need of it.
                        if other.writable().await.is_ok() {
                            let _ = other.try_write(&[1]);
                        }
                    }
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
            Asked::Other { .. } => panic!("another one is there"),
        }
    }

    /// A second copy comes, is heard, and is answered.
    async fn is_answered(door: Door, data: &Path) {
        let (heard, mut hear) = tokio::sync::mpsc::unbounded_channel();
        let data = data.to_owned();
        let second = tokio::task::spawn_blocking(move || ask(&data));
        tokio::select! {
            () = door.answer(|| heard.send(()).unwrap()) => panic!("nobody can knock"),
            second = second => assert!(matches!(second.unwrap(), Asked::Other { shows: true })),
        }
        hear.try_recv().unwrap();
    }

    #[tokio::test]
    async fn a_second_copy_on_the_same_folder_is_told_so_and_the_first_hears_of_it() {
        let data = tempfile::tempdir().unwrap();
        let mut one = first(data.path());
        is_answered(one.door(), data.path()).await;
        let second = ask_within(data.path(), Duration::from_millis(1));
        assert!(matches!(second, Asked::Other { shows: false }), "the folder is still taken without a door");
    }

    #[tokio::test]
    async fn what_a_dead_copy_left_keeps_nobody_out() {
        let data = tempfile::tempdir().unwrap();
        drop(first(data.path()));
        assert!(data.path().join("desktop.sock").exists());
        let mut again = first(data.path());
        is_answered(again.door(), data.path()).await;
    }

    #[test]
    fn who_comes_while_the_first_ends_waits_for_it_and_is_the_next() {
        let data = tempfile::tempdir().unwrap();
        let mut one = first(data.path());
        drop(one.door());
        assert!(!knock(data.path(), PATIENCE), "who ends answers nobody");
        let Lock::Taken(file) = locked(data.path()).unwrap() else { panic!("it is not held") };
        thread::scope(|threads| {
            let next = threads.spawn(|| freed(file, Duration::from_secs(120)));
            drop(one);
            assert!(next.join().unwrap().is_some());
        });
        first(data.path());
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
        let second = ask_within(&data, Duration::from_millis(1));
        assert!(matches!(second, Asked::Other { shows: false }));
    }

    #[test]
    fn where_no_lock_can_be_made_homing_opens() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("data");
        std::fs::write(&file, "").unwrap();
        first(&file);
    }
}
