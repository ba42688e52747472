//! Somebody before the window, and what they need: a session, a display, a server and the way to sign in.

use anyhow::Result;
use homing_tests::{Client, Display, NAME, PASSWORD, Scene, Server, Session, Window};

/// A desk with a machine whose window was never opened, and a server that is down.
pub(crate) struct Desk {
    pub(crate) display: Display,
    pub(crate) scene: Scene,
    _session: Session,
}

impl Desk {
    pub(crate) async fn new() -> Result<Self> {
        let session = Session::start().await?;
        let scene = Scene::of(session.client()?, Server::new()?).await?;
        Ok(Self { display: Display::start().await?, scene, _session: session })
    }

    /// The same, with the server up, the window open and somebody signed in.
    pub(crate) async fn signed_in() -> Result<(Self, Window)> {
        let mut desk = Self::new().await?;
        desk.scene.server_up().await?;
        let window = desk.window().await?;
        sign_in(&window, &desk.scene.proxy.url()).await?;
        Ok((desk, window))
    }

    pub(crate) async fn window(&self) -> Result<Window> {
        Window::open(&self.scene.client, &self.display).await
    }

    pub(crate) fn client(&self) -> &Client {
        &self.scene.client
    }

    /// Closes all of it.
    pub(crate) async fn leave(self, window: Window) -> Result<()> {
        window.close().await?;
        self.display.stop().await
    }
}

/// Signs in as a person does, with the password, into the keychain.
pub(crate) async fn sign_in(window: &Window, server: &str) -> Result<()> {
    window.goes("sign-in").await?;
    window.fills("#server", server).await?;
    window.presses("[data-do=ask-server]").await?;
    window.fills("#user", NAME).await?;
    window.fills("#password", PASSWORD).await?;
    window.presses("[data-do=sign-in]").await?;
    window.sees("[data-part=signed-in]").await?;
    window.presses("[data-do=go-on]").await?;
    headline(window, "all-saved").await
}

/// Waits until the window says this of all that was recorded.
pub(crate) async fn headline(window: &Window, code: &str) -> Result<()> {
    window.sees(&format!("[data-part=headline][data-code={code}]")).await.map(drop)
}

/// Starts a timer.
pub(crate) async fn start(window: &Window, description: &str) -> Result<()> {
    window.goes("timer").await?;
    window.fills("#description", description).await?;
    window.presses("[data-do=start]").await?;
    window.sees("[data-part=timer][data-state=running]").await.map(drop)
}

/// Stops it.
pub(crate) async fn stop(window: &Window) -> Result<()> {
    window.goes("timer").await?;
    window.presses("[data-do=stop]").await?;
    window.sees("[data-part=timer][data-state=none]").await.map(drop)
}
