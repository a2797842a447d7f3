//! Where each option was said, for what is found wrong with it later.

use proc_macro2::TokenStream;

/// The options that were said, here or in `hardpoint.toml`.
#[derive(Debug, Default)]
pub(in crate::endpoint::check) struct Places {
    said: Vec<Said>,
}

#[derive(Debug)]
struct Said {
    option: String,
    place: TokenStream,
    /// Which line of `hardpoint.toml` says it, if it is inherited.
    origin: Option<String>,
}

impl Places {
    /// Whether an option was said at all.
    pub(in crate::endpoint::check) fn said(&self, option: &str) -> bool {
        self.said.iter().any(|said| said.option == option)
    }

    /// The option's value, its key where it has none, what inherits it where it is inherited, and
    /// nothing where it was not said.
    pub(in crate::endpoint::check) fn of(&self, option: &str) -> TokenStream {
        let said = self.said.iter().find(|said| said.option == option);
        said.map(|said| said.place.clone()).unwrap_or_default()
    }

    /// Where to say `message`, which is about `option`: where the option is inherited, at another
    /// one of which the message speaks and which stands here.
    pub(in crate::endpoint::check) fn of_breach(&self, option: &str, message: &str) -> TokenStream {
        let is_here = |said: &&Said| said.origin.is_none();
        let inherited = self
            .said
            .iter()
            .any(|said| said.option == option && said.origin.is_some());
        let other = self
            .said
            .iter()
            .filter(is_here)
            .find(|said| speaks_of(message, &said.option));
        match other.filter(|_| inherited) {
            Some(other) => other.place.clone(),
            None => self.of(option),
        }
    }

    /// Which of the options that `message` speaks of stand elsewhere, and where.
    pub(in crate::endpoint::check) fn origins(&self, message: &str) -> Option<String> {
        let each = self.said.iter().filter_map(|said| {
            let origin = said.origin.as_ref()?;
            speaks_of(message, &said.option).then(|| format!("note: {origin}"))
        });
        let notes: Vec<_> = each.collect();
        (!notes.is_empty()).then(|| notes.join("\n"))
    }

    /// Where an option stands, if that is elsewhere.
    pub(in crate::endpoint::check) fn note(&self, option: &str) -> String {
        self.origins(option).unwrap_or_default()
    }

    /// Notes an option that was said here.
    pub(super) fn say(&mut self, option: String, place: TokenStream) {
        self.said.push(Said {
            option,
            place,
            origin: None,
        });
    }

    /// Notes an option that `hardpoint.toml` says; `place` is what inherits it here.
    pub(in crate::endpoint::check) fn inherit(
        &mut self,
        option: &str,
        place: TokenStream,
        origin: String,
    ) {
        self.said.push(Said {
            option: option.to_owned(),
            place,
            origin: Some(origin),
        });
    }
}

/// Whether an option stands in a sentence as a word of its own.
fn speaks_of(message: &str, option: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    message.match_indices(option).any(|(at, _)| {
        let before = message[..at].chars().next_back();
        let after = message[at + option.len()..].chars().next();
        !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
    })
}
