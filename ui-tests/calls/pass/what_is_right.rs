//! What an endpoint calls ends as late as the endpoint, wherever it stands.
//! Keeps: `a_call_ends_before_the_endpoint`, `calls_lists_functions`.
#![deny(warnings)]

use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

mod payments {
    use super::*;

    #[dependency(timeout = "2s")]
    pub(crate) async fn charge<T: AsRef<str>>(order: T) -> Result<usize, DependencyError> {
        Ok(order.as_ref().len())
    }
}

struct Warehouse<T>(T);

impl<T: AsRef<str> + Clone> Warehouse<T> {
    #[dependency(idempotent)]
    async fn of(name: T) -> Result<Self, DependencyError> {
        Ok(Self(name))
    }
}

#[endpoint(get = "/same", timeout = "2s", calls = [payments::charge::<&str>])]
async fn same() -> Result<String, DependencyError> {
    Ok(payments::charge("a").await?.to_string())
}

#[endpoint(get = "/unsaid", calls = [self::payments::charge, Warehouse::<&str>::of])]
async fn unsaid() -> Result<String, DependencyError> {
    Ok(Warehouse::of("a").await?.0.to_owned())
}

#[endpoint(get = "/events", timeout = "none because:it streams events", calls = [crate::payments::charge])]
async fn without_an_end() -> String {
    String::new()
}

fn main() {
    let _ = Hardpoint::builder()
        .endpoints(endpoints![same, unsaid, without_an_end])
        .dependencies(dependencies![payments::charge, Warehouse::<&str>::of])
        .dependencies(dependencies![]);
}
