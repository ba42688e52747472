//! Whom TLS trusts, over real handshakes.

use homing_domain::ports::{Http as _, OfflineCause};

use super::authority::{Authority, Flaw};
use super::{assert_not_sent, client, failure, request};

#[tokio::test]
async fn a_server_under_ones_own_authority_is_refused_without_the_ca_file_and_accepted_with_it() {
    let authority = Authority::new();
    let (address, server) = authority.server(Flaw::None).await;
    let error = failure(&client(), request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Certificate);
    assert!(!server.await.unwrap(), "no request may reach a server that is not trusted");

    let (address, server) = authority.server(Flaw::None).await;
    let answer = authority.trusting_client().send(request(&format!("https://{address}"))).await.unwrap();
    assert_eq!(answer.status, 204);
    assert!(server.await.unwrap());
}

#[tokio::test]
async fn each_fault_of_a_trusted_certificate_is_said_as_what_it_is() {
    let authority = Authority::new();
    for (flaw, cause) in [
        (Flaw::Ended, OfflineCause::CertificateDates),
        (Flaw::NotBegun, OfflineCause::CertificateDates),
        (Flaw::OtherName, OfflineCause::CertificateName),
    ] {
        let (address, server) = authority.server(flaw).await;
        let error = failure(&authority.trusting_client(), request(&format!("https://{address}"))).await;
        assert_not_sent(&error, cause);
        assert!(!server.await.unwrap(), "{flaw:?}");
    }
}

#[tokio::test]
async fn an_authority_of_another_name_vouches_for_nobody() {
    let (address, server) = Authority::new().server(Flaw::None).await;
    let error = failure(&Authority::new().trusting_client(), request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Certificate);
    assert!(!server.await.unwrap());
}
