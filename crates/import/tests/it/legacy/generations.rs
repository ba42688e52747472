//! Each generation becomes what the documents say, whatever keys its rows are under.

use homing_import::legacy::Keys;
use homing_import::testing::{Generation, OWN_KEY, Payload, Queued, own_key_in_hex, scene};
use serde_json::json;

use super::{Place, told};

const PAST: [&str; 4] = [
    r#"past 1 Sent { event: "time_entry_start" }"#,
    r#"past 2 Sent { event: "time_entry_pause" }"#,
    r#"past 15 Cancelled { event: "time_entry_start" }"#,
    r#"past 1 DayTotal { day: "2025-02-28", seconds: 7200 }"#,
];

const WHOLE: [&str; 3] = [
    r#"ApproximateTimes sync_queue#3 sync_queue#4 [0-3600000 4500000-8100000] "p1" "Work on project Alpha" "E1""#,
    r#"ApproximateTimes sync_queue#5 sync_queue#6 sync_queue#7 sync_queue#8 [9000000-9900000 10800000-12600000] "p2" "Work on project Beta" """#,
    r#"NoStart sync_queue#9 [] "" "" "E9""#,
];

const REST: [&str; 4] = [
    r#"PictureToSend sync_queue#11 [] "" "" "E1""#,
    r#"Picture sync_queue#12 [] "" "" "E1""#,
    r#"Picture sync_queue#13 [] "" "" """#,
    r#"UnknownEvent sync_queue#14 [] "" "activity_ping {\"count\":7,\"id\":\"E1\"}" "E1""#,
];

