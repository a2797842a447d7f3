//! What is said of what cannot be loaded.

use super::super::Source;
use super::*;

#[test]
fn all_faults_are_told_at_once_in_both_prints() {
    let file = TestFile::of("level = 0.5\ntiemout = \"hunter2\"\n\n[inner]\nratio = 2\n");
    let variables = [
        ("SHOP_TIMEOUT", "5"),
        ("SHOP_MODE", "very_slow"),
        ("SHOP_COLOUR", "red"),
        ("SHOP_TAGS", "a"),
        ("SHOP_KEY", UNSET),
        ("SHOP_INNER_URL", UNSET),
        ("SHOP_LEVLE", "hunter2"),
    ];
    let error = load_with(&variables, Some(file.path())).unwrap_err();
    let expected = format!(
        "9 settings are wrong\n\n\
         SHOP_TIMEOUT: `timeout` is `5`, expected a duration from `1ms` to `60s`\n\
         help: write `5s`\n\n\
         {path}:1: `level` is `0.5`, expected a whole number from 0 to 9\n\
         help: write `1`\n\n\
         SHOP_KEY: `key` is not set, expected text\n\
         help: set `SHOP_KEY`, or `SHOP_KEY_FILE` to the path of a file that holds it\n\n\
         SHOP_INNER_URL: `inner.url` is not set, expected text\n\
         help: set `SHOP_INNER_URL`\n\n\
         {path}:5: `inner.ratio` is `2`, expected a number from `0` to `1`\n\
         help: write `1` or less\n\n\
         SHOP_MODE: `mode` is `very_slow`, expected one of `fast`, `very-slow`\n\
         help: did you mean `very-slow`?\n\n\
         SHOP_COLOUR: `colour` is `red`, expected a `Colour`\n\
         help: `red` is no colour\n\n\
         {path}:2: there is no setting `tiemout`\n\
         help: did you mean `timeout`?\n\n\
         SHOP_LEVLE: there is no such setting\n\
         help: did you mean `SHOP_LEVEL`?",
        path = file.name()
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
    assert_eq!(std::io::Error::from(error).to_string(), expected);
}

#[test]
fn a_fault_has_its_parts() {
    let error = load(&[("SHOP_LEVEL", "10")]).unwrap_err();
    let [fault] = error.faults() else {
        panic!("{error}");
    };
    assert_eq!(fault.name(), Some("level"));
    assert_eq!(fault.source(), &Source::Variable("SHOP_LEVEL".to_owned()));
    assert_eq!(fault.read(), Some("10"));
    assert_eq!(fault.expected(), Some("a whole number from 0 to 9"));
    assert_eq!(fault.help(), "write `9` or less");
    assert!(error.to_string().starts_with("one setting is wrong\n\n"));
}

#[test]
fn unknown_variables_are_faults_and_their_values_are_not_shown() {
    for (variable, help) in [
        ("SHOP_TIMOUT", "did you mean `SHOP_TIMEOUT`?"),
        ("SHOP_KEY_FIEL", "did you mean `SHOP_KEY_FILE`?"),
        ("SHOP_SETTINGS_FLIE", "did you mean `SHOP_SETTINGS_FILE`?"),
        ("SHOP_LISTEN", "remove it"),
        ("SHOP_SIDECAR", "remove it"),
        ("SHOP_TIMEOUT_FILE", "did you mean `SHOP_TIMEOUT`?"),
        ("SHOP_", "remove it"),
    ] {
        let said = said(&[(variable, "hunter3")]);
        let expected = format!("{variable}: there is no such setting\nhelp: {help}");
        assert_eq!(said, [expected]);
    }
    for variable in [
        "SHOP_SERVICE_HOST",
        "SHOP_SERVICE_PORT",
        "SHOP_SERVICE_PORT_HTTP",
        "SHOP_PORT",
        "SHOP_PORT_80_TCP_ADDR",
    ] {
        let said = said(&[(variable, "x")]);
        assert!(said[0].contains("enableServiceLinks"), "{said:?}");
    }
}

#[test]
fn what_belongs_to_no_field_is_told_by_file_and_line() {
    let file = TestFile::of(
        "tags.x = 1\ninner = 5\nkey = \"hunter2\"\n\n[timeout]\nseconds = 5\n[nowhere]\n",
    );
    let error = load_with(&[], Some(file.path())).unwrap_err();
    let path = file.name();
    assert_eq!(
        lines(&error),
        [
            format!(
                "{path}:1: `tags.x` is in a table, and a value is meant\nhelp: write `tags = …`"
            ),
            format!(
                "{path}:2: `inner` is a table of settings, not a value\n\
                 help: write its settings under `[inner]`"
            ),
            format!(
                "{path}:3: `key` is a secret, which is read from no file of settings\n\
                 help: set `SHOP_KEY`, or `SHOP_KEY_FILE` to the path of a file that holds it"
            ),
            format!(
                "{path}:6: `timeout.seconds` is in a table, and a value is meant\n\
                 help: write `timeout = …`"
            ),
            format!("{path}:7: there is no setting `nowhere`\nhelp: remove it"),
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault() {
    let folder = std::env::temp_dir();
    let large = TestFile::of("#".repeat((1 << 20) + 1));
    let binary = TestFile::of(b"level = \"\xff\"");
    let broken = TestFile::of("level = \n\"tags\" = [\n");
    for (path, words) in [
        ("", "cannot be read: "),
        ("/nowhere/shop.toml", "cannot be read: "),
        (folder.to_str().unwrap(), "is a folder, not a file"),
        (large.name(), "is larger than 1048576 bytes"),
        (binary.name(), "is not UTF-8"),
    ] {
        let begins = format!("SHOP_SETTINGS_FILE: the file `{path}` {words}");
        let of_variable = said(&[("SHOP_SETTINGS_FILE", path)]);
        assert!(of_variable[0].starts_with(&begins), "{of_variable:?}");
        let error = load_with(&[], Some(Path::new(path))).unwrap_err();
        let begins = format!("{path}: the file {words}");
        assert!(lines(&error)[0].starts_with(&begins), "{error}");
    }
    let said = said(&[
        ("SHOP_SETTINGS_FILE", broken.name()),
        ("SHOP_INNER_URL", UNSET),
    ]);
    assert_eq!(said.len(), 2, "{said:?}");
    for (line, said) in (1..).zip(said) {
        let begins = format!("{}:{line}: this is no TOML: ", broken.name());
        assert!(said.starts_with(&begins), "{said}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_a_fault() {
    let file = TestFile::of("");
    let variables = [("SHOP_SETTINGS_FILE", "other.toml")];
    let error = load_with(&variables, Some(file.path())).unwrap_err();
    let expected = format!(
        "SHOP_SETTINGS_FILE: the program has named another file already, `{}`\n\
         help: name one of the two",
        file.name()
    );
    assert_eq!(lines(&error), [expected]);
}

#[test]
fn what_was_read_is_one_line_without_passwords_and_cut() {
    let long = "9".repeat(100_000);
    let said = said(&[
        ("SHOP_LEVEL", &long),
        ("SHOP_COLOUR", "postgres://shop:hunter2@db\n"),
        ("SHOP_TIMEOUT", "5s\u{fffd}"),
    ]);
    assert!(said.iter().all(|line| line.len() < 400), "{said:?}");
    assert!(said[0].contains("expected text in UTF-8"), "{said:?}");
    assert!(said[1].contains("`9999"), "{said:?}");
    let expected = "`colour` is `postgres://shop:[redacted]@db\u{fffd}`, expected a `Colour`";
    assert!(said[2].contains(expected), "{said:?}");
    assert!(!said[2].contains("hunter2"), "{said:?}");
}
