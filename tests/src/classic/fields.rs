//! How strictly a body is read: each field by its rule, and none that is not known.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::answer::Answer;

/// A time as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// One that the server can store.
    At(Timestamp),
    /// A date by its week: it passes as ISO 8601, and then breaks.
    Week,
}

/// The fields of one object, and what is wrong with them so far.
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    known: Vec<&'static str>,
    wrong: Vec<String>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(body: &'a Value) -> Result<Self, Answer> {
        let map = body.as_object().ok_or_else(|| Answer::refusal(400, "Unexpected token in JSON"))?;
        Ok(Self { map, known: Vec::new(), wrong: Vec::new() })
    }

    /// What is sent, where it is not null.
    pub(super) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Whether it is sent at all.
    pub(super) fn names(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    pub(super) fn text(&mut self, name: &'static str, most_characters: usize) -> Option<String> {
        let value = self.value(name)?;
        let Some(text) = value.as_str() else {
            self.wrong.push(format!("{name} must be a string"));
            return None;
        };
        if text.chars().count() > most_characters {
            let most = format!("{name} must be shorter than or equal to {most_characters} characters");
            self.wrong.push(most);
        }
        Some(text.to_owned())
    }

    pub(super) fn needed(&mut self, name: &'static str) -> String {
        let text = self.text(name, usize::MAX);
        if !self.map.get(name).is_some_and(Value::is_string) {
            self.wrong.push(format!("{name} should not be empty"));
        }
        text.unwrap_or_default()
    }

    /// A UUID of version 4, and of no other.
    pub(super) fn key(&mut self, name: &'static str) -> String {
        let text = self.needed(name);
        let version = uuid::Uuid::try_parse(&text).ok().filter(|_| text.len() == 36);
        let right = version
            .is_some_and(|uuid| uuid.get_version_num() == 4 && uuid.get_variant() == uuid::Variant::RFC4122);
        if !right {
            self.wrong.push(format!("{name} must be a UUID"));
        }
        text
    }

    pub(super) fn time(&mut self, name: &'static str) -> Option<Time> {
        let text = self.value(name)?;
        let time = text.as_str().and_then(time);
        if time.is_none() {
            self.wrong.push(format!("{name} must be a valid ISO 8601 date string"));
        }
        time
    }

    pub(super) fn number(&mut self, name: &'static str) -> Option<f64> {
        let value = self.value(name)?;
        if !value.is_number() {
            self.wrong.push(format!("{name} must be a number conforming to the specified constraints"));
        }
        value.as_f64()
    }

    pub(super) fn status(&mut self) -> Option<super::Status> {
        let value = self.value("status")?;
        let status = value.as_str().and_then(super::Status::of);
        if status.is_none() {
            let one_of = "status must be one of the following values: RUNNING, PAUSED, STOPPED";
            self.wrong.push(one_of.to_owned());
        }
        status
    }

    pub(super) fn faults(self) -> Vec<String> {
        let strange = self.map.keys().filter(|name| !self.known.contains(&name.as_str()));
        strange.map(|name| format!("property {name} should not exist")).chain(self.wrong).collect()
    }

    /// Nothing was wrong.
    pub(super) fn end(self) -> Result<(), Answer> {
        let wrong = self.faults();
        if wrong.is_empty() { Ok(()) } else { Err(Answer::invalid(&wrong)) }
    }
}

fn time(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|some| some.iter().all(u8::is_ascii_digit))
    };
    if digits(0..4) && (bytes.get(4) == Some(&b'W') || bytes.get(4..6) == Some(b"-W")) {
        return Some(Time::Week);
    }
    if !digits(0..4) || bytes.get(4) != Some(&b'-') {
        return None;
    }
    let at = text.parse::<Timestamp>().ok().or_else(|| {
        let local = text.parse::<civil::DateTime>().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })?;
    // It keeps milliseconds.
    Timestamp::from_millisecond(at.as_millisecond()).ok().map(Time::At)
}

/// The body as JSON. An escape of half a character becomes that of a NUL: the two break the same way.
pub(super) fn json(body: &[u8]) -> Result<Value, Answer> {
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(&without_halves(&text)).map_err(|_| Answer::refusal(400, "Unexpected token in JSON"))
}

fn without_halves(text: &str) -> String {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let (mut made, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(next) = text[at..].find('\\') {
        made += &text[at..at + next];
        at += next;
        let length = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                made += "\\u0000";
                at += 6;
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
        made += &text[at..at + length];
        at += length;
    }
    made + &text[at..]
}
