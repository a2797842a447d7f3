//! What the attribute says is what the endpoint promises.
#![deny(warnings)]

use actix_web::get;
use actix_web::web::{Path, Query};
use hardpoint::__private::{Endpoint, policy};
use hardpoint::endpoint;

/// One order,
/// by its id.
///
/// It is read from memory.
#[endpoint(
    timeout = "5s",
    rate = ["10/min per:header(X-Key)", "8/s"],
    cache = "ttl:60 tags:orders,order-{id}",
    concurrency = 4,
    criticality = "sheddable",
    tag = "orders"
)]
#[get("/orders/{id}", name = "order")]
async fn get_order(id: Path<u64>, query: Query<()>) -> String {
    let () = query.into_inner();
    id.to_string()
}

#[endpoint]
async fn r#move() -> &'static str {
    ""
}

fn main() {
    let spec = get_order::spec();
    assert_eq!(spec.name, "order");
    assert_eq!(spec.tag.as_deref(), Some("orders"));
    assert_eq!(spec.summary, "One order, by its id.");
    assert_eq!(*spec.methods, [policy::Method::Get]);
    assert_eq!(spec.path.as_deref(), Some("/orders/{id}"));
    assert_eq!(spec.timeout, "5s".parse().unwrap());
    assert_eq!(spec.body, "64KiB".parse().unwrap());
    assert_eq!(spec.rates[0], "10/min per:header(x-key)".parse().unwrap());
    assert_eq!(spec.rates[1], "8/s".parse().unwrap());
    assert_eq!(spec.concurrency, Some("4".parse().unwrap()));
    assert_eq!(spec.cache, Some("ttl:60 tags:orders,order-{id}".parse().unwrap()));
    assert_eq!(spec.idempotency, None);
    assert_eq!(spec.criticality, policy::Criticality::Sheddable);
    assert!(spec.module.ends_with("promises") || spec.module == module_path!());
    assert!(spec.file.ends_with("promises.rs"));
    assert_eq!(spec.line, 13);

    let reads = get_order::ARGS.iter().flatten().map(|facts| (facts.body, facts.query, facts.path));
    assert!(reads.eq([(false, false, true), (false, true, false)]));

    assert_eq!(r#move::spec().name, "move");
    assert_eq!(r#move::spec().path, None);
    assert_eq!(r#move::ARGS.iter().flatten().count(), 0);
}
