//! What an endpoint says of its own end: `Deprecation`, `Sunset` and where they are explained.

use std::time::{Duration, SystemTime};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, HttpDate, LINK};
use hardpoint_policy::{Date, Deprecation, EndpointSpec, Sunset};

use crate::clock::Clock;

/// What an endpoint says of its own end, with its headers written beforehand.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    /// RFC 9745.
    deprecation: Option<HeaderValue>,
    /// RFC 8594.
    sunset: Option<HeaderValue>,
    /// RFC 8288, all of them in one line.
    links: Option<HeaderValue>,
    /// From then on it answers no more, as seconds since the Unix epoch.
    ends: Option<u64>,
}

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

impl Lifecycle {
    /// The lifecycle of an endpoint that has one.
    pub(crate) fn of(spec: &EndpointSpec) -> Option<Self> {
        let (deprecated, sunset) = (spec.deprecated.as_ref(), spec.sunset.as_ref());
        (deprecated.is_some() || sunset.is_some()).then(|| Self {
            deprecation: deprecated.and_then(|policy| {
                HeaderValue::from_str(&format!("@{}", seconds(policy.since))).ok()
            }),
            sunset: sunset.and_then(|policy| {
                let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds(policy.at));
                HeaderValue::from_str(&HttpDate::from(at).to_string()).ok()
            }),
            links: links(deprecated, sunset),
            ends: sunset.map(|policy| seconds(policy.at)),
        })
    }

    /// Whether its sunset has passed.
    pub(crate) fn has_ended(&self, clock: &Clock) -> bool {
        self.ends
            .is_some_and(|ends| clock.unix_time().as_secs() >= ends)
    }

    /// Adds its headers to an answer's; the handler's own links stay.
    #[cold]
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let dates = [(DEPRECATION, &self.deprecation), (SUNSET, &self.sunset)];
        for (name, value) in dates {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
        if let Some(links) = &self.links {
            headers.append(LINK, links.clone());
        }
    }
}

/// When the day begins; no date is before the epoch.
fn seconds(date: Date) -> u64 {
    u64::try_from(date.unix_seconds()).unwrap_or_default()
}

fn links(deprecated: Option<&Deprecation>, sunset: Option<&Sunset>) -> Option<HeaderValue> {
    let links = [
        (
            deprecated.and_then(|policy| policy.see.as_deref()),
            "deprecation",
        ),
        (
            deprecated.and_then(|policy| policy.successor.as_deref()),
            "successor-version",
        ),
        (sunset.and_then(|policy| policy.see.as_deref()), "sunset"),
    ];
    let links: Vec<String> = links
        .iter()
        .filter_map(|(target, rel)| Some(format!("<{}>; rel=\"{rel}\"", (*target)?)))
        .collect();
    match links.is_empty() {
        true => None,
        false => HeaderValue::from_str(&links.join(", ")).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(deprecated: Option<&str>, sunset: Option<&str>) -> Vec<String> {
        let spec = EndpointSpec {
            deprecated: deprecated.map(|text| text.parse().unwrap()),
            sunset: sunset.map(|text| text.parse().unwrap()),
            ..EndpointSpec::new("list_orders", "shop")
        };
        let mut headers = HeaderMap::new();
        if let Some(lifecycle) = Lifecycle::of(&spec) {
            lifecycle.write(&mut headers);
        }
        let lines = [DEPRECATION, SUNSET, LINK].into_iter().filter_map(|name| {
            let value = headers.get(&name)?.to_str().unwrap();
            Some(format!("{name}: {value}"))
        });
        lines.collect()
    }

    #[test]
    fn what_is_said_of_the_end_is_sent_as_its_rfcs_write_it() {
        assert_eq!(
            lines(
                Some("2026-06-01 see:/docs/v2 successor:/v2/orders"),
                Some("2026-12-01 see:https://example.com/sunset"),
            ),
            [
                "deprecation: @1780272000",
                "sunset: Tue, 01 Dec 2026 00:00:00 GMT",
                "link: </docs/v2>; rel=\"deprecation\", </v2/orders>; rel=\"successor-version\", \
                 <https://example.com/sunset>; rel=\"sunset\"",
            ]
        );
        assert_eq!(
            lines(Some("2026-06-01"), None),
            ["deprecation: @1780272000"]
        );
        assert!(lines(None, None).is_empty());
    }

    #[test]
    fn an_endpoint_ends_when_the_day_of_its_sunset_begins() {
        let spec = EndpointSpec {
            sunset: Some("2026-06-01".parse().unwrap()),
            ..EndpointSpec::new("list_orders", "shop")
        };
        let lifecycle = Lifecycle::of(&spec).unwrap();
        let (clock, hand) = Clock::manual();
        let left = Duration::from_secs(1_780_272_000) - clock.unix_time();
        hand.advance(left - Duration::from_nanos(1));
        assert!(!lifecycle.has_ended(&clock));
        hand.advance(Duration::from_nanos(1));
        assert!(lifecycle.has_ended(&clock));
    }
}
