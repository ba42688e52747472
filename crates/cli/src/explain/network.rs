//! What stands between this machine and a server.

use homing_app::NetworkError;
use homing_domain::policy::StopCause;
use homing_domain::ports::OfflineCause;

use super::{Explained, Failure};
use crate::exit::ExitCode;

/// Why nothing could be sent, to stand in brackets.
pub(crate) fn offline(cause: OfflineCause) -> &'static str {
    match cause {
        OfflineCause::Dns => "its name does not resolve",
        OfflineCause::Connect => "no connection can be made",
        OfflineCause::Tls => "no secure connection can be made",
        OfflineCause::Certificate => "its certificate is not trusted",
        OfflineCause::CertificateDates => {
            "its certificate has ended or has not begun, or this machine's clock is wrong"
        }
        OfflineCause::CertificateName => "its certificate is for another name",
        OfflineCause::Proxy => "the proxy or the network wants a sign-in of its own",
        OfflineCause::ProxyUnreachable => "the proxy does not answer; the server was not asked",
        OfflineCause::ProxyRefused => "the proxy does not let this through; the server was not asked",
        OfflineCause::Settings => "the network settings of this machine can't be used",
        OfflineCause::Intercepted => {
            "something on the way answers in its place, such as a network's sign-in page"
        }
        _ => "the reason is not known",
    }
}

/// Why `server` can't be reached, as a sentence without its end, and what a person can do. `server` begins
/// the sentence where the fault may be its.
pub(crate) fn no_way(server: &str, cause: OfflineCause) -> (String, &'static str) {
    let (what, advice) = match cause {
        OfflineCause::Proxy => (
            "The proxy, or the network, wants a sign-in of its own before it lets anything through",
            "Sign in there, or give the proxy's user and password in `proxy` of homing.toml or in HTTPS_PROXY.",
        ),
        OfflineCause::ProxyUnreachable => (
            "The proxy does not answer, so the server was not asked",
            "Check `proxy` in homing.toml, or HTTPS_PROXY and HTTP_PROXY; `proxy = \"none\"` goes without.",
        ),
        OfflineCause::ProxyRefused => (
            "The proxy does not let this through, so the server was not asked",
            "Ask whoever runs the proxy, or go without: `proxy = \"none\"` in homing.toml.",
        ),
        OfflineCause::CertificateDates => (
            "The server's certificate has ended or has not begun, by this machine's clock",
            "Check the clock; if it is right, ask whoever runs the server for a new certificate.",
        ),
        OfflineCause::CertificateName => (
            "The server's certificate is for another name, so it may be another server",
            "Check the server's address, or ask whoever runs it.",
        ),
        OfflineCause::Certificate => (
            "The server's certificate is not trusted, so it may be another server",
            "If an authority of your own signed it, name that authority's file: `ca_file` in homing.toml or \
             HOMING_CA_FILE.",
        ),
        OfflineCause::Settings => (
            "What is set for the network on this machine can't be used, so nothing was sent",
            "`homing doctor` shows what is wrong with it.",
        ),
        cause => {
            return (
                format!("{server} can't be reached ({})", offline(cause)),
                "Try again when the network is back.",
            );
        }
    };
    (what.to_owned(), advice)
}

/// What is set for the network can't be used.
pub(super) fn settings(error: &NetworkError) -> Explained {
    let advice = match error {
        NetworkError::CaFile(_) => {
            "Correct `ca_file` in homing.toml or HOMING_CA_FILE; recording goes on meanwhile"
        }
        _ => "HOMING_LOG=error shows why; recording goes on meanwhile",
    };
    Explained::new(
        Failure::Configuration,
        format!("Nothing was sent, and nothing is lost: {error}. {advice}."),
    )
}

/// Why the whole queue stops: what happened, what to do, and the code to leave with.
pub(crate) fn stop(cause: StopCause) -> (&'static str, &'static str, ExitCode) {
    match cause {
        StopCause::Forbidden => (
            "The server does not let this account send",
            "Ask whoever runs the server, or sign in with another account.",
            ExitCode::SignIn,
        ),
        StopCause::Configuration => (
            "The server does not speak the Homing Sync API at this address",
            "Check the address and sign in again with `homing login --server URL`.",
            ExitCode::Configuration,
        ),
        StopCause::NoFiles => (
            "The server takes no files, so what has one waits; everything else was sent",
            "Ask whoever runs the server, or give those up with `homing queue discard`.",
            ExitCode::Configuration,
        ),
        StopCause::VersionTooOld => (
            "The server no longer speaks to this version of Homing",
            "Update this copy.",
            ExitCode::Configuration,
        ),
        StopCause::AllAlike => (
            "The server refuses every change alike, so the fault is not in the changes",
            "Ask whoever runs the server.",
            ExitCode::Unreachable,
        ),
        StopCause::NotWritable => (
            "The data can't be written: the disk is full, or the folder may not be written to",
            "Make room or give access, then try again.",
            ExitCode::Data,
        ),
        StopCause::Damaged => (
            "The data on this machine is damaged",
            "Keep a copy of the data folder before you do anything else.",
            ExitCode::Data,
        ),
        _ => ("Nothing can be sent now", "HOMING_LOG=debug shows why.", ExitCode::Internal),
    }
}
