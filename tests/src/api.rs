//! The server as a program that is not Homing sees it: HTTP and JSON, read by nothing of ours.

use anyhow::{Context, Result, ensure};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::entries::Entries;

/// More pages than any test has.
const MOST_PAGES: usize = 1_000;

/// A sign-in of its own.
#[derive(Debug)]
pub struct Api {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Api {
    /// Signs in.
    ///
    /// # Errors
    /// It is refused, or nothing answers.
    pub async fn login(url: String, name: &str, password: &str) -> Result<Self> {
        let http = http()?;
        let body = json!({ "name": name, "password": password }).to_string();
        let request =
            http.post(format!("{url}/v1/auth/login")).header(CONTENT_TYPE, "application/json").body(body);
        let session = read(request).await?;
        let token = session["access_token"].as_str().context("the sign-in gave no access token")?;
        Ok(Self { http, url, token: token.to_owned() })
    }

    /// All entries that the server holds, page by page.
    ///
    /// # Errors
    /// A page can't be read, or they have no end.
    pub async fn entries(&self) -> Result<Entries> {
        let mut entries = Entries::default();
        entries.add(&self.listed("/v1/time-entries", "entries").await?)?;
        Ok(entries)
    }

    /// All screenshots that the server holds, page by page.
    ///
    /// # Errors
    /// A page can't be read, or they have no end.
    pub async fn screenshots(&self) -> Result<Vec<Value>> {
        self.listed("/v1/screenshots", "screenshots").await
    }

    /// The bytes that the server holds under a SHA-256.
    ///
    /// # Errors
    /// It has none, or does not answer.
    pub async fn blob(&self, sha256: &Value) -> Result<Vec<u8>> {
        let sha256 = sha256.as_str().context("a SHA-256 is a text")?;
        let response = self.get(&format!("{}/v1/blobs/{sha256}", self.url)).send().await?;
        Ok(response.error_for_status()?.bytes().await?.to_vec())
    }

    /// Brings bytes, as a client does before the task that names them.
    ///
    /// # Errors
    /// They are refused, or nothing answers.
    pub async fn bring_blob(&self, sha256: &Value, bytes: Vec<u8>) -> Result<()> {
        let sha256 = sha256.as_str().context("a SHA-256 is a text")?;
        let request = self.http.put(format!("{}/v1/blobs/{sha256}", self.url));
        let request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        let request = request.header(CONTENT_TYPE, "application/octet-stream").body(bytes);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    async fn listed(&self, path: &str, member: &str) -> Result<Vec<Value>> {
        let mut listed = Vec::new();
        let mut url = format!("{}{path}", self.url);
        for _ in 0..MOST_PAGES {
            let page = read(self.get(&url)).await?;
            let items = page[member].as_array().with_context(|| format!("this is no page: {page}"))?;
            listed.extend(items.iter().cloned());
            let Some(next) = page["next"].as_str() else { return Ok(listed) };
            let mut following = reqwest::Url::parse(&self.url)?.join(path)?;
            following.query_pairs_mut().append_pair("cursor", next);
            url = following.into();
        }
        anyhow::bail!("the listing does not end")
    }

    fn get(&self, url: &str) -> reqwest::RequestBuilder {
        self.http.get(url).header(AUTHORIZATION, format!("Bearer {}", self.token))
    }
}

fn http() -> Result<reqwest::Client> {
    // Needed even where no request is encrypted. Another test of this process may have been first.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().build().context("there is no HTTP client")
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    ensure!(status.is_success(), "the server answered {status}: {}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).context("the server's answer is no JSON")
}
