//! Dates as people's settings write them. The order of day and month is one for the whole file, and some row
//! must prove it: a guess would put work into another month.

use jiff::civil::Date;

use crate::reading::ReadError;

/// How `03/02/2026` is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// The day is first.
    DayFirst,
    /// The month is first.
    MonthFirst,
}

impl DateOrder {
    /// The order that the dates of a file prove, or that makes no difference to them.
    pub(super) fn of<'a>(dates: impl Iterator<Item = &'a str>) -> Result<Self, ReadError> {
        let (mut day_first, mut month_first, mut open) = (false, false, false);
        for (first, second) in dates.filter_map(unordered) {
            match (first > 12, second > 12) {
                (true, false) => day_first = true,
                (false, true) => month_first = true,
                (false, false) => open |= first != second,
                // No month is above 12: the row will say so.
                (true, true) => {}
            }
        }
        match (day_first, month_first) {
            (true, true) => Err(ReadError::DatesMixed),
            (false, false) if open => Err(ReadError::DatesAmbiguous),
            (_, true) => Ok(Self::MonthFirst),
            (_, false) => Ok(Self::DayFirst),
        }
    }

    /// The date, if it is one.
    pub(super) fn read(self, text: &str) -> Option<Date> {
        let (separator, [first, second, third]) = parts(text)?;
        let (year, month, day) = match (separator, self) {
            _ if first.len() == 4 => (first, second, third),
            ('.', _) | (_, Self::DayFirst) => (third, second, first),
            (_, Self::MonthFirst) => (third, first, second),
        };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    }
}

/// Day and month where their order is not known, as they stand.
fn unordered(text: &str) -> Option<(u8, u8)> {
    let (separator, [first, second, third]) = parts(text)?;
    let open = separator != '.' && first.len() <= 2 && second.len() <= 2 && third.len() == 4;
    if open { Some((first.parse().ok()?, second.parse().ok()?)) } else { None }
}

/// Three numbers and what separates them.
fn parts(text: &str) -> Option<(char, [&str; 3])> {
    let separator = text.chars().find(|letter| !letter.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let mut numbers = text.split(separator);
    let parts = [numbers.next()?, numbers.next()?, numbers.next()?];
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (numbers.next().is_none() && parts.iter().all(digits)).then_some((separator, parts))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read(dates: &[&str]) -> Result<Vec<Option<String>>, ReadError> {
        let order = DateOrder::of(dates.iter().copied())?;
        Ok(dates.iter().map(|text| order.read(text).map(|date| date.to_string())).collect())
    }

    fn one(dates: &[&str]) -> String {
        read(dates).unwrap().remove(0).unwrap()
    }

    #[test]
    fn a_date_with_the_year_first_or_with_dots_needs_no_proof() {
        assert_eq!(one(&["2026-03-02"]), "2026-03-02");
        assert_eq!(one(&["2026/3/2"]), "2026-03-02");
        assert_eq!(one(&["02.03.2026"]), "2026-03-02");
    }

    #[test]
    fn one_row_proves_the_order_of_all() {
        assert_eq!(one(&["03/02/2026", "03/13/2026"]), "2026-03-02");
        assert_eq!(one(&["03/02/2026", "13/02/2026"]), "2026-02-03");
        assert_eq!(one(&["03-02-2026", "13-02-2026"]), "2026-02-03");
        assert_eq!(one(&["05/05/2026"]), "2026-05-05");
    }

    #[test]
    fn an_order_that_nothing_proves_is_not_guessed() {
        assert!(matches!(read(&["03/02/2026", "04/02/2026"]), Err(ReadError::DatesAmbiguous)));
        assert!(matches!(read(&["13/02/2026", "02/13/2026"]), Err(ReadError::DatesMixed)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "2026", "2026-02-30", "02.03.26", "2. March", "2026-03", "31/31/2026", "1-2-3-4"] {
            assert_eq!(read(&[text]).unwrap(), [None], "{text}");
        }
    }
}
