//! What is known of a request that has no answer: whether it can have reached the server, and if not, why.
//! Decided by the types in the chain of causes, never by their texts.

use std::error::Error;
use std::io;
use std::iter;

use homing_domain::ports::{HttpError, OfflineCause};
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use rustls::CertificateError;
use tower_service::Service;

/// What a tunnel through a proxy says when it does not come about. The type has no public name.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

/// A request that broke before the head of its answer. `proxied`: a proxy was on the way.
///
/// Only what failed before there was a connection counts as not sent; a time-out of the whole request
/// may have struck at any time. The address goes, since its query may hold a secret.
pub(super) fn before_the_answer(error: reqwest::Error, proxied: bool) -> HttpError {
    let error = error.without_url();
    // A builder error is a header that can't be written, say of a token with a line break.
    if error.is_connect() || error.is_builder() {
        let cause = if proxied { cause_behind_a_proxy(&error) } else { offline_cause(&error) };
        HttpError::NotSent { cause, source: error.into() }
    } else {
        HttpError::AnswerLost(error.into())
    }
}

/// An answer that broke off after its head.
pub(super) fn within_the_answer(error: reqwest::Error) -> HttpError {
    HttpError::AnswerLost(error.without_url().into())
}

fn offline_cause(error: &reqwest::Error) -> OfflineCause {
    if error.is_dns() {
        return OfflineCause::Dns;
    }
    chain(error).find_map(cause_in_tls).unwrap_or(OfflineCause::Connect)
}

/// With a proxy on the way the server's name and address are the proxy's affair; what this side sees of the
/// server begins with its certificate.
fn cause_behind_a_proxy(error: &(dyn Error + 'static)) -> OfflineCause {
    match chain(error).find_map(|error| error.downcast_ref::<TunnelError>()) {
        Some(TunnelError::ProxyAuthRequired) => OfflineCause::Proxy,
        Some(TunnelError::TunnelUnsuccessful) => OfflineCause::ProxyRefused,
        Some(_) => OfflineCause::ProxyUnreachable,
        None => chain(error).find_map(cause_in_rustls).unwrap_or(OfflineCause::ProxyUnreachable),
    }
}

fn cause_in_rustls(error: &(dyn Error + 'static)) -> Option<OfflineCause> {
    use CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext,
    };
    use rustls::Error::{InvalidCertificate, NoCertificatesPresented};
    Some(match error.downcast_ref::<rustls::Error>()? {
        InvalidCertificate(Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }) => {
            OfflineCause::CertificateDates
        }
        InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => OfflineCause::CertificateName,
        InvalidCertificate(_) | NoCertificatesPresented => OfflineCause::Certificate,
        _ => OfflineCause::Tls,
    })
}

fn cause_in_tls(error: &(dyn Error + 'static)) -> Option<OfflineCause> {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    if let Some(cause) = cause_in_rustls(error) {
        return Some(cause);
    }
    // These break a connection that stands, and until the request is written only the handshake uses it.
    let kind = error.downcast_ref::<io::Error>()?.kind();
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        .then_some(OfflineCause::Tls)
}

/// The error and its causes. An [`io::Error`] that wraps another error names that one's source as its own
/// and would hide the wrapped one.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(error: &io::Error) -> Option<OfflineCause> {
        chain(error).find_map(cause_in_tls)
    }

    fn handshake(error: rustls::Error) -> io::Error {
        io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error))
    }

    #[test]
    fn a_certificate_is_told_from_the_rest_of_the_handshake() {
        let unknown = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(cause(&handshake(unknown)), Some(OfflineCause::Certificate));
        assert_eq!(cause(&handshake(rustls::Error::DecryptError)), Some(OfflineCause::Tls));
    }

    #[test]
    fn a_connection_cut_during_the_handshake_is_a_failure_of_tls() {
        let cut = io::Error::other(io::Error::from(io::ErrorKind::UnexpectedEof));
        assert_eq!(cause(&cut), Some(OfflineCause::Tls));
    }

    #[test]
    fn a_refused_connection_is_no_failure_of_tls() {
        assert_eq!(cause(&io::ErrorKind::ConnectionRefused.into()), None);
        assert_eq!(cause(&io::ErrorKind::TimedOut.into()), None);
    }
}
