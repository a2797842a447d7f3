//! The rules of a nested struct must be run.
//! Breaks: `the_rules_of_a_nested_struct_are_run`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    line: Line,
    #[garde(length(max = 3))]
    lines: Vec<Line>,
    #[garde(skip)]
    skipped: Option<Line>,
    kind: Kind,
}

#[derive(ApiRequest)]
struct Line {
    count: u8,
}

#[derive(ApiRequest)]
enum Kind {
    One,
}

fn main() {}
