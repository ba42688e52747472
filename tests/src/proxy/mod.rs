//! A proxy between client and server: it keeps what passes, counts what is under way, and meddles with a chosen
//! request: holds it at a point of its way, spoils its token, passes it on twice, or lets it arrive late. For a chosen
//! path it answers itself, badly. Everything else it passes on as it is.
//!
//! Its address is its own from the beginning on and stays through every server behind it; while the proxy is down,
//! the system refuses connections to it, as it does where no server listens.

mod exchange;
mod hold;
mod journal;
mod passage;
mod stand_in;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use exchange::SYNC;
pub use exchange::{Exchange, each_took_effect_once};
pub use hold::{Hold, Late, Point};
pub use stand_in::StandIn;

use crate::message::{Message, Side};
use hold::Detour;
use journal::{Armed, Journal, Meddling, lock};
use passage::Passage;

/// The proxy. All of its connections end with it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    journal: Arc<Mutex<Journal>>,
    up: Option<JoinHandle<()>>,
    /// Keeps the port while nothing listens on it.
    _reserved: TcpSocket,
}

impl Proxy {
    /// A proxy that is down.
    ///
    /// # Errors
    /// There is no free port.
    pub fn new() -> Result<Self> {
        let reserved = socket((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = reserved.local_addr()?;
        Ok(Self { address, journal: Arc::default(), up: None, _reserved: reserved })
    }

    /// The address that a client is told.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Listens, and passes on to this server.
    ///
    /// # Errors
    /// It is up already, or can't listen.
    pub fn up(&mut self, server: SocketAddr) -> Result<()> {
        ensure!(self.up.is_none(), "the proxy is up already");
        let listener = socket(self.address)?.listen(64)?;
        self.up = Some(tokio::spawn(accept(listener, server, Arc::clone(&self.journal))));
        Ok(())
    }

    /// Stops listening and cuts every connection.
    ///
    /// # Errors
    /// It is down already.
    pub async fn down(&mut self) -> Result<()> {
        let up = self.up.take().context("the proxy is down already")?;
        up.abort();
        // Ends with the word that it was aborted; only then is the port closed.
        let _ = up.await;
        Ok(())
    }

    /// Will hold the `nth` request with tasks that comes from now on, counted from 1.
    #[must_use]
    pub fn hold_sync(&self, nth: usize, point: Point) -> Hold {
        let (hold, trap) = Hold::new();
        self.arm(nth, Meddling::Hold(point, trap));
        hold
    }

    /// Will hold the `nth` request for this path that comes from now on, counted from 1.
    #[must_use]
    pub fn hold(&self, path: &'static str, nth: usize, point: Point) -> Hold {
        let (hold, trap) = Hold::new();
        self.arm_for(path, nth, Meddling::Hold(point, trap));
        hold
    }

    /// Answers every request for this path so from now on, in the server's place; with none, the server does again.
    pub fn stand_in(&self, path: &'static str, conduct: Option<StandIn>) {
        lock(&self.journal).stand_in = conduct.map(|conduct| (path, conduct));
    }

    /// Will spoil the access token of the `nth` request with tasks that comes from now on, counted from 1: to the
    /// server it is one that has expired.
    pub fn spoil_token_of_sync(&self, nth: usize) {
        self.arm(nth, Meddling::SpoilToken);
    }

    /// Will pass the `nth` request with tasks that comes from now on, counted from 1, on twice. The client gets the
    /// second answer.
    pub fn double_sync(&self, nth: usize) {
        self.arm(nth, Meddling::Double);
    }

    /// Will cut the client off from the `nth` request with tasks that comes from now on, counted from 1, which
    /// stays on its way.
    #[must_use]
    pub fn delay_sync(&self, nth: usize) -> Late {
        let (late, detour) = Late::new();
        self.arm(nth, Meddling::Delay(detour));
        late
    }

    /// Meddles with no request that is still to come.
    pub fn disarm(&self) {
        lock(&self.journal).armed = None;
    }

    fn arm(&self, nth: usize, meddling: Meddling) {
        self.arm_for(SYNC, nth, meddling);
    }

    fn arm_for(&self, path: &'static str, nth: usize, meddling: Meddling) {
        lock(&self.journal).armed = Some(Armed { path, before: nth.saturating_sub(1), meddling });
    }

    /// What has passed so far, in the order of the requests.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.journal).exchanges.clone()
    }

    /// The requests with tasks that have passed so far.
    #[must_use]
    pub fn syncs(&self) -> Vec<Exchange> {
        self.exchanges().into_iter().filter(Exchange::is_sync).collect()
    }

    /// The greatest number of requests with tasks that were ever under way at once.
    #[must_use]
    pub fn most_syncs_under_way(&self) -> usize {
        lock(&self.journal).most_syncs_under_way
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(up) = self.up.take() {
            up.abort();
        }
    }
}

/// A socket on an address that several may be bound to; only one that listens gets connections.
fn socket(address: SocketAddr) -> Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseport(true)?;
    socket.bind(address).with_context(|| format!("{address} can't be bound"))?;
    Ok(socket)
}

async fn accept(listener: TcpListener, server: SocketAddr, journal: Arc<Mutex<Journal>>) {
    // Dropped, and all connections with it, when this task is aborted.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(serve(client, server, Arc::clone(&journal)));
        while connections.try_join_next().is_some() {}
    }
}

/// One connection of a client. An error of either side ends it, as it would end without a proxy.
async fn serve(mut client: TcpStream, server: SocketAddr, journal: Arc<Mutex<Journal>>) -> Result<()> {
    // Halves of an answer would wait for each other.
    client.set_nodelay(true)?;
    while let Some(request) = Message::read(&mut client, Side::Request).await? {
        let last = request.is_last();
        let mut passage = Passage::begin(&journal, request.clone());
        if let Some(detour) = passage.detour() {
            // The client hears no more of it.
            drop(client);
            return arrive_late(detour, server, &request).await;
        }
        if let Some(conduct) = passage.stand_in() {
            if !conduct.answer(&mut client, server, &request).await? || last {
                break;
            }
            continue;
        }
        if !passage.run(&mut client, server, &request).await? || last {
            break;
        }
    }
    Ok(())
}

/// A request that its client has given up. Nobody hears the answer.
async fn arrive_late(mut detour: Detour, server: SocketAddr, request: &Message) -> Result<()> {
    if detour.ends().await {
        let mut server = TcpStream::connect(server).await?;
        server.write_all(&request.bytes).await?;
        if Message::read(&mut server, Side::Answer).await?.is_some() {
            detour.answered();
        }
    }
    Ok(())
}
