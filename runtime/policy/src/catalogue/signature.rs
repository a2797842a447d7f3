//! The rules of the function under the attribute.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    signature: an_endpoint_is_a_function,
        "Only a function can be called with a request.",
        "Move the attribute to the handler, an `async fn`.";
    signature: an_endpoint_is_async,
        "It is awaited under its deadline.",
        "Write `async fn`.";
    signature: an_endpoint_has_a_body,
        "Without one there is nothing to call.",
        "Write what it does.";
    signature: an_endpoint_has_no_qualifiers,
        "It is called from safe code, at run time, by Rust's own convention.",
        "Remove `const`, `unsafe` or `extern`.";
    signature: an_endpoint_takes_no_self,
        "A handler belongs to no value, so there is none to call it on.",
        "Make it a free function, and take shared state as `web::Data`.";
    signature: an_endpoint_has_no_type_parameters,
        "A route leads to one function, not to one per type.",
        "Write the type in place of the parameter.";
    signature: an_endpoint_is_not_variadic,
        "There is no list of unknown length in a request.",
        "Name each argument with its type.";
    signature: an_argument_has_a_type,
        "`impl Trait` in an argument is a type parameter without a name.",
        "Write the type that is extracted.";
    signature: an_argument_is_owned,
        "What a request makes is the handler's own: nobody else is there to lend it.",
        "Write the type without `&`.";
    signature: an_endpoint_has_few_arguments,
        "A handler of actix has at most 16.",
        "Gather arguments in one struct with `#[derive(ApiRequest)]`.";
    signature: an_endpoint_says_what_it_returns,
        "An answer that says nothing is said aloud.",
        "Add `-> impl Responder`, or the type of the answer.";
];
