//! `homing_tasks`.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homing_tasks")]
pub(in crate::sqlite) struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub account: Uuid,
    pub lane_id: i64,
    pub key: Uuid,
    pub kind: String,
    pub priority: Priority,
    pub coalesce: Coalesce,
    pub state: State,
    pub frozen: bool,
    pub attempts: i64,
    pub occurred_at_ms: i64,
    pub enqueued_at_ms: i64,
    pub not_before_ms: i64,
    pub carries_collection: Option<String>,
    pub carries_id: Option<String>,
    pub carries_revision: Option<i64>,
    pub reason: Option<String>,
    pub body_bytes: i64,
    pub body: Vec<u8>,
}

/// In the order of urgency, which an index follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub(in crate::sqlite) enum Priority {
    Critical = 0,
    High = 1,
    Normal = 2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
pub(in crate::sqlite) enum Coalesce {
    Keep,
    Supersede,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
pub(in crate::sqlite) enum State {
    Waiting,
    Claimed,
    Attention,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::sqlite) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Says which row this is, and nothing of its body.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("seq", &self.seq).finish_non_exhaustive()
    }
}
