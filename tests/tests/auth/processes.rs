//! Several processes at the end of one access token.

use homing_tests::Point;
use secrecy::ExposeSecret as _;

use crate::machine::Machine;
use crate::process::{Deed, Process};
use crate::provided::Provided;
use crate::reference::Reference;
use crate::server::AuthServer;

async fn four_processes_make_one_exchange(server: &dyn AuthServer) {
    let machine = Machine::with_expired_token(server).await;
    let mut hold = server.proxy().hold(server.refresh_path(), 1, Point::BeforeForwarding);
    let mut processes: Vec<_> = (0..4).map(|_| Process::start(&machine, Deed::Token, None)).collect();
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

#[tokio::test]
async fn four_processes_at_the_end_of_a_token_make_one_exchange() {
    four_processes_make_one_exchange(&Reference::start().await).await;
}

#[tokio::test]
async fn four_processes_make_one_exchange_at_a_provider_nobody_here_wrote() {
    four_processes_make_one_exchange(&Provided::start().await).await;
}
