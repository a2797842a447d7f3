//! The recorder of a process that has none of its own, and what it tells Prometheus.
//!
//! Metrics go through the `metrics` facade; this is what stands behind it where `run` or
//! [`install_metrics`] puts it there. Its histograms are of fixed size, so that it needs nobody to
//! read it, and it writes both formats of Prometheus.

mod accept;
pub(crate) mod beside;
mod buckets;
mod exposition;
mod names;
mod registry;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse};

use self::exposition::Format;
use self::registry::Registry;
use crate::error::Rejection;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::of_ours);

/// Whether it is the recorder of the process, once that is known.
static IS_INSTALLED: OnceLock<bool> = OnceLock::new();

fn registry() -> &'static Registry {
    &REGISTRY
}

fn is_installed() -> bool {
    IS_INSTALLED.get().is_some_and(|is| *is)
}

/// The process has a recorder of metrics, and it is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignRecorder;

impl fmt::Display for ForeignRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has a metrics recorder of its own")
    }
}

impl std::error::Error for ForeignRecorder {}

/// Makes ours the recorder of the process, behind the `metrics` facade; done before, that is well.
///
/// [`run`](crate::Builder::run) does it where it has an admin listener. Where the endpoints are
/// mounted on a server of another kind, or metrics of the service's own are to be counted before
/// `run`, it goes first in `main`: a handle that was made before counts nothing.
///
/// # Errors
///
/// Where somebody has installed another one, which then stays.
pub fn install_metrics() -> Result<(), ForeignRecorder> {
    let install = || metrics::set_global_recorder(registry()).is_ok();
    match IS_INSTALLED.get_or_init(install) {
        true => Ok(()),
        false => Err(ForeignRecorder),
    }
}

/// All metrics of the process, as a handler: Prometheus text 0.0.4 or OpenMetrics 1.0.0, whichever
/// `Accept` likes better, and the text where it does not say.
///
/// It is 404 where ours is not the recorder of the process; see [`install_metrics`]. The admin
/// listener has it at `/metrics`.
///
/// ```
/// use actix_web::{App, web};
///
/// hardpoint::observe::install_metrics()?;
/// let app = App::new().route("/metrics", web::get().to(hardpoint::observe::metrics));
/// # drop(app);
/// # Ok::<(), hardpoint::observe::ForeignRecorder>(())
/// ```
pub async fn metrics(request: HttpRequest) -> HttpResponse {
    if !is_installed() {
        let mut problem = Rejection::NotFound.problem();
        problem.detail = Some(
            "metrics are not recorded here: this process has a recorder of its own, or none".into(),
        );
        return problem.into_response();
    }
    let accepted = request.headers().get_all(ACCEPT);
    let format = accept::preferred(accepted.filter_map(|line| line.to_str().ok()));
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.content_type()))
        .insert_header((VARY, "Accept"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(exposition::write(registry(), format))
}
