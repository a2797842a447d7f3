//! An error that nobody derived says nothing to a client.
//! Breaks: `an_answer_is_a_responder`.
struct Error;

fn takes<E: hardpoint::ApiError>(_: E) {}

fn main() {
    takes(Error);
}
