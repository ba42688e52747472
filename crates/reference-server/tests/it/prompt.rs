//! The prompt for a password, at a real terminal.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::process::Installation;

/// `homing-server user add ada` at a terminal of its own, which asks for the password and echoes nothing.
struct Asked {
    keyboard: File,
    screen: String,
    child: Child,
}

impl Asked {
    fn start(installation: &Installation) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, vec![]).unwrap().into_string().unwrap();
        let terminal = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let program = installation.command();
        // A session of its own, in which this terminal is the one that rules.
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait"]).arg(program.get_program()).args(["user", "add", "ada"]);
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdin(terminal.try_clone().unwrap()).stdout(Stdio::piped());
        let child = command.stderr(terminal).spawn().unwrap();
        let mut asked = Self { keyboard: keyboard.into(), screen: String::new(), child };
        asked.wait_for("Password: ");
        asked
    }

    fn wait_for(&mut self, text: &str) {
        while !self.screen.ends_with(text) {
            let mut byte = [0];
            self.keyboard.read_exact(&mut byte).unwrap();
            self.screen.push(char::from(byte[0]));
        }
        // The echo goes right after the prompt came.
        while self.echoes() {
            std::thread::yield_now();
        }
    }

    fn echoes(&self) -> bool {
        tcgetattr(&self.keyboard).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    fn code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_password_is_asked_for_twice_and_not_shown() {
    let installation = Installation::new();
    let mut asked = Asked::start(&installation);
    asked.keyboard.write_all(b"correct horse\n").unwrap();
    asked.wait_for("again: ");
    asked.keyboard.write_all(b"correct horse\n").unwrap();
    assert_eq!(asked.code(), Some(0), "{}", asked.screen);
    assert!(!asked.screen.contains("horse"));
    assert!(asked.echoes());
}

#[test]
fn a_signal_at_the_prompt_leaves_the_terminal_as_it_was_and_changes_nothing() {
    let installation = Installation::new();
    let mut asked = Asked::start(&installation);
    asked.keyboard.write_all(b"corr\x03").unwrap();
    assert_eq!(asked.code(), Some(130));
    assert!(asked.echoes());

    let mut asked = Asked::start(&installation);
    let kill = format!("kill -TERM {}", asked.child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    assert_eq!(asked.code(), Some(143));
    assert!(asked.echoes());
    assert!(!installation.file("server.sqlite").exists());
}
