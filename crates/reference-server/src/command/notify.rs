//! Telling systemd that the server answers (`Type=notify`), as `sd_notify(3)` describes it.

use std::io;

/// Says it to whoever asked for it by `NOTIFY_SOCKET`.
///
/// # Errors
/// The socket that was named can't be written to.
#[cfg(target_os = "linux")]
pub(super) fn ready(socket: Option<std::ffi::OsString>) -> io::Result<()> {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Some(socket) = socket else {
        return Ok(());
    };
    let address = match socket.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(&socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(b"READY=1", &address).map(drop)
}

/// Nobody asks for it here.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "on Linux it can fail")]
pub(super) fn ready(_: Option<std::ffi::OsString>) -> io::Result<()> {
    Ok(())
}
