//! What the tables of a database say of each other, after any calls: each task is counted, and nothing waits for what is
//! gone for good. What the calls must do, the conformance suite says.

use std::cell::RefCell;

use homing_domain::ports::Queue;
use homing_domain::testing::conformance::queue::model::any_calls;
use sea_orm::{ConnectionTrait, Database, Statement};

/// So many sequences of calls.
const SEQUENCES: u32 = 12;

/// Makes sequences of calls, each in a place of its own, and looks into what they left. `new_place` says how to open one,
/// and its address; `kept` is dropped at the end.
pub(crate) fn agree<Q: Queue, O: AsyncFn() -> Q, K>(new_place: impl Fn() -> (O, String, K)) {
    let places = RefCell::new(Vec::new());
    let new_place = || {
        let (open, url, kept) = new_place();
        places.borrow_mut().push((url, kept));
        open
    };
    any_calls(new_place, SEQUENCES);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (url, _) in places.borrow().iter() {
        assert_eq!(runtime.block_on(left_over(url)), (0, 0), "{url}");
    }
}

/// Tasks that are not counted, and dependencies on what is gone for good.
async fn left_over(url: &str) -> (i64, i64) {
    let database = Database::connect(url).await.unwrap();
    let ask = "SELECT (SELECT COUNT(*) FROM homing_tasks)
            - (SELECT CAST(COALESCE(SUM(unsent), 0) AS bigint) FROM homing_queue_counts),
        (SELECT COUNT(*) FROM homing_dependencies AS waits WHERE NOT EXISTS
            (SELECT 1 FROM homing_tasks WHERE lane_id = waits.on_lane_id AND seq <= waits.upto_seq))";
    let ask = Statement::from_string(database.get_database_backend(), ask);
    let row = database.query_one_raw(ask).await.unwrap().unwrap();
    let left = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
    database.close().await.unwrap();
    left
}
