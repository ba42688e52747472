//! What PostgreSQL's error codes mean to the port.

use crate::relational::error::Meaning;

/// Reads a SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(crate) fn meaning(code: &str) -> Meaning {
    match code {
        // A deadlock, a lock that is not had in time, a server that ends, starts or takes no more connections.
        "40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" | "53300" | "25P03" => Meaning::Busy,
        "53100" => Meaning::Full,
        // A standby, or no right to write.
        "25006" | "42501" => Meaning::NotWritable,
        "3D000" | "3F000" => Meaning::NoPlace,
        "XX001" | "XX002" => Meaning::Corrupt,
        // Connections that broke.
        _ if code.starts_with("08") => Meaning::Busy,
        // Who signs in is not let in.
        _ if code.starts_with("28") => Meaning::NotReadable,
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_means_what_its_class_means() {
        for (codes, expected) in [
            (["08006", "57P01", "40P01", "55P03"].as_slice(), Meaning::Busy),
            (&["53100"], Meaning::Full),
            (&["25006", "42501"], Meaning::NotWritable),
            (&["28P01", "28000"], Meaning::NotReadable),
            (&["3D000"], Meaning::NoPlace),
            (&["XX001"], Meaning::Corrupt),
            (&["23505", "42P01", "x", ""], Meaning::Other),
        ] {
            for code in codes {
                assert_eq!(meaning(code), expected, "{code}");
            }
        }
    }
}
