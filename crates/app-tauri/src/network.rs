//! The network client, made at the first request: recording work never depends on what is set for the
//! network, nor waits for the system's certificates to be read.

use std::path::PathBuf;
use std::sync::OnceLock;

use async_trait::async_trait;
use homing_domain::ports::{Http, HttpError, HttpRequest, HttpResponse, OfflineCause};
use homing_transport::{
    CaFileError, ExtraRoots, HttpOptions, HttpSetupError, ProxyChoice, ReqwestHttp, ReqwestProbe,
};

/// What a person can set for the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// Which proxies are used.
    pub proxy: ProxyChoice,
    /// A PEM file with authorities that are trusted besides the system's.
    pub ca_file: Option<PathBuf>,
}

/// What is set for the network can't be used. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// The CA file.
    #[error(transparent)]
    CaFile(#[from] CaFileError),
    /// Everything else.
    #[error("the network client can't be made")]
    Client(#[from] HttpSetupError),
}

impl NetworkSettings {
    /// Reads the CA file.
    ///
    /// # Errors
    /// [`CaFileError`].
    pub fn options(&self) -> Result<HttpOptions, CaFileError> {
        let mut options = HttpOptions::default();
        options.proxy = self.proxy.clone();
        if let Some(file) = &self.ca_file {
            options.extra_roots = ExtraRoots::read(file)?;
        }
        Ok(options)
    }
}

/// The way to a server for an examination, and how many certificates of one's own are trusted.
pub(crate) fn probe(settings: &NetworkSettings) -> Result<(ReqwestProbe, Option<usize>), NetworkError> {
    let options = settings.options()?;
    let certificates = settings.ca_file.as_ref().map(|_| options.extra_roots.count());
    Ok((ReqwestProbe::new(&options)?, certificates))
}

/// The http port over a client that is made when it is needed.
pub(crate) struct Network {
    settings: NetworkSettings,
    client: OnceLock<ReqwestHttp>,
}

impl Network {
    pub(crate) fn new(settings: NetworkSettings) -> Self {
        Self { settings, client: OnceLock::new() }
    }

    /// The client. One that could not be made is tried anew: a file that was gone may be back.
    pub(crate) fn client(&self) -> Result<&ReqwestHttp, NetworkError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = ReqwestHttp::new(&self.settings.options()?)?;
        Ok(self.client.get_or_init(|| made))
    }
}

#[async_trait]
impl Http for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        match self.client() {
            Ok(client) => client.send(request).await,
            Err(error) => Err(HttpError::NotSent { cause: OfflineCause::Settings, source: error.into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use homing_domain::ports::{HttpBody, Method};

    use super::*;

    #[tokio::test]
    async fn a_ca_file_that_is_gone_is_a_setting_that_cannot_be_used_and_nothing_is_sent() {
        let ca_file = Some(PathBuf::from("/nonexistent/ca.pem"));
        let network = Network::new(NetworkSettings { ca_file, ..NetworkSettings::default() });
        let request = HttpRequest {
            method: Method::Get,
            url: "http://127.0.0.1:9/".parse().unwrap(),
            bearer: None,
            body: HttpBody::None,
            timeout: Duration::from_secs(60),
            max_answer_bytes: 1,
        };
        let error = network.send(request).await.unwrap_err();
        assert!(matches!(error, HttpError::NotSent { cause: OfflineCause::Settings, .. }), "{error:?}");
        assert!(matches!(network.client().unwrap_err(), NetworkError::CaFile(_)));
    }
}
