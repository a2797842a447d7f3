#[derive(hardpoint::ApiError)]
enum Error {
    #[api(status = 404, code = "a")]
    A,
}

fn main() {}
