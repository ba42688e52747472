//! The code says whether all that the file holds can be read.

use homing_app::FileRows;
use homing_domain::time::Unreadable;

use super::code_of;
use crate::exit::ExitCode;

#[test]
fn as_long_as_a_row_cant_be_read_no_import_ends_as_done() {
    let mut rows = FileRows { sent: 3, ..FileRows::default() };
    assert_eq!(code_of(&rows, false), ExitCode::Done);
    assert_eq!(code_of(&rows, true), ExitCode::BadInput);
    rows.unreadable.insert(Unreadable::NoKey, 1);
    assert_eq!(code_of(&rows, false), ExitCode::BadInput);
}
