//! Blobs that are whole and right, by account and name.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homing_server_blobs")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(in crate::store) user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(in crate::store) sha256: String,
    pub(in crate::store) content_id: String,
    pub(in crate::store) bytes: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
