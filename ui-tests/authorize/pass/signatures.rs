//! A function over the principal and as many of the first arguments as it needs.
//! Keeps: `authorize_names_a_function`, `authorize_fits_its_handler`.
//! Keeps: `authorize_decides_about_somebody`.
use actix_web::web::{Json, Path, Query};
use hardpoint::prelude::*;

#[derive(Debug, ApiError)]
#[api(status = 404, code = "no_such_order", message = "there is no such order")]
struct NoSuchOrder;

mod may {
    use super::NoSuchOrder;
    use actix_web::web::{Json, Path, Query};
    use hardpoint::Principal;

    pub(super) fn be_anybody(who: &Principal) -> bool {
        !who.id().is_empty()
    }

    pub(super) async fn read(who: &Principal, id: &Path<u64>) -> Result<(), NoSuchOrder> {
        match who.has_scope(&id.to_string()) {
            true => Ok(()),
            false => Err(NoSuchOrder),
        }
    }

    pub(super) fn list<'a>(who: &Principal, of: &'a Query<String>) -> Result<bool, NoSuchOrder> {
        Ok(who.id() == of.as_str())
    }

    pub(super) async fn write(_: &Principal, id: &Path<u64>, new: &Json<u64>) -> bool {
        **id == **new
    }

    pub(super) fn later<'a>(
        who: &'a Principal,
        id: &'a Path<u64>,
    ) -> impl Future<Output = Result<bool, NoSuchOrder>> + 'a {
        async move { Ok(who.id() == id.to_string()) }
    }
}

#[endpoint(get = "/a", auth, authorize = may::be_anybody)]
async fn nothing() -> &'static str {
    ""
}

#[endpoint(get = "/b/{id}", auth, authorize = may::be_anybody)]
async fn something(_id: Path<u64>) -> &'static str {
    ""
}

#[endpoint(get = "/c/{id}", auth = "orders:read", authorize = "may::read")]
async fn by_text(_id: Path<u64>, _who: Principal) -> &'static str {
    ""
}

#[endpoint(get = "/d", auth, authorize = self::may::list, rate = "1/s per:principal")]
async fn by_query(_of: Query<String>) -> &'static str {
    ""
}

#[endpoint(put = "/e/{id}", auth, authorize = crate::may::write, idempotent)]
async fn both(_id: Path<u64>, _new: Json<u64>, #[cfg(any())] _never: Json<u64>) -> &'static str {
    ""
}

#[endpoint(auth, authorize = may::later)]
#[actix_web::get("/f/{id}")]
async fn above(_id: Path<u64>) -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![nothing, something, by_text, by_query, both, above];
    let named: Vec<_> = listed
        .specs()
        .filter_map(|spec| spec.authorize.as_deref())
        .collect();
    assert_eq!(named[2], "may::read");
    assert_eq!(named[4], "crate::may::write");
}
