//! Two endpoints have one name, by which nobody could tell them apart.
//! Breaks: `a_name_is_given_once`.
use hardpoint::prelude::*;

mod orders {
    use super::*;

    #[endpoint(get = "/orders")]
    pub async fn list() -> &'static str {
        "orders"
    }
}

mod items {
    use super::*;

    #[endpoint(get = "/items")]
    pub async fn list() -> &'static str {
        "items"
    }
}

fn main() {
    let _ = endpoints![orders::list, items::list];
}
