//! Whatever stands in variables and files, it is loaded or refused.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 14] = [
    "LISTEN",
    "SHOP_TIMEOUT",
    "SHOP_LEVEL",
    "SHOP_KEY",
    "SHOP_KEY_FILE",
    "SHOP_INNER_URL",
    "SHOP_INNER_RATIO",
    "SHOP_INNER_PASSWORD",
    "SHOP_FEATURE",
    "SHOP_MODE",
    "SHOP_TAGS",
    "SHOP_COLOUR",
    "SHOP_SETTINGS_FILE",
    "SHOP_NOTHING",
];

/// Text of any kind, and text that is nearly right.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9a-zA-Z:.,\\[\\]% -]{0,12}",
        prop::sample::select(vec![
            "5s", "1e400", "nan", "inf", "-0", "+1", "fast", "::1", "0x1"
        ])
        .prop_map(str::to_owned),
    ]
}

/// Files that are nearly right.
fn file() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "level",
        "listen",
        "timeout",
        "tags",
        "inner.ratio",
        "inner",
        "key",
        "\"\"",
        "nothing",
    ]);
    let value = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        text().prop_map(|text| format!("{text:?}")),
        text().prop_map(|text| format!("[{text:?}, [{text:?}], {{ a = 1 }}]")),
        Just("2026-01-01T00:00:00Z".to_owned()),
        Just("{}".to_owned()),
        text(),
    ];
    let line = (key, value).prop_map(|(key, value)| format!("{key} = {value}\n"));
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn any_variables_are_loaded_or_refused(
        variables in prop::collection::vec((prop::sample::select(&NAMES[..]), text()), 0..6),
    ) {
        let environment = Environment::of(variables.clone());
        match Shop::load_from(&environment, None) {
            Ok(shop) => prop_assert!(shop.level <= 9 && shop.timeout <= Duration::from_secs(60)),
            Err(error) => {
                for fault in error.faults() {
                    prop_assert!(!fault.help().is_empty());
                    prop_assert!(fault.to_string().chars().count() < 1_200, "{}", fault);
                }
            }
        }
    }

    #[test]
    fn any_file_is_loaded_or_refused(text in prop_oneof![file(), any::<String>()]) {
        let file = TestFile::of(&text);
        if let Err(error) = load_with(&[], Some(file.path())) {
            prop_assert!(!error.faults().is_empty());
        }
    }
}
