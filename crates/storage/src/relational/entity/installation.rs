//! `homing_installation`: one row, of id [`THIS`].

use sea_orm::entity::prelude::*;

/// The id of the one row.
pub(crate) const THIS: i32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homing_installation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub device: Option<Uuid>,
    pub active_account: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
