//! `name::handler` is the function, for unit tests; recursion and modules see the function too.
#![deny(warnings)]

use actix_web::web::{Data, Path};
use hardpoint::endpoint;

#[endpoint(get = "/countdown/{from}", rate = "1/min")]
pub async fn countdown(from: Path<u32>) -> String {
    match *from {
        0 => "0".to_owned(),
        _ => format!("{from} {}", Box::pin(countdown(Path::from(*from - 1))).await),
    }
}

#[endpoint(get = "/borrowed")]
async fn borrowed<'a>(text: Data<&'a str>) -> String {
    self::inner::twice(&text)
}

mod inner {
    pub(super) fn twice(text: &str) -> String {
        super::separator() + text + text
    }
}

fn separator() -> String {
    String::new()
}

#[actix_web::main]
async fn main() {
    assert_eq!(countdown::handler(Path::from(2)).await, "2 1 0");
    assert_eq!(borrowed::handler(Data::new("ab")).await, "abab");
}
