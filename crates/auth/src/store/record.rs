//! Credentials as one piece of JSON, in buffers that are wiped. Not how they are sealed: see `file` and `keychain`.

use homing_domain::Timestamp;
use homing_domain::ports::{Credentials, GrantedBy, RefreshPause};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

/// Room for the braces, the names and four instants.
const FRAME_BYTES: usize = 256;

/// A record that can't be read. Says where and not what: serde's own message could quote a token.
#[derive(Debug, thiserror::Error)]
#[error("the record is not readable at column {column}")]
pub(super) struct RecordError {
    column: usize,
}

#[derive(Serialize)]
struct Written<'a> {
    access: &'a str,
    refresh: &'a str,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_in_flight: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_pause: Option<(Timestamp, Timestamp)>,
    /// Beside the pause, which older programs read as a pair.
    #[serde(skip_serializing_if = "is_false")]
    refresh_refused: bool,
    #[serde(skip_serializing_if = "is_the_server")]
    granted_by: &'a GrantedBy,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What older records are, which say nothing of it.
fn is_the_server(granted_by: &GrantedBy) -> bool {
    *granted_by == GrantedBy::Server
}

#[derive(Deserialize)]
struct Read {
    #[serde(deserialize_with = "secret")]
    access: SecretString,
    #[serde(deserialize_with = "secret")]
    refresh: SecretString,
    expires_at: Timestamp,
    #[serde(default)]
    refresh_in_flight: Option<Timestamp>,
    #[serde(default)]
    refresh_pause: Option<(Timestamp, Timestamp)>,
    #[serde(default)]
    refresh_refused: bool,
    #[serde(default)]
    granted_by: GrantedBy,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

/// The record of `credentials`.
pub(super) fn encode(credentials: &Credentials) -> Result<Zeroizing<Vec<u8>>, RecordError> {
    let (access, refresh) = (credentials.access.expose_secret(), credentials.refresh.expose_secret());
    // Large enough from the start, escapes included: a buffer that grows leaves its old content behind.
    let granted_by = &credentials.granted_by;
    let beside = if is_the_server(granted_by) { 0 } else { serde_json::to_vec(granted_by)?.len() };
    let room = FRAME_BYTES + beside + 6 * (access.len() + refresh.len());
    let mut record = Zeroizing::new(Vec::with_capacity(room));
    let Credentials { expires_at, refresh_in_flight, refresh_pause, .. } = *credentials;
    let refresh_refused = refresh_pause.is_some_and(|pause| pause.refused);
    let refresh_pause = refresh_pause.map(|pause| (pause.since, pause.until));
    let written = Written {
        access,
        refresh,
        expires_at,
        refresh_in_flight,
        refresh_pause,
        refresh_refused,
        granted_by,
    };
    serde_json::to_writer(&mut *record, &written)?;
    Ok(record)
}

/// The credentials of `record`.
pub(super) fn decode(record: &[u8]) -> Result<Credentials, RecordError> {
    let Read { access, refresh, expires_at, refresh_in_flight, refresh_pause, refresh_refused, granted_by } =
        serde_json::from_slice(record)?;
    let refused = refresh_refused;
    let refresh_pause = refresh_pause.map(|(since, until)| RefreshPause { since, until, refused });
    Ok(Credentials { access, refresh, expires_at, refresh_in_flight, refresh_pause, granted_by })
}

impl From<serde_json::Error> for RecordError {
    fn from(error: serde_json::Error) -> Self {
        Self { column: error.column() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::ports::{OidcGrant, OidcProvider};

    use super::*;

    fn pause() -> RefreshPause {
        let [since, until] = ["2026-11-22T09:14:00.000Z", "2026-11-22T09:14:30.000Z"];
        RefreshPause { since: since.parse().unwrap(), until: until.parse().unwrap(), refused: true }
    }

    fn provider() -> GrantedBy {
        GrantedBy::Oidc(Box::new(OidcGrant {
            provider: OidcProvider {
                issuer: "https://id.example.org".to_owned(),
                client_id: "homing".to_owned(),
                scopes: vec!["openid".to_owned(), "offline_access".to_owned()],
                resource: None,
            },
            token_endpoint: "https://id.example.org/token".parse().unwrap(),
            revocation_endpoint: None,
        }))
    }

    #[test]
    fn a_record_of_a_program_that_knew_passwords_alone_is_of_the_server() {
        let old = br#"{"access":"a","refresh":"r","expires_at":"2026-11-22T09:15:00.125Z"}"#;
        let credentials = decode(old).unwrap();
        assert_eq!(credentials.granted_by, GrantedBy::Server);
        assert_eq!(encode(&credentials).unwrap().as_slice(), old, "and the older program still reads it");
    }

    #[test]
    fn a_pause_of_a_program_that_knew_no_refusals_is_one_of_failures() {
        let frame = r#"{"access":"a","refresh":"r","expires_at":"2026-11-22T09:15:00.125Z","refresh_pause":["2026-11-22T09:14:00.000Z","2026-11-22T09:14:30.000Z"]}"#;
        let credentials = decode(frame.as_bytes()).unwrap();
        assert_eq!(credentials.refresh_pause, Some(RefreshPause { refused: false, ..pause() }));
        assert_eq!(
            encode(&credentials).unwrap().as_slice(),
            frame.as_bytes(),
            "and the older program still reads it"
        );
    }

    #[test]
    fn a_record_gives_back_what_it_was_made_of() {
        let whole = Credentials {
            access: "a \"quoted\" one".into(),
            refresh: "ünïcode\n".into(),
            expires_at: "2026-11-22T09:15:00.125Z".parse().unwrap(),
            refresh_in_flight: Some("2026-11-22T09:14:00.000Z".parse().unwrap()),
            refresh_pause: Some(pause()),
            granted_by: provider(),
        };
        assert_eq!(decode(&encode(&whole).unwrap()).unwrap(), whole);
        let settled = Credentials { refresh_in_flight: None, refresh_pause: None, ..whole };
        assert_eq!(decode(&encode(&settled).unwrap()).unwrap(), settled);
    }

    #[test]
    fn a_record_is_written_without_growing_its_buffer() {
        let credentials = Credentials {
            access: "\u{1}".repeat(500).into(),
            refresh: "\u{1}".repeat(500).into(),
            expires_at: "2026-11-22T09:15:00.125Z".parse().unwrap(),
            refresh_in_flight: Some("2026-11-22T09:14:00.000Z".parse().unwrap()),
            refresh_pause: Some(pause()),
            granted_by: GrantedBy::Server,
        };
        let record = encode(&credentials).unwrap();
        assert_eq!(record.capacity(), FRAME_BYTES + 6 * 1000);
        let granted_by = provider();
        let beside = serde_json::to_vec(&granted_by).unwrap().len();
        let record = encode(&Credentials { granted_by, ..credentials }).unwrap();
        assert_eq!(record.capacity(), FRAME_BYTES + beside + 6 * 1000);
    }

    #[test]
    fn the_error_of_a_damaged_record_quotes_nothing_of_it() {
        for damaged in ["{\"access\":\"hunter2\"", "\"hunter2\"", "{\"access\":\"hunter2\",\"refresh\":7}"] {
            let error = decode(damaged.as_bytes()).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }
}
