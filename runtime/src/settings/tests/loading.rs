//! Values, and where they come from.

use proptest::prelude::*;

use super::super::Source;
use super::*;

#[test]
fn what_nothing_sets_has_its_default_or_what_is_checked_in() {
    let shop = load(&[]).unwrap();
    assert_eq!(shop.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(shop.timeout, Duration::from_secs(5));
    assert_eq!(shop.level, 2);
    assert_eq!((shop.inner.ratio, &*shop.inner.url), (0.25, "db"));
    assert_eq!(shop.mode, Mode::Fast);
    assert_eq!(shop.tags, ["x", "y"]);
    assert_eq!(shop.colour, Colour(3));
    assert_eq!(shop.feature, None);
    assert!(shop.inner.password.is_none());
}

#[test]
fn variables_set_everything() {
    let shop = load(&[
        ("LISTEN", " [::1]:80 "),
        ("SHOP_TIMEOUT", "250ms"),
        ("SHOP_LEVEL", "9"),
        ("SHOP_INNER_RATIO", "1"),
        ("SHOP_INNER_PASSWORD", "hunter3"),
        ("SHOP_FEATURE", " as it is "),
        ("SHOP_MODE", "very-slow"),
        ("SHOP_TAGS", "a, b"),
        ("SHOP_COLOUR", "7"),
        ("SHOP_SIDECAR_PORT", "somebody else's"),
        ("TOYS_LEVEL", "somebody else's"),
    ])
    .unwrap();
    assert_eq!(shop.listen, "[::1]:80".parse().unwrap());
    assert_eq!(shop.timeout, Duration::from_millis(250));
    assert_eq!((shop.level, shop.inner.ratio), (9, 1.0));
    assert_eq!(shop.inner.password.as_ref().unwrap().expose(), "hunter3");
    assert_eq!(shop.feature.as_deref(), Some(" as it is "));
    assert_eq!((&shop.mode, &shop.colour), (&Mode::VerySlow, &Colour(7)));
    assert_eq!(shop.tags, ["a", "b"]);
}

#[test]
fn a_file_at_start_sets_everything_but_secrets() {
    let file = TestFile::of(
        "listen = \"[::1]:80\"\ntimeout = \"1m\"\nlevel = 3\nfeature = \"x\"\nmode = \"very-slow\"\n\
         tags = []\ncolour = 7\ninner.url = \"file\"\n[inner]\nratio = 1\n",
    );
    let wrong = load_with(&[], Some(file.path())).unwrap_err();
    assert!(wrong.to_string().contains("no TOML"), "{wrong}");
    let file = TestFile::of(
        "listen = \"[::1]:80\"\ntimeout = \"1m\"\nlevel = 3\nfeature = \"x\"\nmode = \"very-slow\"\n\
         tags = []\ncolour = 7\n[inner]\nurl = \"file\"\nratio = 1\n",
    );
    for shop in [
        load_with(&[("SHOP_INNER_URL", UNSET)], Some(file.path())),
        load(&[
            ("SHOP_INNER_URL", UNSET),
            ("SHOP_SETTINGS_FILE", file.name()),
        ]),
    ] {
        let shop = shop.unwrap();
        assert_eq!(shop.timeout, Duration::from_mins(1));
        assert_eq!((shop.level, shop.inner.ratio), (3, 1.0));
        assert_eq!((&*shop.inner.url, &shop.colour), ("file", &Colour(7)));
        assert!(shop.tags.is_empty());
    }
}

#[test]
fn an_empty_variable_says_that_an_option_has_no_value() {
    let file = TestFile::of("feature = \"x\"\n");
    let shop = load_with(&[], Some(file.path())).unwrap();
    assert_eq!(shop.feature.as_deref(), Some("x"));
    let empty = [("SHOP_FEATURE", ""), ("SHOP_INNER_PASSWORD", "")];
    let shop = load_with(&empty, Some(file.path())).unwrap();
    assert_eq!(shop.feature, None);
    assert!(shop.inner.password.is_none());
}

#[test]
fn what_is_in_force_is_printed_with_where_it_comes_from() {
    let file = TestFile::of("timeout = \"10s\"\n\n[inner]\nratio = 0.75\n");
    let variables = [("SHOP_LEVEL", "3"), ("SHOP_FEATURE", "")];
    let shop = load_with(&variables, Some(file.path())).unwrap();
    let expected = format!(
        "listen         = 127.0.0.1:8080  (default)\n\
         timeout        = 10s             ({path}:1)\n\
         level          = 3               (SHOP_LEVEL)\n\
         key            = [redacted]      (SHOP_KEY)\n\
         inner.url      = db              (SHOP_INNER_URL)\n\
         inner.ratio    = 0.75            ({path}:4)\n\
         inner.password is not set\n\
         feature        is not set  (SHOP_FEATURE)\n\
         mode           = fast            (default)\n\
         tags           = x,y             (src/settings/tests/default.toml:3)\n\
         colour         = Colour(3)       (default)",
        path = file.name()
    );
    assert_eq!(shop.to_string(), expected);
    let level = &shop.effective()[2];
    assert_eq!((level.name(), level.value()), ("level", Some("3")));
    assert_eq!(
        level.source(),
        Some(&Source::Variable("SHOP_LEVEL".to_owned()))
    );
}

proptest! {
    #[test]
    fn the_highest_source_counts(
        in_file in prop::option::of(0_u8..=9),
        in_variable in prop::option::of(0_u8..=9),
    ) {
        let file = TestFile::of(in_file.map_or(String::new(), |level| format!("level = {level}\n")));
        let level = in_variable.map(|level| level.to_string());
        let variables: Vec<_> = level.iter().map(|level| ("SHOP_LEVEL", level.as_str())).collect();
        let shop = load_with(&variables, Some(file.path())).unwrap();
        prop_assert_eq!(shop.level, in_variable.or(in_file).unwrap_or(2));
    }

    #[test]
    fn a_wrong_value_is_told_though_a_higher_source_is_right(level in 10_u64..) {
        let file = TestFile::of(format!("level = {level}\n"));
        let fault = load_with(&[("SHOP_LEVEL", "3")], Some(file.path()));
        if level <= i64::MAX as u64 {
            prop_assert!(fault.unwrap_err().to_string().contains("`level` is"));
        }
    }
}
