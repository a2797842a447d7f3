//! One body, or several that may be absent, beside what is read from elsewhere.
//! Keeps: `a_body_is_read_once`.
use actix_web::App;
use actix_web::web::{Bytes, Form, Header, Json, Query};
use hardpoint::{ApiRequest, endpoint};

#[derive(Debug, ApiRequest)]
struct Page {
    #[api(query)]
    after: Option<u32>,
}

#[endpoint(post = "/order")]
async fn order(quantity: Json<u32>, page: Page, of: Option<Query<(u8, u8)>>) -> String {
    format!("{quantity} of {:?} in {:?}", of, page.after)
}

#[endpoint(post = "/either")]
async fn either(json: Option<Json<u32>>, form: Option<Form<Vec<(String, u32)>>>) -> String {
    format!("{json:?} {form:?}")
}

type Maybe = Option<Json<u32>>;

#[endpoint(post = "/alias")]
async fn alias(bytes: Bytes, json: Maybe) -> String {
    format!("{bytes:?} {json:?}")
}

#[endpoint(post = "/tuple")]
async fn tuple((json, page): (Json<u32>, Page)) -> String {
    format!("{json} {:?}", page.after)
}

#[endpoint(put = "/raw")]
async fn raw(
    raw: Bytes,
    kind: Header<actix_web::http::header::ContentType>,
    #[cfg(any())] json: Json<u32>,
) -> String {
    format!("{} of {kind}", raw.len())
}

fn main() {
    let _ = App::new().service(order).service(either).service(alias).service(tuple).service(raw);
}
