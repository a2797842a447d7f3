//! Every type reads back what it prints.

use std::fmt::Debug;
use std::net::{IpAddr, SocketAddrV6};
use std::num::NonZero;

use hardpoint_policy::setting::{Fit, Range, Value, fit_now};
use proptest::prelude::*;

use super::super::Setting;
use super::*;

/// The value of a text, read as a variable is, if it fits.
fn read<T: Setting>(text: &str) -> Option<T> {
    let value = Value::Word(text);
    match fit_now(&T::KIND, &Range::ALL, &value) {
        Fit::Unfit => None,
        _ => T::read(&value).ok(),
    }
}

fn reads_back<T: Setting + ToString + PartialEq + Debug>(value: T) -> Result<(), TestCaseError> {
    let text = value.to_string();
    prop_assert_eq!(read::<T>(&text), Some(value), "{}", text);
    Ok(())
}

fn reads_as_parsed<T: Setting + std::str::FromStr + PartialEq + Debug>(
    text: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(read::<T>(text), text.parse().ok(), "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn whole_numbers(a: u8, b: i16, c: u32, d: i64, e: u128, f: i128, g: usize, h: NonZero<i8>) {
        reads_back(a)?;
        reads_back(b)?;
        reads_back(c)?;
        reads_back(d)?;
        reads_back(e)?;
        reads_back(f)?;
        reads_back(g)?;
        reads_back(h)?;
    }

    #[test]
    fn whole_numbers_are_those_that_are_parsed(text in "[+-]?[0-9]{0,6}[a_.]?") {
        // TOML has a zero with a minus, and it is none less.
        if !text.trim_matches(['-', '0']).is_empty() || !text.starts_with('-') {
            reads_as_parsed::<u8>(&text)?;
            reads_as_parsed::<NonZero<u16>>(&text)?;
        }
        reads_as_parsed::<i8>(&text)?;
        reads_as_parsed::<i16>(&text)?;
    }

    #[test]
    fn fractions(a in -1e30_f32..1e30, b in -1e300..1e300, c: i32) {
        reads_back(a)?;
        reads_back(b)?;
        prop_assert_eq!(read::<f64>(&c.to_string()), Some(f64::from(c)));
    }

    #[test]
    fn text_and_characters(a: String, b: char, c: bool) {
        reads_back(b)?;
        reads_back(c)?;
        reads_back(a)?;
    }

    #[test]
    fn addresses(a: IpAddr, port: u16, c: SocketAddrV6) {
        reads_back(a)?;
        reads_back(SocketAddr::new(a, port))?;
        // The flow is in no text.
        reads_back(SocketAddrV6::new(*c.ip(), c.port(), 0, c.scope_id()))?;
    }

    #[test]
    fn durations_and_sizes(millis in 0_u64..=315_360_000_000, bytes in 1_u64..) {
        let duration = hardpoint_policy::Duration::from_millis(millis);
        reads_back(duration)?;
        prop_assert_eq!(read::<Duration>(&duration.to_string()), Some(duration.to_std()));
        reads_back(hardpoint_policy::Size::from_bytes(bytes))?;
    }

    #[test]
    fn lists(items: Vec<i32>) {
        let text: Vec<_> = items.iter().map(i32::to_string).collect();
        prop_assert_eq!(read::<Vec<i32>>(&text.join(", ")), Some(items));
    }
}

#[test]
fn what_is_no_finite_number_is_refused() {
    for text in ["nan", "inf", "-inf", "1e400", "", "0x1"] {
        assert_eq!(read::<f64>(text), None, "{text}");
    }
    assert_eq!(read::<f32>("1e39"), None);
}
