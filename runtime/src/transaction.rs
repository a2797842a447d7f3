//! How the transaction of `idempotent = "tx"` reaches the handler: it is lent for one call.

use std::any::Any;
use std::cell::RefCell;

use actix_web::{HttpRequest, HttpResponse};

use crate::error::{self, Problem};
use crate::handler::Returned;

tokio::task_local! {
    /// What is lent to the handler that this task runs.
    static LENT: RefCell<Option<Lent>>;
}

/// A transaction, and the request that it is for.
struct Lent {
    transaction: Box<dyn Any>,
    request: HttpRequest,
}

/// What a handler under `idempotent = "tx"` writes through.
#[diagnostic::on_unimplemented(
    message = "`idempotent`: `{Self}` is not the transaction of `idempotent = \"tx\"`\nhelp: take `&mut hardpoint::Tx`, which needs the feature `postgres`",
    label = "not `hardpoint::Tx`"
)]
pub trait Transaction: 'static {}

#[cfg(feature = "postgres")]
impl Transaction for crate::db::Tx {}

/// Says of an argument's type that it must be that.
pub const fn is_transaction<T: Transaction>() {}

/// Runs a handler on the transaction that was lent for its call, and gives it back. Where none
/// was, the handler does not run.
pub async fn in_transaction<T: 'static>(
    work: impl AsyncFnOnce(&mut T, &HttpRequest) -> HttpResponse,
) -> HttpResponse {
    let Some(Lent {
        transaction,
        request,
    }) = LENT.try_with(RefCell::take).ok().flatten()
    else {
        tracing::error!("a handler takes `&mut Tx`, and nobody has begun a transaction for it");
        return Problem::internal().into_response();
    };
    let Ok(mut transaction) = transaction.downcast::<T>() else {
        tracing::error!("a handler takes another transaction than the one that was begun for it");
        return Problem::internal().into_response();
    };
    let response = work(&mut transaction, &request).await;
    let given_back = Lent {
        transaction,
        request,
    };
    // It is lent by the task that runs the handler.
    let _ = LENT.try_with(|lent| lent.replace(Some(given_back)));
    response
}

/// The response to what a handler returned.
pub fn answered<R: Returned>(returned: R, request: &HttpRequest) -> HttpResponse {
    error::normalise(returned.respond_to(request).map_into_boxed_body())
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody as _;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;

    use super::*;

    #[derive(Default)]
    struct Ledger(Vec<&'static str>);

    impl Transaction for Ledger {}

    struct Other;

    impl Transaction for Other {}

    async fn order(ledger: &mut Ledger, item: &'static str) -> Result<String, Problem> {
        ledger.0.push(item);
        Ok(item.to_owned())
    }

    async fn called_with(lent: Option<Box<dyn Any>>) -> (HttpResponse, Option<Lent>) {
        let lent = lent.map(|transaction| Lent {
            transaction,
            request: TestRequest::default().to_http_request(),
        });
        let call = in_transaction(async move |ledger: &mut Ledger, request: &HttpRequest| {
            answered(order(ledger, "nail").await, request)
        });
        let scope = async { (call.await, LENT.with(RefCell::take)) };
        LENT.scope(RefCell::new(lent), scope).await
    }

    #[actix_web::test]
    async fn a_handler_writes_through_what_is_lent_and_gives_it_back() {
        let (response, lent) = called_with(Some(Box::new(Ledger::default()))).await;
        assert_eq!(response.into_body().try_into_bytes().unwrap(), "nail");
        let ledger = lent.unwrap().transaction.downcast::<Ledger>().ok().unwrap();
        assert_eq!(ledger.0, ["nail"]);
    }

    #[actix_web::test]
    async fn without_its_transaction_a_handler_does_not_run() {
        for lent in [None, Some(Box::new(Other) as Box<dyn Any>)] {
            let (response, lent) = called_with(lent).await;
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(lent.is_none());
        }
    }
}
