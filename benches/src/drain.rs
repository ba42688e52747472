//! Sending a full queue with the real engine, against the same requests by a bare client.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{CycleEnd, Engine, EngineParts, Occasion, SyncLock};
use homing_domain::ports::{AccessToken, Alarm, Auth, AuthError, Event, Events, Ids, Jitter, Signals};
use homing_domain::task::Kinds;
use homing_storage::{FileBlobs, FileLocks};
use homing_transport::{HomingProfile, HttpOptions, ReqwestHttp};
use secrecy::SecretString;

use crate::deed::QUEUED;
use crate::ours;
use crate::pairs::{First, Pairs};
use crate::samples::{Samples, account, device, owner};
use crate::server::{Sent, Server};
use crate::stopwatch::{RealClock, timed};

/// A full queue and a server.
pub(crate) struct Drain {
    folder: PathBuf,
    round: usize,
    server: Server,
    client: reqwest::Client,
    /// What the engine sent in its first round: the limit sends the same.
    sent: Sent,
}

impl Drain {
    /// Fills a queue in `folder` and sends it once.
    ///
    /// # Errors
    /// Of the store, the server and the engine.
    pub(crate) async fn prepare(folder: &Path) -> Result<Self> {
        let mut samples = Samples::new(2);
        let tasks = samples.tasks(QUEUED)?;
        ours::prepare(&folder.join("prepared"), samples.now()?, tasks).await?;
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = reqwest::Client::builder().http1_only().no_proxy().build()?;
        let sent = Sent { bodies: Vec::new(), in_flight: 0 };
        let mut drain = Self { folder: folder.to_owned(), round: 0, server: Server::start()?, client, sent };
        drain.by_engine().await?;
        drain.sent = drain.server.take();
        Ok(drain)
    }

    /// How many requests a drain makes, and how many of them at once.
    pub(crate) fn requests(&self) -> (usize, usize) {
        (self.sent.bodies.len(), self.sent.in_flight)
    }

    /// So many pairs.
    ///
    /// # Errors
    /// As [`Drain::prepare`]; and where the engine sends other requests than before.
    pub(crate) async fn measure(&mut self, count: usize) -> Result<Pairs> {
        Pairs::measure(0, count, async |first| match first {
            First::Ours => {
                let ours = self.by_engine_as_before().await?;
                Ok((ours, self.by_bare_client().await?))
            }
            First::Limit => {
                let limit = self.by_bare_client().await?;
                Ok((self.by_engine_as_before().await?, limit))
            }
        })
        .await
    }

    async fn by_engine_as_before(&mut self) -> Result<Duration> {
        self.server.take();
        let took = self.by_engine().await?;
        let sent = self.server.take();
        ensure!(sent.bodies.len() == self.sent.bodies.len(), "a drain made another number of requests");
        Ok(took)
    }

    async fn by_engine(&mut self) -> Result<Duration> {
        self.round += 1;
        let folder = self.folder.join(format!("round-{}", self.round));
        ours::copy(&self.folder.join("prepared"), &folder)?;
        let store = Arc::new(ours::open(&folder).await?);
        let engine = Engine::new(EngineParts {
            queue: Arc::clone(&store) as _,
            blobs: Arc::new(FileBlobs::new(folder.join("blobs"), Arc::new(Nobody))),
            auth: Arc::new(SignedIn),
            http: Arc::new(ReqwestHttp::new(&HttpOptions::default())?),
            profile: Arc::new(HomingProfile),
            kinds: Kinds::new(),
            clock: Arc::new(RealClock::new()),
            alarm: Arc::new(Nobody),
            jitter: Arc::new(Shortest),
            ids: Arc::new(Nobody),
            events: Arc::new(Nobody),
            signals: Arc::new(Nobody),
            owner: owner(),
            device: device(),
        });
        let permit = SyncLock::new(Arc::new(FileLocks::new(&folder))).permit().await?;
        let account = Account {
            id: account(),
            server: self.server.url().parse()?,
            user: "ada".to_owned(),
            name: "ada".to_owned(),
            credentials: CredentialPlace::Keychain,
        };
        let active = Active::Account { account, signed_in: true };
        let (took, report) = timed(engine.cycle(&permit, &active, Occasion::ByHand)).await;
        let report = report?;
        let all = report.sent == QUEUED as u64 && report.end == CycleEnd::Idle;
        ensure!(all, "the engine did not send everything: {report:?}");
        drop(engine);
        store.close().await?;
        std::fs::remove_dir_all(&folder)?;
        Ok(took)
    }

    /// The same bodies, as many at once as the engine had on their way.
    async fn by_bare_client(&self) -> Result<Duration> {
        let url = format!("{}/v1/sync", self.server.url());
        let send = |body: Bytes| {
            let request =
                self.client.post(&url).bearer_auth(TOKEN).header("content-type", "application/json");
            async { anyhow::Ok(request.body(body).send().await?.error_for_status()?.bytes().await?) }
        };
        let requests = stream::iter(self.sent.bodies.iter().cloned().map(send));
        let answers = requests
            .buffered(self.sent.in_flight)
            .try_fold(0, async |bytes, answer| Ok(bytes + answer.len()));
        let (took, bytes) = timed(answers).await;
        ensure!(bytes? > 0, "the server answered nothing");
        Ok(took)
    }
}

const TOKEN: &str = "the-token-of-a-benchmark";

/// Signed in for good.
struct SignedIn;

#[async_trait]
impl Auth for SignedIn {
    async fn access_token(&self, _: &Account) -> Result<AccessToken, AuthError> {
        Ok(AccessToken::new(SecretString::from(TOKEN)))
    }

    async fn renew(&self, _: &Account, _: &AccessToken) -> Result<AccessToken, AuthError> {
        Err(AuthError::SignInNeeded)
    }
}

/// No wait is spread: there is none.
struct Shortest;

impl Jitter for Shortest {
    fn uniform(&self, low: Duration, _: Duration) -> Duration {
        low
    }
}

/// Watches nothing, and stops nothing.
struct Nobody;

#[async_trait]
impl Alarm for Nobody {
    async fn ring_after(&self, _: Duration) {
        std::future::pending::<()>().await;
    }
}

impl Ids for Nobody {
    /// Asked only where a task had no room, which none lacks here.
    fn uuid(&self) -> uuid::Uuid {
        uuid::Uuid::nil()
    }
}

impl Events for Nobody {
    fn emit(&self, _: Event) {}
}

#[async_trait]
impl Signals for Nobody {
    fn stop_requested(&self) -> bool {
        false
    }

    async fn stopped(&self) {
        std::future::pending::<()>().await;
    }
}
