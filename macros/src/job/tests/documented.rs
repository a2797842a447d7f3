//! Every option is in the table of the attribute's documentation.

use std::fs;

use crate::job::check::OPTIONS;

#[test]
fn every_option_is_documented() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/docs/jobs.md");
    let page = fs::read_to_string(page).unwrap();
    for (option, _) in OPTIONS.known {
        let row = format!("| `{option}` |");
        assert!(page.contains(&row), "`{option}` is in no row of the table");
    }
}
