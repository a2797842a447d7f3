//! What fits, what does not, and what is said of it.

use proptest::prelude::*;

use super::*;

const fn leaf(kind: Kind) -> Spec<'static> {
    Spec {
        kind,
        type_name: "T",
        variable: None,
        default: Default::None,
        range: Range::ALL,
        is_required: false,
        is_plain: false,
    }
}

const fn value(name: &'static str, spec: Spec<'static>) -> Field<'static> {
    Field {
        name,
        content: Content::Value(spec),
    }
}

const fn to(min: &'static str, max: &'static str) -> Range<'static> {
    Range {
        min: Some(Bound {
            text: min,
            value: Value::Word(min),
        }),
        max: Some(Bound {
            text: max,
            value: Value::Word(max),
        }),
    }
}

const U16: Kind = Kind::Whole(Width::new(16, false));

fn fits(kind: Kind, text: &str) -> Fit {
    fit(&kind, &Range::ALL, &Value::Word(text))
}

fn said(kind: Kind, range: &Range<'_>, value: &Value<'_>) -> String {
    let expected = expected(&kind, range, "Mode");
    assert_eq!(fit(&kind, range, value), Fit::Unfit, "{value:?}");
    format!("{expected}; {}", advice(&kind, range, value))
}

#[test]
fn a_value_out_of_its_range_is_told_the_end_that_it_passed() {
    let day = to("1ms", "60s");
    for (kind, range, text, words) in [
        (
            Kind::Duration,
            day,
            "2m",
            "a duration from `1ms` to `60s`; write `60s` or less",
        ),
        (
            Kind::Duration,
            day,
            "0s",
            "a duration from `1ms` to `60s`; write `1ms` or more",
        ),
        (
            Kind::Duration,
            day,
            "5",
            "a duration from `1ms` to `60s`; write `5s`",
        ),
        (
            Kind::Size,
            Range::ALL,
            "64KB",
            "a size such as `64KiB`; write `64KiB`",
        ),
        (
            U16,
            Range::ALL,
            "65536",
            "a whole number from 0 to 65535; write `65535` or less",
        ),
        (
            U16,
            Range::ALL,
            "-1",
            "a whole number from 0 to 65535; write `0` or more",
        ),
        (
            U16,
            to("1", "9"),
            "10",
            "a whole number from 1 to 9; write `9` or less",
        ),
        (
            U16,
            Range::ALL,
            "x",
            "a whole number from 0 to 65535; write `1`",
        ),
    ] {
        assert_eq!(said(kind, &range, &Value::Word(text)), words);
    }
}

#[test]
fn a_value_of_another_kind_is_told_how_to_be_written() {
    let number = Value::Whole(Whole::signed(5));
    for (kind, value, words) in [
        (
            Kind::Duration,
            number,
            "write it with its unit, in quotes, `\"5s\"`",
        ),
        (Kind::Text, number, "write it in quotes, `\"5\"`"),
        (U16, Value::Text("5"), "write it without quotes, `5`"),
        (
            Kind::Text,
            Value::Switch(true),
            "write it in quotes, `\"true\"`",
        ),
        (
            Kind::List(&Kind::Text),
            Value::Text("a"),
            "write a list, `[\"a\"]`",
        ),
        (U16, Value::List(&[]), "write one value, not a list"),
        (Kind::Switch, Value::Word("off"), "write `false`"),
        (Kind::Switch, Value::Word("yes"), "write `true`"),
        (Kind::Socket, Value::Word(":8080"), "write `0.0.0.0:8080`"),
        (
            Kind::Socket,
            Value::Text("localhost:80"),
            "write `\"127.0.0.1:8080\"`",
        ),
        (
            Kind::OneOf(&["fast", "slow"]),
            Value::Word("fats"),
            "did you mean `fast`?",
        ),
        (
            Kind::OneOf(&["fast", "slow"]),
            Value::Word("x"),
            "write `fast`",
        ),
        (Kind::List(&U16), Value::Word("1, x"), "at `x`, write `1`"),
        (Kind::List(&U16), number, "write a list, `[5]`"),
        (Kind::Policy(PolicyKind::Rate), number, "write `\"10/min\"`"),
    ] {
        let words_now = said(kind, &Range::ALL, &value);
        assert!(words_now.ends_with(words), "{words_now}");
    }
    let rate = advice(
        &Kind::Policy(PolicyKind::Rate),
        &Range::ALL,
        &Value::Word("10/mn"),
    );
    assert_eq!(rate, "write `10/min`");
}

