//! Files as they are: right, wrong, changing, and not there.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A folder for one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "hardpoint toml é {} {}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn read(&self) -> Read {
        Ok(TomlFile::read(&self.0.join("a.toml"))?.unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is said of a file of that text, without the folder.
fn refused(text: impl AsRef<[u8]>) -> Vec<String> {
    let folder = Folder::new().with("a.toml", text);
    let faults = folder.read().unwrap_err();
    let shown = faults.iter().map(|fault| {
        let (_, place) = fault.at.rsplit_once("a.toml").unwrap();
        format!("{place} {} | {}", fault.message, fault.help)
    });
    shown.collect()
}

#[test]
fn keys_and_values_come_in_order_and_with_places() {
    let text = "b = \"é\" # first\n\n[t]\nz = [1, 0xff,\n  \"x\"]\na.x = true\n[t.u]\nd = 2026-01-01\nf = -1.5\n";
    for text in [
        text.to_owned(),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
    ] {
        let folder = Folder::new().with("a.toml", &text);
        let file = folder.read().unwrap();
        let root = &file.root().entries;
        assert_eq!(root[0].key, "b");
        assert_eq!(root[0].place, Place { line: 1, column: 1 });
        assert_eq!(root[0].value.kind, Kind::Text("é".into()));
        assert_eq!(root[0].value.place, Place { line: 1, column: 5 });
        assert_eq!(file.written(&root[0].value), "\"é\"");
        let Kind::Table(table) = &root[1].value.kind else {
            panic!("{root:?}");
        };
        let keys: Vec<_> = table.entries.iter().map(|entry| &entry.key).collect();
        assert_eq!(keys, ["z", "a", "u"]);
        let Kind::List(items) = &table.get("z").unwrap().value.kind else {
            panic!("{table:?}");
        };
        assert_eq!(items[1].kind, Kind::Integer(255));
        assert_eq!(items[2].place, Place { line: 5, column: 3 });
        let Kind::Table(inner) = &table.get("u").unwrap().value.kind else {
            panic!("{table:?}");
        };
        assert_eq!(inner.entries[0].value.kind, Kind::Date("2026-01-01".into()));
        assert_eq!(inner.entries[1].value.kind, Kind::Float(-1.5));
        assert!(file.at(items[2].place).ends_with("a.toml:5:3"));
    }
}

#[test]
fn an_empty_file_is_an_empty_table() {
    for text in ["", "\n", "# nothing\n", "\u{feff}"] {
        let folder = Folder::new().with("a.toml", text);
        assert_eq!(folder.read().unwrap().root().entries, []);
    }
}

#[test]
fn a_large_file_is_read() {
    let text: String = (0..40_000)
        .map(|n| format!("key{n} = \"a value of some length\"\n"))
        .collect();
    assert!(text.len() > 1 << 20);
    let folder = Folder::new().with("a.toml", text);
    let last = folder.read().unwrap().root().entries.last().cloned();
    assert_eq!(last.unwrap().place.line, 40_000);
}

#[test]
fn every_line_that_is_no_toml_is_told() {
    let text = "[defaults]\ntimeout = 5s\nbody = \"64KiB\nrate = tru\nrate = 1\nname =\nbig = 999999999999999999999999999999999999999999\nfar = 1e999\nnear miss\n";
    assert_eq!(
        refused(text),
        [
            ":2:11 text stands in quotes | write `\"5s\"`",
            ":3:14 the text has no end on its line | close it with `\"`",
            ":4:8 `tru` is no value | write `true` or `false`, or `\"tru\"`",
            ":5:1 `rate` is said twice | keep one of them",
            ":6:7 there is no value | write one after the `=`, or remove the key",
            ":7:7 `999999999999999999999999999999999999999999` is too large a number | write one of at most 64 bits",
            ":8:7 `1e999` is too large a number | write one of at most 64 bits",
            &format!(":9:6 key with no value, expected `=` | {}", help()),
        ]
    );
    let deep = format!("a = {}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(refused(deep).len(), 1);
}

/// What is said of syntax in general.
fn help() -> String {
    let said = refused("near miss");
    said[0].split_once(" | ").unwrap().1.to_owned()
}

#[test]
fn what_is_no_text_is_told_where_it_begins() {
    assert_eq!(
        refused(b"a = 1\nb = \"\xff\"\n"),
        [":2:6 it is not UTF-8 from here on | save it as UTF-8"]
    );
    let utf_16 = refused(b"\xff\xfea\0");
    assert!(utf_16[0].starts_with(":1:1 "), "{utf_16:?}");
}

#[test]
fn nothing_there_is_no_mistake_and_no_file_is() {
    let folder = Folder::new();
    assert!(TomlFile::read(&folder.0.join("a.toml")).unwrap().is_none());
    fs::create_dir(folder.0.join("a.toml")).unwrap();
    assert_eq!(folder.read().unwrap_err()[0].message, "it is no file");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_one_to_nowhere_is_told() {
    let folder = Folder::new().with("b.toml", "a = 1");
    std::os::unix::fs::symlink("b.toml", folder.0.join("a.toml")).unwrap();
    assert_eq!(folder.read().unwrap().root().entries.len(), 1);
    fs::remove_file(folder.0.join("b.toml")).unwrap();
    let said = folder.read().unwrap_err();
    assert!(said[0].message.starts_with("it cannot be read: "));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new().with("a.toml", "a = 1");
    let path = folder.0.join("a.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything is told nothing.
    if fs::read(&path).is_err() {
        let said = folder.read().unwrap_err();
        assert!(said[0].message.starts_with("it cannot be read: "));
    }
}

#[test]
fn a_change_is_seen_and_no_change_costs_no_parsing() {
    let folder = Folder::new().with("a.toml", "a = 1");
    let first = folder.read().unwrap();
    assert!(Arc::ptr_eq(&first, &folder.read().unwrap()));
    // As long as before, and within the granularity of any file system's clock.
    let folder = folder.with("a.toml", "a = 2");
    let second = folder.read().unwrap();
    assert_eq!(second.root().entries[0].value.kind, Kind::Integer(2));
    let folder = folder.with("a.toml", "a = ");
    assert!(folder.read().is_err() && folder.read().is_err());
    let folder = folder.with("a.toml", "a = 1");
    assert!(folder.read().is_ok());
}

#[test]
fn it_is_tracked_by_its_whole_path() {
    let folder = Folder::new().with("a.toml", "");
    let tracked = folder.read().unwrap().tracked().to_string();
    let path = folder.0.join("a.toml");
    assert!(
        tracked.contains(&format!("include_bytes ! ({path:?})")),
        "{tracked}"
    );
}

#[test]
fn a_workspace_is_the_nearest_that_says_so() {
    let folder = Folder::new()
        .with("Cargo.toml", "[workspace]\nmembers = [\"*\"]")
        .with("member/Cargo.toml", "[package]\nedition.workspace = true")
        .with("own/Cargo.toml", "[package]\n[workspace]")
        .with("vendor/x/Cargo.toml", "[package]")
        .with("vendor/x/.cargo-checksum.json", "{}");
    let root = |path: &str| package::workspace(&folder.0.join(path));
    assert_eq!(root("member"), Some(folder.0.clone()));
    assert_eq!(root("member/deeper"), Some(folder.0.clone()));
    assert_eq!(root("own"), Some(folder.0.join("own")));
    assert_eq!(root("vendor/x"), None);
}

#[cfg(unix)]
#[test]
fn a_path_that_cannot_be_tracked_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let path = Path::new(OsStr::from_bytes(b"/\xff/a.toml"));
    let faults = TomlFile::parse(path, b"").unwrap_err();
    assert!(faults[0].message.starts_with("its path is not UTF-8"));
}
