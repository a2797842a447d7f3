//! `From` and `source` are about one field.
//! Breaks: `an_error_has_one_source`, `from_fills_every_field`, `a_type_makes_one_variant`.
//! Breaks: `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(internal)]
    First(#[from] std::io::Error),
    #[api(internal)]
    Second(#[from] std::io::Error),
    #[api(internal)]
    More(#[from] std::fmt::Error, u8),
    #[api(internal)]
    Twice(#[source] std::fmt::Error, #[source] std::fmt::Error),
    #[api(internal)]
    Options(#[source(x)] std::fmt::Error),
    #[api(internal)]
    #[from]
    OnVariant(std::fmt::Error),
    #[api(internal)]
    ApiOnField(#[api(status = 404)] u8),
}

fn main() {}
