//! HAProxy as Debian packages it, run from the configuration in `packaging/` with addresses of the test's own, and
//! requests that go through it. An answer that the proxy made itself is no part of the contract.

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

const PROGRAM: &str = "/usr/sbin/haproxy";
const CONFIGURATION: &str = include_str!("../../../../packaging/haproxy/homing.cfg");

/// How often another port is tried: somebody may take it between the look for a free one and the proxy's start.
const PORTS: u32 = 5;

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Proxy {
    /// Starts one before servers at these addresses, and waits until it takes connections.
    pub(crate) async fn before(servers: [SocketAddr; 3]) -> Self {
        for _ in 0..PORTS {
            let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let folder = TempDir::new().unwrap();
            let file = folder.path().join("haproxy.cfg");
            fs::write(&file, configuration(free, servers)).unwrap();
            let log = folder.path().join("log");
            let mut command = Command::new(PROGRAM);
            command.arg("-db").arg("-f").arg(&file).stdin(Stdio::null()).stdout(Stdio::null());
            command.stderr(File::create(&log).unwrap());
            let mut child = command.spawn().expect("haproxy is there: cargo xtask test installs it");
            loop {
                if child.try_wait().unwrap().is_some() {
                    let said = fs::read_to_string(&log).unwrap();
                    assert!(said.contains("annot bind"), "{said}");
                    break;
                }
                if tokio::net::TcpStream::connect(free).await.is_ok() {
                    return Self { address: free, child, _folder: folder };
                }
                tokio::task::yield_now().await;
            }
        }
        panic!("no port was free");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configuration(listen: SocketAddr, servers: [SocketAddr; 3]) -> String {
    let replace = |text: String, from: &str, to: String| {
        assert!(text.contains(from), "the configuration has no {from:?}");
        text.replace(from, &to)
    };
    let bind = "bind :443 ssl crt /etc/haproxy/homing.pem alpn http/1.1";
    let text = replace(CONFIGURATION.to_owned(), bind, format!("bind {listen}"));
    let named = ["10.0.0.11:8787", "10.0.0.12:8787", "10.0.0.13:8787"];
    named.into_iter().zip(servers).fold(text, |text, (from, to)| replace(text, from, to.to_string()))
}

/// A request, from which address of this machine, and what it says of others.
pub(crate) struct Sending<'a> {
    pub(crate) to: SocketAddr,
    pub(crate) from: Ipv4Addr,
    pub(crate) forwarded_for: Option<&'a str>,
    pub(crate) token: Option<&'a str>,
}

impl<'a> Sending<'a> {
    pub(crate) fn to(to: SocketAddr) -> Self {
        Self { to, from: Ipv4Addr::LOCALHOST, forwarded_for: None, token: None }
    }

    pub(crate) fn signed_in(to: SocketAddr, token: &'a str) -> Self {
        Self { token: Some(token), ..Self::to(to) }
    }

    /// Sends a body and reads the answer: its status, and its body where that is JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> io::Result<(u16, Value)> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(self.from), 0))?;
        let mut stream = socket.connect(self.to).await?;
        let body = body.to_string();
        let line = |name: &str, value: Option<String>| {
            value.map(|value| format!("{name}: {value}\r\n")).unwrap_or_default()
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: homing\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{}{}\r\n",
            body.len(),
            line("authorization", self.token.map(|token| format!("Bearer {token}"))),
            line("x-forwarded-for", self.forwarded_for.map(str::to_owned))
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut answer = vec![];
        stream.read_to_end(&mut answer).await?;
        let text = String::from_utf8_lossy(&answer);
        let cut_short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut_short)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut_short)?;
        Ok((status, serde_json::from_str(body).unwrap_or_default()))
    }
}