#[test]
fn lists_are_cut_at_commas_and_an_empty_text_has_no_items() {
    let cut = |text: &'static str| {
        let mut found = Vec::new();
        let mut next = 0;
        while let Some((item, after)) = items(text, next) {
            found.push(item);
            next = after;
        }
        found
    };
    assert_eq!(cut("a, b ,c"), ["a", "b", "c"]);
    assert_eq!(cut("a,"), ["a", ""]);
    assert_eq!(cut(" "), [""; 0]);
    assert_eq!(fits(Kind::List(&U16), "1,2"), Fit::Fits);
    assert_eq!(fits(Kind::List(&U16), "1,,2"), Fit::Unfit);
    assert_eq!(fits(Kind::List(&U16), ""), Fit::Fits);
}

#[test]
fn what_only_code_can_tell_is_left_to_it() {
    assert_eq!(fits(Kind::Other, "x"), Fit::Unknown);
    assert_eq!(fits(Kind::Policy(PolicyKind::Rate), "x"), Fit::Unknown);
    assert_eq!(fits(Kind::Fraction(64), "0.5"), Fit::Unknown);
    assert_eq!(fit(&Kind::Other, &Range::ALL, &Value::Table), Fit::Unfit);
}

#[test]
fn zero_and_the_ends_of_a_width_are_seen() {
    let nonzero = Width {
        is_nonzero: true,
        ..Width::new(8, true)
    };
    for (text, fit) in [("-128", true), ("-129", false), ("0", false), ("127", true)] {
        assert_eq!(fits(Kind::Whole(nonzero), text) == Fit::Fits, fit, "{text}");
    }
    let widest = Width::new(128, false);
    assert_eq!(fits(Kind::Whole(widest), &u128::MAX.to_string()), Fit::Fits);
    let widest = Width::new(128, true);
    for number in [i128::MIN, i128::MAX] {
        assert_eq!(fits(Kind::Whole(widest), &number.to_string()), Fit::Fits);
    }
    let infinite = Value::Fraction(f64::INFINITY, "inf");
    assert_eq!(fit(&Kind::Fraction(64), &Range::ALL, &infinite), Fit::Unfit);
    let double = Value::Fraction(1e300, "1e300");
    assert_eq!(fit(&Kind::Fraction(32), &Range::ALL, &double), Fit::Unfit);
}

const FIELDS: &[Field<'static>] = &[
    value("listen", leaf(Kind::Socket)),
    value(
        "workers",
        Spec {
            range: to("1", "64"),
            ..leaf(U16)
        },
    ),
    value("key", leaf(Kind::Secret(&Kind::Text))),
    value(
        "region",
        Spec {
            is_required: true,
            ..leaf(Kind::Text)
        },
    ),
    Field {
        name: "database",
        content: Content::Group(&[
            value("url", leaf(Kind::Text)),
            value("name", leaf(Kind::Text)),
            value("password", leaf(Kind::Secret(&Kind::Text))),
            value(
                "pool",
                Spec {
                    default: Default::Said(Value::Word("4")),
                    ..leaf(U16)
                },
            ),
        ]),
    },
];

fn entry(path: &'static [&'static str], value: Value<'static>) -> Entry {
    Entry {
        path,
        line: 3,
        column: 7,
        value,
    }
}

