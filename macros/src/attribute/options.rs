//! Rules of options: each is known, said once, and of a kind that can be read.

use std::collections::BTreeMap;

use hardpoint_policy::nearest;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Path};

use super::{AttributeInput, Known, OptionInput, Value};
use crate::errors::Errors;
use crate::paths::Runtime;

/// What an attribute understands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary {
    /// Every option, with what a user might paste.
    pub(crate) known: &'static Known,
    /// What other tools say in words that are no options here, and what is written in their place.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
}

/// What the options said besides what they promise.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) runtime: Runtime,
    /// The options whose values could not be read, and for which a default stands.
    pub(crate) unread: Vec<String>,
    places: BTreeMap<String, TokenStream>,
}

impl Stated {
    /// Hands each option that is known and said first to `assign`, and notes what it cannot read.
    pub(crate) fn read(
        input: &AttributeInput,
        vocabulary: Vocabulary,
        errors: &mut Errors,
        mut assign: impl FnMut(&OptionInput, &mut Self, &mut Errors),
    ) -> Self {
        let mut stated = Self::default();
        for option in &input.options {
            if vocabulary.knows(option, &mut stated.unread, errors)
                && stated.is_first(option, errors)
            {
                let before = errors.count();
                assign(option, &mut stated, errors);
                if errors.count() > before || matches!(option.value, Value::Malformed) {
                    stated.unread.push(option.name());
                }
            }
        }
        stated
    }

    pub(crate) fn said(&self, option: &str) -> bool {
        self.places.contains_key(option)
    }

    /// Where an option stands that is said.
    pub(crate) fn place(&self, option: &str) -> TokenStream {
        self.places.get(option).cloned().unwrap_or_default()
    }

    fn is_first(&mut self, option: &OptionInput, errors: &mut Errors) -> bool {
        let name = option.name();
        if self.said(&name) {
            refuse_second(option, "keep one of them", errors);
            return false;
        }
        self.places.insert(name, place(option));
        true
    }
}

impl Vocabulary {
    /// Whether an option is known: any other would be a promise that nobody keeps.
    pub(crate) fn knows(
        self,
        option: &OptionInput,
        unread: &mut Vec<String>,
        errors: &mut Errors,
    ) -> bool {
        let name = option.name();
        let known = || self.known.iter().map(|(known, _)| *known);
        if known().any(|known| known == name) {
            return true;
        }
        if let Value::Malformed = option.value {
            return false;
        }
        let elsewhere = self.elsewhere.iter().find(|(word, _)| *word == name);
        let help = match (elsewhere, nearest(&name, known())) {
            (Some((_, ours)), _) => format!("write `{ours}`"),
            (None, Some(near)) => format!("write `{near}`"),
            (None, None) => {
                let all: Vec<_> = known().map(|known| format!("`{known}`")).collect();
                format!("the options are {}", all.join(", "))
            }
        };
        // Whoever misses one of these may miss it for this reason, which is said here.
        let ours = elsewhere.and_then(|(_, ours)| ours.split(' ').next());
        let meant =
            known().filter(|known| nearest(&name, [*known]).is_some() || ours == Some(known));
        unread.extend(meant.map(str::to_owned));
        errors.add(
            &option.key,
            format_args!("unknown option `{name}`: nothing would enforce it"),
            help,
        );
        false
    }

    /// What a user might paste; nothing for what is no option.
    pub(crate) fn example(self, name: &str) -> &'static str {
        let known = self.known.iter().find(|(known, _)| *known == name);
        known.map_or("", |(_, example)| example)
    }

    /// Notes that an option takes text, and not what stands there.
    pub(crate) fn wrong_kind(self, option: &OptionInput, value: &Value, errors: &mut Errors) {
        let name = option.name();
        let said = quote!(#value);
        let example = || format!("write `{}`", self.example(&name));
        let (message, help) = match value {
            Value::Flag => (format!("`{name}` needs a value"), example()),
            Value::Number(_) => (
                format!("`{name}` takes text, and `{said}` is a number"),
                example(),
            ),
            Value::Path(path) if path.get_ident().is_some_and(is_word) => (
                format!("`{name}` takes text in quotes"),
                format!("write `{name} = \"{said}\"`"),
            ),
            _ => (format!("`{name}` takes text in quotes"), example()),
        };
        let place = match value {
            Value::Flag => option.key.to_token_stream(),
            value => value.to_token_stream(),
        };
        errors.add(place, message, help);
    }

    /// The path under which the runtime is known.
    pub(crate) fn runtime(self, option: &OptionInput, errors: &mut Errors) -> Option<Runtime> {
        if let Value::Malformed = option.value {
            return None;
        }
        let path = path(&option.value);
        if path.is_none() {
            errors.add(
                place(option),
                "`crate` takes the path under which `hardpoint` is known here",
                format_args!("write `{}`", self.example("crate")),
            );
        }
        path.map(Runtime::at)
    }

    /// The path of a function.
    pub(crate) fn function(self, option: &OptionInput, errors: &mut Errors) -> Option<Path> {
        if let Value::Malformed = option.value {
            return None;
        }
        let path = path(&option.value);
        if path.is_none() {
            let name = option.name();
            let message = match option.value {
                Value::Flag => format!("`{name}` needs a value"),
                _ => format!("`{name}` takes the path of a function, and nothing else"),
            };
            let help = format!("write `{}`", self.example(&name));
            errors.add(place(option), message, help);
        }
        path
    }
}

/// Notes an option that is said again: of two values, one would be dropped in silence.
pub(crate) fn refuse_second(option: &OptionInput, help: &str, errors: &mut Errors) {
    let name = option.name();
    errors.add(&option.key, format_args!("`{name}` is said twice"), help);
}

/// Where an option's mistake is: at its value, or its key where it has none.
pub(crate) fn place(option: &OptionInput) -> TokenStream {
    match &option.value {
        Value::Flag | Value::Malformed => option.key.to_token_stream(),
        value => value.to_token_stream(),
    }
}

/// Whether an operation, a job or a dependency can be called that: the name goes into headers,
/// metrics and keys of stores.
pub(crate) fn is_id(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// A path of Rust, bare or in quotes.
fn path(value: &Value) -> Option<Path> {
    match value {
        Value::Path(path) => Some(path.clone()),
        Value::Text(text) => text.parse_with(Path::parse_mod_style).ok(),
        _ => None,
    }
}

/// Whether it is a word of the grammar; constants are not, and cannot be read here.
fn is_word(ident: &Ident) -> bool {
    !ident.to_string().starts_with(char::is_uppercase)
}
