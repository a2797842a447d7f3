//! What the types of fields, defaults and rules say.

use super::*;

#[derive(Debug, Deserialize)]
struct Lenient {
    a: u8,
    nested: Option<Box<Lenient>>,
}

impl crate::Bounded for Lenient {}

#[derive(Debug, ApiRequest)]
struct WithLenient {
    lenient: Lenient,
    #[api(unbounded = "the body's limit is enough")]
    anything: serde_json::Value,
    #[api(unbounded = "the same")]
    pairs: Vec<(String, Lenient)>,
}

#[actix_web::test]
async fn what_a_type_ignores_is_refused_all_the_same() {
    let body = r#"{"lenient":{"a":1,"b":2,"nested":{"a":1,"c":{}}},"anything":{"d":1},
        "pairs":[["x",{"a":1,"e":0}]]}"#;
    let (_, code, errors) = refused::<WithLenient>(json(body)).await;
    let pointers: Vec<_> = errors.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(code, "unknown_field");
    assert_eq!(
        pointers,
        ["#/lenient/b", "#/lenient/nested/c", "#/pairs/0/1/e"]
    );
    let body = r#"{"lenient":{"a":1},"anything":[{"d":1}],"pairs":[["x",{"a":true}]]}"#;
    assert_eq!(
        said::<WithLenient>(json(body)).await,
        [
            "422 invalid_field",
            "#/pairs/0/1/a type: expected a whole number from 0 to 255"
        ]
    );
    let body = r#"{"lenient":{"a":1},"anything":[{"d":1}],"pairs":[]}"#;
    let fine: WithLenient = read(json(body)).await.unwrap();
    assert_eq!(fine.anything[0]["d"], 1);
    assert_eq!(fine.lenient.a, 1);
    assert!(fine.lenient.nested.is_none() && fine.pairs.is_empty());
}

#[derive(Debug, ApiRequest)]
#[serde(default)]
struct DefaultsOfTheWhole {
    #[api(query)]
    a: u8,
    b: u16,
    #[serde(default)]
    c: u32,
}

impl Default for DefaultsOfTheWhole {
    fn default() -> Self {
        Self { a: 1, b: 2, c: 3 }
    }
}

#[actix_web::test]
async fn defaults_are_the_fields_own_before_the_structs() {
    let read: DefaultsOfTheWhole = read(TestRequest::post()).await.unwrap();
    assert_eq!((read.a, read.b, read.c), (1, 2, 0));
}

#[derive(Debug, ApiRequest)]
#[garde(custom(passwords_match))]
struct SignUp {
    #[garde(length(chars, max = 8), ascii)]
    r#type: String,
    #[garde(length(max = 8))]
    password: String,
    #[garde(length(max = 8), matches(password))]
    #[serde(rename = "passwordAgain")]
    password_again: String,
}

fn passwords_match(sign_up: &SignUp, (): &()) -> garde::Result {
    match sign_up.password == sign_up.r#type {
        true => Err(garde::Error::new("the password is the type")),
        false => Ok(()),
    }
}

#[actix_web::test]
async fn rules_of_the_whole_and_of_one_another_name_nothing_of_rusts() {
    let body = r#"{"type":"é","password":"é","passwordAgain":"b"}"#;
    let mut said = said::<SignUp>(json(body)).await;
    said[1..].sort();
    assert_eq!(
        said,
        [
            "422 validation_failed",
            "# invalid: the password is the type",
            "#/passwordAgain mismatch: must equal the field that it repeats",
            "#/type ascii: must be ASCII",
        ]
    );
}

#[test]
fn a_type_says_what_it_takes() {
    const { assert!(CreateOrder::TAKES_BODY && !CreateOrder::TAKES_QUERY) };
    const { assert!(!Page::TAKES_BODY && Page::TAKES_QUERY) };
    const { assert!(Everything::TAKES_BODY && Everything::TAKES_QUERY) };
}
