//! Whether there is a screen that a window can be shown on. It asks the display itself: a variable may name one
//! that is gone.

use std::env;
use std::net::TcpStream;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::{Path, PathBuf};

/// X11's first port; a display's number is added to it (X(7)).
const X_PORT: u16 = 6000;

/// A display that answers, as a person would name it; or why there is none.
pub(super) fn answering() -> Result<String, String> {
    let named = |variable| env::var(variable).ok().filter(|value| !value.is_empty());
    let (wayland, x) = (named("WAYLAND_DISPLAY"), named("DISPLAY"));
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let mut silent = Vec::new();
    if let Some(name) = wayland {
        if wayland_answers(&name, runtime.as_deref()) {
            return Ok(format!("WAYLAND_DISPLAY={name}"));
        }
        silent.push(format!("WAYLAND_DISPLAY={name}"));
    }
    if let Some(name) = x {
        if x_answers(&name) {
            return Ok(format!("DISPLAY={name}"));
        }
        silent.push(format!("DISPLAY={name}"));
    }
    Err(if silent.is_empty() {
        "neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned()
    } else {
        format!("nothing answers at {}", silent.join(" and "))
    })
}

fn wayland_answers(name: &str, runtime: Option<&Path>) -> bool {
    // An absolute name stands for itself.
    let socket = runtime.unwrap_or_else(|| Path::new("/")).join(name);
    UnixStream::connect(socket).is_ok()
}

fn x_answers(display: &str) -> bool {
    let Some((host, number)) = parts(display) else { return false };
    if !host.is_empty() && host != "unix" {
        return number.checked_add(X_PORT).is_some_and(|port| TcpStream::connect((host, port)).is_ok());
    }
    let path = format!("/tmp/.X11-unix/X{number}");
    let hidden = SocketAddr::from_abstract_name(path.as_bytes());
    UnixStream::connect(&path).is_ok() || hidden.is_ok_and(|name| UnixStream::connect_addr(&name).is_ok())
}

/// `HOST:NUMBER.SCREEN` without the screen.
fn parts(display: &str) -> Option<(&str, u16)> {
    let (host, rest) = display.rsplit_once(':')?;
    let number = rest.split_once('.').map_or(rest, |(number, _)| number);
    Some((host, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_display_is_read_as_host_and_number() {
        assert_eq!(parts(":0"), Some(("", 0)));
        assert_eq!(parts("localhost:10.0"), Some(("localhost", 10)));
        assert_eq!(parts("unix:1"), Some(("unix", 1)));
        assert_eq!(parts("0"), None);
        assert_eq!(parts(":one"), None);
    }

    #[test]
    fn a_display_that_nobody_serves_does_not_answer() {
        assert!(!x_answers(":64999"));
        assert!(!wayland_answers("no-such-display", Some(Path::new("/no such folder"))));
    }

    #[test]
    fn a_socket_in_the_runtime_folder_answers() {
        let folder = env::temp_dir().join(format!("homing-display-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let listening = UnixListener::bind(folder.join("wayland-7")).unwrap();
        assert!(wayland_answers("wayland-7", Some(&folder)));
        drop(listening);
        assert!(!wayland_answers("wayland-7", Some(&folder)));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
