//! What the looks mean. Pure.

use std::path::PathBuf;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::ports::{
    Capabilities, CredentialError, DataLook, FileLook, HttpError, HttpResponse, OfflineCause, QueueError,
    WayLook,
};

use super::finding::{Finding, KeychainTrouble};
use crate::api::ApiName;
use crate::config::Places;
use crate::storage_url::StorageUrl;

/// How many unsent tasks a queue is made for, and where it begins to be tight.
const QUEUE_LIMIT: u64 = 10_000;
const QUEUE_TIGHT: u64 = 9_000;

/// A full queue with its log takes less; and below the second nothing is certain to be recorded.
const SPACE_LOW: u64 = 100 * 1024 * 1024;
const SPACE_GONE: u64 = 10 * 1024 * 1024;

/// Authorities renew 90-day certificates with 30 days to go: at 14 something has failed.
const CERTIFICATE_SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Beyond this a person's entries are visibly off. `Date` has whole seconds, and an answer takes some.
const CLOCK_TOLERANCE_SECONDS: u64 = 60;

/// Before Homing was written, and after every certificate of today.
const YEARS: std::ops::RangeInclusive<i16> = 2026..=2099;

/// Folder, file or database, room on the disk.
pub(super) fn data(look: &DataLook, places: &Places, storage: &StorageUrl) -> Vec<Finding> {
    let (folder, path) = match storage {
        StorageUrl::Memory => return vec![Finding::DataInMemory],
        StorageUrl::Sqlite(None) => (places.data.clone(), places.database_file()),
        StorageUrl::Sqlite(Some(file)) => (file.parent().map_or_else(PathBuf::new, Into::into), file.clone()),
        StorageUrl::Postgres(_) => (places.data.clone(), storage.to_string().into()),
    };
    let mut found = Vec::new();
    match look.folder {
        // What rests elsewhere is looked at all the same.
        FileLook::Absent if matches!(storage, StorageUrl::Postgres(_)) => {}
        FileLook::Absent => return vec![Finding::FolderAbsent { path: folder }],
        FileLook::Present { writable: false, .. } => {
            found.push(Finding::FolderNotWritable { path: folder.clone() });
        }
        FileLook::Present { writable: true, .. } => {
            found.push(Finding::FolderWritable { path: folder.clone() });
        }
    }
    if let FileLook::Present { private: false, .. } = look.folder {
        found.push(Finding::FolderOpenToOthers { path: folder });
    }
    found.push(match &look.content {
        None => Finding::DatabaseAbsent { path: path.clone() },
        Some(Err(error)) if matches!(storage, StorageUrl::Postgres(_)) => {
            let database = storage.to_string();
            match error {
                QueueError::Busy(_) => Finding::DatabaseServerAway { database },
                QueueError::NoPlace(_) => Finding::DatabaseUnknown { database },
                QueueError::NotReadable(_) => Finding::DatabaseServerRefuses { database },
                _ => Finding::DatabaseUnusable { database },
            }
        }
        Some(Err(QueueError::Busy(_))) => Finding::DatabaseBusy { path: path.clone() },
        Some(Err(QueueError::Corrupt(_))) => Finding::DatabaseDamaged { path: path.clone() },
        Some(Err(QueueError::Emptied(_))) => Finding::DatabaseEmptied { path: path.clone() },
        Some(Err(QueueError::Foreign)) => Finding::DatabaseForeign { path: path.clone() },
        Some(Err(_)) => Finding::DatabaseUnreadable { path: path.clone() },
        Some(Ok(content)) => {
            let (schema, known) = (content.schema, content.known_schema);
            match schema {
                _ if content.damage.is_some() => Finding::DatabaseDamaged { path: path.clone() },
                0 => Finding::DatabaseForeign { path: path.clone() },
                _ if schema > known => Finding::DatabaseNewer { schema, known },
                _ if schema < known => Finding::DatabaseOlder { schema, known },
                _ => Finding::DatabaseSound { schema },
            }
        }
    });
    if let FileLook::Present { writable, private } = look.database {
        if !writable {
            found.push(Finding::DatabaseNotWritable { path: path.clone() });
        }
        if !private {
            found.push(Finding::DatabaseOpenToOthers { path });
        }
    }
    found.extend(look.free_bytes.map(|free_bytes| match free_bytes {
        ..SPACE_GONE => Finding::SpaceGone { free_bytes },
        SPACE_GONE..SPACE_LOW => Finding::SpaceLow { free_bytes },
        _ => Finding::SpaceEnough { free_bytes },
    }));
    found
}

