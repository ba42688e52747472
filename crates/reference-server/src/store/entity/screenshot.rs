//! Screenshots, each with its entry and its blob.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homing_server_screenshots")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(in crate::store) user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(in crate::store) id: String,
    pub(in crate::store) entry_id: String,
    pub(in crate::store) sha256: String,
    pub(in crate::store) taken_at_ms: i64,
    pub(in crate::store) applied_at_ms: i64,
    #[sea_orm(column_type = "Text")]
    pub(in crate::store) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
