//! The rules of `derive(ApiError)`.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    api_error: an_error_is_no_union,
        "Nobody knows which field a union holds.",
        "Make it an enum.";
    api_error: an_error_says_what_is_answered,
        "What a client is answered is no accident.",
        "Write `status` and `code`, or `internal`, or `transparent`.";
    api_error: an_error_has_its_own_code,
        "A client tells errors apart by their codes alone.",
        "Write another `code` for one of them.";
    api_error: an_errors_status_is_an_errors,
        "A status other than 4xx and 5xx says that all went well.",
        "Write a status from 400 to 599.";
    api_error: a_code_is_in_snake_case,
        "A code is a word for programs, stable and spelled in one way.",
        "Write it in snake_case.";
    api_error: a_message_says_something,
        "An empty message tells a client less than none.",
        "Say something, or leave `message` out.";
    api_error: a_5xx_message_has_no_fields,
        "The fields of a failure are the service's inside, and no client's business.",
        "Write a text without fields; they are logged.";
    api_error: a_message_names_fields_that_are_there,
        "A placeholder that names no field has no value.",
        "Write the field's name, or double the brace.";
    api_error: a_messages_braces_match,
        "Half a placeholder is a mistake, or a brace that is meant.",
        "Write the other brace, or double it.";
    api_error: a_message_shows_fields_by_display,
        "`Debug` and its like are for programmers: they show names of types, and change with them.",
        "Write `{name}`, with a width or a precision at most.";
    api_error: retry_after_is_said_where_it_helps,
        "It promises that the same request may succeed later.",
        "Write `retryable` beside it, or leave it out.";
    api_error: what_is_retryable_is_not_final,
        "What may succeed later is not stored under an idempotency key, nor is a failure of the service.",
        "Leave one of them out.";
    api_error: an_error_is_not_two_things,
        "`retryable` and `not_retryable`, `final` and `not_final` deny each other.",
        "Leave one of them out.";
    api_error: internal_says_nothing,
        "It is a 500 that says nothing to a client.",
        "Leave `internal` out, or what stands beside it.";
    api_error: transparent_asks_its_field,
        "The one field is asked for everything, so nothing can be said beside it.",
        "Leave `transparent` out, or what stands beside it, or the other fields.";
    api_error: an_error_has_one_source,
        "Of two sources, one would be lost.",
        "Leave one of the marks out.";
    api_error: from_fills_every_field,
        "`From` has one value to fill the variant with.",
        "Write `#[source]`, and make the variant with `map_err`.";
    api_error: a_type_makes_one_variant,
        "Two variants made from one type could not be told apart.",
        "Write `#[source]` on one of them, and make it with `map_err`.";
    api_error: an_option_of_an_error_is_known,
        "An option that nobody knows would be a promise that nobody keeps.",
        "Write the near spelling, once, where it belongs, with a value of its kind.";
];
