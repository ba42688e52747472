//! A proxy between client and server: it keeps what passes, counts what is under way, and meddles with a chosen
//! request: holds it at a point of its way, or spoils its token. Everything else it passes on as it is.
//!
//! Its address is its own from the beginning on and stays through every server behind it; while the proxy is down,
//! the system refuses connections to it, as it does where no server listens.

mod exchange;
mod hold;
mod journal;
mod message;
mod passage;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub use exchange::Exchange;
pub use hold::{Hold, Point};

use journal::{Armed, Journal, Meddling, lock};
use message::{Message, Side};
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

    /// Will spoil the access token of the `nth` request with tasks that comes from now on, counted from 1: to the
    /// server it is one that has expired.
    pub fn spoil_token_of_sync(&self, nth: usize) {
        self.arm(nth, Meddling::SpoilToken);
    }

    fn arm(&self, nth: usize, meddling: Meddling) {
        lock(&self.journal).armed = Some(Armed { before: nth.saturating_sub(1), meddling });
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
        let passage = Passage::begin(&journal, request.clone());
        if !passage.run(&mut client, server, &request).await? || last {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const REQUEST: &[u8] = b"POST /v1/sync HTTP/1.1\r\ncontent-length: 0\r\n\r\n";
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ntrue";

    /// A proxy before a server that says yes to everything.
    async fn proxy() -> Result<Proxy> {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mut proxy = Proxy::new()?;
        proxy.up(server.local_addr()?)?;
        tokio::spawn(async move {
            while let Ok((mut client, _)) = server.accept().await {
                if Message::read(&mut client, Side::Request).await.is_ok_and(|request| request.is_some()) {
                    client.write_all(ANSWER).await?;
                }
            }
            Ok::<_, std::io::Error>(())
        });
        Ok(proxy)
    }

    async fn send(proxy: &Proxy) -> Result<TcpStream> {
        let mut client = TcpStream::connect(proxy.address).await?;
        client.write_all(REQUEST).await?;
        Ok(client)
    }

    #[tokio::test]
    async fn a_request_is_held_at_its_point_and_then_passed_or_cut() -> Result<()> {
        let proxy = proxy().await?;
        for (point, answers, seen) in [
            (Point::BeforeForwarding, 0, 0),
            (Point::BeforeAnswer, 1, 0),
            (Point::HalfOfAnswer, 1, ANSWER.len() - 2),
        ] {
            for pass in [true, false] {
                let before = proxy.exchanges().iter().filter(|exchange| exchange.status().is_some()).count();
                let mut hold = proxy.hold_sync(1, point);
                let mut client = send(&proxy).await?;
                hold.reached().await?;
                let after = proxy.exchanges().iter().filter(|exchange| exchange.status().is_some()).count();
                assert_eq!(after - before, answers, "the server was met or not: {point:?}");
                let mut read = vec![0; if pass { ANSWER.len() } else { seen }];
                match pass {
                    true => hold.pass(),
                    false => drop(hold),
                }
                client.read_exact(&mut read).await?;
                assert_eq!(read, &ANSWER[..read.len()]);
                if !pass {
                    assert_eq!(client.read(&mut [0]).await?, 0, "cut: {point:?}");
                }
            }
        }
        Ok(())
    }

    #[tokio::test]
    async fn requests_that_are_under_way_at_once_are_counted_as_such() -> Result<()> {
        let proxy = proxy().await?;
        let mut read = [0; ANSWER.len()];
        send(&proxy).await?.read_exact(&mut read).await?;
        let mut hold = proxy.hold_sync(2, Point::BeforeAnswer);
        send(&proxy).await?.read_exact(&mut read).await?;
        let _held = send(&proxy).await?;
        hold.reached().await?;
        assert_eq!(proxy.most_syncs_under_way(), 1);
        send(&proxy).await?.read_exact(&mut read).await?;
        assert_eq!(proxy.most_syncs_under_way(), 2);
        Ok(())
    }

    #[tokio::test]
    async fn while_it_is_down_connections_are_refused_and_its_address_stays() -> Result<()> {
        let mut proxy = proxy().await?;
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        proxy.down().await?;
        let refused = TcpStream::connect(proxy.address).await.map_err(|error| error.kind());
        assert_eq!(refused.err(), Some(std::io::ErrorKind::ConnectionRefused));
        proxy.up(server.local_addr()?)?;
        TcpStream::connect(proxy.address).await?;
        Ok(())
    }
}
