//! What a request struct takes and refuses, at the extractor.

mod anything;
mod bodies;
mod places;
mod types;

use std::collections::HashMap;

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING};
use actix_web::test::{self, TestRequest};
use actix_web::{App, FromRequest, web};
use hardpoint::ApiRequest;
use proptest::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::Body;
use crate::error::Problem;

#[derive(Debug, PartialEq, ApiRequest)]
struct CreateOrder {
    #[garde(length(min = 1, max = 64))]
    sku: String,
    #[garde(range(min = 1, max = 100))]
    quantity: u32,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[serde(rename_all = "camelCase")]
struct Everything {
    #[api(path)]
    order_id: Uuid,
    #[api(query)]
    #[garde(range(max = 100))]
    page_size: Option<u8>,
    #[api(query = "tag")]
    #[garde(length(max = 3), inner(length(max = 8)))]
    #[api(default)]
    tags: Vec<String>,
    #[api(header = "X-Tenant")]
    #[garde(length(max = 16))]
    tenant: String,
    #[api(header, default = 7)]
    x_level: u8,
    #[garde(length(max = 4), dive)]
    line_items: Vec<Line>,
    #[serde(default, alias = "remark")]
    #[garde(length(max = 10))]
    note: Option<String>,
    #[serde(with = "hex")]
    colour: u32,
    #[serde(skip)]
    #[garde(skip)]
    seen: bool,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[serde(rename_all = "kebab-case")]
struct Line {
    #[garde(range(min = 1))]
    unit_price: u32,
    #[garde(length(max = 2), dive)]
    #[serde(default)]
    part_list: Option<Vec<Line>>,
    #[serde(default)]
    size: Option<Size>,
    #[garde(length(max = 2))]
    #[api(keys = 4)]
    #[serde(default)]
    by_name: HashMap<String, u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, ApiRequest)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[api(query)]
struct Page {
    #[api(default = 20)]
    #[garde(range(min = 1, max = 100))]
    limit: u8,
    size: Option<Size>,
    #[garde(length(max = 8))]
    #[serde(default = "anything")]
    text: String,
}

fn anything() -> String {
    "anything".to_owned()
}

mod hex {
    use serde::de::{Deserialize, Deserializer, Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = String::deserialize(deserializer)?;
        u32::from_str_radix(&text, 16).map_err(|_| D::Error::custom("expected a colour"))
    }
}

const ID: &str = "018f4f2e-9c2a-7000-8000-000000000000";

fn json(body: impl Into<String>) -> TestRequest {
    TestRequest::post()
        .insert_header(("content-type", "application/json"))
        .set_payload(body.into())
}

fn everything(body: &str) -> TestRequest {
    json(body)
        .uri("/?pageSize=5&tag=a&tag=b")
        .param("orderId", ID)
        .insert_header(("x-tenant", "acme"))
}

async fn read<T>(request: TestRequest) -> Result<T, Problem>
where
    T: FromRequest<Error = Problem>,
{
    let (request, mut payload) = request.to_http_parts();
    T::from_request(&request, &mut payload).await
}

async fn refused<T>(request: TestRequest) -> (u16, String, Vec<(String, String)>)
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    let problem = read::<T>(request).await.unwrap_err();
    let errors = problem.errors.into_iter();
    let errors = errors.map(|e| (e.pointer, format!("{}: {}", e.code, e.detail)));
    (
        problem.status.as_u16(),
        problem.code.into_owned(),
        errors.collect(),
    )
}

/// What is refused, as `status code`, and then `pointer code: detail` a line.
async fn said<T>(request: TestRequest) -> Vec<String>
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    let (status, code, errors) = refused::<T>(request).await;
    let mut said = vec![format!("{status} {code}")];
    said.extend(errors.into_iter().map(|(at, what)| format!("{at} {what}")));
    said
}

async fn code<T>(request: TestRequest) -> String
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    said::<T>(request).await.remove(0)
}
