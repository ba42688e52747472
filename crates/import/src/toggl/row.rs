//! One row of an export, field by field, so that each fault has its own name.

use csv::ByteRecord;
use jiff::civil::DateTime;

use super::dates::DateOrder;
use super::header::Columns;
use super::local::{self, Local, Stretch};
use crate::column::Column;
use crate::reading::{Field, RowError};

/// A row whose fields can be named.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    record: &'a ByteRecord,
    columns: &'a Columns,
}

/// What a row says beside its times.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) description: String,
    pub(super) project: String,
    pub(super) client: String,
    pub(super) task: String,
    pub(super) tags: Vec<String>,
}

impl<'a> Fields<'a> {
    /// A row with as many fields as the header.
    pub(super) fn of(record: &'a ByteRecord, columns: &'a Columns) -> Result<Self, RowError> {
        if record.len() == columns.count { Ok(Self { record, columns }) } else { Err(RowError::FieldCount) }
    }

    /// The dates as they are written.
    pub(super) fn dates(&self) -> impl Iterator<Item = &'a str> {
        let date = |column| str::from_utf8(self.bytes(column)).ok().map(str::trim);
        [date(Column::StartDate), date(Column::EndDate)].into_iter().flatten()
    }

    /// Whose work it is, where the report says so.
    pub(super) fn person(&self) -> Option<&'a [u8]> {
        let named = |column| Some(self.bytes(column).trim_ascii()).filter(|name| !name.is_empty());
        named(Column::Email).or_else(|| named(Column::User))
    }

    /// When it began.
    pub(super) fn start(&self, order: DateOrder) -> Result<Local, RowError> {
        self.local(Column::StartDate, Column::StartTime, order, Field::Start)?.ok_or(RowError::NoStart)
    }

    /// When the work was.
    pub(super) fn stretch(&self, start: Local, order: DateOrder) -> Result<Stretch, RowError> {
        let end = self.local(Column::EndDate, Column::EndTime, order, Field::End)?;
        let duration = str::from_utf8(self.bytes(Column::Duration)).ok().and_then(local::duration);
        Ok(Stretch { start, end, duration })
    }

    /// All that tells it from another row of its start, as it is written; the end as it is meant, since the same
    /// report may be exported with dates of another form.
    pub(super) fn content(&self, order: DateOrder) -> (Option<DateTime>, [&'a [u8]; 6]) {
        let end = self.local(Column::EndDate, Column::EndTime, order, Field::End).ok().flatten();
        use Column::{Client, Description, Duration, Project, Tags, Task};
        let columns = [Description, Project, Client, Task, Tags, Duration];
        (end.map(|end| end.at), columns.map(|column| self.bytes(column).trim_ascii()))
    }

    /// What was done.
    pub(super) fn said(&self) -> Result<Said, RowError> {
        let tags = self.text(Column::Tags, Field::Tags)?;
        let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned);
        Ok(Said {
            description: self.text(Column::Description, Field::Description)?,
            project: self.text(Column::Project, Field::Project)?,
            client: self.text(Column::Client, Field::Client)?,
            task: self.text(Column::Task, Field::Task)?,
            tags: tags.collect(),
        })
    }

    /// A date and a time of day; none where both are empty.
    fn local(
        &self,
        date: Column,
        time: Column,
        order: DateOrder,
        field: Field,
    ) -> Result<Option<Local>, RowError> {
        let (date, time) = (self.text(date, field)?, self.text(time, field)?);
        if date.is_empty() && time.is_empty() {
            return Ok(None);
        }
        let local = order.read(&date).and_then(|day| Local::read(day, &time));
        local.map(Some).ok_or(RowError::NotALocalTime { field })
    }

    fn text(&self, column: Column, field: Field) -> Result<String, RowError> {
        let text = str::from_utf8(self.bytes(column)).map_err(|_| RowError::NotText { field })?;
        Ok(text.trim().to_owned())
    }

    /// The field as it is; nothing where there is no such column.
    fn bytes(&self, column: Column) -> &'a [u8] {
        self.columns.place(column).and_then(|place| self.record.get(place)).unwrap_or_default()
    }
}
