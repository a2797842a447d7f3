//! The rules of what must end in time.

use super::{Fault, pasted};
use crate::{Concurrency, Duration, EndpointSpec, Slo};

/// Who waited for the whole of the timeout has no time left to run.
pub(super) fn waiting_ends_before_the_timeout(spec: &EndpointSpec) -> Option<Fault> {
    let concurrency = spec
        .concurrency
        .filter(|concurrency| concurrency.queue > 0)?;
    let timeout = spec.timeout.limit()?;
    let shorter = Concurrency {
        wait: Duration::from_millis((timeout.as_millis() / 10).clamp(1, 200)),
        ..concurrency
    };
    let help = if shorter.wait < timeout {
        format!(
            "write {}, or a longer `timeout`",
            pasted("concurrency", &shorter)
        )
    } else {
        "write a longer `timeout`".to_owned()
    };
    (concurrency.wait >= timeout).then(|| {
        Fault::new(
            "concurrency",
            format!(
                "`wait:{}` in `concurrency` leaves no time to run before the timeout of `{timeout}`",
                concurrency.wait
            ),
            help,
        )
    })
}

/// What takes longer than the timeout is a failure already, so an objective beyond it measures
/// nothing that it says.
pub(super) fn an_objective_lies_within_the_timeout(spec: &EndpointSpec) -> Option<Fault> {
    let slo = spec.slo?;
    let (under, timeout) = (slo.under?, spec.timeout.limit()?);
    let within = Slo {
        under: Some(timeout),
        ..slo
    };
    (under > timeout).then(|| {
        Fault::new(
            "slo",
            format!(
                "`under:{under}` in `slo` counts answers that the timeout of `{timeout}` cuts off"
            ),
            format!(
                "write {} or less, or a longer `timeout`",
                pasted("slo", &within)
            ),
        )
    })
}
