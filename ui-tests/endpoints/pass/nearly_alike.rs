//! Endpoints of one path, of one function's name and of one code stand side by side.
//! Keeps: `what_is_listed_has_a_route`, `a_route_is_taken_once`, `an_endpoint_is_listed_once`.
//! Keeps: `a_name_is_given_once`, `a_code_has_one_meaning`.
use actix_web::web::Path;
use hardpoint::prelude::*;

#[derive(Debug, ApiError)]
enum OrderError {
    #[api(status = 404, code = "unknown", message = "there is no order {0}")]
    Unknown(u64),
    #[api(internal)]
    Broken,
    #[api(transparent)]
    Stock(#[from] StockError),
}

#[derive(Debug, ApiError)]
enum StockError {
    #[api(status = 404, code = "unknown", message = "nobody knows {0}")]
    Unknown(String),
    #[api(status = 503, code = "overloaded", retry_after = "5s")]
    Full,
}

mod orders {
    use super::*;

    #[endpoint(get = "/orders/{id}")]
    pub async fn get(id: Path<u64>) -> Result<String, OrderError> {
        match *id {
            0 => Err(OrderError::Broken),
            1 => Err(StockError::Full.into()),
            id => Err(OrderError::Unknown(id)),
        }
    }

    #[endpoint(delete = "/orders/{number}")]
    pub async fn delete(_number: Path<u64>) -> Result<impl actix_web::Responder, StockError> {
        if false {
            return Ok("gone");
        }
        Err(StockError::Unknown("rope".to_owned()))
    }

    #[endpoint(get = r"/orders/{name:[a-z]+}")]
    pub async fn by_name(name: Path<String>) -> String {
        name.into_inner()
    }
}

mod items {
    use super::*;

    #[endpoint(get = "/items/{id}", name = "items_get")]
    pub async fn get(id: Path<u64>) -> String {
        id.to_string()
    }
}

fn main() {
    let listed = endpoints![orders::get, orders::delete, orders::by_name, items::get,];
    assert_eq!(listed.specs().count(), 4);
    assert!(endpoints![].specs().next().is_none());
    assert!(Hardpoint::builder().endpoints(listed).build().is_ok());
}
