//! The kinds of value a setting has, each with the one sentence that says what it takes.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

/// A text is not what the setting takes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ValueError {
    #[error("it takes a whole number from {least} to {most}")]
    Number { least: u32, most: u32 },
    #[error("it takes true or false")]
    YesNo,
    #[error("it takes addresses or networks with commas between them, as in 10.0.0.0/8, 192.0.2.1")]
    Networks,
    #[error("it takes 1 to 255 characters that can be seen, without blanks")]
    Name,
    #[error("it takes scopes with blanks between them, openid among them")]
    Scopes,
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> FromStr for Number<LEAST, MOST> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let number = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
        number.map(Self).ok_or(ValueError::Number { least: LEAST, most: MOST })
    }
}

impl<const LEAST: u32, const MOST: u32> Number<LEAST, MOST> {
    pub(super) fn seconds(self) -> Duration {
        Duration::from_secs(self.0.into())
    }

    pub(super) fn days(self) -> Duration {
        Duration::from_secs(24 * 60 * 60 * u64::from(self.0))
    }
}

impl<const LEAST: u32, const MOST: u32> From<Number<LEAST, MOST>> for u32 {
    fn from(number: Number<LEAST, MOST>) -> Self {
        number.0
    }
}

impl<const LEAST: u32, const MOST: u32> From<Number<LEAST, MOST>> for u64 {
    fn from(number: Number<LEAST, MOST>) -> Self {
        number.0.into()
    }
}

impl<const LEAST: u32, const MOST: u32> From<Number<LEAST, MOST>> for usize {
    /// Where a size has fewer bits than a number here, the greatest that there is.
    fn from(number: Number<LEAST, MOST>) -> Self {
        Self::try_from(number.0).unwrap_or(Self::MAX)
    }
}

impl<const LEAST: u32, const MOST: u32> From<Number<LEAST, MOST>> for NonZeroU32 {
    /// For numbers whose least is 1 or more.
    fn from(number: Number<LEAST, MOST>) -> Self {
        const { assert!(LEAST > 0) }
        Self::new(number.0).unwrap_or(Self::MIN)
    }
}

/// Networks; an address is one of itself alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Networks(pub(super) Vec<IpNet>);

impl FromStr for Networks {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let read = |one: &str| {
            let one = one.trim();
            one.parse().or_else(|_| one.parse::<IpAddr>().map(IpNet::from)).map_err(|_| ValueError::Networks)
        };
        text.split(',').map(read).collect::<Result<_, _>>().map(Self)
    }
}

/// A name that somebody else gave: of a client, of an audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(pub(super) String);

impl FromStr for Name {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let is_plain = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_plain { Ok(Self(text.to_owned())) } else { Err(ValueError::Name) }
    }
}

/// Scopes: RFC 6749, section 3.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scopes(pub(super) Vec<String>);

impl FromStr for Scopes {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let scopes: Vec<_> = text.split_ascii_whitespace().map(str::to_owned).collect();
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        let plain = scopes.iter().all(|scope| scope.bytes().all(is_plain));
        if plain && scopes.iter().any(|scope| scope == "openid") {
            Ok(Self(scopes))
        } else {
            Err(ValueError::Scopes)
        }
    }
}

/// True or false, as TOML writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YesNo(pub(super) bool);

impl FromStr for YesNo {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        text.parse().map(Self).map_err(|_| ValueError::YesNo)
    }
}
