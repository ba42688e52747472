//! What SQLite's result codes mean to the port.

use crate::relational::error::Meaning;

/// Reads SQLite's extended result code, whose low byte is the primary one:
/// <https://www.sqlite.org/rescode.html>.
pub(crate) fn meaning(code: &str) -> Meaning {
    let Ok(code) = code.parse::<u32>() else {
        return Meaning::Other;
    };
    match (code & 0xff, code) {
        // BUSY, LOCKED.
        (5 | 6, _) => Meaning::Busy,
        // FULL; of IOERR: SHMSIZE, which is how a full disk shows when the index of the log is made.
        (13, _) | (10, 4874) => Meaning::Full,
        // PERM, READONLY, CANTOPEN; of IOERR: WRITE, FSYNC, DIR_FSYNC, TRUNCATE, SHMOPEN.
        (3 | 8 | 14, _) | (10, 778 | 1034 | 1290 | 1546 | 4618) => Meaning::NotWritable,
        // CORRUPT, NOTADB; of IOERR: DATA, CORRUPTFS.
        (11 | 26, _) | (10, 8202 | 8458) => Meaning::Corrupt,
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_result_code_means_what_its_family_means() {
        for (codes, expected) in [
            (["5", "6", "261", "517"].as_slice(), Meaning::Busy),
            (&["13", "4874"], Meaning::Full),
            (&["8", "14", "776", "778", "1034"], Meaning::NotWritable),
            (&["11", "26", "267", "8458"], Meaning::Corrupt),
            (&["1", "10", "266", "1555", "x"], Meaning::Other),
        ] {
            for code in codes {
                assert_eq!(meaning(code), expected, "{code}");
            }
        }
    }
}
