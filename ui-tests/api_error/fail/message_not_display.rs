//! A field without a text for persons cannot stand in a message.
//! Breaks: `a_message_shows_fields_by_display`.
#[derive(Debug)]
struct Opaque;

#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 404, code = "a", message = "there is no {key}")]
    NotDisplay { key: Opaque },
}

fn main() {}
