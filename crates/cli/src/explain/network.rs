//! What stands between this machine and a server.

use homing_domain::policy::StopCause;
use homing_domain::ports::OfflineCause;

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
