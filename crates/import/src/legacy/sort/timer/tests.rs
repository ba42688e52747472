//! Sequences of events, and the pieces of work that they make. An event is written as `start`, `pause E1`, with `sent`
//! before it where it had arrived, and comes ten seconds after the one before.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

fn after(seconds: i64) -> Timestamp {
    Timestamp::from_millis((1_740_819_600 + seconds) * 1_000).unwrap()
}

fn row(table: &str, number: i64) -> RowRef {
    RowRef { table: table.to_owned(), number, identity: number.to_string(), content: String::new() }
}

fn timer(events: &[(&str, i64)]) -> Timer {
    let mut timer = Timer::default();
    for (place, (event, seconds)) in events.iter().enumerate() {
        let number = i64::try_from(place).unwrap() + 1;
        let (sent, event) = event.strip_prefix("sent ").map_or((false, *event), |event| (true, event));
        let (what, id) = event.split_once(' ').unwrap_or((event, ""));
        let (kind, fields) =
            (format!("time_entry_{what}"), serde_json::json!({ "id": id, "description": what }));
        let fields = fields.as_object().unwrap();
        if sent {
            timer.arrived(&kind, Some(after(*seconds)), fields);
        } else {
            let Some(Said::Timer(said)) = Said::new(&kind, fields) else { unreachable!("{event}") };
            timer.waits(said, Some(after(*seconds)), row("sync_queue", number));
        }
    }
    timer
}

fn told(timer: Timer) -> Vec<String> {
    let piece = |work: Unfinished| {
        let rows: Vec<_> = work.rows.iter().map(|row| row.number.to_string()).collect();
        let seconds = |at: Timestamp| ((at.as_millis() - after(0).as_millis()) / 1_000).to_string();
        let intervals = work.intervals.iter().map(|interval| {
            format!(" {}-{}", seconds(interval.start), interval.end.map_or(String::new(), seconds))
        });
        let intervals: String = intervals.collect();
        format!("{:?} {}:{intervals} {}", work.matter, rows.join(","), work.server_id.unwrap_or_default())
    };
    timer.finish().map(piece).collect()
}

fn pieces(events: &[&str]) -> Vec<String> {
    let timed: Vec<_> = events.iter().zip((0..).step_by(10)).map(|(event, at)| (*event, at)).collect();
    told(timer(&timed))
}

#[test]
fn what_follows_a_start_belongs_to_it_until_it_is_stopped() {
    assert_eq!(
        pieces(&["start", "pause temp-1", "resume temp-1", "stop temp-1", "stop temp-2"]),
        ["ApproximateTimes 1,2,3,4: 0-10 20-30 ", "NoStart 5: "]
    );
}

#[test]
fn what_the_server_has_named_is_never_taken_for_a_start_that_waits() {
    assert_eq!(pieces(&["start", "stop E1"]), ["NoStop 1: 0- ", "NoStart 2: E1"]);
    assert_eq!(
        pieces(&["sent start", "start", "pause E1", "stop E1"]),
        ["ApproximateTimes 3,4: 0-20 E1", "NoStop 2: 10- "]
    );
}

#[test]
fn another_start_ends_what_belongs_to_the_one_before_but_not_its_time() {
    assert_eq!(pieces(&["start", "start", "stop temp-1"]), ["NoStop 1: 0- ", "ApproximateTimes 2,3: 10-20 "]);
    assert_eq!(
        pieces(&["start", "pause temp-1", "start", "stop temp-1", "stop temp-2"]),
        ["ApproximateTimes 1,2,4: 0-10 ", "ApproximateTimes 3,5: 20-40 "],
        "a made-up id that was bound goes before the nearest start"
    );
}

#[test]
fn a_start_that_had_arrived_dates_the_stop_that_did_not() {
    assert_eq!(pieces(&["sent start", "stop E1"]), ["ApproximateTimes 2: 0-10 E1"]);
    assert_eq!(
        pieces(&["sent start", "sent pause E1", "sent resume E1", "stop E1"]),
        ["ApproximateTimes 4: 0-10 20-30 E1"],
        "and what arrived between is known, too"
    );
}

