//! Any file at all, through the reader and into the store: it ends in a report, and a report that holds.

use std::sync::Arc;

use homing_domain::names::DeviceId;
use homing_domain::ports::SortRange;
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_domain::time::{ImportReport, Tracker};
use homing_import::{ReadError, Reading, timewarrior, toggl};
use homing_storage::MemoryStore;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

const TOGGL: &str = "Email,Project,Description,Start date,Start time,End date,End time,Duration,Tags\n";

/// Pieces that exports of Toggl are made of, whole and broken.
const PIECES: &[&str] = &[
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "\0",
    "\u{feff}",
    "Start date",
    "Start time",
    "Duration",
    "Email",
    "a@example.org",
    "2026-03-29",
    "2026-10-25",
    "02:30:00",
    "03:00:00",
    "1:00:00",
    "02/03/2026",
    "9:00 PM",
    "x",
    "a@example.org,p,d,2026-03-02,09:00:00,2026-03-02,10:00:00,01:00:00,t\n",
    "a@example.org,p,d,2026-10-25,02:30:00,2026-10-25,02:40:00,00:10:00,\"t, u\"\n",
    "a@example.org,,,2026-03-02,09:00:00,2026-03-02,08:00:00,,\n",
    "a@example.org,,,2026-03-02,m,2026-03-02,é pm,,\n",
    "a@example.org,,,9999-12-31,23:59:59,9999-12-31,23:59:59,999999:00:00,\n",
];

fn tracker() -> Tracker {
    let clock = Arc::new(ManualClock::new("2026-11-24T12:00:00Z".parse().unwrap()));
    let store = Arc::new(MemoryStore::default());
    let device = DeviceId::new(Uuid::from_u128(7));
    Tracker::new(store.clone(), store, clock, Arc::new(SequentialIds::default()), device)
}

async fn take_in(tracker: &Tracker, reading: &Reading) -> ImportReport {
    tracker.import(reading.rows.clone(), &|_| {}).await.unwrap()
}

/// Imports twice. What the report says is what is there, and the second time adds nothing.
fn ends_in_a_report(read: impl Fn() -> Result<Reading, ReadError>) {
    let Ok(reading) = read() else { return };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let tracker = tracker();
        let first = take_in(&tracker, &reading).await;
        assert_eq!(first.added + first.unchanged + first.not_imported.len(), reading.rows.len());
        let entries = tracker.entries(SortRange::ALL).await.unwrap();
        assert_eq!(entries.len(), first.added);
        let second = take_in(&tracker, &read().unwrap()).await;
        assert_eq!((second.added, second.unchanged), (0, first.added));
        assert_eq!(tracker.entries(SortRange::ALL).await.unwrap(), entries);
    });
}

fn toggl_ends_in_a_report(bytes: &[u8]) {
    for zone in ["Europe/Berlin", "Pacific/Apia"] {
        let zone = TimeZone::get(zone).unwrap();
        ends_in_a_report(|| toggl::read(bytes, &zone));
    }
}

proptest! {
    #[test]
    fn any_bytes_given_as_either_export_end_in_a_report(bytes in vec(any::<u8>(), 0..300)) {
        ends_in_a_report(|| timewarrior::read(&bytes));
        toggl_ends_in_a_report(&bytes);
    }

    #[test]
    fn any_bytes_below_a_header_end_in_a_report(bytes in vec(any::<u8>(), 0..300)) {
        toggl_ends_in_a_report(&[TOGGL.as_bytes(), &bytes].concat());
    }

    #[test]
    fn any_pieces_of_an_export_end_in_a_report(pieces in vec(select(PIECES), 0..24)) {
        toggl_ends_in_a_report(format!("{TOGGL}{}", pieces.concat()).as_bytes());
    }

    #[test]
    fn an_export_with_one_byte_changed_ends_in_a_report(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let rows = PIECES.iter().filter(|piece| piece.ends_with('\n') && piece.len() > 2);
        let mut bytes = format!("{TOGGL}{}", rows.copied().collect::<String>()).into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        toggl_ends_in_a_report(&bytes);
    }

    #[test]
    fn an_export_of_timewarrior_in_pieces_ends_in_a_report(
        rows in vec(select(&[
            r#"{"start":"20260302T090000Z","end":"20260302T100000Z"}"#,
            r#"{"start":"20260302T090000Z"}"#,
            r#"{"start":"20270302T090000Z"}"#,
            r#"{"start":"20260302T100000Z","end":"20260302T090000Z","tags":["a","a"]}"#,
            r#"{"start":"20260302T090000Z","annotation":"\u0000"}"#,
            "{}", "[]", "7", "",
        ][..]), 0..12),
    ) {
        ends_in_a_report(|| timewarrior::read(format!("[{}]", rows.join(",")).as_bytes()));
    }
}
