//! The crate under another name, as text and as a path; its own is taken by another crate.

extern crate hardpoint as renamed;
extern crate std as hardpoint;

#[derive(Debug, renamed::ApiError)]
#[api(crate = "::renamed")]
enum Text {
    #[api(status = 404, code = "a", message = "{0}")]
    A(u8),
    #[api(transparent)]
    B(#[from] Path),
}

#[derive(Debug, renamed::ApiError)]
#[api(crate = renamed, status = 404, code = "a")]
struct Path;

fn main() {
    use renamed::error::ApiError as _;
    assert_eq!(Text::from(Path).facts().code, "a");
    assert_eq!(Text::A(1).to_string(), "1");
}
