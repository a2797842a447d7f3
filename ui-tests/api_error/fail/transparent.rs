//! What is transparent asks its one field.
//! Breaks: `transparent_asks_its_field`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(transparent)]
    Unit,
    #[api(transparent)]
    Two(hardpoint::Problem, u8),
    #[api(transparent, status = 404)]
    Status(hardpoint::Problem),
    #[api(transparent, level = "warn")]
    Level(hardpoint::Problem),
}

fn main() {}
