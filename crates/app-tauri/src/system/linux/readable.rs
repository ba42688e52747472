//! A file of the kernel that becomes readable when something has happened: a timer, a socket.

use std::io;
use std::os::fd::OwnedFd;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// An open file that the runtime waits for. It must not block.
pub(super) struct Readable(AsyncFd<OwnedFd>);

impl Readable {
    #[expect(
        deprecated,
        reason = "what tokio has in its place is unsafe, for types whose descriptor may change under it; that of an \
                  OwnedFd does not, and unsafe code is forbidden here"
    )]
    pub(super) fn new(file: OwnedFd) -> io::Result<Self> {
        Ok(Self(AsyncFd::with_interest(file, Interest::READABLE)?))
    }

    pub(super) fn file(&self) -> &OwnedFd {
        self.0.get_ref()
    }

    /// Waits until something can be read, and reads what has room. To drop the wait takes nothing.
    pub(super) async fn read(&self, into: &mut [u8]) -> io::Result<usize> {
        self.0.async_io(Interest::READABLE, |file| Ok(rustix::io::read(file, &mut *into)?)).await
    }

    /// Reads without waiting.
    pub(super) fn try_read(&self, into: &mut [u8]) -> io::Result<usize> {
        self.0.try_io(Interest::READABLE, |file| Ok(rustix::io::read(file, &mut *into)?))
    }

    /// What the kernel says of it.
    #[cfg(test)]
    pub(super) fn info(&self) -> String {
        use std::os::fd::AsRawFd as _;
        let info = format!("/proc/self/fdinfo/{}", self.file().as_raw_fd());
        std::fs::read_to_string(info).unwrap_or_default()
    }
}
