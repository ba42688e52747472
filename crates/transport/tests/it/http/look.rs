//! A look at the way to a server: the certificate is seen whether it is trusted or not.

use homing_domain::ports::{CertificateLook, HttpError, OfflineCause, WayLook, WayProbe as _};
use homing_transport::{HttpOptions, ReqwestProbe};

use super::authority::{Authority, Flaw};
use super::request;

async fn look(options: &HttpOptions, address: &str) -> WayLook {
    ReqwestProbe::new(options).unwrap().look(request(&format!("https://{address}"))).await
}

#[tokio::test]
async fn a_certificate_is_seen_whether_it_is_trusted_or_not() {
    let authority = Authority::new();
    let (address, server) = authority.server(Flaw::None).await;
    let seen = look(&authority.options(), &address).await;
    assert_eq!(seen.answer.unwrap().status, 204);
    let CertificateLook { issuer, not_before, not_after } = seen.certificate.unwrap();
    assert!(issuer.contains("rcgen"), "{issuer}");
    assert!(not_before < not_after);
    assert!(server.await.unwrap());

    let (address, _server) = authority.server(Flaw::None).await;
    let seen = look(&HttpOptions::default(), &address).await;
    assert_eq!(cause_of(&seen.answer), Some(OfflineCause::Certificate));
    assert!(seen.certificate.is_some());

    let (address, _server) = authority.server(Flaw::Ended).await;
    let seen = look(&authority.options(), &address).await;
    assert_eq!(cause_of(&seen.answer), Some(OfflineCause::CertificateDates));
    assert_eq!(seen.certificate.unwrap().not_after, "2001-01-01T00:00:00Z".parse().unwrap());
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_seen_and_one_behind_a_proxy_is_not_asked_for() {
    let seen = look(&HttpOptions::default(), "homing.invalid").await;
    assert!(seen.addresses.unwrap().is_err());
    assert_eq!(cause_of(&seen.answer), Some(OfflineCause::Dns));

    let mut options = HttpOptions::default();
    options.proxy = "http://anna:secret-proxy@homing-proxy.invalid:3128".parse().unwrap();
    let seen = look(&options, "homing.invalid").await;
    assert_eq!(seen.proxy.as_deref(), Some("http://homing-proxy.invalid:3128"));
    assert!(seen.addresses.is_none());
    assert_eq!(cause_of(&seen.answer), Some(OfflineCause::ProxyUnreachable));
}

fn cause_of<T>(answer: &Result<T, HttpError>) -> Option<OfflineCause> {
    match answer {
        Err(HttpError::NotSent { cause, .. }) => Some(*cause),
        _ => None,
    }
}
