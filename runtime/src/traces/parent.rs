//! `traceparent`: the trace that a caller's request belongs to (W3C Trace Context, §3.2).

use super::ids::{SpanId, TraceId, number};

/// What `traceparent` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parent {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    /// Whether the caller may have recorded its part.
    pub(super) is_sampled: bool,
}

/// As long as version 00 is: `vv-`, 32 digits, `-`, 16 digits, `-ff`.
const LENGTH: usize = 55;

/// The only flag that is known.
const SAMPLED: u128 = 1;

impl Parent {
    /// Reads it; what cannot be read is as if it were not there (§3.2.2, §4.3).
    ///
    /// Of a version to come, the fields of this one are read, and more may follow behind a dash.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let value = value.trim_ascii();
        let (known, more) = value.split_at_checked(LENGTH)?;
        let fields: [&[u8]; 4] = [&known[..2], &known[3..35], &known[36..52], &known[53..]];
        let dashes = [known[2], known[35], known[52]];
        let version = number(fields[0])?;
        let fits = match version {
            0 => more.is_empty(),
            0xff => false,
            _ => more.is_empty() || more.starts_with(b"-"),
        };
        if !fits || dashes != [b'-'; 3] {
            return None;
        }
        Some(Self {
            trace_id: TraceId::read(fields[1])?,
            span_id: SpanId::read(fields[2])?,
            is_sampled: number(fields[3])? & SAMPLED != 0,
        })
    }

    /// Writes it, in version 00 and with no flag but the known one.
    pub(super) fn write(&self) -> String {
        let flags = u8::from(self.is_sampled);
        format!("00-{}-{}-{flags:02x}", self.trace_id, self.span_id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TRACE: &str = "12345678901234567890123456789012";
    const SPAN: &str = "1234567890123456";

    fn of(version: &str, trace: &str, span: &str, flags: &str) -> Option<Parent> {
        Parent::read(format!("{version}-{trace}-{span}-{flags}").as_bytes())
    }

    #[test]
    fn what_is_well_formed_is_read() {
        for flags in ["00", "01", "02", "fe", "ff"] {
            let parent = of("00", TRACE, SPAN, flags).unwrap();
            let shown = (parent.trace_id.to_string(), parent.span_id.to_string());
            assert_eq!(shown, (TRACE.to_owned(), SPAN.to_owned()));
            assert_eq!(parent.is_sampled, ["01", "ff"].contains(&flags), "{flags}");
        }
    }

    #[test]
    fn flags_that_nobody_knows_are_not_handed_on() {
        let written = |flags| of("00", TRACE, SPAN, flags).unwrap().write();
        assert_eq!(written("ff"), format!("00-{TRACE}-{SPAN}-01"));
        assert_eq!(written("fe"), format!("00-{TRACE}-{SPAN}-00"));
    }

    #[test]
    fn a_version_to_come_may_say_more() {
        for version in ["01", "cc", "fe"] {
            for flags in ["01", "01-", "01-what-the-future-will-be-like"] {
                let parent = of(version, TRACE, SPAN, flags).unwrap();
                assert_eq!(parent.write(), format!("00-{TRACE}-{SPAN}-01"));
            }
            assert_eq!(of(version, TRACE, SPAN, "01.more"), None);
            assert_eq!(of(version, TRACE, SPAN, "0"), None);
        }
    }

    /// The cases of W3C's own suite, and some more.
    #[test]
    fn what_is_malformed_is_nothing() {
        let long = format!("{TRACE}3");
        for (version, trace, span, flags) in [
            ("ff", TRACE, SPAN, "01"),
            (".0", TRACE, SPAN, "01"),
            ("0.", TRACE, SPAN, "01"),
            ("000", TRACE, SPAN, "01"),
            ("0000", TRACE, SPAN, "01"),
            ("0", TRACE, SPAN, "01"),
            ("", TRACE, SPAN, "01"),
            ("00", "00000000000000000000000000000000", SPAN, "01"),
            ("00", ".2345678901234567890123456789012", SPAN, "01"),
            ("00", "1234567890123456789012345678901.", SPAN, "01"),
            ("00", "ABCDEF78901234567890123456789012", SPAN, "01"),
            ("00", &long, SPAN, "01"),
            ("00", &TRACE[1..], SPAN, "01"),
            ("00", TRACE, "0000000000000000", "01"),
            ("00", TRACE, ".234567890123456", "01"),
            ("00", TRACE, "123456789012345.", "01"),
            ("00", TRACE, "123456789012345A", "01"),
            ("00", TRACE, "12345678901234567", "01"),
            ("00", TRACE, "123456789012345", "01"),
            ("00", TRACE, SPAN, ".0"),
            ("00", TRACE, SPAN, "0."),
            ("00", TRACE, SPAN, "0A"),
            ("00", TRACE, SPAN, "001"),
            ("00", TRACE, SPAN, "1"),
            ("00", TRACE, SPAN, ""),
            ("00", TRACE, SPAN, "01."),
            ("00", TRACE, SPAN, "01-"),
            ("00", TRACE, SPAN, "01-what-the-future-will-be-like"),
        ] {
            let read = of(version, trace, span, flags);
            assert_eq!(read, None, "{version}-{trace}-{span}-{flags}");
        }
        for separated in ["_", "--", " ", ""] {
            let value = ["00", TRACE, SPAN, "01"].join(separated);
            assert_eq!(Parent::read(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn blanks_around_it_do_not_matter() {
        let value = format!("\t 00-{TRACE}-{SPAN}-01 \t");
        assert!(Parent::read(value.as_bytes()).is_some());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived_and_what_is_read_is_what_was_there(
            bytes in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..80),
                "[0-9a-fA-F.]{2}-[0-9a-f]{30,34}-[0-9a-f]{15,17}-[0-9a-f]{1,3}(-.{0,9})?"
                    .prop_map(String::into_bytes),
                "(00|01|fe|ff)-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}".prop_map(String::into_bytes),
            ],
        ) {
            if let Some(parent) = Parent::read(&bytes) {
                let written = parent.write();
                prop_assert_eq!(Parent::read(written.as_bytes()), Some(parent));
                prop_assert_eq!(&written.as_bytes()[2..53], &bytes.trim_ascii()[2..53]);
                prop_assert_ne!(&bytes.trim_ascii()[..2], b"ff");
            }
        }

        #[test]
        fn whatever_is_written_is_read_again(
            (trace, span, is_sampled) in (1..=u128::MAX, 1..=u64::MAX, any::<bool>()),
        ) {
            let parent = Parent {
                trace_id: TraceId::of(trace.to_be_bytes()).unwrap(),
                span_id: SpanId::of(span.to_be_bytes()).unwrap(),
                is_sampled,
            };
            prop_assert_eq!(Parent::read(parent.write().as_bytes()), Some(parent));
        }
    }
}
