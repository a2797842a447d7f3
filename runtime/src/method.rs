//! Methods of requests, as RFC 9110 classes them.

use actix_web::http::Method;

/// Whether requests of `method` may be repeated as they are: the safe ones of RFC 9110 §9.2.1,
/// and `QUERY`, which the `http` crate does not know.
pub(crate) fn is_safe(method: &Method) -> bool {
    method.is_safe() || method.as_str() == "QUERY"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_and_the_wire_agree_on_what_is_safe() {
        for method in hardpoint_policy::Method::ALL {
            let on_the_wire = Method::from_bytes(method.as_str().as_bytes()).unwrap();
            assert_eq!(is_safe(&on_the_wire), method.is_safe(), "{method}");
        }
    }
}
