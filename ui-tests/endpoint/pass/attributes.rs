//! Other attributes on the function keep working, on whichever side of `#[endpoint]`.
#![deny(warnings, missing_docs)]

use actix_web::{App, get};
use hardpoint::endpoint;

/// One price.
///
/// In cents.
#[endpoint(get = "/a")]
#[tracing::instrument]
async fn instrumented_below() -> &'static str {
    "a"
}

#[tracing::instrument(fields(kind = "above"))]
#[endpoint(get = "/b")]
async fn instrumented_above() -> &'static str {
    "b"
}

#[endpoint(get = "/c")]
#[cfg(any())]
async fn absent() -> NoSuchType {
    no_such_function()
}

#[cfg(all())]
#[endpoint(get = "/c")]
async fn absent() -> &'static str {
    "present"
}

#[cfg_attr(all(), endpoint(get = "/d", timeout = "1s"))]
async fn conditional() -> &'static str {
    "d"
}

#[endpoint(get = "/e")]
#[deprecated(note = "use another")]
async fn old() -> &'static str {
    "e"
}

#[endpoint(get = "/f/{id}")]
#[deprecated]
async fn old_with_arguments(id: actix_web::web::Path<String>) -> String {
    id.into_inner()
}

#[endpoint(get = "/g")]
#[must_use = "it is an answer"]
async fn used() -> &'static str {
    "g"
}

#[endpoint(get = "/h")]
#[allow(unused_variables)]
async fn allowed() -> &'static str {
    let unused = 1;
    "h"
}

#[endpoint(get = "/i")]
#[expect(unused_variables, reason = "it is")]
async fn expected() -> &'static str {
    let unused = 1;
    "i"
}

#[endpoint(get = "/j")]
#[expect(dead_code, reason = "never mounted")]
async fn unmounted() -> &'static str {
    "j"
}

#[endpoint(timeout = "1s")]
#[get("/k")]
#[tracing::instrument]
async fn consumed() -> &'static str {
    "k"
}

#[endpoint(timeout = "1s")]
#[actix_web::get("/qualified")]
async fn get() -> &'static str {
    "named as the attribute"
}

#[get("/l")]
#[tracing::instrument]
#[endpoint(timeout = "1s")]
#[allow(unused_variables)]
async fn nested() -> &'static str {
    let unused = 1;
    "l"
}

/// Every visibility.
pub mod visible {
    use hardpoint::endpoint;

    /// Everywhere.
    #[endpoint(get = "/m")]
    pub async fn public() -> &'static str {
        "m"
    }

    #[endpoint(get = "/n")]
    pub(crate) async fn of_the_crate() -> &'static str {
        "n"
    }

    #[endpoint(get = "/o")]
    pub(super) async fn of_the_parent() -> &'static str {
        "o"
    }

    #[endpoint(get = "/p")]
    pub(in crate::visible) async fn in_here() -> &'static str {
        "p"
    }

    /// Uses the private ones.
    pub fn mount(app: &mut actix_web::web::ServiceConfig) {
        app.service(in_here).service(private);
    }

    #[endpoint(get = "/q")]
    async fn private() -> &'static str {
        "q"
    }
}

fn main() {
    #[allow(deprecated)]
    let app = App::new().service(old).service(old_with_arguments);
    let _ = app
        .service(instrumented_below)
        .service(instrumented_above)
        .service(absent)
        .service(conditional)
        .service(used)
        .service(allowed)
        .service(expected)
        .service(consumed)
        .service(nested)
        .service(get)
        .service(visible::public)
        .service(visible::of_the_crate)
        .service(visible::of_the_parent)
        .configure(visible::mount);
}
