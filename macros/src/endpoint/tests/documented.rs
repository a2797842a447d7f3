//! Every option is in the table of the attribute's documentation.

use std::fs;

use crate::endpoint::OPTIONS;

#[test]
fn every_option_is_documented() {
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../runtime/src/docs/endpoint.md"
    );
    let page = fs::read_to_string(page).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    for (option, _) in OPTIONS {
        let found = rows.iter().any(|row| {
            let first = row.split('|').nth(1).unwrap_or_default();
            first.contains(&format!("`{option}`"))
        });
        assert!(found, "`{option}` is in no row of the table");
    }
}
