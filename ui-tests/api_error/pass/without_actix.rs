//! A module in which nothing of actix is in scope.

mod errors {
    #[derive(Debug, hardpoint::ApiError)]
    pub enum Failed {
        #[api(status = 404, code = "not_found")]
        NotFound,
    }
}

fn main() {
    let _ = errors::Failed::NotFound;
}
