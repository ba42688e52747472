//! Several processes at the end of one access token, wherever it is kept.

use homing_tests::Point;
use secrecy::ExposeSecret as _;

use crate::machine::Machine;
use crate::process::{Deed, Process};
use crate::server::AuthServer;

/// Four processes of this machine ask for a token, and the first exchange is held until all do.
pub(crate) async fn four_processes_make_one_exchange(server: &dyn AuthServer, machine: &Machine) {
    let mut hold = server.proxy().hold(server.refresh_path(), 1, Point::BeforeForwarding);
    let mut processes: Vec<_> = (0..4).map(|_| Process::start(machine, Deed::Token, None)).collect();
    for process in &mut processes {
        assert_eq!(process.says().await, "ready");
    }
    for process in &mut processes {
        process.go().await;
    }
    // One is at the server; the others find its lock, now or later.
    hold.reached().await.unwrap();
    hold.pass();
    let mut tokens = Vec::new();
    for process in processes {
        tokens.push(process.ends_with().await);
    }
    let stored = machine.stored().await;
    assert_eq!(tokens, vec![stored.access.expose_secret(); 4]);
    assert!(server.takes(&stored.access).await);
    assert_eq!(server.refreshes(), 1);
}
