//! Which format a scraper would rather have (RFC 9110 §12.5.1).

use super::Format;

/// The format that `Accept` likes best. Where it likes both as well, or neither, it is the text
/// that everybody reads.
pub(super) fn preferred<'a>(lines: impl Iterator<Item = &'a str>) -> Format {
    let ranges: Vec<Range<'a>> = lines
        .flat_map(|line| line.split(','))
        .filter_map(Range::read)
        .collect();
    let liking = |format: Format| {
        let matching = ranges.iter().filter_map(|range| {
            let exactness = range.exactness(format)?;
            Some((exactness, range.quality))
        });
        // What is said most exactly stands.
        let said = matching.max_by_key(|(exactness, quality)| (*exactness, *quality));
        said.map_or((0, 0), |(exactness, quality)| (quality, exactness))
    };
    match liking(Format::OpenMetrics) > liking(Format::Text) {
        true => Format::OpenMetrics,
        false => Format::Text,
    }
}

/// One of the things a client accepts.
struct Range<'a> {
    kind: &'a str,
    version: Option<&'a str>,
    /// In thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let kind = parts.next().filter(|kind| kind.contains('/'))?;
        let (mut version, mut quality) = (None, 1_000);
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else {
                continue;
            };
            if name.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if name.eq_ignore_ascii_case("version") {
                version = Some(value.trim_matches('"'));
            }
        }
        Some(Self {
            kind,
            version,
            quality,
        })
    }

    /// How exactly it means that format; nothing where it does not.
    fn exactness(&self, format: Format) -> Option<u8> {
        let (kind, any, version) = match format {
            Format::Text => ("text/plain", "text/*", "0.0.4"),
            Format::OpenMetrics => ("application/openmetrics-text", "application/*", "1.0.0"),
        };
        let is = |other: &str| self.kind.eq_ignore_ascii_case(other);
        match self.version {
            Some(said) if is(kind) => (said == version).then_some(4),
            None if is(kind) => Some(3),
            _ if is(any) => Some(2),
            _ if is("*/*") => Some(1),
            _ => None,
        }
    }
}

/// A weight in thousandths: `0`, `1`, `0.5`, at most three digits (RFC 9110 §12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_short = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let thousandths: u16 = match fraction.is_empty() {
        true => 0,
        false => format!("{fraction:0<3}").parse().ok()?,
    };
    match whole {
        "0" if is_short => Some(thousandths),
        "1" if is_short && thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preferred(accept: &str) -> Format {
        super::preferred(std::iter::once(accept))
    }

    #[test]
    fn the_format_is_the_one_that_is_liked_better() {
        for (accept, format) in [
            ("application/openmetrics-text", Format::OpenMetrics),
            (
                "application/openmetrics-text; version=1.0.0",
                Format::OpenMetrics,
            ),
            ("text/plain", Format::Text),
            (
                "application/openmetrics-text;q=0.5, text/plain;q=0.6",
                Format::Text,
            ),
            (
                "application/openmetrics-text;q=0.6,text/plain;q=0.5",
                Format::OpenMetrics,
            ),
            (
                "text/plain;q=0, application/openmetrics-text;q=0.001",
                Format::OpenMetrics,
            ),
            ("application/openmetrics-text;q=0, */*", Format::Text),
            ("APPLICATION/OpenMetrics-Text;Q=1", Format::OpenMetrics),
            ("application/*, text/plain;q=0.9", Format::OpenMetrics),
        ] {
            assert_eq!(preferred(accept), format, "{accept}");
        }
    }

    #[test]
    fn what_prometheus_asks_for_is_openmetrics() {
        for accept in [
            // 2.42, and 3.0.
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        ] {
            assert_eq!(preferred(accept), Format::OpenMetrics, "{accept}");
        }
    }

    #[test]
    fn whoever_does_not_say_gets_the_text() {
        for accept in [
            "",
            "*/*",
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "image/png",
            "application/openmetrics-text;version=2.0.0",
            "application/openmetrics-text;q=2",
            "application/openmetrics-text;q=0.1234",
            "application/openmetrics-text;q=x",
            ";;,,=,q",
        ] {
            assert_eq!(preferred(accept), Format::Text, "{accept}");
        }
        assert_eq!(super::preferred(std::iter::empty()), Format::Text);
    }
}
