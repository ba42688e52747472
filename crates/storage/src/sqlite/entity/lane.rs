//! `homing_lanes`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homing_lanes")]
pub(in crate::sqlite) struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account: Uuid,
    pub lane: String,
    pub place: Place,
    pub rank: i64,
    pub next_at_ms: i64,
    pub epoch: i64,
    pub owner: Option<Uuid>,
    pub blocked_by_seq: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
pub(in crate::sqlite) enum Place {
    Idle,
    Blocked,
    Waiting,
    Ready,
    Claimed,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::sqlite) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
