//! A screenshot that was recorded.

use homing_app::Attached;
use homing_app::json::AttachedJson;

use super::entry::{named, short_id};
use super::text::printable;

/// As JSON.
pub(crate) fn json(attached: &Attached) -> AttachedJson<'_> {
    attached.into()
}

/// In one line.
pub(crate) fn line(attached: &Attached) -> String {
    let Attached { screenshot, entry, .. } = attached;
    let name = screenshot.file_name.as_deref().map_or_else(|| "the picture".to_owned(), printable);
    format!("Attached {name} ({}) to {} ({}).", size(screenshot.blob.bytes), named(entry), short_id(entry.id))
}

/// A number of bytes as people say it.
pub(crate) fn size(bytes: u64) -> String {
    const KILO: u64 = 1_000;
    match bytes {
        1 => "1 byte".to_owned(),
        0..KILO => format!("{bytes} bytes"),
        KILO..1_000_000 => format!("{} kB", bytes.div_ceil(KILO)),
        _ if bytes % 1_000_000 < 100_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_unit_that_suits_it() {
        let said: Vec<_> = [1, 999, 1_000, 1_001, 999_000, 1_000_000, 12_345_678].map(size).to_vec();
        assert_eq!(said, ["1 byte", "999 bytes", "1 kB", "2 kB", "999 kB", "1 MB", "12.3 MB"]);
    }
}