/// Who is signed in, and whether the server still takes it.
pub(super) fn account(active: &Active, sign_in_needed: bool) -> Finding {
    match active {
        Active::Local => Finding::LocalOnly,
        Active::Account { account: Account { server, name, .. }, signed_in } => {
            let (server, name) = (server.to_string(), name.clone());
            match (signed_in, sign_in_needed) {
                (true, false) => Finding::SignedIn { server, name },
                (true, true) => Finding::SignInEnded { server, name },
                (false, _) => Finding::SignedOut { server, name },
            }
        }
    }
}

/// What waits.
pub(super) fn queue(unsent: u64, attention: u64) -> Vec<Finding> {
    let limit = QUEUE_LIMIT;
    let room = if unsent > QUEUE_TIGHT {
        Finding::QueueNearlyFull { unsent, limit }
    } else {
        Finding::QueueHasRoom { unsent, limit }
    };
    let person = (attention > 0).then_some(Finding::QueueNeedsAPerson { attention });
    std::iter::once(room).chain(person).collect()
}

/// The keychain. `holds`: whether it has the sign-in of whoever is signed in; none where nobody keeps one in
/// it.
pub(super) fn keychain(
    probe: Result<(), CredentialError>,
    place: Option<CredentialPlace>,
    holds: Option<Result<bool, CredentialError>>,
) -> Finding {
    let needed = place == Some(CredentialPlace::Keychain);
    let fails = |error: &CredentialError| {
        let why = match error {
            CredentialError::Missing(_) => KeychainTrouble::Missing,
            CredentialError::Locked(_) => KeychainTrouble::Locked,
            CredentialError::TimedOut => KeychainTrouble::Silent,
            _ => KeychainTrouble::Broken,
        };
        if needed { Finding::KeychainFails { why } } else { Finding::KeychainUnused { why } }
    };
    match (probe, holds) {
        (Err(error), _) | (Ok(()), Some(Err(error))) => fails(&error),
        (Ok(()), Some(Ok(false))) => Finding::KeychainEmpty,
        (Ok(()), Some(Ok(true))) => Finding::KeychainWorks { holds_sign_in: Some(true) },
        (Ok(()), None) => Finding::KeychainWorks { holds_sign_in: None },
    }
}

/// The way to a server, from the proxy to the API.
pub(super) fn way(look: &WayLook, server: &ServerUrl, took: Duration, now: Timestamp) -> Vec<Finding> {
    let url = server.join("");
    let host = url.host_str().unwrap_or_default().to_owned();
    let cause = match &look.answer {
        Err(HttpError::NotSent { cause, .. }) => Some(*cause),
        _ => None,
    };
    let mut found = vec![proxy(look, cause)];
    let resolved = match &look.addresses {
        None => Finding::NameLeftToProxy { host },
        Some(Ok(addresses @ 1..)) => Finding::NameResolves { host, addresses: *addresses },
        Some(_) => Finding::NameUnknown { host },
    };
    let nameless = matches!(resolved, Finding::NameUnknown { .. });
    found.push(resolved);
    found.extend(tls(look, url.scheme() == "https", is_loopback(&url), cause, now));
    found.extend(answer(look, cause.filter(|_| !nameless), took));
    found
}

