//! Where one record is filed: in one entry, or in several where one takes too few bytes. Not what the record says,
//! and not how the keychain is reached. ADR 105 has the reasons.

use std::sync::Arc;

use keyring::Error;
use zeroize::Zeroizing;

use super::line::Keychain;
use super::table::{Generation, Table};

/// More than any token that a server could mean; a keychain that has "one more" for ever ends here.
pub(super) const MOST_PARTS: usize = 64;

/// How often a reader begins again because the record changed under it.
const LOOKS: usize = 8;

type Bytes = Zeroizing<Vec<u8>>;

/// A record's place. Its first entry has the record itself, or a table of its parts.
pub(super) struct Place {
    service: Arc<str>,
    name: String,
}

impl Place {
    pub(super) fn new(service: &Arc<str>, name: String) -> Self {
        Self { service: Arc::clone(service), name }
    }

    /// The old record or the new one, never something of both, also while another process writes.
    pub(super) fn read(&self, keychain: &Keychain) -> Result<Option<Bytes>, Error> {
        let mut first = get(keychain, self, &self.name)?;
        for _ in 0..LOOKS {
            let Some(bytes) = first else {
                return Ok(None);
            };
            let Some(table) = Table::read(&bytes)? else {
                return Ok(Some(bytes));
            };
            if let Some(record) = self.whole(keychain, &table)? {
                return Ok(Some(record));
            }
            // The parts are not those of the table: either it is no longer the newest, or they are damaged.
            first = get(keychain, self, &self.name)?;
            if first.as_ref() == Some(&bytes) {
                break;
            }
        }
        Err(Error::BadStoreFormat("parts of the record are missing".to_owned()))
    }

    /// Writing the first entry is the act; whatever comes before or after it changes nothing for a reader.
    pub(super) fn write(&self, keychain: &Keychain, record: &[u8]) -> Result<(), Error> {
        let Some(most_bytes) = keychain.most_bytes else {
            return set(keychain, self, &self.name, record);
        };
        if record.len() <= most_bytes {
            set(keychain, self, &self.name, record)?;
            self.tidy(keychain, &Generation::BOTH);
            return Ok(());
        }
        let parts = record.len().div_ceil(most_bytes);
        if parts > MOST_PARTS {
            let most = u32::try_from(MOST_PARTS * most_bytes).unwrap_or(u32::MAX);
            return Err(Error::TooLong("sign-in".to_owned(), most));
        }
        let stored = get(keychain, self, &self.name)?.and_then(|first| Table::read(&first).ok().flatten());
        let generation = stored.map_or(Generation::BOTH[0], |table| table.generation.other());
        for (number, part) in record.chunks(most_bytes).enumerate() {
            set(keychain, self, &self.part(generation, number), part)?;
        }
        self.remove_parts(keychain, generation, parts)?;
        set(keychain, self, &self.name, Table::of(record, generation, parts).to_text().as_bytes())?;
        self.tidy(keychain, &[generation.other()]);
        Ok(())
    }

    /// The first entry goes first: what is left without it is nothing to a reader.
    pub(super) fn delete(&self, keychain: &Keychain) -> Result<(), Error> {
        remove(keychain, self, &self.name)?;
        if keychain.most_bytes.is_some() {
            for generation in Generation::BOTH {
                self.remove_parts(keychain, generation, 0)?;
            }
        }
        Ok(())
    }

    /// The record that the table names, where its parts are all there.
    fn whole(&self, keychain: &Keychain, table: &Table) -> Result<Option<Bytes>, Error> {
        let mut parts = Vec::with_capacity(table.parts.min(MOST_PARTS));
        for number in 0..table.parts.min(MOST_PARTS) {
            match get(keychain, self, &self.part(table.generation, number))? {
                Some(part) => parts.push(part),
                None => return Ok(None),
            }
        }
        // Large enough from the start: a buffer that grows leaves its old content behind.
        let mut record = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        parts.iter().for_each(|part| record.extend_from_slice(part));
        Ok(table.is_of(&record).then_some(record))
    }

    /// Removes what the record no longer needs. It is written by now: what can't be removed waits for the next
    /// write.
    fn tidy(&self, keychain: &Keychain, generations: &[Generation]) {
        for generation in generations {
            if let Err(error) = self.remove_parts(keychain, *generation, 0) {
                tracing::debug!(error = %super::line::scrubbed(error), "old parts of a record stay for now");
            }
        }
    }

    /// Removes the parts from `first` on. The last goes first, so that those that are there never have a gap: a
    /// removal that is killed leaves what the next one finds.
    fn remove_parts(&self, keychain: &Keychain, of: Generation, first: usize) -> Result<(), Error> {
        let mut end = first;
        while end < MOST_PARTS && get(keychain, self, &self.part(of, end))?.is_some() {
            end += 1;
        }
        (first..end).rev().try_for_each(|number| remove(keychain, self, &self.part(of, number)))
    }

    fn part(&self, generation: Generation, number: usize) -> String {
        format!("{}/{}{number}", self.name, generation.letter())
    }
}

fn get(keychain: &Keychain, place: &Place, name: &str) -> Result<Option<Bytes>, Error> {
    match keychain.entry(&place.service, name)?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn set(keychain: &Keychain, place: &Place, name: &str, bytes: &[u8]) -> Result<(), Error> {
    keychain.still_asked()?;
    keychain.entry(&place.service, name)?.set_secret(bytes)
}

fn remove(keychain: &Keychain, place: &Place, name: &str) -> Result<(), Error> {
    keychain.still_asked()?;
    match keychain.entry(&place.service, name)?.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        outcome => outcome,
    }
}
