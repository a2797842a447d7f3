//! Secrets: where they come from, and that they are not shown.

use std::cell::Cell;
use std::rc::Rc;

use super::*;

const KNOWN: &str = "hunter2-which-nobody-may-see";

fn key(variables: &[(&str, &str)]) -> Result<String, String> {
    let variables = [variables, &[("SHOP_KEY", UNSET)]].concat();
    match load(&variables) {
        Ok(shop) => Ok(shop.key.expose().clone()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn a_secret_is_read_from_the_file_that_its_variable_names() {
    for (text, secret) in [
        ("hunter2", "hunter2"),
        ("hunter2\n", "hunter2"),
        ("hunter2\r\n", "hunter2"),
        (" hunter2 \n\n", " hunter2 \n"),
    ] {
        let file = TestFile::of(text);
        let read = key(&[("SHOP_KEY_FILE", file.name())]);
        assert_eq!(read.as_deref(), Ok(secret), "{text:?}");
    }
    let file = TestFile::of("hunter3");
    let shop = load(&[("SHOP_INNER_PASSWORD_FILE", file.name())]).unwrap();
    assert_eq!(shop.inner.password.as_ref().unwrap().expose(), "hunter3");
    let printed = shop.to_string();
    let place = format!(
        "[redacted]      (SHOP_INNER_PASSWORD_FILE ({}))",
        file.name()
    );
    assert!(printed.contains(&place), "{printed}");
}

#[test]
fn a_secret_that_cannot_be_read_is_a_fault() {
    let folder = std::env::temp_dir();
    let empty = TestFile::of("\n");
    let large = TestFile::of("x".repeat((64 << 10) + 1));
    let binary = TestFile::of(b"hunter2\xff");
    for (path, words) in [
        ("/nowhere/key", "has a file that cannot be read: "),
        ("", "has a file that cannot be read: "),
        (folder.to_str().unwrap(), "has a file that is a folder"),
        (empty.name(), "`key` is empty, expected text"),
        (large.name(), "has a file that is larger than 65536 bytes"),
        (binary.name(), "has a file that is not UTF-8"),
    ] {
        let said = key(&[("SHOP_KEY_FILE", path)]).unwrap_err();
        assert!(
            said.contains(&format!("SHOP_KEY_FILE ({path}): ")),
            "{said}"
        );
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
    assert!(said(&[("SHOP_KEY", "")])[0].starts_with("SHOP_KEY: `key` is empty, expected text"));
    let largest = TestFile::of("x".repeat(64 << 10));
    assert!(key(&[("SHOP_KEY_FILE", largest.name())]).is_ok());
}

#[test]
fn a_secret_that_is_said_twice_is_a_fault() {
    let file = TestFile::of(KNOWN);
    let said = said(&[("SHOP_KEY", KNOWN), ("SHOP_KEY_FILE", file.name())]);
    assert_eq!(
        said,
        [
            "SHOP_KEY: `key` is said twice, by `SHOP_KEY` and by `SHOP_KEY_FILE`\n\
          help: remove one of the two"
        ]
    );
}

#[derive(Debug, Settings)]
#[settings(prefix = "PINS")]
struct Pins {
    pin: Secret<u16>,
    own: Option<Secret<Own>>,
    #[setting(default_with = Secret::new(KNOWN.to_owned()))]
    made: Secret<String>,
}

/// A type whose reader repeats what it was given.
#[derive(Debug, Clone)]
struct Own;

impl secrecy::zeroize::Zeroize for Own {
    fn zeroize(&mut self) {}
}

impl std::str::FromStr for Own {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Err(text.to_owned())
    }
}

#[test]
fn a_secret_of_another_type_is_a_fault_that_does_not_show_it() {
    let variables = [
        ("PINS_PIN", KNOWN),
        ("PINS_OWN", KNOWN),
        ("PINS_MAED", KNOWN),
    ];
    let error = Pins::load_from(&Environment::of(variables), None).unwrap_err();
    let said = format!("{error} {error:?} {:?}", error.faults());
    assert!(!said.contains(KNOWN), "{said}");
    assert_eq!(
        lines(&error)[0],
        "PINS_PIN: `pin` is `[redacted]`, expected a whole number from 0 to 65535\nhelp: write `1`"
    );
    assert_eq!(
        lines(&error)[1],
        "PINS_OWN: `own` is `[redacted]`, expected a `Own`\n\
         help: write what `Own` reads; why it does not read this is not shown"
    );
    let loaded = Pins::load_from(&Environment::of([("PINS_PIN", "1234")]), None).unwrap();
    assert_eq!(*loaded.pin.expose(), 1234);
    assert_eq!(loaded.made.expose(), KNOWN);
    let shown = format!("{loaded} {loaded:?}");
    assert!(!shown.contains("1234") && !shown.contains(KNOWN), "{shown}");
    assert!(loaded.own.is_none());
}

/// What a help could repeat or get wrong.
#[derive(Debug, Settings)]
#[settings(prefix = "HELP")]
#[allow(dead_code, reason = "only what is said of it matters")]
struct Help {
    ports: Option<Vec<u16>>,
    colours: Option<Own>,
    #[setting(min = 1000)]
    pin: Option<Secret<u16>>,
    pins: Option<Secret<Vec<u16>>>,
}

#[test]
fn no_help_repeats_a_password_or_is_wrong_itself() {
    let url = format!("postgres://shop:{KNOWN}@db");
    let variables = [
        ("HELP_PORTS", &*url),
        ("HELP_COLOURS", &*url),
        ("HELP_PIN", "7"),
        ("HELP_PINS", KNOWN),
    ];
    let error = Help::load_from(&Environment::of(variables), None).unwrap_err();
    let said = format!("{error} {error:?} {:?}", error.faults());
    assert!(!said.contains(KNOWN), "{said}");
    let [ports, colours, pin, pins] = &lines(&error)[..] else {
        panic!("{said}");
    };
    assert!(
        ports.ends_with("\nhelp: write items with commas between, such as `1`"),
        "{ports}"
    );
    assert!(colours.contains("expected a `Own`"), "{colours}");
    assert!(pin.ends_with("\nhelp: write `1000`"), "{pin}");
    assert!(
        pins.ends_with("\nhelp: write items with commas between, such as `1`"),
        "{pins}"
    );
}

/// Counts how often values of it are cleared.
#[derive(Clone, Default)]
struct Counted(Rc<Cell<u32>>);

impl secrecy::zeroize::Zeroize for Counted {
    fn zeroize(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_secret_is_cleared_when_it_goes_and_each_copy_by_itself() {
    let counted = Counted::default();
    let secret = Secret::new(counted.clone());
    let copy = secret.clone();
    assert_eq!(counted.0.get(), 0);
    drop(secret);
    assert_eq!(counted.0.get(), 1);
    drop(copy);
    assert_eq!(counted.0.get(), 2);
}

#[test]
fn secrets_are_not_shown_by_what_holds_them() {
    let file = TestFile::of(KNOWN);
    let shop = load(&[
        ("SHOP_KEY", KNOWN),
        ("SHOP_INNER_PASSWORD_FILE", file.name()),
    ])
    .unwrap();
    let copy = shop.key.clone();
    let shown = format!(
        "{shop} {shop:?} {shop:#?} {:?} {:?} {copy:?}",
        *shop,
        shop.effective()
    );
    assert!(
        shown.contains("[redacted]") && !shown.contains(KNOWN),
        "{shown}"
    );
    let settings = shop.into_inner();
    let panic = std::panic::catch_unwind(|| panic!("{settings:?}")).unwrap_err();
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(!message.contains(KNOWN), "{message}");
    assert_eq!(settings.key.expose(), KNOWN);
}
