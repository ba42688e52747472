//! The watch over a system bus of its own, with a stand-in for logind (python3-dbusmock).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use futures_util::future::poll_immediate;
use homing_domain::testing::conformance::system_events::Sleeper;

use super::*;

/// Debian's own Python has Debian's modules, whatever other Python a machine has.
const PYTHON: &str = "/usr/bin/python3";

/// A bus with logind on it. Both end with it.
struct Bus {
    address: Address,
    running: Vec<Child>,
}

/// Only logind is listened to: the network of the machine that runs the test is nobody's to keep quiet.
#[async_trait]
impl SystemEvents for Bus {
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError> {
        let woke = Logind::open(Some(&self.address)).await;
        Ok(Box::new(Watch { woke: Some(woke.unwrap()), network: None, clock: None }))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in self.running.iter_mut().rev() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let mut bus = Self { address: address.trim_end().parse().unwrap(), running: vec![daemon] };
        let logind = Command::new(PYTHON)
            .args(["-m", "dbusmock", "--system", "--template", "logind"])
            .env("DBUS_SYSTEM_BUS_ADDRESS", address.trim_end())
            .stdout(Stdio::null())
            .spawn();
        bus.running.push(logind.unwrap());
        bus.gdbus("wait", &["--timeout", "60", "org.freedesktop.login1"]);
        bus
    }

    fn gdbus(&self, what: &str, arguments: &[&str]) {
        let mut gdbus = Command::new("gdbus");
        gdbus.args([what, "--address", &self.address.to_string()]).args(arguments).stdout(Stdio::null());
        assert!(gdbus.status().unwrap().success(), "gdbus {what} {arguments:?}");
    }

    fn prepare_for_sleep(&self, going: bool) {
        let arguments = format!("[<{going}>]");
        self.gdbus(
            "call",
            &[
                "--dest",
                "org.freedesktop.login1",
                "--object-path",
                "/org/freedesktop/login1",
                "--method",
                "org.freedesktop.DBus.Mock.EmitSignal",
                "org.freedesktop.login1.Manager",
                "PrepareForSleep",
                "b",
                &arguments,
            ],
        );
    }
}

#[async_trait]
impl Sleeper for Bus {
    fn events(&self) -> &dyn SystemEvents {
        self
    }

    async fn wake(&self) {
        self.prepare_for_sleep(true);
        self.prepare_for_sleep(false);
    }
}

fn new_bus() -> impl AsyncFn() -> Bus {
    async || Bus::start()
}

homing_domain::system_events_conformance!(new_bus);

#[tokio::test]
async fn a_machine_that_goes_to_sleep_has_not_woken() {
    let bus = Bus::start();
    let (mut watch, mut told) = (bus.watch().await.unwrap(), bus.watch().await.unwrap());
    bus.wake().await;
    assert_eq!(told.next().await, SystemEvent::Resumed);
    assert_eq!(watch.next().await, SystemEvent::Resumed);
    assert!(poll_immediate(watch.next()).await.is_none(), "one sleep is one wake");
}

#[tokio::test]
async fn without_a_system_bus_the_kernel_is_still_listened_to() {
    let nowhere: Address = "unix:path=/nonexistent/bus".parse().unwrap();
    assert!(Logind::open(Some(&nowhere)).await.is_err());
    assert!(MachineEvents { bus: Some(nowhere) }.watch().await.is_ok());
}

#[tokio::test]
async fn a_bus_that_hangs_up_is_noticed_and_hurts_nothing() {
    let mut bus = Bus::start();
    let mut logind = Logind::open(Some(&bus.address)).await.unwrap();
    let mut watch = bus.watch().await.unwrap();
    for mut child in bus.running.drain(..) {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(logind.heard().await.is_err());
    assert!(poll_immediate(watch.next()).await.is_none());
}