#[test]
fn the_nearest_earlier_start_that_had_arrived_and_has_no_name_is_taken() {
    assert_eq!(
        pieces(&["sent start", "start", "stop temp-1", "stop E1"]),
        ["ApproximateTimes 4: 0-30 E1", "ApproximateTimes 2,3: 10-20 "]
    );
    assert_eq!(
        pieces(&["sent start", "sent stop E1", "stop E2"]),
        ["NoStart 3: E2"],
        "one that is another entry's dates nothing"
    );
}

#[test]
fn a_name_of_the_server_is_that_of_one_piece_alone() {
    assert_eq!(
        pieces(&["sent start", "pause E1", "start", "resume E1", "stop E1", "stop temp-2"]),
        ["ApproximateTimes 2,4,5: 0-10 30-40 E1", "ApproximateTimes 3,6: 20-50 "]
    );
    assert_eq!(pieces(&["pause E1", "resume E1", "stop E1"]), ["NoStart 1,2,3: 10-20 E1"]);
    assert_eq!(pieces(&["sent start", "stop E1", "stop E1"]), ["ApproximateTimes 2,3: 0-10 E1"]);
}

#[test]
fn what_had_arrived_altogether_is_no_work() {
    assert_eq!(pieces(&["sent start", "sent pause E1", "sent stop E1"]), Vec::<String>::new());
}

#[test]
fn a_clock_that_was_set_back_ends_nothing_before_it_began() {
    let set_back =
        timer(&[("start", 100), ("pause temp-1", 40), ("resume temp-1", 50), ("stop temp-1", 130)]);
    assert_eq!(told(set_back), ["ApproximateTimes 1,2,3,4: 100-100 100-130 "]);
}

fn running(started_at: i64) -> DayRow {
    DayRow {
        number: 9,
        day: Some("2025-03-01".to_owned()),
        seconds: Some(0),
        state: Some("running".to_owned()),
        last_updated_at: None,
        started_at: Some(after(started_at).as_millis()),
    }
}

fn dated(events: &[(&str, i64)], started_at: i64) -> (bool, Vec<String>) {
    let mut timer = timer(events);
    let alone = timer.date(row("time_entries", 9), &running(started_at), None).is_some();
    (alone, told(timer))
}

#[test]
fn a_day_that_still_runs_gives_the_nearest_start_that_waits_its_true_time() {
    let two = [("start", 1_000), ("start", 5_000)];
    assert_eq!(
        dated(&two, 4_900),
        (false, vec!["NoStop 1: 1000- ".to_owned(), "NoStop 2,9: 4900- ".to_owned()])
    );
    let resumed = [("start", 1_000), ("pause temp-1", 2_000), ("resume temp-1", 3_000)];
    assert_eq!(dated(&resumed, 2_990), (false, vec!["NoStop 1,2,3,9: 1000-2000 2990- ".to_owned()]));
}

#[test]
fn a_day_dates_no_start_that_was_before_it_nor_one_that_is_stopped_nor_one_that_had_arrived() {
    assert!(dated(&[("start", 1_000)], 1_061).0);
    assert!(dated(&[("start", 1_000), ("stop temp-1", 2_000)], 990).0);
    assert!(dated(&[("start", 1_000), ("sent start", 5_000)], 4_990).0);
}

#[test]
fn a_day_that_still_runs_is_of_the_entry_that_the_server_knows_so_that_no_second_one_is_made() {
    let of = |events: &[(&str, i64)], active: Option<&str>| {
        let alone = timer(events).date(row("time_entries", 9), &running(1_000), active);
        alone.and_then(|alone| alone.server_id)
    };
    assert_eq!(of(&[("sent start", 1_000)], Some("E9")).as_deref(), Some("E9"));
    assert_eq!(of(&[("sent start", 1_000), ("sent pause E1", 1_500)], Some("E9")).as_deref(), Some("E1"));
    assert_eq!(of(&[], Some("E9")).as_deref(), Some("E9"));
    assert_eq!(of(&[], None), None);
    let paused = [("sent start", 1_000), ("pause E1", 1_500)];
    assert_eq!(dated(&paused, 1_000), (false, vec!["NoStop 2,9: 1000-1500 E1".to_owned()]));
}
