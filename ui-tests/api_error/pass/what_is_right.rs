//! The nearest right program to each wrong error.
//! Keeps: `an_error_is_no_union`, `an_error_says_what_is_answered`, `an_error_has_its_own_code`.
//! Keeps: `an_errors_status_is_an_errors`, `a_code_is_in_snake_case`, `a_message_says_something`.
//! Keeps: `a_5xx_message_has_no_fields`, `a_message_names_fields_that_are_there`.
//! Keeps: `a_messages_braces_match`, `a_message_shows_fields_by_display`.
//! Keeps: `retry_after_is_said_where_it_helps`, `what_is_retryable_is_not_final`.
//! Keeps: `an_error_is_not_two_things`, `internal_says_nothing`, `transparent_asks_its_field`.
//! Keeps: `an_error_has_one_source`, `from_fills_every_field`, `a_type_makes_one_variant`.

#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 400, code = "a")]
    TheLowest,
    #[api(status = 599, code = "b_2", message = "the store {{of orders}} is away")]
    TheHighestWithoutFields { host: String },
    #[api(status = 404, code = "c", message = "there is no {order:>8} in {{{shop:.4}}}")]
    Named { order: u64, shop: &'static str },
    #[api(status = 409, code = "d", message = "{0} and {1}")]
    Tuple(u64, String),
    #[api(status = 404, code = "e", retryable, retry_after = "5s")]
    Later,
    #[api(status = 503, code = "f", not_retryable)]
    NotLater,
    #[api(status = 409, code = "g", final)]
    Final,
    #[api(internal)]
    Internal(#[from] std::io::Error),
    #[api(transparent)]
    Transparent(#[from] hardpoint::Problem),
    #[api(status = 503, code = "h")]
    MadeOf(#[from] std::fmt::Error),
    #[api(status = 503, code = "i")]
    AlsoMadeOf(#[source] std::io::Error, u64),
}

fn main() {
    use hardpoint::ApiError as _;
    let message = |error: Error| error.message().map(|text| text.into_owned());
    let named = Error::Named { order: 7, shop: "Zürich" };
    assert_eq!(message(named).as_deref(), Some("there is no        7 in {Züri}"));
    let failed = Error::TheHighestWithoutFields { host: "db-1".to_owned() };
    assert_eq!(message(failed).as_deref(), Some("the store {of orders} is away"));
    let _ = [Error::TheLowest, Error::Tuple(1, "2".into()), Error::Later, Error::NotLater];
    let _ = [Error::Final, std::fmt::Error.into(), std::io::Error::other("").into()];
    let _ = Error::AlsoMadeOf(std::io::Error::other(""), 1);
}
