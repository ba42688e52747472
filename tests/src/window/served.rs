//! A folder of files on a port of loopback, for a browser: GET alone, nothing kept open, no list of a folder.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The longest request that is read: a browser's own is some 500 bytes.
const LONGEST: usize = 16 * 1024;

/// A folder that is served until this goes.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Serves a folder.
    ///
    /// # Errors
    /// It is none, or there is no port.
    pub async fn folder(folder: &Path) -> Result<Self> {
        Self::folder_with(folder, &[]).await
    }

    /// The same with files from elsewhere, as if they lay in the folder itself.
    ///
    /// # Errors
    /// As [`Served::folder`].
    pub async fn folder_with(folder: &Path, guests: &[PathBuf]) -> Result<Self> {
        let guests = guests.to_vec();
        let folder = folder.canonicalize().with_context(|| format!("there is no {}", folder.display()))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (folder, guests) = (folder.clone(), guests.clone());
                // A browser that goes away in the middle is no concern of the test.
                tokio::spawn(async move { answer(stream, &folder, &guests).await });
            }
        });
        Ok(Self { address, task })
    }

    /// The address of a file.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, folder: &Path, guests: &[PathBuf]) -> Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < LONGEST {
        if stream.read_buf(&mut request).await? == 0 {
            break;
        }
    }
    let (head, body) =
        match asked(&request).and_then(|path| Some((file(folder, guests, &path)?, kind(&path)))) {
            Some((body, kind)) => {
                let head =
                    format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
                (head, body)
            }
            None => ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n".to_owned(), Vec::new()),
        };
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await?;
    stream.write_all(&body).await?;
    Ok(stream.shutdown().await?)
}

/// The path of `GET /path?query HTTP/1.1`.
fn asked(request: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(request).ok()?.lines().next()?;
    let target = line.strip_prefix("GET /")?.split(' ').next()?;
    let path = target.split(['?', '#']).next()?;
    Some(if path.is_empty() { "index.html" } else { path }.to_owned())
}

fn file(folder: &Path, guests: &[PathBuf], path: &str) -> Option<Vec<u8>> {
    if let Some(guest) = guests.iter().find(|guest| guest.ends_with(path)) {
        return std::fs::read(guest).ok();
    }
    let path = PathBuf::from(path);
    let within = path.components().all(|part| matches!(part, Component::Normal(_)));
    within.then(|| std::fs::read(folder.join(path)).ok())?
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[tokio::test]
    async fn a_file_is_served_with_its_kind_and_nothing_outside_of_the_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(inside.join("index.html"), "<p>here").unwrap();
        std::fs::write(folder.path().join("secret"), "no").unwrap();
        let served = Served::folder(&inside).await.unwrap();
        let page = get(&served.url("?scene=one")).await;
        assert!(page.contains("text/html") && page.ends_with("<p>here"), "{page}");
        let refused = get(&served.url("../secret")).await;
        assert!(refused.starts_with("HTTP/1.1 404"), "{refused}");
    }

    /// As it is written: a client would tidy `..` away.
    async fn get(url: &str) -> String {
        let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET /{path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said
    }
}
