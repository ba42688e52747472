//! What SQLite does for each statement of a full queue: it looks into an index, and walks through no table. The
//! statements are those that real calls run, as the driver reports them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod every_call;
mod watched;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::{FileLocks, SqliteStore};

/// Walks over rows that the statement was given, or made by itself.
const OWN: &[&str] = &["CONSTANT", "given", "head", "by_place", "oldest", "reached", "gone"];

/// Tables with a handful of rows, however much is queued.
const SMALL: &[&str] = &["sqlite_sequence", "sqlite_master", "homing_schema_migrations", "homing_accounts"];

/// Steps that look like a walk and are none.
const MEANT: &[&str] = &[
    // Whether there is any: it ends at the first row.
    "SCAN homing_dependencies USING COVERING INDEX homing_dependencies_on_lane",
    "SCAN homing_blobs USING COVERING INDEX homing_blobs_by_name",
    // An index of claimed tasks alone, and all of them are wanted.
    "SCAN homing_tasks USING COVERING INDEX homing_tasks_claimed",
];

/// How statements begin that put a few rows in order: of what one task waits for, of two slices of the history, of the
/// accounts. Any other has its order from an index, so that its limit ends its walk.
const SORT_FEW: &[&str] =
    &["WITH RECURSIVE reached", "DELETE FROM homing_history", "SELECT \"homing_accounts\""];

#[tokio::test]
async fn no_statement_walks_through_a_table_or_sorts_one() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("homing.db");
    let store = SqliteStore::open(&file, &FileLocks::new(folder.path())).await.unwrap();
    every_call::fill(&store).await;
    store.close().await.unwrap();

    let statements = watched::statements(&file, every_call::make).await;
    assert!(statements.len() > 30, "few statements were seen: {statements:#?}");
    let eyes = watched::reader(&file, "eyes").await;
    let mut walks = Vec::new();
    for statement in statements.iter().filter(|statement| has_a_plan(statement)) {
        let plan = plan(&eyes, statement).await;
        let sorts = plan.iter().any(|step| is_a_sort(step)) && !sorts_few(statement);
        if sorts || plan.iter().any(|step| is_a_walk(step)) {
            walks.push(format!("{statement}\n    {}", plan.join("\n    ")));
        }
    }
    assert!(walks.is_empty(), "{} statements walk or sort:\n{}", walks.len(), walks.join("\n"));
}

#[test]
fn a_walk_is_told_from_a_look() {
    assert!(is_a_walk("SCAN homing_tasks"));
    assert!(is_a_walk("SCAN lane USING INDEX homing_lanes_by_rank"));
    assert!(!is_a_walk("SEARCH lane USING INDEX homing_lanes_by_rank (account=?)"));
    assert!(!is_a_walk("SCAN 2 CONSTANT ROWS"));
    assert!(!is_a_walk("SCAN 2-ROW VALUES CLAUSE"));
    assert!(!is_a_walk("SCAN (subquery-1)"));
    assert!(!is_a_walk("SCAN given VIRTUAL TABLE INDEX 1:"));
}

/// Whether a step of a plan walks through a table: <https://www.sqlite.org/eqp.html>.
fn is_a_walk(step: &str) -> bool {
    let Some(what) = step.strip_prefix("SCAN ") else { return false };
    let name = what.split(' ').find(|word| !word.chars().all(|digit| digit.is_ascii_digit()));
    let name = name.unwrap_or_default();
    let own = OWN.contains(&name) || name.starts_with('(') || what.ends_with("-ROW VALUES CLAUSE");
    !own && !SMALL.contains(&name) && !MEANT.contains(&step)
}

/// Whether a step puts rows in order.
fn is_a_sort(step: &str) -> bool {
    step.starts_with("USE TEMP B-TREE") && step.ends_with("ORDER BY")
}

fn sorts_few(statement: &str) -> bool {
    SORT_FEW.iter().any(|beginning| statement.starts_with(beginning))
}

/// What opens, ends or asks about a transaction has none.
fn has_a_plan(statement: &str) -> bool {
    !["PRAGMA ", "BEGIN ", "COMMIT", "ROLLBACK"].iter().any(|word| statement.starts_with(word))
}

async fn plan(connection: &DatabaseConnection, statement: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let explain = Statement::from_string(connection.get_database_backend(), explain);
    let steps = connection.query_all_raw(explain).await.unwrap();
    steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect()
}
