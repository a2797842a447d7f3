//! Two versions of one route are two routes.
//! Keeps: `a_version_is_a_number`, `a_version_is_said_once`, `a_version_has_a_route`.
use actix_web::web::Path;
use hardpoint::Versions;
use hardpoint::prelude::*;

mod v1 {
    use super::*;

    #[endpoint(get = "/orders/{id}", version = "1", name = "v1.order")]
    pub async fn order(id: Path<u64>) -> String {
        id.to_string()
    }
}

#[endpoint(get = "/orders/{number}", version = "2")]
async fn order(number: Path<u64>) -> String {
    number.to_string()
}

#[endpoint(version = "3")]
#[actix_web::get("/orders/v1")]
async fn of_actix() -> &'static str {
    ""
}

#[endpoint(get = "/v1/legacy")]
async fn unversioned() -> &'static str {
    ""
}

fn main() {
    for versions in [
        Versions::in_path(),
        Versions::in_path_or(2),
        Versions::in_header("accept-version", 1),
    ] {
        let built = Hardpoint::builder()
            .versions(versions)
            .endpoints(endpoints![v1::order, order, of_actix, unversioned])
            .build();
        let operations: Vec<_> = built.unwrap().specs().map(|spec| spec.operation()).collect();
        assert_eq!(
            operations,
            [
                "GET /v1/orders/{id}",
                "GET /v2/orders/{number}",
                "GET /v3/orders/v1",
                "GET /v1/legacy"
            ]
        );
    }
}