#[test]
fn an_entry_of_a_file_is_told_by_line_key_and_remedy() {
    for (path, value, words) in [
        (
            &["lisen"][..],
            Value::Text("x"),
            "a.toml:3:7: there is no setting `lisen`\nhelp: did you mean `listen`?",
        ),
        (
            &["database", "ulr"],
            Value::Text("x"),
            "a.toml:3:7: there is no setting `database.ulr`\nhelp: did you mean `url`?",
        ),
        (
            &["database", "x"],
            Value::Text("x"),
            "a.toml:3:7: there is no setting `database.x`\nhelp: remove it, or write one of `url`, `name`, `password`, `pool`",
        ),
        (
            &["workers"],
            Value::Whole(Whole::signed(65)),
            "a.toml:3:7: `workers` is `65`: expected a whole number from 1 to 64\nhelp: write `64` or less",
        ),
        (
            &["listen", "port"],
            Value::Whole(Whole::signed(1)),
            "a.toml:3:7: `listen.port` is in a table that is no setting: a value is meant\nhelp: write `listen = …`",
        ),
        (
            &["database"],
            Value::Text("x"),
            "a.toml:3:7: `database` is a table of settings, not a value\nhelp: write its settings under `[database]`",
        ),
        (
            &["database", "password"],
            Value::Text("hunter2"),
            "a.toml:3:7: `database.password` is a secret, and this file is read by everybody\nhelp: remove it here; it is given at start by `SHOP_DATABASE_PASSWORD`, or by a file whose path is in `SHOP_DATABASE_PASSWORD_FILE`",
        ),
        (
            &["region"],
            Value::Text("eu"),
            "a.toml:3:7: `region` is `required` at each start, so that this value would never be used\nhelp: remove it here, or `required` at the field",
        ),
    ] {
        let fault = entry_fault(FIELDS, "SHOP", "a.toml", &entry(path, value));
        assert_eq!(fault.unwrap().as_str(), words);
    }
    for (path, value) in [
        (&["listen"][..], Value::Text("[::1]:80")),
        (&["database"], Value::Table),
        (&["database", "pool"], Value::Whole(Whole::signed(8))),
    ] {
        assert!(entry_fault(FIELDS, "SHOP", "a.toml", &entry(path, value)).is_none());
    }
}

#[test]
fn what_is_a_secret_by_its_name_is_one_mistake() {
    let fields = [
        value("password", leaf(Kind::Text)),
        value("region", leaf(Kind::Text)),
    ];
    let missing = |at| missing_fault(&fields, at, Some("a.toml"), &[]).is_some();
    assert!(secrecy_fault(&fields[0]).is_some());
    assert_eq!([missing(0), missing(1)], [false, true]);
}

#[test]
fn what_has_no_value_before_the_start_is_told() {
    let there = [
        entry(&["listen"], Value::Text("[::1]:80")),
        entry(&["database", "name"], Value::Text("shop")),
    ];
    let missing = |file, entries: &[Entry]| {
        let faults = (0..FIELDS.len()).map(|at| missing_fault(FIELDS, at, file, entries));
        let words = faults.flatten().map(|words| words.to_string());
        words.collect::<Vec<_>>()
    };
    let says = |name: &str, help: &str| {
        format!(
            "{name} no value: no default, and none in a.toml\nhelp: write {help} there, or \
             `#[setting(required)]` if it is given at each start"
        )
    };
    assert_eq!(
        missing(Some("a.toml"), &[]),
        [
            says("`listen` has", "`listen = …`"),
            says("`workers` has", "`workers = …`"),
            says(
                "`database.url`, `database.name` have",
                "`url = …` under `[database]`"
            ),
        ]
    );
    assert_eq!(
        missing(Some("a.toml"), &there)[1],
        says("`database.url` has", "`url = …` under `[database]`")
    );
    assert!(missing(None, &there)[0].contains("there is no file\nhelp: say a `default`, or"));
    let told_where_they_stand = [
        entry(&["lisen"], Value::Text("[::1]:80")),
        entry(&["workers", "count"], Value::Whole(Whole::signed(8))),
        entry(&["database"], Value::Text("db")),
    ];
    assert_eq!(missing(Some("a.toml"), &told_where_they_stand), [""; 0]);
}

