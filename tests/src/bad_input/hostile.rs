//! A server that answers well until a case tells it otherwise. It speaks HTTP by hand, since no library would send
//! what it must send.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// The access token that it gives: recognisable where it must not be.
pub(super) const ACCESS: &str = "copper-gull-access-token";
/// The refresh token that it gives.
pub(super) const REFRESH: &str = "silver-tern-refresh-token";

/// A request, as far as an answer may depend on it.
#[derive(Debug)]
pub struct Request {
    /// The path below the base address, such as `/v1/sync`.
    pub path: String,
    /// The body; null where it is no JSON.
    pub body: Value,
    /// How many requests for this path the case had before.
    pub earlier: usize,
}

/// An answer.
#[derive(Debug)]
pub enum Answer {
    /// Status, media type, body.
    Http(u16, &'static str, Vec<u8>),
    /// The same with further header lines.
    With(u16, &'static str, &'static str, Vec<u8>),
    /// These bytes, and the end.
    Raw(Vec<u8>),
    /// A success whose body is that many bytes of a JSON text, sent as long as anyone reads.
    Huge(u64),
    /// The connection ends without a byte.
    Nothing,
}

type Script = Arc<dyn Fn(&Request) -> Option<Answer> + Send + Sync>;

#[derive(Default)]
struct Told {
    scripts: HashMap<u16, Script>,
    asked: HashMap<(u16, String), usize>,
}

/// The server. Clones are the same one.
#[derive(Clone)]
pub struct Hostile {
    address: String,
    told: Arc<Mutex<Told>>,
}

impl Hostile {
    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// It can't.
    pub fn new() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let hostile = Self { address: format!("http://{}", listener.local_addr()?), told: Arc::default() };
        let serving = hostile.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let serving = serving.clone();
                // A client that goes away in the middle is what some cases are about.
                thread::spawn(move || serving.serve(connection).ok());
            }
        });
        Ok(hostile)
    }

    /// Where it answers, whatever the case.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// The base address of a case.
    #[must_use]
    pub fn url(&self, case: u16) -> String {
        if case == 0 { self.address() } else { format!("{}/{case}", self.address) }
    }

    /// What it answers to a case; where that is `None`, it answers well. A case is known by its base address, or
    /// by an entry whose description is `case` and its number.
    pub fn tell(&self, case: u16, script: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.scripts.insert(case, Arc::new(script));
    }

    fn serve(&self, mut connection: TcpStream) -> Result<()> {
        let (path, body) = read(&mut connection)?;
        let (by_path, path) = case_and_path(&path);
        let case = by_path.or_else(|| named_in(&body)).unwrap_or_default();
        let (script, earlier) = {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = told.asked.entry((case, path.clone())).or_default();
            let earlier = *asked;
            *asked += 1;
            (told.scripts.get(&case).cloned(), earlier)
        };
        let request = Request { path, body: serde_json::from_slice(&body).unwrap_or_default(), earlier };
        let answer = script.and_then(|script| script(&request)).unwrap_or_else(|| well(&request));
        write(&mut connection, answer)
    }
}

impl std::fmt::Debug for Hostile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hostile").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Answer {
    /// A success in JSON.
    #[must_use]
    pub fn json(value: &Value) -> Self {
        Self::Http(200, "application/json", value.to_string().into_bytes())
    }

    /// A problem of the API.
    #[must_use]
    pub fn problem(status: u16, code: &str) -> Self {
        let problem = json!({"type": format!("urn:homing:problem:{code}"), "title": code, "status": status});
        Self::Http(status, "application/problem+json", problem.to_string().into_bytes())
    }

    /// A status with nothing behind it.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Http(status, "text/plain", Vec::new())
    }
}

impl Request {
    /// The results of a sync, each task with this.
    #[must_use]
    pub fn results(&self, result: &Value) -> Answer {
        let with_key = |task: &Value| {
            let mut result = result.clone();
            result["key"] = task["key"].clone();
            result
        };
        let tasks = self.body["tasks"].as_array().into_iter().flatten();
        Answer::json(&json!({"results": tasks.map(with_key).collect::<Vec<_>>()}))
    }
}

fn well(request: &Request) -> Answer {
    match request.path.as_str() {
        "/v1/auth/login" | "/v1/auth/refresh" => Answer::json(&json!({
            "user": {"id": "0b6f4b1e-32e6-4c55-9d0a-6f1f6f9f3f5c", "name": crate::NAME},
            "access_token": ACCESS, "refresh_token": REFRESH, "expires_in_seconds": 86_400,
        })),
        "/v1/auth/logout" => Answer::status(204),
        "/v1/capabilities" => Answer::json(&json!({
            "api_version": "1", "batch": {"max_tasks": 100, "max_bytes": 1_048_576}, "key_days": 30,
            "refresh_grace_seconds": 60, "blob_max_bytes": 0,
        })),
        "/v1/sync" => request.results(&json!({"result": "applied"})),
        "/v1/time-entries" => Answer::json(&json!({"entries": [], "next": null})),
        "/v1/projects" => Answer::json(&json!({"projects": [], "next": null})),
        _ => Answer::problem(404, "not-found"),
    }
}

fn read(connection: &mut TcpStream) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        let read = connection.read(&mut chunk)?;
        anyhow::ensure!(read > 0, "the client went away");
        bytes.extend_from_slice(&chunk[..read]);
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = request.parse(&bytes)? else { continue };
        let path = request.path.context("no path")?.to_owned();
        let length = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.map_or(Ok(0), |header| String::from_utf8_lossy(header.value).parse::<usize>())?;
        while bytes.len() < head + length {
            let read = connection.read(&mut chunk)?;
            anyhow::ensure!(read > 0, "the client went away");
            bytes.extend_from_slice(&chunk[..read]);
        }
        return Ok((path, bytes.split_off(head)));
    }
}

/// `/312/v1/sync?x` is case 312 and `/v1/sync`.
fn case_and_path(target: &str) -> (Option<u16>, String) {
    let path = target.split('?').next().unwrap_or_default();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match first.parse() {
        Ok(case) => (Some(case), path[first.len() + 1..].to_owned()),
        Err(_) => (None, path.to_owned()),
    }
}

fn named_in(body: &[u8]) -> Option<u16> {
    let body = String::from_utf8_lossy(body);
    let (_, after) = body.split_once("\"case ")?;
    after.split('"').next()?.parse().ok()
}

fn write(connection: &mut TcpStream, answer: Answer) -> Result<()> {
    let head = |status: u16, media: &str, further: &str, length: u64| {
        format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n{further}Connection: close\r\n\r\n"
        )
    };
    match answer {
        Answer::Http(status, media, body) => {
            connection.write_all(head(status, media, "", body.len() as u64).as_bytes())?;
            connection.write_all(&body)?;
        }
        Answer::With(status, media, further, body) => {
            connection.write_all(head(status, media, further, body.len() as u64).as_bytes())?;
            connection.write_all(&body)?;
        }
        Answer::Raw(bytes) => connection.write_all(&bytes)?,
        Answer::Huge(length) => {
            connection.write_all(head(200, "application/json", "", length).as_bytes())?;
            let chunk = [b' '; 64 * 1024];
            for _ in 0..length / chunk.len() as u64 {
                connection.write_all(&chunk)?;
            }
        }
        Answer::Nothing => {}
    }
    connection.flush()?;
    Ok(())
}
