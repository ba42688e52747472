//! A server that keeps what it applied and does as a test says. It speaks three APIs: the Homing Sync API, one that
//! takes a batch whole or not at all, and one with an address for each thing. Signing in is not its affair: whoever
//! shows a token that it has not spoilt is let in.
//!
//! It is real from the socket on, and a stand-in above it: the reference server is tested beside its own crate.

mod arrival;
mod deed;
mod told;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub use arrival::{Arrival, Carried};
pub use deed::{Deed, Reply};

use crate::message::{Message, Side};
use told::Told;

/// The server. It ends with this.
#[derive(Debug)]
pub struct ScriptedServer {
    address: SocketAddr,
    told: Arc<Mutex<Told>>,
    up: JoinHandle<()>,
}

impl ScriptedServer {
    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// It can't.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let told = Arc::new(Mutex::new(Told::default()));
        let up = tokio::spawn(accept(listener, Arc::clone(&told)));
        Ok(Self { address, told, up })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does this with the next request for tasks that has nothing to come before it.
    pub fn will(&self, deed: Deed) {
        self.told().next.push_back(deed);
    }

    /// Does this with every request for tasks from now on, once what it was told by [`ScriptedServer::will`] is done.
    pub fn always(&self, deed: Deed) {
        self.told().always = deed;
    }

    /// Answers so for a task of this body, in the Homing Sync API: a result without its key, or null for none at all.
    pub fn word_on(&self, body: &str, result: Value) {
        self.told().words.insert(body.to_owned(), result);
    }

    /// Has no words on any task any more.
    pub fn forget_words(&self) {
        self.told().words.clear();
    }

    /// Refuses every whole request that carries this body, where an API answers for the whole request.
    pub fn poison(&self, body: &str, reply: Reply) {
        self.told().poison = Some((body.to_owned(), reply));
    }

    /// Turns the access token away that is good now, and all that it gives from now on where `for_ever`.
    pub fn refuse_tokens(&self, for_ever: bool) {
        self.told().spoil_tokens(for_ever);
    }

    /// Turns each refresh token away from now on.
    pub fn refuse_refreshes(&self) {
        self.told().refuses_refreshes = true;
    }

    /// The requests for tasks so far, in the order of their arrival.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.told().arrivals.clone()
    }

    /// What took effect, in the order in which it did.
    #[must_use]
    pub fn applied(&self) -> Vec<Carried> {
        self.told().applied.clone()
    }

    /// How often a refresh token was shown.
    #[must_use]
    pub fn refreshes(&self) -> usize {
        self.told().refreshes
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        lock(&self.told)
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.up.abort();
    }
}

fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, told: Arc<Mutex<Told>>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(serve(client, Arc::clone(&told)));
        while connections.try_join_next().is_some() {}
    }
}

/// One connection of a client. An error of either side ends it.
async fn serve(mut client: TcpStream, told: Arc<Mutex<Told>>) -> Result<()> {
    client.set_nodelay(true)?;
    while let Some(request) = Message::read(&mut client, Side::Request).await? {
        let (deed, reply) = lock(&told).meet(&request);
        match deed {
            Deed::WorkAndReset => {
                client.set_zero_linger()?;
                return Ok(());
            }
            Deed::WorkAndStaySilent => {
                // Until the client hangs up.
                while client.read(&mut [0; 64]).await? > 0 {}
                return Ok(());
            }
            Deed::Work | Deed::Say(_) => client.write_all(&reply.bytes()).await?,
        }
    }
    Ok(())
}