#[test]
fn two_settings_of_one_variable_are_told() {
    assert!(clash(FIELDS, "SHOP").is_none());
    for (name, variable) in [
        ("database_url", "SHOP_DATABASE_URL"),
        ("database_password_file", "SHOP_DATABASE_PASSWORD_FILE"),
        ("settings_file", "SHOP_SETTINGS_FILE"),
        ("LISTEN", "SHOP_LISTEN"),
    ] {
        let fields = [FIELDS, &[value(name, leaf(Kind::Text))]].concat();
        let fault = clash(&fields, "SHOP").unwrap();
        assert!(fault.as_str().contains(variable), "{fault}");
    }
    let own = Spec {
        variable: Some("SHOP_LISTEN"),
        ..leaf(Kind::Text)
    };
    let fields = [FIELDS, &[value("other", own)]].concat();
    assert!(clash(&fields, "SHOP").is_some());
    assert!(clash(&fields, "TOYS").is_none());
}

proptest! {
    #[test]
    fn durations_and_sizes_fit_where_the_policies_read_them(
        text in "[0-9]{0,22}(ms|s|m|h|B|KiB|MiB|GiB|KB|d|)",
    ) {
        let duration = text.parse::<crate::Duration>().is_ok();
        prop_assert_eq!(fits(Kind::Duration, &text) == Fit::Fits, duration);
        let size = text.parse::<crate::Size>().is_ok();
        prop_assert_eq!(fits(Kind::Size, &text) == Fit::Fits, size);
    }

    #[test]
    fn whole_numbers_fit_where_their_types_read_them(
        near in prop::sample::select(vec![0_i128, 127, 255, 32_767, 65_535, 1 << 31, 1 << 63, 1 << 64]),
        off in -2_i128..=2,
        is_negative in any::<bool>(),
    ) {
        let number = if is_negative { -near - off } else { near + off };
        let text = number.to_string();
        let held = |bits, is_signed| {
            fits(Kind::Whole(Width::new(bits, is_signed)), &text) == Fit::Fits
        };
        prop_assert_eq!(held(8, false), text.parse::<u8>().is_ok());
        prop_assert_eq!(held(8, true), text.parse::<i8>().is_ok());
        prop_assert_eq!(held(16, false), text.parse::<u16>().is_ok());
        prop_assert_eq!(held(32, true), text.parse::<i32>().is_ok());
        prop_assert_eq!(held(64, false), text.parse::<u64>().is_ok());
        prop_assert_eq!(held(64, true), text.parse::<i64>().is_ok());
        prop_assert_eq!(Whole::signed(number).narrow::<i64>(), i64::try_from(number).ok());
        prop_assert_eq!(Whole::signed(number).narrow::<u64>(), u64::try_from(number).ok());
        prop_assert_eq!(Whole::read(&text), Some(Whole::signed(number)));
    }

    #[test]
    fn any_text_fits_or_is_told_what_does(text in any::<String>()) {
        for kind in [
            U16, Kind::Fraction(64), Kind::Switch, Kind::Character, Kind::Text, Kind::Path,
            Kind::Duration, Kind::Size, Kind::Ip, Kind::Socket, Kind::OneOf(&["fast", "slow"]),
            Kind::Policy(PolicyKind::Cache), Kind::Other, Kind::List(&Kind::Duration),
            Kind::Optional(&U16), Kind::Secret(&U16),
        ] {
            for value in [Value::Word(&text), Value::Text(&text)] {
                let _ = fit(&kind, &Range::ALL, &value);
                let advice = advice(&kind, &Range::ALL, &value);
                prop_assert!(!advice.is_empty());
            }
        }
    }
}
