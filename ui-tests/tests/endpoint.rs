//! `#[endpoint]`: what compiles, and what the compiler says of what does not.

#[test]
fn what_is_right_compiles() {
    trybuild::TestCases::new().pass("endpoint/pass/*.rs");
}

#[test]
fn what_is_wrong_is_said() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("endpoint/fail/*.rs");
    cases.compile_fail("endpoint/left_to_rustc/*.rs");
}
