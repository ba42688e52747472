//! How tables look: a line below the header and no other, as wide as the terminal. Where there is no room,
//! columns that can be spared go first, then long texts are cut. In a file or a pipe everything is whole.

use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, LineStyle, TableStyle};
use unicode_width::UnicodeWidthStr as _;

use super::text::cut;
use crate::screen::{Screen, Tone};

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction(' '));
/// Spaces between two columns: one is padding, so that the line below the header shows where a column ends.
const GAP: usize = 2;
/// A text that is cut keeps so many columns before a column that can be spared goes.
const TEXT_MIN: usize = 12;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: &'static str,
    is_text: bool,
    right: bool,
    spare: bool,
    tone: Option<Tone>,
}

impl Column {
    /// A column whose values are never cut: times, numbers, words of ours.
    pub(crate) const fn fixed(name: &'static str) -> Self {
        Self { name, is_text: false, right: false, spare: false, tone: None }
    }

    /// A column of texts that are cut where there is no room.
    pub(crate) const fn text(name: &'static str) -> Self {
        Self { is_text: true, ..Self::fixed(name) }
    }

    /// The same one, its values to the right.
    pub(crate) const fn right(self) -> Self {
        Self { right: true, ..self }
    }

    /// The same one, its values in a colour.
    pub(crate) const fn toned(self, tone: Tone) -> Self {
        Self { tone: Some(tone), ..self }
    }

    /// The same one, which goes where there is no room: the last one of a table first.
    pub(crate) const fn spare(self) -> Self {
        Self { spare: true, ..self }
    }
}

/// A table of `N` columns.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// An empty one.
    pub(crate) const fn new(columns: [Column; N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row. What someone else wrote went through [`super::text::printable`] before.
    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The table as text that fits the screen.
    pub(crate) fn show(&self, screen: &Screen) -> String {
        let widths = self.fitting(screen.width.map(usize::from));
        let shown: Vec<_> = (0..N).filter_map(|index| Some((index, widths[index]?))).collect();
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).force_no_tty();
        if screen.colours {
            table.enforce_styling().style_text_only();
        }
        let head =
            |&(index, _): &(usize, usize)| Cell::new(self.columns[index].name).add_attribute(Attribute::Bold);
        table.set_header(shown.iter().map(head));
        for row in &self.rows {
            table.add_row(shown.iter().map(|&(index, width)| {
                let cell = Cell::new(cut(&row[index], width, screen.ellipsis()));
                match self.columns[index].tone {
                    None => cell,
                    Some(Tone::Good) => cell.fg(Color::DarkGreen),
                    Some(Tone::Waits) => cell.fg(Color::DarkYellow),
                    Some(Tone::Bad) => cell.fg(Color::DarkRed),
                }
            }));
        }
        for (place, &(index, _)) in shown.iter().enumerate() {
            let Some(column) = table.column_mut(place) else { continue };
            column.set_constraint(ColumnConstraint::ContentWidth).set_padding((0, 1));
            if self.columns[index].right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.trim_fmt()
    }

    /// How wide each column is; none where it goes.
    fn fitting(&self, room: Option<usize>) -> [Option<usize>; N] {
        let mut widths = std::array::from_fn(|index| Some(self.content(index)));
        let Some(room) = room else { return widths };
        loop {
            let present = widths.iter().flatten().count();
            let room = room.saturating_sub((present * GAP).saturating_sub(1));
            let texts: Vec<_> =
                (0..N).filter(|&at| self.columns[at].is_text && widths[at].is_some()).collect();
            let fixed: usize =
                (0..N).filter(|&at| !self.columns[at].is_text).filter_map(|at| widths[at]).sum();
            let least: usize = texts.iter().map(|&at| self.content(at).min(TEXT_MIN)).sum();
            let spare = (0..N).rev().find(|&at| self.columns[at].spare && widths[at].is_some());
            if let (true, Some(spare)) = (fixed + least > room, spare) {
                widths[spare] = None;
                continue;
            }
            share(room.saturating_sub(fixed), &texts, &mut widths);
            return widths;
        }
    }

    /// As wide as its widest text.
    fn content(&self, index: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[index].width());
        cells.max().unwrap_or_default().max(self.columns[index].name.width())
    }
}

/// Shares the room among texts: the short ones whole, the long ones alike.
fn share<const N: usize>(mut room: usize, texts: &[usize], widths: &mut [Option<usize>; N]) {
    let mut by_width: Vec<_> = texts.iter().filter_map(|&at| Some((widths[at]?, at))).collect();
    by_width.sort_unstable();
    for (place, &(content, at)) in by_width.iter().enumerate() {
        let width = content.min(room / (by_width.len() - place)).max(1);
        widths[at] = Some(width);
        room = room.saturating_sub(width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(width: u16) -> Screen {
        Screen { width: Some(width), ..Screen::PLAIN }
    }

    fn table() -> Table<4> {
        let columns = [
            Column::fixed("Day"),
            Column::fixed("Work").right(),
            Column::text("What"),
            Column::text("Tags").spare(),
        ];
        let mut table = Table::new(columns);
        let row = ["2026-11-22", "1:05", "Überstunden: 日本語の文書を書く, and then some", "writing, home"];
        table.row(row.map(str::to_owned));
        table.row(["2026-11-23", "10:00", "Mail", ""].map(str::to_owned));
        table
    }

    #[test]
    fn in_a_pipe_every_row_is_one_whole_line() {
        let shown = table().show(&Screen::PLAIN);
        assert_eq!(shown.lines().count(), 4, "{shown}");
        assert!(shown.contains("and then some"), "{shown}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_what_is_cut_says_so() {
        for width in 33..120 {
            let shown = table().show(&on(width));
            assert_eq!(shown.lines().count(), 4, "at {width}:\n{shown}");
            for line in shown.lines() {
                assert!(line.width() <= usize::from(width), "at {width}:\n{shown}");
            }
            assert_eq!(shown.contains("and then some"), !shown.contains('…'), "at {width}:\n{shown}");
        }
    }

    #[test]
    fn at_forty_columns_the_times_are_whole_and_the_spare_column_is_gone() {
        let shown = table().show(&on(40));
        assert!(shown.contains("2026-11-22") && shown.contains("10:00"), "{shown}");
        assert!(!shown.contains("Tags"), "{shown}");
        assert!(shown.contains("Überstunden: 日本語…"), "{shown}");
    }

    #[test]
    fn only_where_colours_are_wanted_is_there_an_escape() {
        assert!(!table().show(&on(80)).contains('\u{1b}'));
        assert!(table().show(&Screen { colours: true, ..on(80) }).contains('\u{1b}'));
    }
}
