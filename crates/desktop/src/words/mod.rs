//! The words of what has no page: the tray and the notifications, in the person's language. The window has its own.

mod en;
mod ru;

use std::time::Duration;

use homing_domain::engine::Bar;
use serde::{Deserialize, Serialize};

/// A language that Homing speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// English, also where the system's is none of ours.
    En,
    /// Russian.
    Ru,
}

/// What is said. A language that leaves one out does not compile.
pub(crate) struct Words {
    /// What the tray says of the timer where none is there.
    pub(crate) no_timer: &'static str,
    /// An entry without words of its own.
    pub(crate) no_description: &'static str,
    /// What runs and since what time of day.
    pub(crate) running_since: fn(&str) -> String,
    /// The same, of a paused one.
    pub(crate) paused_since: fn(&str) -> String,
    /// Starts the last entry's words again.
    pub(crate) start: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) resume: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) open: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) all_saved: &'static str,
    pub(crate) local_only: &'static str,
    /// So many changes wait to be sent.
    pub(crate) waiting: fn(u64) -> String,
    /// The same, while the server can't be reached or has trouble.
    pub(crate) offline: fn(u64) -> String,
    /// So many changes need a person.
    pub(crate) attention: fn(u64) -> String,
    pub(crate) sign_in_needed: &'static str,
    /// What on this machine keeps things from being sent.
    pub(crate) barred: fn(Bar) -> &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) clock_off: &'static str,
    pub(crate) storage_problem: &'static str,
    pub(crate) attention_notice: (&'static str, fn(u64) -> String),
    pub(crate) unsent_notice: (&'static str, fn(u64) -> String),
    pub(crate) away_notice: (&'static str, fn(&str, &str) -> String),
}

impl Language {
    /// The system's: of the first of its variables that says something, as `gettext` reads them.
    pub(crate) fn of_system(variable: impl Fn(&str) -> Option<String>) -> Self {
        let named = |name| variable(name).filter(|value: &String| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(named).unwrap_or_default();
        // LANGUAGE is a list of wishes; a locale without a language switches it off.
        let wishes = if matches!(locale.as_str(), "C" | "POSIX") { None } else { named("LANGUAGE") };
        let first = wishes.unwrap_or(locale);
        match first.split(['_', '.', '@', ':', '-']).next() {
            Some("ru") => Self::Ru,
            _ => Self::En,
        }
    }

    /// Its words.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::Ru => &ru::WORDS,
        }
    }
}

/// Hours and minutes, such as `1:05`. Whole minutes: nothing that is shown all day should move each second.
pub(crate) fn elapsed(worked: Duration) -> String {
    let minutes = worked.as_secs() / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[("LANG", "ru_RU.UTF-8")], Language::Ru)]
    #[case(&[("LANG", "en_GB.UTF-8")], Language::En)]
    #[case(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "ru_RU.UTF-8")], Language::Ru)]
    #[case(&[("LC_ALL", "C"), ("LANGUAGE", "ru")], Language::En)]
    #[case(&[("LANG", "de_DE.UTF-8"), ("LANGUAGE", "ru:en")], Language::Ru)]
    #[case(&[("LC_ALL", ""), ("LANG", "ru")], Language::Ru)]
    #[case(&[], Language::En)]
    fn the_language_is_the_systems(#[case] variables: &[(&str, &str)], #[case] language: Language) {
        let variable = |wanted: &str| {
            variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(Language::of_system(variable), language);
    }

    #[test]
    fn elapsed_time_is_in_hours_and_whole_minutes() {
        assert_eq!(elapsed(Duration::from_secs(59)), "0:00");
        assert_eq!(elapsed(Duration::from_secs(3_960)), "1:06");
        assert_eq!(elapsed(Duration::from_secs(100 * 3_600)), "100:00");
    }

    #[rstest]
    #[case(1, "1 изменение ждёт отправки")]
    #[case(3, "3 изменения ждут отправки")]
    #[case(11, "11 изменений ждут отправки")]
    #[case(21, "21 изменение ждёт отправки")]
    #[case(112, "112 изменений ждут отправки")]
    fn russian_counts_as_russian_does(#[case] count: u64, #[case] said: &str) {
        assert_eq!((Language::Ru.words().waiting)(count), said);
    }
}
