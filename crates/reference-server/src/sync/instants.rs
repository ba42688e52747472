//! Instants and ids as the API writes them: exact in form, so that equal values are equal texts.

use jiff::Timestamp;

/// The length of every instant of the years 0000 to 9999.
const INSTANT_BYTES: usize = "2026-11-22T09:15:00.000Z".len();

/// Reads an instant in exactly the API's form: RFC 3339, UTC as `Z`, three fractional digits.
pub(super) fn read_instant(text: &str) -> Option<Timestamp> {
    if text.len() != INSTANT_BYTES {
        return None;
    }
    let instant: Timestamp = text.parse().ok()?;
    (format!("{instant:.3}") == text).then_some(instant)
}

/// Whether this is a UUID of version 4 in its usual form.
pub(super) fn is_id(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|id| {
        id.get_version_num() == 4
            && id.get_variant() == uuid::Variant::RFC4122
            && id.hyphenated().to_string() == text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_form_only() {
        assert!(read_instant("2026-11-22T09:15:00.000Z").is_some());
        assert!(read_instant("1969-12-31T23:59:59.999Z").is_some());
        for other in [
            "",
            "2026-11-22",
            "2026-11-22T09:15:00Z",
            "2026-11-22T09:15:00.000000Z",
            "2026-11-22T09:15:00.0001Z",
            "2026-11-22T09:15:00.000+00:00",
            "2026-11-22T10:15:00.000+01:00",
            "2026-11-22t09:15:00.000z",
            "2026-11-22 09:15:00.000Z",
            "2026-11-22T09:15:60.000Z",
            "2026-02-30T09:15:00.000Z",
            "-000001-11-22T09:15:00.000Z",
        ] {
            assert_eq!(read_instant(other), None, "{other:?}");
        }
    }

    #[test]
    fn an_id_is_a_version_4_uuid_in_lower_case_with_hyphens() {
        assert!(is_id("0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11"));
        for other in [
            "",
            "0b1f4c2e-7a4d-1f7e-9a53-2f1f0c8f6c11",
            "0b1f4c2e-7a4d-4f7e-1a53-2f1f0c8f6c11",
            "0B1F4C2E-7A4D-4F7E-9A53-2F1F0C8F6C11",
            "0b1f4c2e7a4d4f7e9a532f1f0c8f6c11",
            "{0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11}",
        ] {
            assert!(!is_id(other), "{other:?}");
        }
    }
}
