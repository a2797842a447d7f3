//! The variables of settings, of which no two have one name.

use super::schema::{Content, Field, Path, Spec};
use super::words::Words;

/// The most settings that one struct is compared for.
const MOST: usize = 1_024;

/// Adds the name of a setting's variable: `SHOP_DATABASE_URL`.
pub const fn push_variable(words: &mut Words, prefix: &str, path: &Path<'_>, spec: &Spec<'_>) {
    match spec.variable {
        Some(name) => words.push(name),
        None => {
            words.push(prefix);
            push_capitals(words, path);
        }
    }
}

/// What is wrong with the names of the variables: two of one name could not be told apart.
#[must_use]
pub const fn clash(fields: &[Field<'_>], prefix: &str) -> Option<Words> {
    let mut seen = Seen {
        prefix,
        hashes: [0; MOST],
        count: 0,
        clash: None,
    };
    let mut words = Words::new();
    words.push(prefix);
    words.push("_SETTINGS_FILE");
    seen.see(&words);
    seen.all(fields, None);
    let twice = match seen.clash {
        Some(twice) => twice,
        None => return None,
    };
    let mut words = Words::new();
    words.push("two settings would be set by `");
    words.push(twice.as_str());
    words.push("`\nhelp: rename one of them, or give it a variable of its own, `env = \"…\"`");
    Some(words)
}

struct Seen<'a> {
    prefix: &'a str,
    /// Of names; to compare the names themselves would take the compiler too long.
    hashes: [u64; MOST],
    count: usize,
    clash: Option<Words>,
}

impl Seen<'_> {
    const fn all(&mut self, fields: &[Field<'_>], group: Option<&Path<'_>>) {
        let mut at = 0;
        while at < fields.len() {
            let path = Path {
                group,
                name: fields[at].name,
            };
            match &fields[at].content {
                Content::Group(inner) => self.all(inner, Some(&path)),
                Content::Value(spec) => {
                    let mut words = Words::new();
                    push_variable(&mut words, self.prefix, &path, spec);
                    self.see(&words);
                    if spec.kind.is_secret() {
                        words.push("_FILE");
                        self.see(&words);
                    }
                }
            }
            at += 1;
        }
    }

    const fn see(&mut self, name: &Words) {
        let hash = hash(name.as_str().as_bytes());
        let mut at = 0;
        while at < self.count {
            if self.hashes[at] == hash && self.clash.is_none() {
                let mut twice = Words::new();
                twice.push(name.as_str());
                self.clash = Some(twice);
                return;
            }
            at += 1;
        }
        if self.count < MOST {
            self.hashes[self.count] = hash;
            self.count += 1;
        }
    }
}

const fn push_capitals(words: &mut Words, path: &Path<'_>) {
    if let Some(group) = path.group {
        push_capitals(words, group);
    }
    words.push("_");
    words.push_capitals(path.name);
}

/// FNV-1a.
const fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}
