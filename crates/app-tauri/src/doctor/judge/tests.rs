//! What each look means, without a disk and a network.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use homing_domain::ports::{CertificateLook, DataContent, HttpResponse};
use rstest::rstest;

use super::super::finding::{Check, Fault, Standing};
use super::*;

const SAFE: FileLook = FileLook::Present { writable: true, private: true };

fn sound() -> DataContent {
    DataContent {
        schema: 2,
        known_schema: 2,
        damage: None,
        active: Some(Active::Local),
        sign_in_needed: false,
        unsent: 0,
        attention: 0,
    }
}

fn folder(content: Option<Result<DataContent, QueueError>>) -> DataLook {
    DataLook { folder: SAFE, database: SAFE, free_bytes: Some(1 << 40), content }
}

fn codes(found: &[Finding]) -> Vec<String> {
    let code = |finding| serde_json::to_value(finding).unwrap()["code"].as_str().unwrap().to_owned();
    found.iter().map(code).collect()
}

fn places() -> Places {
    Places { data: "/data".into(), config: "/config".into() }
}

fn of_database(found: Result<DataContent, QueueError>) -> String {
    let look = DataLook {
        folder: FileLook::Absent,
        database: FileLook::Present { writable: true, private: true },
        free_bytes: None,
        content: Some(found),
    };
    let storage = "postgres://anna:s3cret@db.example.org/homing".parse().unwrap();
    let found = data(&look, &places(), &storage);
    assert!(!format!("{found:?}").contains("s3cret"));
    codes(&found).join(" ")
}

fn of_data(look: &DataLook) -> Vec<String> {
    codes(&data(look, &places(), &StorageUrl::default()))
}

#[test]
fn a_folder_that_is_not_there_is_a_beginning_and_no_problem() {
    let look =
        DataLook { folder: FileLook::Absent, database: FileLook::Absent, free_bytes: None, content: None };
    assert_eq!(of_data(&look), ["folder-absent"]);
    assert_eq!(of_data(&folder(None)), ["folder-writable", "database-absent", "space-enough"]);
}

#[rstest]
#[case(Ok(sound()), "database-sound", Standing::Good)]
#[case(Ok(DataContent { schema: 1, ..sound() }), "database-older", Standing::Good)]
#[case(Ok(DataContent { schema: 3, ..sound() }), "database-newer", Standing::Problem(Fault::Configuration))]
#[case(Ok(DataContent { schema: 0, ..sound() }), "database-foreign", Standing::Problem(Fault::Data))]
#[case(
    Ok(DataContent { damage: Some("row 1".into()), ..sound() }), "database-damaged", Standing::Problem(Fault::Data)
)]
#[case(Err(QueueError::Corrupt("x".into())), "database-damaged", Standing::Problem(Fault::Data))]
#[case(Err(QueueError::Backend("x".into())), "database-unreadable", Standing::Problem(Fault::Data))]
#[case(Err(QueueError::Emptied("x".into())), "database-emptied", Standing::Problem(Fault::Data))]
#[case(Err(QueueError::Foreign), "database-foreign", Standing::Problem(Fault::Data))]
#[case(Err(QueueError::Busy("x".into())), "database-busy", Standing::Warning)]
fn each_state_of_a_database_is_told(
    #[case] content: Result<DataContent, QueueError>,
    #[case] code: &str,
    #[case] standing: Standing,
) {
    let found = data(&folder(Some(content)), &places(), &StorageUrl::default());
    assert_eq!(codes(&found)[1], code);
    assert_eq!(found[1].place(), (Check::Data, standing));
}

#[test]
fn what_may_not_be_written_or_may_be_read_by_others_is_told_beside_what_is_inside() {
    let open = FileLook::Present { writable: false, private: false };
    let look = DataLook { folder: open, database: open, ..folder(Some(Ok(sound()))) };
    assert_eq!(
        of_data(&look),
        [
            "folder-not-writable",
            "folder-open-to-others",
            "database-sound",
            "database-not-writable",
            "database-open-to-others",
            "space-enough",
        ]
    );
}

