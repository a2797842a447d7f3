//! What a handler takes and returns, as traits that say in our words what is missing.

use actix_web::{FromRequest, Responder};

/// One argument of a handler: an extractor.
#[diagnostic::on_unimplemented(
    message = "nothing in a request makes `{Self}`\n\
               help: take `web::Json<{Self}>`, `web::Path<{Self}>` or `web::Query<{Self}>`, derive `hardpoint::ApiRequest` for `{Self}`, or take what is the same for all requests as `web::Data<{Self}>`",
    label = "no extractor"
)]
pub trait Argument: FromRequest + 'static {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest + 'static> Argument for T {}

/// All arguments of a handler, in their order.
pub trait Arguments: FromRequest + 'static {}

impl Arguments for () {}

/// As many as actix extracts at once.
macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Argument, $($rest: Argument),*> Arguments for ($first, $($rest,)*) {}
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

/// What a handler returns: a responder.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no answer\n\
               help: return a `Responder`, such as `web::Json<…>`, `String` or `HttpResponse`, or a `Result` of one, the error of which says what a client is told of it: `#[derive(Debug, hardpoint::ApiError)]`",
    label = "cannot be sent"
)]
pub trait Returned: Responder {}

#[diagnostic::do_not_recommend]
impl<T: Responder> Returned for T {}
