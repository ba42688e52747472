//! What a task waits for in other lanes, how many tasks each account has unsent, and what a task has to do with
//! crashes.
//!
//! `homing_tasks` gets `crashes`, `unknown_since_ms` (since when the task may have reached the server; a frozen task
//! of before counts from its enqueue, the earliest that it can be) and `without_room` (`refuse` or `put_off`).
//! `homing_lanes` gets `held_by_seq` (its first task that another lane holds), `claimed_at_ms` (when its claim began)
//! and a sixth `place`, `held`: its first task is held.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, binary, boolean, small_integer, string, string_null,
    text_null, uuid, uuid_uniq,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => {
                rebuild_tasks(manager).await?;
                rebuild_history(manager).await?;
            }
            _ => {
                widen_tasks(manager).await?;
                free_history(manager).await?;
            }
        }
        let connection = manager.get_connection();
        connection
            .execute_unprepared("UPDATE homing_tasks SET unknown_since_ms = enqueued_at_ms WHERE frozen")
            .await?;
        for column in ["held_by_seq", "claimed_at_ms"] {
            add(manager, "homing_lanes", big_integer_null(column)).await?;
        }
        manager.create_table(dependencies()).await?;
        for (name, columns) in [
            ("homing_dependencies_of_lane", ["lane_id", "task_seq"]),
            ("homing_dependencies_on_lane", ["on_lane_id", "upto_seq"]),
        ] {
            manager.create_index(index(name, "homing_dependencies", &columns)).await?;
        }
        manager.create_table(queue_counts()).await?;
        let count = "INSERT INTO homing_queue_counts (account, unsent)
            SELECT account, COUNT(*) FROM homing_tasks GROUP BY account";
        connection.execute_unprepared(count).await?;
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

/// Where a column's place costs nothing.
async fn widen_tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "homing_tasks", big_integer("crashes").default(0).take()).await?;
    add(manager, "homing_tasks", big_integer_null("unknown_since_ms")).await?;
    add(manager, "homing_tasks", string("without_room").default("refuse").take()).await
}

/// Takes the history's reference to lanes away: nothing ever deletes a lane, and each row of history would look for its
/// own.
async fn free_history(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut free = Table::alter();
    free.table("homing_history").drop_foreign_key("homing_history_lane_id_fkey");
    manager.alter_table(free).await
}