#[rstest]
#[case(0, "space-gone")]
#[case(10 * 1024 * 1024, "space-low")]
#[case(100 * 1024 * 1024, "space-enough")]
fn room_on_the_disk_has_three_steps(#[case] free: u64, #[case] code: &str) {
    let look = DataLook { free_bytes: Some(free), ..folder(None) };
    assert_eq!(of_data(&look).last().unwrap(), code);
}

#[test]
fn a_queue_says_how_much_room_it_has_and_what_waits_for_a_person() {
    assert_eq!(codes(&queue(9_000, 0)), ["queue-has-room"]);
    assert_eq!(codes(&queue(9_001, 2)), ["queue-nearly-full", "queue-needs-a-person"]);
}

#[test]
fn a_keychain_that_fails_is_a_problem_only_where_it_is_needed() {
    let missing = || Err(CredentialError::Missing("x".into()));
    let needed = keychain(missing(), Some(CredentialPlace::Keychain), None);
    assert_eq!(needed.place(), (Check::Credentials, Standing::Problem(Fault::SignIn)));
    assert_eq!(keychain(missing(), None, None).place(), (Check::Credentials, Standing::Warning));
    let locked = keychain(Ok(()), Some(CredentialPlace::Keychain), Some(Err(CredentialError::TimedOut)));
    assert_eq!(locked, Finding::KeychainFails { why: KeychainTrouble::Silent });
    let empty = keychain(Ok(()), Some(CredentialPlace::Keychain), Some(Ok(false)));
    assert_eq!(empty, Finding::KeychainEmpty);
}

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn answered(status: u16, kind: &str) -> Result<HttpResponse, HttpError> {
    let content_type = Some(kind.to_owned());
    Ok(HttpResponse { status, content_type, retry_after: None, date: None, body: Vec::new() })
}

fn not_sent(cause: OfflineCause) -> Result<HttpResponse, HttpError> {
    Err(HttpError::NotSent { cause, source: "x".into() })
}

fn look(answer: Result<HttpResponse, HttpError>) -> WayLook {
    let not_after = "2027-01-01T00:00:00Z".parse().unwrap();
    let certificate = CertificateLook { issuer: "An authority".to_owned(), not_before: now(), not_after };
    WayLook { proxy: None, addresses: Some(Ok(2)), certificate: Some(certificate), answer }
}

fn of_way(look: &WayLook) -> Vec<String> {
    let server = "https://homing.example.org".parse().unwrap();
    let mut found = way(look, &server, Duration::from_millis(7), now());
    found.extend(look.answer.as_ref().ok().and_then(|answer| no_api(ApiName::Homing, answer)));
    codes(&found)
}

#[test]
fn a_server_that_speaks_the_api_is_good_in_every_line() {
    let capabilities = Capabilities {
        max_tasks: 100,
        max_bytes: 1,
        keys_kept: Duration::from_secs(30 * 24 * 60 * 60),
        blob_max_bytes: None,
    };
    let server = "https://homing.example.org".parse().unwrap();
    let look = look(answered(200, "application/json"));
    let mut found = way(&look, &server, Duration::from_millis(7), now());
    found.push(api_found(ApiName::Homing, Some(capabilities)));
    assert!(found.iter().all(|finding| finding.place().1 == Standing::Good), "{found:?}");
    assert_eq!(found.last(), Some(&Finding::ApiFound { max_tasks: 100, key_days: 30 }));
    assert_eq!(api_found(ApiName::Classic, None), Finding::ApiAnswers { api: ApiName::Classic });
}

#[rstest]
#[case(200, "text/html", "api-elsewhere")]
#[case(404, "text/html", "api-elsewhere")]
#[case(302, "text/html", "api-elsewhere")]
#[case(404, "application/problem+json", "api-absent")]
#[case(200, "application/json", "api-other")]
fn whatever_else_answers_is_told_from_the_api(#[case] status: u16, #[case] kind: &str, #[case] code: &str) {
    let found = of_way(&look(answered(status, kind)));
    assert_eq!(found[2..], ["tls-trusted", "server-answers", code]);
}

