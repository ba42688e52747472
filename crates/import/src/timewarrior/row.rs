//! One object of an export, field by field, so that each fault has its own name. Not its place in the
//! file, and not what its neighbours say.

use std::fmt;

use homing_domain::Timestamp;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::reading::{Field, RowError};

/// What an interval says.
#[derive(Debug)]
pub(super) struct Interval {
    pub(super) start: Timestamp,
    pub(super) end: Option<Timestamp>,
    pub(super) tags: Vec<String>,
    pub(super) annotation: Option<String>,
}

/// The fields that matter, each as it is written.
#[derive(Default)]
pub(super) struct Fields<'a> {
    start: Option<&'a RawValue>,
    end: Option<&'a RawValue>,
    tags: Option<&'a RawValue>,
    annotation: Option<&'a RawValue>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(raw: &'a RawValue) -> Result<Self, RowError> {
        if !raw.get().starts_with('{') {
            return Err(RowError::NotAnObject);
        }
        // The text was parsed once already: a name is all that can still be wrong.
        let members: Members<'a> = serde_json::from_str(raw.get()).map_err(|_| RowError::FieldNameNotText)?;
        let mut fields = Self::default();
        for (name, value) in members.0 {
            let (field, place) = match name.as_str() {
                "start" => (Field::Start, &mut fields.start),
                "end" => (Field::End, &mut fields.end),
                "tags" => (Field::Tags, &mut fields.tags),
                "annotation" => (Field::Annotation, &mut fields.annotation),
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(RowError::FieldTwice { field });
            }
        }
        Ok(fields)
    }

    pub(super) fn start(&self) -> Result<Timestamp, RowError> {
        time(present(self.start).ok_or(RowError::NoStart)?, Field::Start)
    }

    pub(super) fn interval(&self, start: Timestamp) -> Result<Interval, RowError> {
        let annotation = present(self.annotation).map(|raw| text(raw, Field::Annotation)).transpose()?;
        Ok(Interval {
            start,
            end: present(self.end).map(|raw| time(raw, Field::End)).transpose()?,
            tags: present(self.tags).map(tags).transpose()?.unwrap_or_default(),
            annotation: annotation.filter(|text| !text.is_empty()),
        })
    }
}

fn present(field: Option<&RawValue>) -> Option<&RawValue> {
    field.filter(|raw| raw.get() != "null")
}

fn text(raw: &RawValue, field: Field) -> Result<String, RowError> {
    if !raw.get().starts_with('"') {
        return Err(RowError::WrongType { field });
    }
    // Escapes were checked for their form already, not for what they stand for.
    serde_json::from_str(raw.get()).map_err(|_| RowError::NotText { field })
}

fn tags(raw: &RawValue) -> Result<Vec<String>, RowError> {
    let field = Field::Tags;
    let tags: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|_| RowError::WrongType { field })?;
    tags.into_iter().map(|tag| text(tag, field)).collect()
}

/// The parser of times knows many forms; an export has one, and any other is a sign of damage.
fn time(raw: &RawValue, field: Field) -> Result<Timestamp, RowError> {
    let text = text(raw, field)?;
    let in_form = text.len() == "YYYYMMDDTHHMMSSZ".len()
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    let time = in_form.then(|| text.parse().ok()).flatten();
    time.ok_or(RowError::NotATime { field })
}

/// An object's members in order, with those that are there twice: a map would hide them.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read(json: &str) -> Result<Interval, RowError> {
        let fields = Fields::of(serde_json::from_str(json).unwrap())?;
        let start = fields.start()?;
        fields.interval(start)
    }

    fn start_of(time: &str) -> Result<String, RowError> {
        read(&format!(r#"{{"start":"{time}"}}"#)).map(|interval| interval.start.to_string())
    }

    #[test]
    fn a_time_is_utc() {
        assert_eq!(start_of("20260302T090000Z").unwrap(), "2026-03-02T09:00:00.000Z");
        assert_eq!(start_of("20240229T235959Z").unwrap(), "2024-02-29T23:59:59.000Z");
    }

    #[test]
    fn a_leap_second_is_the_second_before_it() {
        assert_eq!(start_of("20161231T235960Z").unwrap(), "2016-12-31T23:59:59.000Z");
    }

    #[test]
    fn a_time_in_another_form_or_outside_the_calendar_is_refused() {
        for time in [
            "",
            "20260302T090000",
            "20260302T090000z",
            "20260302T0900Z",
            "20260302 090000Z",
            "20260302T090000+0100",
            "2026-03-02T09:00:00Z",
            "20260230T090000Z",
            "20261302T090000Z",
            "20260302T240000Z",
            "20260302T096000Z",
            "-2026032T090000Z",
            "２０26T0000Z",
        ] {
            assert_eq!(start_of(time), Err(RowError::NotATime { field: Field::Start }), "{time}");
        }
    }

    #[test]
    fn a_field_that_is_null_or_empty_is_as_good_as_absent() {
        let json = r#"{"start":"20260302T090000Z","end":null,"tags":null,"annotation":null}"#;
        let row = read(json).unwrap();
        assert_eq!((row.end, row.tags, row.annotation), (None, Vec::new(), None));
        let row = read(r#"{"start":"20260302T090000Z","tags":[],"annotation":""}"#).unwrap();
        assert_eq!((row.tags, row.annotation), (Vec::new(), None));
        assert_eq!(read(r#"{"start":null}"#).unwrap_err(), RowError::NoStart);
    }

    #[test]
    fn unknown_fields_and_the_positional_id_are_passed_over_whatever_they_hold() {
        let json = r#"{"id":1e999,"id":[],"start":"20260302T090000Z","zone":"\ud800"}"#;
        assert_eq!(read(json).unwrap().end, None);
    }
}
