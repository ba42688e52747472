//! What PostgreSQL's codes say of the next try.

use crate::store::error::Kind;

/// Reads a SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(in crate::store) fn kind_of_state(state: &str) -> Kind {
    match state {
        // Two transactions that can't both be, a lock or an answer that does not come in time, a standby.
        "40001" | "40P01" | "55P03" | "57014" | "25P03" | "25006" => Kind::Passing,
        // No such database, no such schema.
        "3D000" | "3F000" => Kind::NoPlace,
        // Connections that broke, no room, a server that ends or starts, a disk that fails.
        _ if ["08", "53", "57", "58"].iter().any(|class| state.starts_with(class)) => Kind::Passing,
        // Who signs in is not let in.
        _ if state.starts_with("28") => Kind::NotLetIn,
        _ => Kind::Lasting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_its_class_says() {
        for (states, expected) in [
            (
                ["40001", "40P01", "55P03", "57014", "57P01", "08006", "53300", "53100"].as_slice(),
                Kind::Passing,
            ),
            (&["28P01", "28000"], Kind::NotLetIn),
            (&["3D000", "3F000"], Kind::NoPlace),
            (&["23505", "42P01", "22001", "", "x"], Kind::Lasting),
        ] {
            for state in states {
                assert_eq!(kind_of_state(state), expected, "{state}");
            }
        }
    }
}
