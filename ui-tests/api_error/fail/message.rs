//! A message says something, of fields that are there, and nothing of the inside of a service.
//! Breaks: `a_message_says_something`, `a_5xx_message_has_no_fields`.
//! Breaks: `a_message_names_fields_that_are_there`, `a_messages_braces_match`.
//! Breaks: `a_message_shows_fields_by_display`, `an_option_of_an_error_is_known`.
#[derive(Debug)]
struct Opaque;

#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 500, code = "a", message = "{host} and {more} failed")]
    ServerError { host: String },
    #[api(status = 404, code = "b", message = "no {oder}")]
    Misspelt { order: u8, other: u8 },
    #[api(status = 404, code = "c", message = "no {1}, {x}")]
    Tuple(u8),
    #[api(status = 404, code = "d", message = "no {id}")]
    Unit,
    #[api(status = 404, code = "e", message = "no {}")]
    Empty(u8),
    #[api(status = 404, code = "f", message = "no {id")]
    Unclosed { id: u8 },
    #[api(status = 404, code = "g", message = "no id}")]
    Unopened { id: u8 },
    #[api(status = 404, code = "h", message = "no {id:?}")]
    Debug { id: u8 },
    #[api(status = 404, code = "i", message = "no {id:width$}")]
    Width { id: u8, width: usize },
    #[api(status = 404, code = "j", message = " ")]
    Blank,
    #[api(status = 404, code = "k", message = b"bytes")]
    Bytes,
}

fn main() {}
