//! What stands in the first entry of a record that is filed in parts: which parts are its own, and the digest of
//! the whole. Not the parts themselves.

use keyring::Error;
use sha2::{Digest as _, Sha256};

/// What no record begins with: those are JSON.
const MARK: &str = "homing-parts-1";

/// Two sets of names for parts. A write takes the one that is not in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    A,
    B,
}

impl Generation {
    /// All that there are.
    pub(super) const BOTH: [Self; 2] = [Self::A, Self::B];

    pub(super) fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    pub(super) fn letter(self) -> char {
        match self {
            Self::A => 'a',
            Self::B => 'b',
        }
    }
}

/// The parts of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) generation: Generation,
    pub(super) parts: usize,
    /// SHA-256 of the whole, in hexadecimal digits.
    digest: String,
}

impl Table {
    pub(super) fn of(record: &[u8], generation: Generation, parts: usize) -> Self {
        Self { generation, parts, digest: digest(record) }
    }

    pub(super) fn to_text(&self) -> String {
        format!("{MARK} {} {} {}", self.generation.letter(), self.parts, self.digest)
    }

    /// The table in `first`, or none where it is a record itself.
    ///
    /// # Errors
    /// It begins like a table and is none.
    pub(super) fn read(first: &[u8]) -> Result<Option<Self>, Error> {
        if !first.starts_with(MARK.as_bytes()) {
            return Ok(None);
        }
        let table = std::str::from_utf8(first).ok().and_then(|text| {
            let mut words = text.split(' ').skip(1);
            let letter = words.next()?;
            let generation =
                Generation::BOTH.into_iter().find(|generation| letter == generation.letter().to_string())?;
            let (parts, digest) = (words.next()?.parse().ok()?, words.next()?.to_owned());
            words.next().is_none().then_some(Self { generation, parts, digest })
        });
        table
            .map(Some)
            .ok_or_else(|| Error::BadStoreFormat("the table of the record's parts is damaged".into()))
    }

    pub(super) fn is_of(&self, record: &[u8]) -> bool {
        self.digest == digest(record)
    }
}

fn digest(record: &[u8]) -> String {
    Sha256::digest(record).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_table_is_read_back_and_a_record_is_none() {
        for generation in Generation::BOTH {
            let table = Table::of(b"record", generation, 12);
            assert_eq!(Table::read(table.to_text().as_bytes()).unwrap(), Some(table.clone()));
            assert!(table.is_of(b"record") && !table.is_of(b"recorD"));
        }
        assert_eq!(Table::read(br#"{"access":"a"}"#).unwrap(), None);
    }

    #[test]
    fn a_damaged_table_is_not_taken_for_a_record() {
        let good = Table::of(b"record", Generation::A, 12).to_text();
        for bad in
            [&good[..MARK.len()], &good.replace(" a ", " c "), &good.replace("12", "x"), &format!("{good} 1")]
        {
            assert!(matches!(Table::read(bad.as_bytes()), Err(Error::BadStoreFormat(_))), "{bad}");
        }
    }
}