#[test]
fn a_server_with_trouble_says_nothing_of_its_api() {
    assert_eq!(of_way(&look(answered(503, "text/html"))).last().unwrap(), "server-trouble");
    let lost = Err(HttpError::AnswerLost("x".into()));
    assert_eq!(of_way(&look(lost)).last().unwrap(), "server-answer-lost");
}

#[rstest]
#[case(OfflineCause::Connect, "server-unreachable")]
#[case(OfflineCause::Tls, "tls-fails")]
#[case(OfflineCause::Certificate, "tls-not-trusted")]
#[case(OfflineCause::CertificateDates, "tls-out-of-date")]
#[case(OfflineCause::CertificateName, "tls-other-name")]
fn each_fault_on_the_way_is_told_once_and_as_what_it_is(#[case] cause: OfflineCause, #[case] code: &str) {
    assert_eq!(of_way(&look(not_sent(cause))), ["proxy-none", "name-resolves", code]);
}

#[test]
fn a_name_that_does_not_resolve_is_told_once() {
    let look = WayLook { addresses: Some(Err("x".into())), ..look(not_sent(OfflineCause::Dns)) };
    assert_eq!(of_way(&look), ["proxy-none", "name-unknown"]);
}

#[test]
fn a_proxys_fault_is_the_proxys_and_the_name_is_left_to_it() {
    let proxy = Some("http://proxy:3128".to_owned());
    let look = WayLook { proxy, addresses: None, ..look(not_sent(OfflineCause::ProxyUnreachable)) };
    assert_eq!(of_way(&look), ["proxy-fails", "name-left-to-proxy"]);
}

#[test]
fn a_certificate_that_ends_within_two_weeks_is_a_warning() {
    let mut look = look(answered(200, "application/json"));
    look.certificate.as_mut().unwrap().not_after = "2026-12-01T00:00:00Z".parse().unwrap();
    assert_eq!(of_way(&look)[2], "tls-ends-soon");
}

#[test]
fn a_server_without_tls_is_a_warning_unless_it_is_on_this_machine() {
    for (server, code) in [
        ("http://homing.example.org", "tls-none"),
        ("http://127.0.0.1:8080", "tls-not-needed"),
        ("http://[::1]", "tls-not-needed"),
        ("http://localhost:8080", "tls-not-needed"),
    ] {
        let look = WayLook { certificate: None, ..look(answered(404, "application/json")) };
        let found = codes(&way(&look, &server.parse().unwrap(), Duration::ZERO, now()));
        assert_eq!(found[2], code, "{server}");
    }
}

#[test]
fn a_clock_is_held_against_the_servers_and_against_reason() {
    let server = |text: &str| Some(text.parse().unwrap());
    let off = |finding| match finding {
        Finding::ClockAgrees { ahead_seconds } => (true, ahead_seconds),
        Finding::ClockOff { ahead_seconds } => (false, ahead_seconds),
        other => panic!("{other:?}"),
    };
    assert_eq!(off(clock(now(), server("2026-11-24T10:00:59Z"))), (true, -59));
    assert_eq!(off(clock(now(), server("2026-11-24T09:58:59Z"))), (false, 61));
    assert_eq!(clock(now(), None), Finding::ClockUnchecked);
    for absurd in ["1970-01-01T00:00:07Z", "2106-02-07T06:28:16Z"] {
        let now = absurd.parse().unwrap();
        assert_eq!(clock(now, server("2026-11-24T10:00:00Z")), Finding::ClockAbsurd { now });
    }
}

#[test]
fn a_database_on_a_server_is_judged_as_one_without_a_folder() {
    let trouble = || "trouble".into();
    assert_eq!(of_database(Err(QueueError::Busy(trouble()))), "database-server-away");
    assert_eq!(of_database(Err(QueueError::NoPlace(trouble()))), "database-unknown");
    assert_eq!(of_database(Err(QueueError::NotReadable(trouble()))), "database-server-refuses");
    assert_eq!(of_database(Err(QueueError::Backend(trouble()))), "database-unusable");
}

#[test]
fn what_is_in_memory_alone_is_said_to_be_lost_at_the_end() {
    let found = data(&folder(None), &places(), &StorageUrl::Memory);
    assert_eq!(codes(&found), ["data-in-memory"]);
}
