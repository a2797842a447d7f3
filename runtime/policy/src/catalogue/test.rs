//! The rules of `#[hardpoint::test]`.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    test: a_test_is_an_async_function,
        "Whatever it does of a service is awaited.",
        "Write `async fn`.";
    test: a_test_has_no_type_parameters,
        "Nobody calls a test who could say a type.",
        "Write the type in place of the parameter.";
    test: a_test_takes_what_is_made_for_it,
        "A service that nobody makes cannot be taken, and one that nobody takes tests nothing.",
        "Say the service between the parentheses, and take it as `TestService`, with a `TestStore` behind it if that is to be broken.";
    test: a_test_names_one_service,
        "What cannot be read would not be tested.",
        "Write `endpoints![…]`, or an expression of a `Builder`.";
];
