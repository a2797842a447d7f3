//! Nobody ever has the whole of a stream.
//! Breaks: `an_idempotent_answer_is_there_in_whole`.
use actix_web::body::SizedStream;
use actix_web::web::Bytes;
use actix_web::{App, Error, HttpResponse};
use futures_util::stream::{Iter, iter};
use hardpoint::endpoint;

type Lines = Iter<std::vec::IntoIter<Result<Bytes, Error>>>;

#[endpoint(post = "/export", idempotent)]
async fn export() -> HttpResponse<SizedStream<Lines>> {
    let lines = vec![Ok(Bytes::from_static(b"one"))];
    HttpResponse::Ok().finish().set_body(SizedStream::new(3, iter(lines)))
}

fn main() {
    let _ = App::new().service(export);
}
