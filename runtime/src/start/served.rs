//! The rules that are asked of what stands around the endpoints, where the server is ours.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use hardpoint_policy::same_shape;

use super::{Start, StartFault};
use crate::server::{PROBES, ServerSettings};

/// What a service is served with.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) settings: ServerSettings,
    /// Where it is to listen.
    pub(crate) listen: Vec<SocketAddr>,
    /// The names of what stands around, by how each is said.
    pub(crate) names: [(&'static str, Vec<String>); 3],
}

/// How much of the drain budget is left after the delay at least: most of a second for the requests,
/// and a good one for what comes after them.
const AFTER_THE_DELAY: Duration = Duration::from_secs(2);

/// The shortest time that a connection can be given.
const LEAST_TIME: Duration = Duration::from_secs(1);

/// Everything that is wrong with it.
pub(super) fn broken(served: &Served, start: &Start<'_>) -> Vec<StartFault> {
    let mut faults = Vec::new();
    faults.extend(the_drain_outlasts_its_delay(served, start.drain_budget));
    faults.extend(a_probe_has_its_path(start));
    faults.extend(the_admin_listener_is_apart(served));
    faults.extend(a_limit_of_the_server_is_one(served));
    faults.extend(what_stands_around_has_a_name_of_its_own(served));
    faults
}

fn fault(rule: &'static str, message: String, help: String) -> StartFault {
    StartFault {
        rule,
        endpoints: Vec::new(),
        option: None,
        source: None,
        message,
        help,
    }
}

/// Requests are still taken during the delay, and what is left after it is all the time they have.
fn the_drain_outlasts_its_delay(served: &Served, budget: Duration) -> Option<StartFault> {
    let delay = served.settings.drain_delay;
    let least = delay.saturating_add(AFTER_THE_DELAY);
    (least > budget).then(|| {
        fault(
            "the_drain_outlasts_its_delay",
            format!(
                "`drain_delay` takes {delay:?} of a `drain_budget` of {budget:?}, and requests in flight have no time to end"
            ),
            format!("write a `drain_budget` of {least:?} or more, or a shorter `drain_delay`"),
        )
    })
}

/// Where a capture takes a probe's path, the probe comes first; here somebody has meant it.
fn a_probe_has_its_path(start: &Start<'_>) -> Vec<StartFault> {
    let taken = start.endpoints.specs().filter_map(|spec| {
        let versioning = start.versions.versioning();
        let said = versioning.served_at(spec)?.path;
        let paths = [Some(said), versioning.served_unversioned(spec)];
        let takes = |probe: &&str| paths.iter().flatten().any(|path| same_shape(path, probe));
        let probe = PROBES.into_iter().find(takes)?;
        Some(StartFault {
            endpoints: vec![spec.name.to_string()],
            ..fault(
                "a_probe_has_its_path",
                format!("`{probe}` is where orchestrators ask how the process is"),
                "write another path, and say with `ready_when` what the service needs to be ready"
                    .to_owned(),
            )
        })
    });
    taken.collect()
}

/// Two cannot listen at one place, whichever of the addresses of a machine is meant.
fn the_admin_listener_is_apart(served: &Served) -> Option<StartFault> {
    let admin = served.settings.admin.address();
    let admin = admin.filter(|admin| admin.port() != 0)?;
    let meets = |listen: &&SocketAddr| {
        listen.port() == admin.port()
            && (listen.ip() == admin.ip()
                || listen.ip().is_unspecified()
                || admin.ip().is_unspecified())
    };
    let listen = served.listen.iter().find(meets)?;
    Some(fault(
        "the_admin_listener_is_apart",
        format!("requests are served at {listen}, and the admin listener is to be at {admin}"),
        "give `admin` another port, or say `.without_admin()`".to_owned(),
    ))
}

/// Nobody is served by no worker, and no time is no limit to actix. Nor is a short one: its clock
/// is read twice a second, and a time that is over before it begins is never found to be over.
fn a_limit_of_the_server_is_one(served: &Served) -> Vec<StartFault> {
    let ServerSettings {
        workers,
        connections,
        head_timeout,
        keep_alive,
        ..
    } = &served.settings;
    let is_counted = |time: &Duration| *time >= LEAST_TIME;
    let limits = [
        ("workers", "1", *workers != Some(0)),
        ("connections", "1", *connections != 0),
        ("head_timeout", "1s", is_counted(head_timeout)),
        (
            "keep_alive",
            "1s, or `Duration::ZERO` for none",
            keep_alive.is_zero() || is_counted(keep_alive),
        ),
    ];
    let broken = limits.into_iter().filter(|(_, _, is_one)| !is_one);
    let faults = broken.map(|(limit, least, _)| {
        fault(
            "a_limit_of_the_server_is_one",
            format!("`{limit}` in the settings of the server is less than can be counted"),
            format!("write at least {least}, or leave it out"),
        )
    });
    faults.collect()
}

/// What fails is told by its name, and by nothing else.
fn what_stands_around_has_a_name_of_its_own(served: &Served) -> Vec<StartFault> {
    let mut faults = Vec::new();
    for (said_with, names) in &served.names {
        let mut known = HashSet::new();
        for name in names.iter().filter(|name| !known.insert(*name)) {
            faults.push(fault(
                "what_stands_around_has_a_name_of_its_own",
                format!("`{name}` is said with `{said_with}` twice"),
                "give one of them another name".to_owned(),
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests;
