//! A status that is shown again and again: drawn anew in one place on a terminal, a line for each change in a pipe.

use std::io;

use homing_app::Status;

use crate::output::Output;
use crate::render::{Here, status};

/// The other page of a terminal, so that what was there before comes back: xterm's private mode 1049.
const OTHER_PAGE: &str = "\u{1b}[?1049h";
const FORMER_PAGE: &str = "\u{1b}[?1049l";
/// The cursor to the upper left.
const HOME: &str = "\u{1b}[H";
/// What is left of an older text: to the end of the line, to the end of the page.
const REST_OF_LINE: &str = "\u{1b}[K";
const REST_OF_PAGE: &str = "\u{1b}[J";

/// The place where a status is shown.
pub(crate) struct Redraw<'o, 's> {
    output: &'o mut Output<'s>,
    on_other_page: bool,
}

impl<'o, 's> Redraw<'o, 's> {
    /// Shows nothing yet.
    pub(crate) fn new(output: &'o mut Output<'s>) -> Self {
        Self { output, on_other_page: false }
    }

    /// Whether one picture takes the place of another.
    pub(crate) fn is_drawn(&self) -> bool {
        !self.output.is_json() && self.output.is_terminal()
    }

    /// Whether there is still someone who reads.
    pub(crate) fn is_read(&self) -> bool {
        self.output.is_read()
    }

    /// Shows this one.
    ///
    /// # Errors
    /// It can't be written, other than for a reader that went away.
    pub(crate) fn show(&mut self, newest: &Status, here: &Here) -> io::Result<()> {
        if !self.is_drawn() {
            return self.output.answer(|| status::json(newest, here), |_| status::line(newest, here));
        }
        let begin = if self.on_other_page { "" } else { OTHER_PAGE };
        self.on_other_page = true;
        self.output.answer(
            || (),
            |screen| {
                let lines = status::lines(newest, here, screen).replace('\n', &format!("{REST_OF_LINE}\n"));
                format!("{begin}{HOME}{lines}{REST_OF_LINE}\n{REST_OF_PAGE}\nCtrl-C ends this.\n")
            },
        )
    }

    /// Gives the terminal back, with the last one on it.
    ///
    /// # Errors
    /// As [`Redraw::show`].
    pub(crate) fn end(&mut self, last: Option<&Status>, here: &Here) -> io::Result<()> {
        if !std::mem::take(&mut self.on_other_page) {
            return Ok(());
        }
        let text = |screen: &_| last.map(|last| status::lines(last, here, screen)).unwrap_or_default();
        self.output.answer(|| (), |screen| format!("{FORMER_PAGE}{}", text(screen)))
    }
}

impl Drop for Redraw<'_, '_> {
    /// Where something failed in between.
    fn drop(&mut self) {
        if self.on_other_page {
            self.output.result(FORMER_PAGE).ok();
        }
    }
}
