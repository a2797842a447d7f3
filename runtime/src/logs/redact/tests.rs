//! What is taken out of texts, and what is left in them.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::clock::Clock;

const SECRET: &str = "hunter2";

fn redacted(text: &str) -> String {
    Names::and(&[]).text(text).into_owned()
}

#[test]
fn a_value_behind_a_sensitive_name_is_taken_out() {
    for (text, expected) in [
        ("token=hunter2", "token=[redacted]"),
        (
            "/x?a=1&token=hunter2&b=2#f",
            "/x?a=1&token=[redacted]&b=2#f",
        ),
        (
            r#"{"password": "hunter2", "a": 1}"#,
            r#"{"password": "[redacted]", "a": 1}"#,
        ),
        (
            r#""{\"password\":\"hunter2\",\"a\":1}""#,
            r#""{\"password\":\"[redacted]\",\"a\":1}""#,
        ),
        (
            r#"{"password":"hun\"ter2"}"#,
            r#"{"password":"[redacted]"}"#,
        ),
        (
            r#"Login { password: Some("hunter2"), n: 1 }"#,
            "Login { password: [redacted], n: 1 }",
        ),
        (
            r#"Login { tokens: ["a", "hunter2"], n: 1 }"#,
            "Login { tokens: [redacted], n: 1 }",
        ),
        (
            r#"key: b"hunter2" secret: b"hunter2, x""#,
            r#"key: b"hunter2" secret: [redacted]"#,
        ),
        (
            r#"("authorization", "hunter2")"#,
            r#"("authorization", "[redacted]")"#,
        ),
        (r#""x-api-key": "hunter2""#, r#""x-api-key": "[redacted]""#),
        (
            "authorization: Digest a=b, c=hunter2",
            "authorization: [redacted]",
        ),
        ("cookie: a=b; c=hunter2\nx: y", "cookie: [redacted]\nx: y"),
        ("api_key => hunter2, x", "api_key => [redacted], x"),
        ("filter[token]=hunter2", "filter[token]=[redacted]"),
        ("secret=[redacted]hunter2 x", "secret=[redacted] x"),
        (
            r#""x-api-key": Value { inner: ["hunter2"] }, "a": 1"#,
            r#""x-api-key": [redacted], "a": 1"#,
        ),
        (
            r#""x-api-key": Value { inner: ["hunter2"] }, "a": 1"#,
            r#""x-api-key": [redacted], "a": 1"#,
        ),
        ("token: Bearer hunter2, x", "token: [redacted], x"),
        (
            "/x?user%5Bpassword%5D=hunter2&a=1",
            "/x?user%5Bpassword%5D=[redacted]&a=1",
        ),
        (
            "/x?access%5ftoken=hunter2#f",
            "/x?access%5ftoken=[redacted]",
        ),
        (
            "/x?next=%2Fy%3Ftoken%3Dhunter2",
            "/x?next=%2Fy%3Ftoken%3D[redacted]",
        ),
        (
            "/x?next=%253Ftoken%253Dhunter2 y",
            "/x?next=%253Ftoken%253D[redacted] y",
        ),
        (
            "%22password%22%3A%22hunter2%22",
            "%22password%22%3A[redacted]",
        ),
        (
            "/x?code=hunter2&key=hunter2&a=1&sig=hunter2",
            "/x?code=[redacted]&key=[redacted]&a=1&sig=[redacted]",
        ),
        ("pwd = 'hunter2 and 3'", "pwd = '[redacted]'"),
    ] {
        assert_eq!(redacted(text), expected);
    }
}

#[test]
fn credentials_are_taken_out_of_addresses() {
    for (text, expected) in [
        (
            "at https://u:hunter2@h:1/p?token=hunter2&x=1",
            "at https://[redacted]@h:1/p?token=[redacted]&x=1",
        ),
        ("redis://:hunter2@h/0", "redis://[redacted]@h/0"),
        ("redis://:hunter2/x@h/0", "redis://[redacted]@h/0"),
        ("\"postgres://u:hunter2@@h\"", "\"postgres://[redacted]@h\""),
        ("https://h:80/a@b", "https://h:80/a@b"),
        ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
    ] {
        assert_eq!(redacted(text), expected);
    }
}

#[test]
fn credentials_and_tokens_are_known_by_their_shape() {
    for (text, expected) in [
        (
            "sent Bearer hunter2, refused",
            "sent Bearer [redacted], refused",
        ),
        ("BASIC aHVudGVyMg==", "BASIC [redacted]"),
        (
            "got eyJhbGciOi.eyJzdWIi.hunter2 here",
            "got [redacted] here",
        ),
        (
            "Key (email, b)=(hunter2, 1) exists",
            "Key (email, b)=([redacted]) exists",
        ),
        (
            "Failing row contains (1, hunter2).",
            "Failing row contains ([redacted]).",
        ),
        (
            r#"executing statement s1 with parameters: ["hunter2", 1]"#,
            "executing statement s1 with parameters: [redacted]",
        ),
    ] {
        let found = redacted(text);
        assert!(!found.contains(SECRET), "{found}");
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "a run lost its idempotency key: its lease ran out before",
        "GET /orders/{id} 200 key=5 status: ok",
        "token::Parser, tokenizer=x, discard: y",
        "{\"a\": [1, 2], \"b\": \"c\"}",
        "parameters: 3",
        "jwt.secret_algorithm = HS256, token_count: 3",
        "größe=1 f(x)=y",
        "code=5 a&b 100%of it, 5%% and %5 of token%20s",
    ] {
        assert!(
            matches!(Names::and(&[]).text(text), Cow::Borrowed(_)),
            "{text}"
        );
    }
}

#[test]
fn literals_are_taken_out_of_statements() {
    assert_eq!(
        without_literals("SELECT 'it''s hunter2', 1"),
        "SELECT '[redacted]''[redacted]', 1"
    );
    assert_eq!(without_literals("SELECT 'hunter2"), "SELECT '[redacted]");
    assert!(matches!(without_literals("SELECT 1"), Cow::Borrowed(_)));
}

/// Texts of the pieces that mean something, in any order.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "token",
        "password",
        "cookie",
        "authorization",
        "Bearer ",
        "Basic ",
        "eyJ",
        ".",
        "://",
        "@",
        ":",
        "=",
        "=>",
        "\"",
        "'",
        "\\",
        "\\\"",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        " ",
        ";",
        "&",
        "\n",
        "b\"",
        ")=(",
        "row contains (",
        "parameters: [",
        "[redacted]",
        "x",
        "ä",
        "`",
        "/",
        "#",
        "7",
        "%5D",
        "%3D",
        "%25",
        "%",
        "?code",
        "&",
    ]);
    prop_oneof![
        4 => prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_has_been_redacted_stays_as_it_is(text in texts()) {
        let once = redacted(&text);
        prop_assert_eq!(redacted(&once), once.clone());
    }

    #[test]
    fn a_secret_behind_its_name_is_gone_whatever_surrounds_it(
        before in texts(),
        name in prop::sample::select(vec!["token", "apiKey", "db_password"]),
        (open, close) in prop::sample::select(vec![("=", ""), ("=\"", "\""), (": ", ","), ("\":\"", "\"")]),
        after in texts(),
    ) {
        let text = format!("{before} {name}{open}{SECRET}{close} {after}");
        prop_assert!(!redacted(&text).contains(SECRET), "{}", redacted(&text));
    }
}

#[test]
fn twice_the_text_is_twice_the_work() {
    // What would make a scan that looks ahead begin again and again.
    for piece in [
        "token=(",
        "a://b:c",
        "\\\"token\\\":",
        "eyJ.",
        "token[[[[",
        ")=(",
        "Bearer ",
        "%25",
        "token%5B%22",
        "&key",
    ] {
        let text = piece.repeat(50_000);
        let began = Clock::system().now();
        assert!(!redacted(&text).is_empty());
        // Far more than it takes, and far less than its square would.
        let took = Clock::system().now().since(began);
        assert!(took < Duration::from_secs(20), "{piece}: {took:?}");
    }
}
