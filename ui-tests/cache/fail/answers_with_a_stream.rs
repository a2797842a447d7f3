//! Nobody ever has the whole of a stream.
//! Breaks: `a_cached_answer_is_there_in_whole`.
use actix_web::body::SizedStream;
use actix_web::web::Bytes;
use actix_web::{App, Error, HttpResponse};
use futures_util::stream::{Iter, iter};
use hardpoint::endpoint;

type Lines = Iter<std::vec::IntoIter<Result<Bytes, Error>>>;

#[endpoint(get = "/export", cache = "ttl:60")]
async fn export() -> Result<HttpResponse<SizedStream<Lines>>, Error> {
    let lines = vec![Ok(Bytes::from_static(b"one"))];
    Ok(HttpResponse::Ok().message_body(SizedStream::new(3, iter(lines)))?)
}

fn main() {
    let _ = App::new().service(export);
}