/// SQLite adds columns at the end of a row, where each look at them would read through the body. So the table is
/// made anew, with the columns before the body, and keeps its count of sequence numbers: none is ever reused.
async fn rebuild_tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(tasks()).await?;
    let copy = format!(
        "INSERT INTO {NEW_TASKS} ({KEPT}, crashes, without_room, body_bytes, body)
         SELECT {KEPT}, 0, 'refuse', body_bytes, body FROM homing_tasks ORDER BY seq"
    );
    let forget = format!("DELETE FROM sqlite_sequence WHERE name = '{NEW_TASKS}'");
    let go_on = format!(
        "INSERT INTO sqlite_sequence (name, seq)
         SELECT '{NEW_TASKS}', seq FROM sqlite_sequence WHERE name = 'homing_tasks'"
    );
    for sql in [copy, forget, go_on] {
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    manager.drop_table(Table::drop().table("homing_tasks").to_owned()).await?;
    manager.rename_table(Table::rename().table(NEW_TASKS, "homing_tasks").to_owned()).await?;
    for index in task_indexes() {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Takes the history's reference to lanes away: nothing ever deletes a lane, and to check it SQLite walks through the
/// whole history wherever one statement makes several lanes.
async fn rebuild_history(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(history()).await?;
    let copy = format!("INSERT INTO {NEW_HISTORY} SELECT * FROM homing_history");
    manager.get_connection().execute_unprepared(&copy).await?;
    manager.drop_table(Table::drop().table("homing_history").to_owned()).await?;
    manager.rename_table(Table::rename().table(NEW_HISTORY, "homing_history").to_owned()).await?;
    let by_outcome = ["account", "outcome", "left_at_ms"];
    manager.create_index(index("homing_history_by_outcome", "homing_history", &by_outcome)).await
}

const NEW_HISTORY: &str = "homing_history_new";

/// With the columns in the order in which the migrations before have left them.
fn history() -> TableCreateStatement {
    Table::create()
        .table(NEW_HISTORY)
        .col(big_integer("seq").primary_key())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(big_integer("lane_id"))
        .col(uuid("key"))
        .col(string("kind"))
        .col(big_integer("attempts"))
        .col(big_integer("occurred_at_ms"))
        .col(big_integer("enqueued_at_ms"))
        .col(big_integer("left_at_ms"))
        .col(string("outcome").default("sent"))
        .to_owned()
}

const NEW_TASKS: &str = "homing_tasks_new";

/// The columns of before, save the body.
const KEPT: &str = "seq, id, account, lane_id, key, kind, priority, coalesce, state, frozen, attempts, \
                    occurred_at_ms, enqueued_at_ms, not_before_ms, carries_collection, carries_id, \
                    carries_revision, reason";

fn tasks() -> TableCreateStatement {
    Table::create()
        .table(NEW_TASKS)
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("account"))
        .col(big_integer("lane_id"))
        .col(uuid("key"))
        .col(string("kind"))
        .col(small_integer("priority"))
        .col(string("coalesce"))
        .col(string("state"))
        .col(boolean("frozen"))
        .col(big_integer("attempts"))
        .col(big_integer("occurred_at_ms"))
        .col(big_integer("enqueued_at_ms"))
        .col(big_integer("not_before_ms"))
        .col(string_null("carries_collection"))
        .col(string_null("carries_id"))
        .col(big_integer_null("carries_revision"))
        .col(text_null("reason"))
        .col(big_integer("crashes").default(0))
        .col(big_integer_null("unknown_since_ms"))
        .col(string("without_room").default("refuse"))
        .col(big_integer("body_bytes"))
        .col(binary("body"))
        .foreign_key(ForeignKey::create().from(NEW_TASKS, "lane_id").to("homing_lanes", "id"))
        .to_owned()
}

fn task_indexes() -> [IndexCreateStatement; 6] {
    let of_state = |name, state: &'static str| {
        index(name, "homing_tasks", &["lane_id", "seq"]).and_where(Expr::col("state").eq(state)).to_owned()
    };
    [
        index("homing_tasks_of_account", "homing_tasks", &["account", "seq", "state"]),
        index("homing_tasks_of_lane", "homing_tasks", &["lane_id", "seq"]),
        index("homing_tasks_urgency", "homing_tasks", &["lane_id", "priority"]),
        index("homing_tasks_of_kind", "homing_tasks", &["lane_id", "kind", "seq"]),
        of_state("homing_tasks_claimed", "claimed"),
        of_state("homing_tasks_attention", "attention"),
    ]
}

/// That the task `task_seq`, of lane `lane_id`, waits for the tasks of another lane up to the number `upto_seq`,
/// until (`until`) they are `sent` or `out_of_the_way`. A row goes with its task, and once no task of that lane has
/// such a number.
fn dependencies() -> TableCreateStatement {
    let to_lane = |column: &'static str| {
        ForeignKey::create().from("homing_dependencies", column).to("homing_lanes", "id").to_owned()
    };
    Table::create()
        .table("homing_dependencies")
        .col(big_integer("task_seq"))
        .col(big_integer("lane_id"))
        .col(big_integer("on_lane_id"))
        .col(string("until"))
        .col(big_integer("upto_seq"))
        .primary_key(Index::create().col("task_seq").col("on_lane_id").col("until"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_dependencies", "task_seq")
                .to("homing_tasks", "seq")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(&mut to_lane("lane_id"))
        .foreign_key(&mut to_lane("on_lane_id"))
        .to_owned()
}

/// How many unsent tasks each account has, in whatever state: kept in the transaction that changes them, so that
/// asking for room counts nothing.
fn queue_counts() -> TableCreateStatement {
    Table::create()
        .table("homing_queue_counts")
        .col(uuid("account").primary_key())
        .col(big_integer("unsent"))
        .to_owned()
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}
