//! What text becomes, type by type.

use std::fmt::Debug;

use serde::Deserialize;

use super::*;

fn one<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Mistake> {
    many(&[text])
}

fn many<T: for<'de> Deserialize<'de>>(texts: &[&str]) -> Result<T, Mistake> {
    T::deserialize(Texts {
        first: texts[0],
        more: texts[1..].to_vec(),
    })
}

fn refused<T: for<'de> Deserialize<'de> + Debug>(text: &str) -> String {
    one::<T>(text).unwrap_err().to_string()
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Colour {
    DarkRed,
    Blue,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Wrapped(u16);

#[test]
fn text_becomes_what_the_type_asks_for() {
    assert_eq!(one::<u8>("255"), Ok(255));
    assert_eq!(one::<i64>("-1"), Ok(-1));
    assert_eq!(one::<f64>("1.5e3"), Ok(1500.0));
    assert_eq!(one::<bool>("true"), Ok(true));
    assert_eq!(one::<char>("é"), Ok('é'));
    assert_eq!(one::<String>(""), Ok(String::new()));
    assert_eq!(one::<Option<u8>>("7"), Ok(Some(7)));
    assert_eq!(one::<Wrapped>("7"), Ok(Wrapped(7)));
    assert_eq!(one::<Colour>("dark_red"), Ok(Colour::DarkRed));
    assert_eq!(many::<Vec<u8>>(&["1", "2"]), Ok(vec![1, 2]));
    assert_eq!(one::<Option<Vec<u8>>>("1"), Ok(Some(vec![1])));
    assert_eq!(many::<(u8, bool)>(&["1", "true"]), Ok((1, true)));
}

#[test]
fn text_that_is_no_such_value_is_refused_in_plain_words() {
    assert_eq!(
        refused::<u8>("256"),
        "expected a whole number from 0 to 255"
    );
    assert_eq!(refused::<u8>("+1"), "expected a whole number from 0 to 255");
    assert_eq!(refused::<u8>(""), "expected a whole number from 0 to 255");
    assert_eq!(refused::<f64>("NaN"), "expected a number");
    assert_eq!(refused::<f32>("+1"), "expected a number");
    assert_eq!(refused::<bool>("yes"), "expected true or false");
    assert_eq!(refused::<char>("ab"), "expected a single character");
    assert_eq!(
        refused::<Colour>("green"),
        "expected one of `dark_red`, `blue`"
    );
}

#[test]
fn several_values_are_a_list_or_a_mistake() {
    assert_eq!(many::<u8>(&["1", "2"]), Err(Mistake::Repeated));
    assert_eq!(many::<Option<String>>(&["1", "2"]), Err(Mistake::Repeated));
    assert_eq!(many::<Colour>(&["blue", "blue"]), Err(Mistake::Repeated));
    assert!(many::<(u8, u8)>(&["1", "2", "3"]).is_err());
}

#[test]
fn only_an_option_may_be_absent() {
    assert_eq!(Option::<u8>::deserialize(Absent), Ok(None));
    assert_eq!(u8::deserialize(Absent), Err(Mistake::Missing));
    assert_eq!(Vec::<u8>::deserialize(Absent), Err(Mistake::Missing));
}
