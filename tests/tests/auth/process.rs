//! A process of its own: this very test binary, started again with a task in its environment. Not a test.

use std::io::{self, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use homing_auth::AuthManager;
use homing_domain::engine::CycleEnd;
use homing_domain::ports::{Auth as _, Clock as _};
use homing_tests::PATIENCE;
use secrecy::ExposeSecret as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::machine::Machine;
use crate::step::{Step, dying};

/// Before each word that a process says: the test harness writes to the same stream.
const SAYS: &str = "process says: ";

/// What a process is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Says that it is ready, waits for a line, and says the access token that it got.
    Token,
    /// Sends what waits, and says how many were sent and how it ended.
    Sync,
}

/// A process that runs. It is killed when this goes.
pub(crate) struct Process {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts one on this machine, at the time that its clock shows.
    pub(crate) fn start(machine: &Machine, deed: Deed, dies_at: Option<Step>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "process::a_process_that_a_test_starts", "--nocapture"]);
        command.env("HOMING_PROCESS_FOLDER", &machine.folder);
        command.env("HOMING_PROCESS_SERVER", machine.account.server.as_str());
        command.env("HOMING_PROCESS_NOW", machine.clock.now().to_string());
        command.envs(machine.keychain.iter().map(|service| ("HOMING_PROCESS_KEYCHAIN", service)));
        command.env("HOMING_PROCESS_DEED", format!("{deed:?}"));
        command.env("HOMING_PROCESS_DIES_AT", dies_at.map(Step::name).unwrap_or_default());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, said }
    }

    /// The next thing it says.
    pub(crate) async fn says(&mut self) -> String {
        loop {
            let line = timeout(PATIENCE, self.said.next_line()).await.unwrap().unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended and said nothing more"));
            if let Some((_, word)) = line.split_once(SAYS) {
                return word.to_owned();
            }
        }
    }

    /// Gives it the line that it waits for.
    pub(crate) async fn go(&mut self) {
        self.child.stdin.take().unwrap().write_all(b"go\n").await.unwrap();
    }

    /// SIGKILL from outside.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits for an end by SIGKILL.
    pub(crate) async fn dies(mut self) {
        assert_eq!(self.end().await.signal(), Some(9));
    }

    /// The last thing it says, and an end without an error.
    pub(crate) async fn ends_with(mut self) -> String {
        let word = self.says().await;
        while timeout(PATIENCE, self.said.next_line()).await.unwrap().unwrap().is_some() {}
        assert!(self.end().await.success());
        word
    }

    async fn end(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap()
    }
}

fn say(word: &str) {
    io::stdout().write_all(format!("\n{SAYS}{word}\n").as_bytes()).unwrap();
}

/// Started without a task, as with all tests, it does nothing.
#[tokio::test]
async fn a_process_that_a_test_starts() {
    let told = |name: &str| std::env::var(format!("HOMING_PROCESS_{name}")).ok();
    let (Some(folder), Some(deed)) = (told("FOLDER"), told("DEED")) else { return };
    let now = told("NOW").unwrap().parse().unwrap();
    let mut machine = Machine::at(Path::new(&folder), &told("SERVER").unwrap(), now);
    machine.keychain = told("KEYCHAIN");
    let parts = machine.parts();
    let parts = match Step::named(&told("DIES_AT").unwrap()) {
        Some(step) => dying(parts, step),
        None => parts,
    };
    let manager = AuthManager::new(parts);
    if deed == format!("{:?}", Deed::Sync) {
        let report = machine.sync(manager).await;
        let end = match report.end {
            CycleEnd::Idle => "idle",
            CycleEnd::SignInNeeded => "sign-in needed",
            _ => "held",
        };
        say(&format!("{} sent, {end}", report.sent));
        return;
    }
    say("ready");
    io::stdin().read_line(&mut String::new()).unwrap();
    match manager.access_token(&machine.account).await {
        Ok(token) => say(token.secret().expose_secret()),
        Err(error) => say(&format!("no token: {error}")),
    }
}
