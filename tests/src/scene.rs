//! A server with one account, a proxy before it and a machine with `homing`: what most tests begin with.

use anyhow::Result;
use serde_json::Value;

use crate::{Api, Client, Entries, Keep, Proxy, Server};

/// The account's name.
pub const NAME: &str = "anna";

/// The account's password: no secret, but recognisable in a file where it must not be.
pub const PASSWORD: &str = "seven-lanterns-password";

/// Client, proxy and server. The proxy is down at first: the client meets a server that can't be reached.
#[derive(Debug)]
pub struct Scene {
    /// The machine.
    pub client: Client,
    /// What is between.
    pub proxy: Proxy,
    /// The server; the account exists.
    pub server: Server,
}

impl Scene {
    /// A scene where no server can be reached yet.
    ///
    /// # Errors
    /// A part can't be made.
    pub async fn with_server_down() -> Result<Self> {
        Self::of(Client::new(Keep::File)?, Server::new()?).await
    }

    /// A scene where the server is up and the client signed in.
    ///
    /// # Errors
    /// A part can't be made.
    pub async fn signed_in() -> Result<Self> {
        Self::with_server_down().await?.come_up_and_sign_in().await
    }

    /// A scene of these parts, with the account made and the server down.
    ///
    /// # Errors
    /// A part can't be made.
    pub async fn of(client: Client, server: Server) -> Result<Self> {
        server.add_user(NAME, PASSWORD).await?;
        Ok(Self { client, proxy: Proxy::new()?, server })
    }

    /// Brings the server up and signs the client in.
    ///
    /// # Errors
    /// One of the two fails.
    pub async fn come_up_and_sign_in(mut self) -> Result<Self> {
        self.server_up().await?;
        self.client.login(&self.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
        Ok(self)
    }

    /// The server can be reached from now on.
    ///
    /// # Errors
    /// It does not come up.
    pub async fn server_up(&mut self) -> Result<()> {
        let address = self.server.start().await?;
        self.proxy.up(address)
    }

    /// The server is stopped and can't be reached from now on.
    ///
    /// # Errors
    /// It does not end well.
    pub async fn server_down(&mut self) -> Result<()> {
        self.proxy.down().await?;
        self.server.stop().await
    }

    /// A sign-in beside the client's, past the proxy.
    ///
    /// # Errors
    /// It is refused.
    pub async fn api(&self) -> Result<Api> {
        Api::login(self.server.url()?, NAME, PASSWORD).await
    }

    /// Fails unless both sides hold the same entries, field by field: by the client's own listings and by a look
    /// at the server that the client has no part in. Deleted ones are left out. Returns them.
    ///
    /// # Errors
    /// They differ.
    pub async fn must_be_equal(&self) -> Result<Entries> {
        let local = self.client.local().await?;
        let server = self.api().await?.entries().await?.without_deleted();
        local.must_equal(&server, ("this machine", "the server"))?;
        self.client.remote().await?.must_equal(&server, ("`homing log --remote`", "the server"))?;
        Ok(local)
    }

    /// What `homing status --json` says.
    ///
    /// # Errors
    /// It says nothing.
    pub async fn status(&self) -> Result<Value> {
        self.client.done(&["status", "--json"]).await?.json()
    }
}
