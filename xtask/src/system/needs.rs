//! The system packages that Homing needs, and whether they are there. It installs nothing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One package, how its presence is seen, and what it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    pub(super) package: &'static str,
    probe: Probe,
    pub(super) purpose: &'static str,
}

/// How a package is looked for. Its files count, not its name: who built them does not matter.
#[derive(Clone, Copy, Debug)]
enum Probe {
    Program(&'static str),
    File(&'static str),
    /// In a folder of each version of the package.
    OfAnyVersion {
        folder: &'static str,
        program: &'static str,
    },
    /// Python itself knows whether these are there: Debian leaves some of its modules to packages.
    PythonModules(&'static str),
}

const COMPILER: Need =
    Need { package: "gcc", probe: Probe::Program("cc"), purpose: "compiles SQLite and the TLS primitives" };
const HEADERS: Need = Need {
    package: "libc6-dev",
    probe: Probe::File("/usr/include/stdio.h"),
    purpose: "the headers that the C compiler needs",
};
const TIMEWARRIOR: Need = Need {
    package: "timewarrior",
    probe: Probe::Program("timew"),
    purpose: "makes the real export that is imported",
};
const BUS: Need = Need {
    package: "dbus-daemon",
    probe: Probe::Program("dbus-run-session"),
    purpose: "private buses for the tests of the keychain and of waking",
};
const KEYRING: Need = Need {
    package: "gnome-keyring",
    probe: Probe::Program("gnome-keyring-daemon"),
    purpose: "the Secret Service of the keychain test",
};
const BUS_WAIT: Need = Need {
    package: "libglib2.0-bin",
    probe: Probe::Program("gdbus"),
    purpose: "waits until that Secret Service is there, and speaks for logind's stand-in",
};

const WEBKIT: Need = Need {
    package: "libwebkit2gtk-4.1-dev",
    probe: Probe::File("/usr/include/webkitgtk-4.1/webkit2/webkit2.h"),
    purpose: "the window's library, which the window is built with",
};
const WEBKIT_DRIVER: Need = Need {
    package: "webkit2gtk-driver",
    probe: Probe::Program("WebKitWebDriver"),
    purpose: "lets a test press a button in the window's page",
};
const DISPLAY: Need = Need {
    package: "xvfb",
    probe: Probe::Program("Xvfb"),
    purpose: "a screen for the window that nobody looks at",
};

const POSTGRESQL: Need = Need {
    package: "postgresql",
    probe: Probe::OfAnyVersion { folder: "/usr/lib/postgresql", program: "bin/initdb" },
    purpose: "the server of throw-away clusters that the storage's tests start",
};

const PROXY: Need = Need {
    package: "haproxy",
    probe: Probe::Program("haproxy"),
    purpose: "the reverse proxy before several servers",
};

const LOGIND: Need = Need {
    package: "python3-dbusmock",
    // For Debian's own Python, which another one on the path does not see.
    probe: Probe::File("/usr/lib/python3/dist-packages/dbusmock/__init__.py"),
    purpose: "a stand-in for logind, which says that the machine woke",
};
const NETWORK: Need = Need {
    package: "iproute2",
    probe: Probe::Program("ip"),
    purpose: "changes the addresses of a network of the test's own",
};
const PYTHON: Need = Need {
    package: "python3-venv",
    probe: Probe::PythonModules("venv, ensurepip"),
    purpose: "runs schemathesis, which holds the server against its contract",
};

const NPM: Need = Need {
    package: "npm",
    probe: Probe::Program("npm"),
    purpose: "fetches what the page is built with, and a Node that is new enough for it",
};
const DESKTOP_ENTRY: Need = Need {
    package: "desktop-file-utils",
    probe: Probe::Program("desktop-file-validate"),
    purpose: "holds the package's desktop entry against its specification",
};
const PICTURES: Need = Need {
    package: "imagemagick",
    probe: Probe::Program("mogrify"),
    purpose: "makes the pictures of the window small",
};

const VALGRIND: Need = Need {
    package: "valgrind",
    probe: Probe::Program("valgrind"),
    purpose: "counts the instructions of a call",
};

/// What `cargo xtask run` needs for the job in a terminal.
pub(crate) const FOR_RUN: &[Need] = &[COMPILER, HEADERS, TIMEWARRIOR];
/// What `cargo xtask ui` needs.
pub(crate) const FOR_PAGE: &[Need] = &[NPM];
/// What `cargo xtask run` needs for the window.
pub(crate) const FOR_WINDOW: &[Need] = &[COMPILER, HEADERS, WEBKIT, NPM];
/// What `cargo xtask bundle` needs.
pub(crate) const FOR_BUNDLE: &[Need] = &[COMPILER, HEADERS, WEBKIT, NPM, DESKTOP_ENTRY];
/// What `cargo xtask test` needs.
pub(crate) const FOR_TESTS: &[Need] = &[
    COMPILER,
    HEADERS,
    TIMEWARRIOR,
    BUS,
    KEYRING,
    BUS_WAIT,
    LOGIND,
    NETWORK,
    WEBKIT,
    WEBKIT_DRIVER,
    DISPLAY,
    POSTGRESQL,
    PROXY,
    PYTHON,
    NPM,
];
/// What `cargo xtask picture` needs beside that.
pub(crate) const FOR_PICTURES: &[Need] = &[PICTURES];

/// What `cargo xtask bench` needs.
pub(crate) const FOR_BENCH: &[Need] = &[COMPILER, HEADERS, VALGRIND];

/// What `cargo xtask postgres` needs.
pub(crate) const FOR_POSTGRES: &[Need] = &[COMPILER, HEADERS, POSTGRESQL];

/// Those of `needs` that are not there.
pub(super) fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !is_there(need.probe)).collect()
}

fn is_there(probe: Probe) -> bool {
    match probe {
        Probe::Program(name) => on_path(name).is_some(),
        Probe::File(path) => Path::new(path).exists(),
        Probe::OfAnyVersion { folder, program } => fs::read_dir(folder)
            .is_ok_and(|versions| versions.flatten().any(|version| version.path().join(program).exists())),
        Probe::PythonModules(modules) => Command::new("python3")
            .args(["-c", &format!("import {modules}")])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success()),
    }
}

/// Where `program` is, as a shell would look for it; the system's own folders count even where PATH lacks them.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/bin", "/usr/sbin", "/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_asked_for() {
        let shell = Need { package: "dash", probe: Probe::Program("sh"), purpose: "" };
        let nothing =
            Need { package: "nothing", probe: Probe::Program("no-such-program-at-all"), purpose: "" };
        let no_file = Need { package: "no-file", probe: Probe::File("/no/such/file"), purpose: "" };
        let names: Vec<_> = missing(&[shell, nothing, no_file]).iter().map(|need| need.package).collect();
        assert_eq!(names, ["nothing", "no-file"]);
    }
}
