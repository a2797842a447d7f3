//! Which templates are read, and which would have made actix panic.

use super::*;

#[track_caller]
fn refused(text: &str) -> PolicyError {
    match text.parse::<RoutePath>() {
        Ok(path) => panic!("`{text}` was read as {path:?}"),
        Err(error) => error,
    }
}

#[test]
fn templates_of_actix_are_read() {
    for (text, captures) in [
        ("/", &[][..]),
        ("/orders", &[]),
        ("/orders/", &[]),
        ("/orders/{id}", &["id"]),
        ("/v{version}/resource/{id}", &["version", "id"]),
        (
            r"/orders/{id:\d+}/items/{item_2:[a-z]{1,4}}",
            &["id", "item_2"],
        ),
        ("/{id:[[:digit:]]{6}}", &["id"]),
        ("/files/{tail}*", &["tail"]),
        ("/a/{b}*/c", &["b"]),
        ("/a*b", &[]),
        ("/{a}{b}", &["a", "b"]),
        ("/grüße/{name}", &["name"]),
    ] {
        let path: RoutePath = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(path.captures(), captures, "{text}");
        assert_eq!(path.to_string(), text);
    }
}

#[test]
fn a_path_starts_with_a_slash() {
    assert_eq!(refused("").help.as_deref(), Some("write `/`"));
    assert_eq!(refused("orders").help.as_deref(), Some("write `/orders`"));
}

#[test]
fn braces_close_in_pairs() {
    assert_eq!(refused("/a/{id").help.as_deref(), Some("write `/a/{id}`"));
    assert_eq!(refused("/a/{id").at, (3, 6));
    assert_eq!(refused("/a/id}").at, (5, 6));
    refused(r"/a/{id:\d{2}");
    refused("/{a{b}}");
}

#[test]
fn captures_have_good_names_each_its_own() {
    assert_eq!(refused("/a/{}").help.as_deref(), Some("write `{id}`"));
    assert_eq!(
        refused("/a/{order-id}").help.as_deref(),
        Some("write `{order_id}`")
    );
    assert_eq!(
        refused(r"/a/{:\d+}").help.as_deref(),
        Some(r"write `{id:\d+}`")
    );
    refused("/a/{1st}");
    refused("/a/{ id }");
    refused("/a/{größe}");
    assert_eq!(refused("/{id}/x/{id}").at, (9, 11));
}

#[test]
fn sixteen_captures_are_the_most() {
    let path = |count: u8| (0..count).map(|n| format!("/{{c{n}}}")).collect::<String>();
    assert_eq!(path(16).parse::<RoutePath>().unwrap().captures().len(), 16);
    assert!(refused(&path(17)).message.contains("at most 16"));
}

#[test]
fn a_tail_has_a_name_and_no_expression() {
    assert_eq!(
        refused("/files/*").help.as_deref(),
        Some("write `/files/{tail}*`")
    );
    assert_eq!(refused("/*").help.as_deref(), Some("write `/{tail}*`"));
    refused(r"/{tail:\d+}*");
    refused("/{a}/b*");
}

#[test]
fn what_no_path_has_is_refused() {
    assert_eq!(refused("/a//b").help.as_deref(), Some("write `/a/b`"));
    assert_eq!(refused("/a?page={n}").help.as_deref(), Some("write `/a`"));
    assert_eq!(refused("/a#b").at, (2, 3));
    refused("/a b");
    refused("/a\n");
}

#[test]
fn expressions_that_both_engines_take_pass() {
    for regex in [
        r"\d+",
        r"[^/]+",
        r"[]a]+",
        r"[^]a]",
        r"a|b",
        r"(a|b)+",
        r"(?:a)?",
        r"(?i)a",
        r"(?i:a)",
        r"a{2}",
        r"a{2,}",
        r"a{2,4}?",
        r"[\]]",
        r"\(",
        r"x\{2\}",
        r"[(]",
        r"\x{41}+",
        r"[a-z0-9_-]{1,64}",
    ] {
        let text = format!("/{{id:{regex}}}");
        assert!(text.parse::<RoutePath>().is_ok(), "{text}");
    }
}

#[test]
fn expressions_that_break_are_refused_where_they_do() {
    for (regex, at) in [
        ("", (5, 5)),
        ("(a", (5, 7)),
        ("a)", (6, 7)),
        ("[a", (5, 7)),
        ("[]", (5, 7)),
        ("*a", (5, 6)),
        ("a|+", (7, 8)),
        ("(?=a)", (5, 8)),
        ("(?<!a)", (5, 8)),
        ("(?P<x>a)", (5, 8)),
        ("(?<x>a)", (5, 8)),
        ("(?z)", (5, 7)),
        (r"(a)\1", (8, 10)),
        ("a{4,2}", (6, 11)),
        ("a{x}", (6, 9)),
        ("a{}", (6, 8)),
        (r"a\", (6, 7)),
        (r"a\q", (6, 8)),
        (r"\xZZ", (5, 7)),
        ("[z-a]", (6, 9)),
        (r"[a-\d]", (6, 10)),
        (r"[\b]", (6, 8)),
        ("(?i)*", (9, 10)),
    ] {
        let text = format!("/{{id:{regex}}}");
        // `/{id:` is five bytes.
        assert_eq!(refused(&text).at, at, "{text}");
    }
}
