//! The first schema: accounts, records, lanes, tasks, history.
//!
//! Instants are milliseconds since 1970 in UTC (`_ms`). Bodies come last in their rows: what stands
//! before them is read without them. Where a lane, an id or a name orders a result, its bytes do.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, binary, boolean, integer, small_integer, string, string_null,
    text_null, uuid, uuid_null, uuid_uniq,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for table in [accounts(backend), installation(), records(backend), lanes(backend), tasks(), history()]
        {
            manager.create_table(table).await?;
        }
        for index in
            record_indexes().into_iter().chain(lane_indexes()).chain(task_indexes()).chain([history_index()])
        {
            manager.create_index(index).await?;
        }
        manager.execute(this_installation()).await
    }
}

/// A text that orders results: on PostgreSQL a text is ordered as people would, unless its column says otherwise.
fn in_order_of_bytes(backend: DbBackend, column: &'static str) -> ColumnDef {
    let mut column = string(column);
    if backend == DbBackend::Postgres {
        column.extra(r#"COLLATE "C""#);
    }
    column
}

/// Users on servers. The local account has no row: it is the nil UUID wherever an account is named.
fn accounts(backend: DbBackend) -> TableCreateStatement {
    Table::create()
        .table("homing_accounts")
        .col(uuid("id").primary_key())
        .col(in_order_of_bytes(backend, "server"))
        .col(string("user_id"))
        .col(in_order_of_bytes(backend, "name"))
        .col(string("credentials"))
        .index(Index::create().name("homing_accounts_user").unique().col("server").col("user_id"))
        .to_owned()
}

/// One row, of id 1: this machine, and who is recording on it.
fn installation() -> TableCreateStatement {
    Table::create()
        .table("homing_installation")
        .col(integer("id").primary_key())
        .col(uuid_null("device"))
        .col(uuid_null("active_account"))
        .col(boolean("signed_in"))
        .foreign_key(
            ForeignKey::create().from("homing_installation", "active_account").to("homing_accounts", "id"),
        )
        .to_owned()
}

fn this_installation() -> InsertStatement {
    let mut row = Query::insert();
    row.into_table("homing_installation").columns(["id", "signed_in"]).values_panic([1.into(), false.into()]);
    row
}

/// The application's own state. `carried_revision` is the newest revision that a task ever carried.
fn records(backend: DbBackend) -> TableCreateStatement {
    Table::create()
        .table("homing_records")
        .col(uuid("account"))
        .col(in_order_of_bytes(backend, "collection"))
        .col(in_order_of_bytes(backend, "id"))
        .col(big_integer("sort_key"))
        .col(big_integer("revision"))
        .col(big_integer("carried_revision"))
        .col(binary("body"))
        .primary_key(Index::create().col("account").col("collection").col("id"))
        .to_owned()
}

/// One row for each lane that ever had a task, kept in the transaction that changes its tasks; it stays
/// when the lane is empty, so that `epoch`, the number of its claims, goes on.
///
/// `place` is one of `idle` (no task), `blocked` (its first task is in attention), `waiting` (for
/// `next_at_ms`), `ready` (that time has come) and `claimed` (until `next_at_ms`, by `owner`). `rank` orders
/// the ready ones. `blocked_by_seq` is its first task in attention, wherever in the lane that stands.
fn lanes(backend: DbBackend) -> TableCreateStatement {
    Table::create()
        .table("homing_lanes")
        .col(big_pk_auto("id"))
        .col(uuid("account"))
        .col(in_order_of_bytes(backend, "lane"))
        .col(string("place"))
        .col(big_integer("rank"))
        .col(big_integer("next_at_ms"))
        .col(big_integer("epoch"))
        .col(uuid_null("owner"))
        .col(big_integer_null("blocked_by_seq"))
        .to_owned()
}

/// Unsent tasks. `seq` is never reused.
///
/// `state` is one of `waiting`, `claimed` and `attention`; `frozen` says that an attempt's outcome is unknown,
/// and stays through a claim. `priority` is 0 (critical) to 2 (normal). `reason` is JSON, of a task in
/// attention alone.
fn tasks() -> TableCreateStatement {
    Table::create()
        .table("homing_tasks")
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
        .col(big_integer("body_bytes"))
        .col(binary("body"))
        .foreign_key(ForeignKey::create().from("homing_tasks", "lane_id").to("homing_lanes", "id"))
        .to_owned()
}

/// What is left of a sent task, under the sequence number it had.
fn history() -> TableCreateStatement {
    Table::create()
        .table("homing_history")
        .col(big_integer("seq").primary_key())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(big_integer("lane_id"))
        .col(uuid("key"))
        .col(string("kind"))
        .col(big_integer("attempts"))
        .col(big_integer("occurred_at_ms"))
        .col(big_integer("enqueued_at_ms"))
        .col(big_integer("sent_at_ms"))
        .foreign_key(ForeignKey::create().from("homing_history", "lane_id").to("homing_lanes", "id"))
        .to_owned()
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

fn record_indexes() -> [IndexCreateStatement; 2] {
    [
        index("homing_records_in_order", "homing_records", &["account", "collection", "sort_key", "id"]),
        index("homing_records_unsent", "homing_records", &["account", "collection", "id"])
            .and_where(Expr::col("revision").gt(Expr::col("carried_revision")))
            .to_owned(),
    ]
}

/// That the order of rank is unique lets a claim read lanes and their tasks in order, without a sort.
fn lane_indexes() -> [IndexCreateStatement; 4] {
    [
        index("homing_lanes_name", "homing_lanes", &["account", "lane"]).unique().to_owned(),
        index("homing_lanes_by_rank", "homing_lanes", &["account", "place", "rank", "lane"])
            .unique()
            .to_owned(),
        index("homing_lanes_by_time", "homing_lanes", &["account", "place", "next_at_ms"]),
        index("homing_lanes_blocked", "homing_lanes", &["account"])
            .and_where(Expr::col("blocked_by_seq").is_not_null())
            .to_owned(),
    ]
}

/// The last two hold the few tasks that are in a special state, and cost the others nothing.
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

fn history_index() -> IndexCreateStatement {
    index("homing_history_of_account", "homing_history", &["account", "sent_at_ms"])
}
