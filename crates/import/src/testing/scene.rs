//! One morning as every generation wrote it: some of it sent, most of it not. What it must become is said by the tests.

use serde_json::{Value, json};

use super::file::{Day, EarlierFile, Generation, Queued};

/// When the morning begins, in seconds since 1970: 2025-03-01T09:00:00Z.
pub const SCENE_START_SECS: i64 = 1_740_819_600;

/// A picture of three bytes.
const PICTURE: &str = "data:image/jpeg;base64,AQID";

/// Fifteen rows of the queue and two days:
///
/// | rows | what they are |
/// |---|---|
/// | 1 to 4 | an entry whose start and pause were sent, and its resume and stop were not |
/// | 5 to 8 | an entry of which nothing was sent, with a pause |
/// | 9 | the stop of an entry that nothing else tells of |
/// | 10 | a start without a stop; from G1 on the day of today knows its true start, ten seconds before |
/// | 11 | a picture that was never tried |
/// | 12, 13 | one that was tried, and one of an entry that the server does not know |
/// | 14 | an event of no known kind |
/// | 15 | a start that was given up |
/// | days | yesterday, stopped after two hours; today, running |
#[must_use]
pub fn scene(generation: Generation) -> EarlierFile {
    let mut file = EarlierFile::new(generation);
    let at = |seconds: i64| SCENE_START_SECS + seconds;
    let id = |id: &str| json!({ "id": id });
    let start =
        |what: &str, project: &str| json!({"description": what, "projectId": project, "userId": "u1"});
    let picture = |entry: &str| json!({"imageData": PICTURE, "timeEntryId": entry});
    let rows: [(&str, &str, i64, Value); 15] = [
        ("time_entry_start", "sent", 0, start("Work on project Alpha", "p1")),
        ("time_entry_pause", "sent", 3_600, id("E1")),
        ("time_entry_resume", "pending", 4_500, id("E1")),
        ("time_entry_stop", "pending", 8_100, id("E1")),
        ("time_entry_start", "pending", 9_000, start("Work on project Beta", "p2")),
        ("time_entry_pause", "pending", 9_900, id("temp-1740828600")),
        ("time_entry_resume", "failed", 10_800, id("temp-1740828600")),
        ("time_entry_stop", "pending", 12_600, id("temp-1740828600")),
        ("time_entry_stop", "pending", 12_700, id("E9")),
        ("time_entry_start", "pending", 13_000, start("Work on project Gamma", "p3")),
        ("screenshot", "pending", 13_100, picture("E1")),
        ("screenshot", "failed", 13_200, picture("E1")),
        ("screenshot", "pending", 13_300, picture("temp-1740828600")),
        ("activity_ping", "pending", 13_400, json!({"id": "E1", "count": 7})),
        ("time_entry_start", "cancelled", 13_500, start("Given up", "p1")),
    ];
    file.queue =
        rows.map(|(event, status, after, fields)| Queued::new(event, status, at(after), fields)).into();
    for row in file.queue.iter_mut().filter(|row| row.status == "failed") {
        row.retries = 3;
        row.error = Some("no connection".to_owned());
    }
    let true_start = at(12_990);
    let started_at = match generation {
        Generation::G3 => true_start * 1_000 + 123,
        _ => true_start,
    };
    let day = |day: &str, seconds, state: &str, last_updated_at, started_at| Day {
        day: day.to_owned(),
        seconds,
        state: state.to_owned(),
        last_updated_at,
        started_at,
    };
    file.days = vec![
        day("2025-02-28", 7_200, "stopped", at(-50_000), None),
        day("2025-03-01", 9_900, "running", at(13_500), Some(started_at)),
    ];
    file
}
