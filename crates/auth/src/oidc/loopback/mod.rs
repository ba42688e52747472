//! The listener on this machine where the browser begins, and which it comes back to (RFC 8252, 7.3): it sends one
//! browser on to the provider, answers one right request of that browser, and says no to everything else that knocks.
//! What a right request is, `redirect` knows; which browser is right, `opening`.

mod opening;
mod page;
mod request;

use std::io;
use std::net::{Ipv4Addr, Shutdown};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use super::redirect::{Expected, Redirect};
use opening::Opened;
pub(crate) use opening::Opening;
use page::Page;
use request::Read;

/// A browser on the same machine sends its request in one go; whoever takes longer is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections at once. A browser opens some that it never uses; the others wait in the system's own queue.
const MOST_CONNECTIONS: usize = 64;

/// Browsers send the cookies of every program on 127.0.0.1 along, whatever its port.
const MAX_HEAD_BYTES: usize = 32 * 1024;

/// A free port of this machine, listened to from now on.
pub(crate) struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    /// Takes a free port of 127.0.0.1: never a name, which could lead elsewhere (RFC 8252, 8.3).
    ///
    /// # Errors
    /// The system's own.
    pub(crate) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// Where the browser is to come back to.
    pub(crate) fn address(&self) -> Result<Url, url::ParseError> {
        format!("http://127.0.0.1:{}{}", self.port, request::CALLBACK).parse()
    }

    /// Sends a browser on, and waits until it is back with the one right request, or until a second browser comes.
    /// Ends by itself never: whoever waits no longer drops it.
    ///
    /// # Errors
    /// The system's own, where no connection can be taken any more.
    pub(crate) async fn redirect(self, expected: &Expected) -> io::Result<Redirect> {
        let mut visits = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if visits.len() < MOST_CONNECTIONS => match accepted {
                    Ok((stream, _)) => visits.push(self.visit(stream, expected)),
                    Err(error) if is_the_visitors(&error) => {}
                    Err(error) => return Err(error),
                },
                Some(brought) = visits.next(), if !visits.is_empty() => {
                    if let Some(redirect) = brought {
                        return Ok(redirect);
                    }
                }
            }
        }
    }

    /// One connection, one request.
    async fn visit(&self, mut stream: TcpStream, expected: &Expected) -> Option<Redirect> {
        let mut head = Zeroizing::new(vec![0; MAX_HEAD_BYTES]);
        let read = timeout(PATIENCE, read(&mut stream, &mut head)).await.ok()??;
        let (opening, port) = (&expected.opening, self.port);
        let (answer, redirect) = match request::read(&head[..read], port) {
            Read::Begin { once, .. } if !opening.is_for(once) => (Page::NotFound.answer(), None),
            Read::Begin { is_real: false, .. } => (Page::NotYet.answer(), None),
            Read::Begin { cookies, .. } => match opening.open(port, &cookies) {
                Opened::Here(answer) => (answer, None),
                Opened::Twice => said(Redirect::OpenedTwice),
            },
            Read::Callback { cookies, .. } if !opening.is_known(port, &cookies) => {
                (Page::OtherBrowser.answer(), None)
            }
            Read::Callback { query, .. } => expected.read(query).map_or((Page::Foreign.answer(), None), said),
            Read::Other(page) => (page.answer(), None),
            Read::Unfinished => (Page::TooLarge.answer(), None),
        };
        // Who asked may have gone: what was brought counts all the same.
        let answered = timeout(PATIENCE, async {
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await
        });
        if !matches!(answered.await, Ok(Ok(()))) {
            tracing::debug!("the browser did not wait for its page");
        }
        redirect
    }
}

impl Drop for Loopback {
    /// To close it would not do: a child process that is started meanwhile has it open, too, from its fork to its
    /// exec, and what connects then waits for an answer that nobody gives.
    fn drop(&mut self) {
        // Where a system knows no such end of a listener (only Linux does), it goes with the last who has it open.
        drop(SockRef::from(&self.listener).shutdown(Shutdown::Both));
    }
}

/// What ends the waiting, and the page that says so.
fn said(redirect: Redirect) -> (Zeroizing<String>, Option<Redirect>) {
    (Page::of(&redirect).answer(), Some(redirect))
}

/// Reads until the head of a request is whole or `head` is full. Says how much; `None` where nothing more comes.
async fn read(stream: &mut TcpStream, head: &mut [u8]) -> Option<usize> {
    let mut filled = 0;
    loop {
        let count = stream.read(&mut head[filled..]).await.ok().filter(|count| *count > 0)?;
        filled += count;
        let is_whole = head[..filled].windows(4).any(|window| window == b"\r\n\r\n");
        if is_whole || filled == head.len() {
            return Some(filled);
        }
    }
}

/// Whether an error of `accept` is of that one connection.
fn is_the_visitors(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[tokio::test]
    async fn a_listener_that_is_dropped_takes_no_connection_although_a_child_process_has_it_open() {
        let loopback = Loopback::open().await.unwrap();
        let port = loopback.port;
        let a_childs = SockRef::from(&loopback.listener).try_clone().unwrap();
        drop(loopback);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
        drop(a_childs);
    }
}
