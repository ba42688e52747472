//! Small texts: durations, times of day, counted words, and what other programs wrote.

use std::time::Duration;

use homing_domain::Timestamp;
use jiff::tz::TimeZone;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Now, and where the person is.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// The instant.
    pub(crate) now: Timestamp,
    /// The zone of every time that is shown.
    pub(crate) zone: TimeZone,
}

impl Here {
    /// The day, such as `2026-11-22`.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%Y-%m-%d").to_string()
    }

    /// The time of day, such as `09:15`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%H:%M").to_string()
    }

    /// The time of day, after the day where that is not today.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        if self.day(at) == self.day(self.now) {
            self.time(at)
        } else {
            format!("{} {}", self.day(at), self.time(at))
        }
    }

    /// How many days later the second instant is, as the calendar counts them.
    pub(crate) fn days_between(&self, earlier: Timestamp, later: Timestamp) -> i32 {
        let day = |at| self.zoned(at).date();
        (day(later) - day(earlier)).get_days()
    }

    fn zoned(&self, at: Timestamp) -> jiff::Zoned {
        at.to_jiff().to_zoned(self.zone.clone())
    }
}

/// Hours and minutes, such as `1:05`. A minute that has not passed is not counted.
pub(crate) fn hours(worked: Duration) -> String {
    let minutes = worked.as_secs() / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A counted word, such as `1 change` or `12 changes`.
pub(crate) fn amount(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The same of several lines.
pub(crate) fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// A text that someone else wrote, on one line: a control character could do anything to a terminal.
pub(crate) fn printable(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => ' ',
        // The marks that turn the direction of a line hide what it says.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    text.chars().map(shown).collect()
}

/// The text in at most `width` columns of a terminal. A text that is cut ends in `ellipsis`.
pub(crate) fn cut(text: &str, width: usize, ellipsis: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(ellipsis.width());
    let mut end = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        if text[..start + cluster.len()].width() > room {
            break;
        }
        end = start + cluster.len();
    }
    format!("{}{ellipsis}", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_duration_is_hours_and_whole_minutes() {
        for (seconds, text) in [(0, "0:00"), (59, "0:00"), (60, "0:01"), (3_900, "1:05"), (360_000, "100:00")]
        {
            assert_eq!(hours(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn a_moment_names_its_day_only_where_it_is_not_today_for_the_person() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let here = Here { now: "2026-11-22T16:00:00Z".parse().unwrap(), zone };
        assert_eq!(here.moment("2026-11-22T15:30:00Z".parse().unwrap()), "00:30");
        assert_eq!(here.moment("2026-11-22T14:30:00Z".parse().unwrap()), "2026-11-22 23:30");
    }

    #[test]
    fn a_text_is_cut_by_what_it_takes_on_a_screen_and_never_within_a_letter() {
        assert_eq!(cut("Report", 6, "…"), "Report");
        assert_eq!(cut("The report", 6, "…"), "The r…");
        assert_eq!(cut("The report", 5, "…"), "The…");
        assert_eq!(cut("日本語", 4, "…"), "日…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2, "…"), "e\u{301}…");
        assert_eq!(cut("The report", 6, "..."), "The...");
    }

    #[test]
    fn a_terminal_is_not_steered_by_what_someone_wrote() {
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb c\u{fffd}d");
        assert_eq!(printable("Überstunden 日本 👩‍💻"), "Überstunden 日本 👩‍💻");
    }
}
