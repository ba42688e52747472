//! The header of an export: which column is which.

use csv::ReaderBuilder;

use crate::column::Column;
use crate::reading::ReadError;

/// Where each column is; those that a report can do without may be nowhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    /// How many there are in all.
    pub(super) count: usize,
    places: [Option<usize>; Column::ALL.len()],
}

impl Columns {
    /// The place of a column.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    fn of<'a>(names: impl Iterator<Item = &'a [u8]>) -> Result<Self, ReadError> {
        let (mut count, mut places) = (0, [None; Column::ALL.len()]);
        for (place, name) in names.enumerate() {
            count = place + 1;
            let Some(column) = column(name) else { continue };
            if places[column as usize].replace(place).is_some() {
                return Err(ReadError::ColumnTwice { column });
            }
        }
        let columns = Self { count, places };
        let has = |column| columns.place(column).is_some();
        let missing = [Column::StartDate, Column::StartTime].into_iter().find(|column| !has(*column));
        let ends = has(Column::EndDate) && has(Column::EndTime);
        match missing {
            Some(column) => Err(ReadError::NoColumn { column }),
            None if !ends && !has(Column::Duration) => Err(ReadError::NoColumn { column: Column::EndDate }),
            None => Ok(columns),
        }
    }
}

/// What separates the fields, and the columns.
pub(super) fn find(bytes: &[u8]) -> Result<(u8, Columns), ReadError> {
    let mut as_commas = None;
    for delimiter in *b",;\t" {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
        let header = reader.byte_headers().map_err(|source| ReadError::NoCsv { source })?;
        match Columns::of(header.iter()) {
            Ok(columns) => return Ok((delimiter, columns)),
            Err(twice @ ReadError::ColumnTwice { .. }) => return Err(twice),
            Err(error) => as_commas = as_commas.or(Some(error)),
        }
    }
    Err(as_commas.unwrap_or(ReadError::Empty))
}

/// The column of this name, however it is spaced and in whatever case.
fn column(name: &[u8]) -> Option<Column> {
    let name = str::from_utf8(name).ok()?.to_lowercase();
    let words: Vec<_> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    Some(match words.as_slice() {
        ["start", "date"] => Column::StartDate,
        ["start", "time"] => Column::StartTime,
        ["end" | "stop", "date"] => Column::EndDate,
        ["end" | "stop", "time"] => Column::EndTime,
        ["duration"] => Column::Duration,
        ["description"] => Column::Description,
        ["project"] => Column::Project,
        ["client"] => Column::Client,
        ["task"] => Column::Task,
        ["tags"] => Column::Tags,
        ["user" | "member"] => Column::User,
        ["email"] => Column::Email,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn both_exports_and_what_spreadsheets_make_of_them_are_found() {
        for header in [
            "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()\n",
            "\"Description\",Duration,Member,Email,Project,Tags,Start date,Start time,Stop date,Stop time\n",
            "Description;Start Date;Start Time;End Date;End Time\r\n",
            "start_date\tstart_time\tduration",
        ] {
            let (delimiter, columns) = find(header.as_bytes()).unwrap();
            assert_eq!(columns.count, header.split(char::from(delimiter)).count());
            assert!(columns.place(Column::StartDate).is_some());
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |header: &str| find(header.as_bytes()).unwrap_err().to_string();
        assert!(missing("Project,Duration").contains("`Start date`"));
        assert!(missing("Start date,Start time,Project").contains("`End date`"));
        assert!(missing("Start date,Start date,Start time").contains("twice"));
    }
}
