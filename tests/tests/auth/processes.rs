//! Several processes at the end of one access token, in the encrypted file.

use crate::at_once::four_processes_make_one_exchange;
use crate::machine::Machine;
use crate::provided::Provided;
use crate::reference::Reference;
use crate::server::AuthServer;

async fn four_processes_of_one_machine(server: &dyn AuthServer) {
    let machine = Machine::with_expired_token(server).await;
    four_processes_make_one_exchange(server, &machine).await;
}

#[tokio::test]
async fn four_processes_at_the_end_of_a_token_make_one_exchange() {
    four_processes_of_one_machine(&Reference::start().await).await;
}

#[tokio::test]
async fn four_processes_make_one_exchange_at_a_provider_nobody_here_wrote() {
    four_processes_of_one_machine(&Provided::start().await).await;
}
