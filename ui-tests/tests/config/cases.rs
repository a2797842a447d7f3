//! The cases in `config/`, and some that cannot be files of a repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::SILENT;

/// A package that compiles, or one that does not and what is said then.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) fails: bool,
    pub(crate) file: Vec<u8>,
    pub(crate) program: String,
    /// Where the words of the compiler are kept.
    words: PathBuf,
}

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let mut cases = Vec::new();
    for kind in ["pass", "fail"] {
        let folders = fs::read_dir(top.join(kind)).unwrap().flatten();
        let mut folders: Vec<_> = folders.map(|entry| entry.path()).collect();
        folders.sort();
        cases.extend(
            folders
                .into_iter()
                .map(|folder| Case::read(&folder, kind == "fail")),
        );
    }
    let inherits = Case::read(&top.join("pass/inherits"), false);
    let text = String::from_utf8(inherits.file).unwrap();
    let filler = "# a comment of some length, which stands here many times over\n";
    for (name, file) in [
        ("carriage_returns", text.replace('\n', "\r\n")),
        ("byte_order_mark", format!("\u{feff}{text}")),
        (
            "large",
            format!("{}{text}", filler.repeat((1 << 20) / filler.len())),
        ),
    ] {
        cases.push(Case {
            name: name.to_owned(),
            fails: false,
            file: file.into_bytes(),
            program: inherits.program.clone(),
            words: PathBuf::new(),
        });
    }
    cases.push(Case {
        name: "not_utf_8".to_owned(),
        fails: true,
        file: b"[defaults]\ntimeout = \"5s\" # \xe9\n".to_vec(),
        program: SILENT.to_owned(),
        words: top.join("not_utf_8.stderr"),
    });
    cases
}

impl Case {
    fn read(folder: &Path, fails: bool) -> Self {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Self {
            name,
            fails,
            file: fs::read(folder.join("hardpoint.toml")).unwrap(),
            program: fs::read_to_string(folder.join("main.rs")).unwrap(),
            words: folder.join("main.stderr"),
        }
    }

    /// What the compiler is known to say.
    pub(crate) fn expected(&self) -> String {
        match self.fails {
            true => fs::read_to_string(&self.words).unwrap_or_default(),
            false => String::new(),
        }
    }

    /// What is said and was not expected.
    pub(crate) fn difference(&self, said: &str) -> Option<String> {
        difference(&self.name, &self.words, self.fails, said)
    }
}

/// What is said and was not expected, which becomes what is expected where that is asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "trybuild's own variable decides for these tests, too"
)]
pub(crate) fn difference(name: &str, words: &Path, fails: bool, said: &str) -> Option<String> {
    let expected = match fails {
        true => fs::read_to_string(words).unwrap_or_default(),
        false => String::new(),
    };
    if said == expected {
        return None;
    }
    if fails && std::env::var_os("TRYBUILD").is_some_and(|said| said == "overwrite") {
        fs::write(words, said).unwrap();
        return None;
    }
    Some(format!("{name}: expected\n{expected}\n{name}: but\n{said}"))
}
