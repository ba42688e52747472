//! A look at the way to a server: its proxy, its name, its certificate, its answer.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::ports::{BoxError, CertificateLook, Http as _, HttpRequest, WayLook, WayProbe};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, SignatureScheme};
use tokio::net::lookup_host;
use tokio::time::timeout;
use url::{Host, Url};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::x509::X509Name;

use super::{HttpOptions, HttpSetupError, ReqwestHttp, tls};

/// How long the name server is waited for. Resolvers give up after 5 s and ask once more.
const NAME_LIMIT: Duration = Duration::from_secs(10);

/// Looks at the way that [`ReqwestHttp`] takes with the same options.
#[derive(Clone, Debug)]
pub struct ReqwestProbe {
    http: ReqwestHttp,
    seen: Arc<Mutex<Option<CertificateDer<'static>>>>,
}

impl ReqwestProbe {
    /// A probe with connections of its own.
    ///
    /// # Errors
    /// [`HttpSetupError`].
    pub fn new(options: &HttpOptions) -> Result<Self, HttpSetupError> {
        let seen = Arc::new(Mutex::new(None));
        let watched = Arc::clone(&seen);
        let tls = tls::watched(&options.extra_roots, |judge| Arc::new(Watch { judge, seen: watched }));
        let http = ReqwestHttp::over(options, tls.map_err(HttpSetupError::Tls)?)?;
        Ok(Self { http, seen })
    }
}

#[async_trait]
impl WayProbe for ReqwestProbe {
    async fn look(&self, request: HttpRequest) -> WayLook {
        let proxy = self.http.proxy_on_the_way_to(&request.url);
        let addresses = match proxy {
            Some(_) => None,
            None => Some(addresses(&request.url).await),
        };
        *self.seen() = None;
        let answer = self.http.send(request).await;
        let certificate = self.seen().as_deref().and_then(read);
        WayLook { proxy, addresses, certificate, answer }
    }
}

impl ReqwestProbe {
    fn seen(&self) -> std::sync::MutexGuard<'_, Option<CertificateDer<'static>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn addresses(url: &Url) -> Result<usize, BoxError> {
    let name = match url.host() {
        Some(Host::Domain(name)) => name,
        _ => return Ok(1),
    };
    let port = url.port_or_known_default().unwrap_or_default();
    Ok(timeout(NAME_LIMIT, lookup_host((name, port))).await??.count())
}

fn read(certificate: &[u8]) -> Option<CertificateLook> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let validity = certificate.validity();
    let at = |seconds: i64| Timestamp::from_millis(seconds.checked_mul(1_000)?).ok();
    Some(CertificateLook {
        issuer: name(certificate.issuer()),
        not_before: at(validity.not_before.timestamp())?,
        not_after: at(validity.not_after.timestamp())?,
    })
}

/// The common name or the organisation, which are what people know an authority by, else the whole name.
fn name(name: &X509Name<'_>) -> String {
    let mut known = name.iter_common_name().chain(name.iter_organization());
    known.find_map(|part| part.as_str().ok()).map_or_else(|| name.to_string(), str::to_owned)
}

/// Remembers the certificate that was judged last. The judgement is another's.
struct Watch {
    judge: Arc<dyn ServerCertVerifier>,
    seen: Arc<Mutex<Option<CertificateDer<'static>>>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.judge.fmt(f)
    }
}

impl ServerCertVerifier for Watch {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(end_entity.clone().into_owned());
        self.judge.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.judge.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.judge.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}
