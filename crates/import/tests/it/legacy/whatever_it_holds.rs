//! What holds for every file of the earlier app, whatever rows it has.

use std::collections::BTreeSet;

use homing_domain::time::{EarlierWork, Interval, RowRef};
use homing_import::testing::{Day, EarlierFile, Generation, Payload, Queued, SCENE_START_SECS};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::{Place, found};

fn payload() -> impl Strategy<Value = Payload> {
    let ids = select(vec!["E1", "E2", "E3", "temp-1", "temp-2", ""]);
    let fields = (ids, any::<bool>()).prop_map(|(id, picture)| {
        let image = if picture { "data:image/png;base64,AQID" } else { "nothing" };
        json!({"id": id, "description": "Alpha", "projectId": "p1", "userId": "u1", "imageData": image, "timeEntryId": id})
    });
    prop_oneof![
        8 => fields.clone().prop_map(Payload::Fields),
        1 => fields.prop_map(|fields| Payload::SealedWith([9; 32], fields)),
        1 => ".{0,40}".prop_map(Payload::Text),
        1 => Just(Payload::Text(r#"{"accessToken":"eyJ-cut-off-token"#.to_owned())),
        1 => Just(Payload::Null),
    ]
}

fn queued() -> impl Strategy<Value = Queued> {
    let events = vec![
        "time_entry_start",
        "time_entry_pause",
        "time_entry_resume",
        "time_entry_stop",
        "screenshot",
        "something_else",
    ];
    let event = option::weighted(0.95, select(events).prop_map(str::to_owned));
    let status = select(vec!["pending", "pending", "failed", "sent", "cancelled", "odd"]);
    let at = prop_oneof![
        9 => (0_i64..90_000).prop_map(|after| SCENE_START_SECS + after),
        1 => select(vec![0, -1, i64::MAX, i64::MIN]),
    ];
    (event, payload(), status, 0_i64..3, at, option::of("[a-z ]{0,20}")).prop_map(
        |(event, payload, status, retries, created_at, error)| Queued {
            event,
            payload,
            status: status.to_owned(),
            retries,
            created_at,
            error,
        },
    )
}

fn day(place: usize) -> impl Strategy<Value = Day> {
    let states = select(vec!["running", "paused", "stopped", "odd"]);
    let started_at = option::of(prop_oneof![
        (0_i64..90_000).prop_map(|after| SCENE_START_SECS + after),
        (0_i64..90_000).prop_map(|after| (SCENE_START_SECS + after) * 1_000),
        any::<i64>(),
    ]);
    (states, -10_i64..90_000, started_at).prop_map(move |(state, seconds, started_at)| Day {
        day: format!("2025-03-{:02}", place + 1),
        seconds,
        state: state.to_owned(),
        last_updated_at: SCENE_START_SECS + 90_000,
        started_at,
    })
}

fn file() -> impl Strategy<Value = EarlierFile> {
    let days = (0_usize..4).prop_flat_map(|days| (0..days).map(day).collect::<Vec<_>>());
    (select(Generation::ALL.to_vec()), vec(queued(), 0..25), days, any::<bool>()).prop_map(
        |(generation, queue, days, opened_later)| EarlierFile {
            opened_later: opened_later && matches!(generation, Generation::G0a | Generation::G0b),
            queue,
            days,
            ..EarlierFile::new(generation)
        },
    )
}

fn rows(work: &EarlierWork) -> Vec<&RowRef> {
    let past = work.past.iter().map(|row| &row.row);
    let unfinished = work.unfinished.iter().flat_map(|work| &work.rows);
    past.chain(unfinished).chain(work.unreadable.iter().map(|row| &row.row)).collect()
}

fn in_order(intervals: &[Interval]) -> bool {
    let open_last = intervals.iter().rev().skip(1).all(|interval| interval.end.is_some());
    let forward = intervals.iter().all(|interval| interval.end.is_none_or(|end| end >= interval.start));
    let apart = intervals.windows(2).all(|two| two[0].end.is_some_and(|end| end <= two[1].start));
    open_last && forward && apart
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_row_is_in_exactly_one_place_and_says_the_same_the_next_time(file in file()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let place = Place::with(&file).await;
            let work = place.imported().await.unwrap();
            prop_assert_eq!(work.rows(), file.queue.len() + file.days.len());
            let named: BTreeSet<_> = rows(&work).iter().map(|row| (row.table.clone(), row.number)).collect();
            let identities: BTreeSet<_> = rows(&work).iter().map(|row| row.identity.clone()).collect();
            prop_assert_eq!(named.len(), work.rows());
            prop_assert_eq!(identities.len(), work.rows());
            for unfinished in &work.unfinished {
                prop_assert!(!unfinished.rows.is_empty());
                prop_assert!(in_order(&unfinished.intervals), "{:?}", unfinished);
            }
            prop_assert_eq!(place.imported().await.unwrap(), work);
            Ok(())
        })?;
    }

    #[test]
    fn no_token_of_any_row_is_left(file in file()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let place = Place::with(&file).await;
            let mut secrets = file.secrets();
            secrets.push("eyJ-cut-off-token".to_owned());
            let mut opened =
                homing_import::legacy::open(&place.database, &place.work(), place.keys()).await.unwrap();
            opened.clean().await.unwrap();
            prop_assert_eq!(found(&place.work(), &secrets), Vec::<String>::new());
            let work = opened.read().await.unwrap();
            for row in &work.unreadable {
                let kept = String::from_utf8_lossy(&row.payload).into_owned();
                prop_assert!(secrets.iter().all(|secret| !kept.contains(secret)));
            }
            Ok(())
        })?;
    }
}
