//! `derive(ApiRequest)`: what must compile, what must not, and in which words.

#[test]
fn what_compiles_and_what_does_not() {
    let cases = trybuild::TestCases::new();
    cases.pass("api_request/pass/*.rs");
    cases.compile_fail("api_request/fail/*.rs");
}