fn with(between: &[&str], after: &[&str]) -> Vec<String> {
    [&PAST[..], &WHOLE, between, &REST, after].concat().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_first_builds_know_no_start_of_a_day_so_its_timer_is_work_of_its_own() {
    for generation in [Generation::G0a, Generation::G0b] {
        let work = Place::with(&scene(generation)).await.imported().await.unwrap();
        let expected = with(
            &[r#"NoStop sync_queue#10 [13000000-] "p3" "Work on project Gamma" """#],
            &[r#"DayNotStopped time_entries#2 [] "" "2025-03-01, 2:45:00" """#],
        );
        assert_eq!(told(&work), expected, "{generation:?}");
        assert_eq!(work.rows(), 17);
    }
}

#[tokio::test]
async fn later_builds_know_the_true_start_of_the_timer_that_was_not_stopped() {
    for (generation, start) in
        [(Generation::G1, 12_990_000), (Generation::G2, 12_990_000), (Generation::G3, 12_990_123)]
    {
        let work = Place::with(&scene(generation)).await.imported().await.unwrap();
        let timer =
            format!(r#"NoStop sync_queue#10 time_entries#2 [{start}-] "p3" "Work on project Gamma" """#);
        assert_eq!(told(&work), with(&[&timer], &[]), "{generation:?}");
        assert_eq!(work.rows(), 17);
    }
}

#[tokio::test]
async fn a_file_of_the_first_builds_that_a_later_one_opened_is_read_by_the_names_of_its_columns() {
    let mut file = scene(Generation::G0a);
    file.opened_later = true;
    let work = Place::with(&file).await.imported().await.unwrap();
    let timer = r#"NoStop sync_queue#10 time_entries#2 [12990000-] "p3" "Work on project Gamma" """#;
    assert_eq!(told(&work), with(&[timer], &[]));
    assert_eq!(work.past[0].key.as_deref(), Some("time_entry_start-0000000000000001"));
}

#[tokio::test]
async fn every_generation_says_the_same_of_the_same_rows() {
    let mut first = None;
    for generation in Generation::ALL {
        let work = Place::with(&scene(generation)).await.imported().await.unwrap();
        let queue =
            work.unfinished.iter().flat_map(|work| &work.rows).filter(|row| row.table == "sync_queue");
        let rows: Vec<_> = queue.chain(work.past.iter().take(3).map(|row| &row.row)).cloned().collect();
        assert_eq!(rows.len(), 15);
        assert_eq!(first.get_or_insert_with(|| rows.clone()), &rows, "{generation:?}");
    }
}

#[tokio::test]
async fn rows_under_different_keys_are_read_from_one_file() {
    let mut file = scene(Generation::G2);
    for (place, row) in file.queue.iter_mut().enumerate().filter(|(place, _)| place % 2 == 1) {
        let Payload::Fields(fields) = row.payload.clone() else { unreachable!("the scene has fields") };
        row.payload = match place {
            9 => Payload::Text(fields.to_string()),
            _ => Payload::SealedWith(OWN_KEY, fields),
        };
    }
    let place = Place::with(&file).await;
    let from_environment =
        place.imported_with(Keys::new(None, Some(&own_key_in_hex().into()))).await.unwrap();
    let all = Place::with(&scene(Generation::G2)).await.imported().await.unwrap();
    assert_eq!(from_environment, all);
}

#[tokio::test]
async fn without_its_key_file_every_unsent_row_is_kept_unread_and_what_was_sent_is_history() {
    let place = Place::with(&scene(Generation::G3)).await;
    let with_key = place.imported().await.unwrap();
    std::fs::remove_file(place.database.with_file_name(".hubnity_encryption_key")).unwrap();
    let work = place.imported().await.unwrap();
    let unread: Vec<String> = (3..15).map(|number| format!("unreadable {number} NoKey")).collect();
    let told = told(&work);
    assert_eq!(told[..4], PAST);
    assert_eq!(told[4], r#"DayNotStopped time_entries#2 [12990123-] "" "2025-03-01, 2:45:00" """#);
    assert_eq!(told[5..], unread);
    assert!(work.unreadable.iter().all(|row| row.payload.len() > 28), "the sealed text is kept");

    // With the key, each is found again under the identity that it had without.
    let mut known: Vec<_> = with_key.unfinished.iter().flat_map(|work| &work.rows).collect();
    known.sort();
    let identity = |row: &homing_domain::time::RowRef| row.identity.clone();
    for row in &work.unreadable {
        let again = known.iter().find(|one| identity(one) == row.row.identity).unwrap();
        assert_ne!(again.content, row.row.content);
    }
}

#[tokio::test]
async fn rows_that_lack_what_every_row_has_are_kept_and_named() {
    let mut file = scene(Generation::G1);
    file.queue[2].payload = Payload::Null;
    file.queue[4].event = None;
    file.queue[5].payload = Payload::Text("not what it was".to_owned());
    file.queue[6].payload = Payload::Text("[\"temp-1740828600\"]".to_owned());
    file.queue[10].payload = Payload::Fields(json!({"imageData": 7, "timeEntryId": "E1"}));
    let work = Place::with(&file).await.imported().await.unwrap();
    let unreadable: Vec<_> = told(&work).into_iter().filter(|line| line.starts_with("unreadable")).collect();
    assert_eq!(
        unreadable,
        [
            "unreadable 3 Missing",
            "unreadable 5 Missing",
            "unreadable 6 Shape",
            "unreadable 7 Shape",
            "unreadable 11 Shape"
        ]
    );
    assert_eq!(work.unreadable[2].payload, b"not what it was");
    assert_eq!(work.rows(), 17);
}

#[tokio::test]
async fn a_schema_number_that_never_shipped_is_no_problem() {
    let expected = Place::with(&scene(Generation::G2)).await.imported().await.unwrap();
    for version in [1, 2, 3, 4, 6, 99, -1] {
        let mut file = scene(Generation::G2);
        file.user_version = Some(version);
        assert_eq!(Place::with(&file).await.imported().await.unwrap(), expected, "{version}");
    }
}

#[tokio::test]
async fn a_picture_that_may_have_been_tried_is_asked_about() {
    let mut file = scene(Generation::G2);
    let fields = json!({"imageData": "data:image/png;base64,AQID", "timeEntryId": "E1"});
    file.queue = vec![
        Queued::new("screenshot", "pending", 1_740_819_600, fields.clone()),
        Queued { retries: 1, ..Queued::new("screenshot", "pending", 1_740_819_600, fields.clone()) },
        Queued::new("screenshot", "syncing", 1_740_819_600, fields),
    ];
    file.days.clear();
    let work = Place::with(&file).await.imported().await.unwrap();
    let matters: Vec<_> = work.unfinished.iter().map(|work| format!("{:?}", work.matter)).collect();
    assert_eq!(matters, ["PictureToSend", "Picture", "Picture"]);
    assert_eq!(work.unfinished[0].picture.as_ref().unwrap().bytes, [1, 2, 3]);
}