fn proxy(look: &WayLook, cause: Option<OfflineCause>) -> Finding {
    use OfflineCause::{Proxy, ProxyRefused, ProxyUnreachable};
    match (&look.proxy, cause) {
        (proxy, Some(cause @ (Proxy | ProxyRefused | ProxyUnreachable))) => {
            Finding::ProxyFails { proxy: proxy.clone(), cause }
        }
        (Some(proxy), _) => Finding::ProxyUsed { proxy: proxy.clone() },
        (None, _) => Finding::ProxyNone,
    }
}

fn tls(
    look: &WayLook,
    https: bool,
    loopback: bool,
    cause: Option<OfflineCause>,
    now: Timestamp,
) -> Option<Finding> {
    if !https {
        return Some(if loopback { Finding::TlsNotNeeded } else { Finding::TlsNone });
    }
    let certificate = look.certificate.as_ref();
    match cause {
        Some(OfflineCause::CertificateDates) => {
            let (from, until) = certificate.map(|seen| (seen.not_before, seen.not_after)).unzip();
            Some(Finding::TlsOutOfDate { from, until })
        }
        Some(OfflineCause::CertificateName) => Some(Finding::TlsOtherName),
        Some(OfflineCause::Certificate) => {
            Some(Finding::TlsNotTrusted { issuer: certificate.map(|seen| seen.issuer.clone()) })
        }
        Some(OfflineCause::Tls) => Some(Finding::TlsFails),
        Some(_) => None,
        None => certificate.map(|seen| {
            let (issuer, until) = (seen.issuer.clone(), seen.not_after);
            if until <= now.saturating_add(CERTIFICATE_SOON) {
                Finding::TlsEndsSoon { issuer, until }
            } else {
                Finding::TlsTrusted { issuer, until }
            }
        }),
    }
}

/// What was said of name, proxy or certificate is not said again.
fn answer(look: &WayLook, cause: Option<OfflineCause>, took: Duration) -> Option<Finding> {
    match (&look.answer, cause) {
        (Ok(response), _) if response.status >= 500 => {
            Some(Finding::ServerTrouble { status: response.status })
        }
        (Ok(_), _) => {
            Some(Finding::ServerAnswers { millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX) })
        }
        (Err(HttpError::NotSent { .. }), Some(cause @ (OfflineCause::Connect | OfflineCause::Dns))) => {
            Some(Finding::ServerUnreachable { cause })
        }
        (Err(HttpError::NotSent { .. }), _) => None,
        (Err(_), _) => Some(Finding::ServerAnswerLost),
    }
}

/// An API that is known, and what it announced.
pub(super) fn api_found(api: ApiName, capabilities: Option<Capabilities>) -> Finding {
    match capabilities {
        Some(Capabilities { max_tasks, keys_kept, .. }) => {
            Finding::ApiFound { max_tasks, key_days: keys_kept.as_secs() / (24 * 60 * 60) }
        }
        None => Finding::ApiAnswers { api },
    }
}

/// An answer of none of the APIs that are known.
pub(super) fn no_api(api: ApiName, response: &HttpResponse) -> Option<Finding> {
    let html = response.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
    Some(match response.status {
        // A server with trouble, or one that asks to wait, says nothing of what it is.
        408 | 429 | 500.. => return None,
        status @ (404 | 405 | 410) if !html => Finding::ApiAbsent { api, status },
        200 if !html => Finding::ApiOther { api },
        status => Finding::ApiElsewhere { status },
    })
}

/// This machine's clock, against the server's where that gave one.
pub(super) fn clock(now: Timestamp, server: Option<Timestamp>) -> Finding {
    let year = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).year();
    if !YEARS.contains(&year) {
        return Finding::ClockAbsurd { now };
    }
    let Some(server) = server else { return Finding::ClockUnchecked };
    let ahead_seconds = (now.as_millis() - server.as_millis()) / 1_000;
    if ahead_seconds.unsigned_abs() > CLOCK_TOLERANCE_SECONDS {
        Finding::ClockOff { ahead_seconds }
    } else {
        Finding::ClockAgrees { ahead_seconds }
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
