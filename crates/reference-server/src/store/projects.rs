//! Projects in the database.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::entity::project;
use super::{Store, StoreError, Transaction, instant, millis};
use crate::project::Project;

impl Store {
    /// Up to `limit` projects by name, behind the name `after`.
    pub(crate) async fn projects_after(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Project>, StoreError> {
        let rows = project::Entity::find()
            .apply_if(after, |query, name| query.filter(project::Column::Name.gt(name)))
            .order_by_asc(project::Column::Name)
            .limit(limit.min(i64::MAX as u64))
            .all(&self.readers)
            .await?;
        rows.into_iter().map(read).collect()
    }
}

impl Transaction {
    /// Those projects whose name or id is among `named`.
    pub(crate) async fn projects_named(&self, named: Vec<String>) -> Result<Vec<Project>, StoreError> {
        let either = Condition::any()
            .add(project::Column::Name.is_in(named.clone()))
            .add(project::Column::Id.is_in(named));
        let rows = project::Entity::find().filter(either).all(&self.0).await?;
        rows.into_iter().map(read).collect()
    }

    /// Makes the project, unless the name is taken: then nothing is changed and the answer is `false`.
    pub(crate) async fn add_project(&self, new: &Project, now: Timestamp) -> Result<bool, StoreError> {
        let row = project::ActiveModel {
            id: Set(new.id.clone()),
            name: Set(new.name.clone()),
            created_at_ms: Set(millis(now)),
            changed_at_ms: Set(millis(now)),
            archived_at_ms: Set(new.archived_at.map(millis)),
        };
        let unless_taken = OnConflict::column(project::Column::Name).do_nothing().to_owned();
        let made =
            project::Entity::insert(row).on_conflict(unless_taken).exec_without_returning(&self.0).await?;
        Ok(made == 1)
    }

    /// Writes since when the project is archived.
    pub(crate) async fn set_project_archived(
        &self,
        project: &Project,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        project::Entity::update_many()
            .col_expr(project::Column::ArchivedAtMs, Expr::value(project.archived_at.map(millis)))
            .col_expr(project::Column::ChangedAtMs, Expr::value(millis(now)))
            .filter(project::Column::Id.eq(project.id.as_str()))
            .exec(&self.0)
            .await?;
        Ok(())
    }
}

fn read(row: project::Model) -> Result<Project, StoreError> {
    let archived_at = row.archived_at_ms.map(instant).transpose()?;
    Ok(Project { id: row.id, name: row.name, archived_at })
}
