//! Fields as they stand in a line: members of a JSON object, or words; each name once.

use smallvec::SmallVec;

use super::escape;
use super::format::Shape;

/// Fields as they stand in a line.
#[derive(Debug, Default)]
pub(super) struct Written {
    text: String,
    /// Where each begins, with what separates it from the one before.
    starts: SmallVec<[(&'static str, usize); 4]>,
}

impl Written {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            starts: SmallVec::new(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Begins a field, in the place of an older one of that name; its value goes to what is given
    /// back.
    pub(super) fn begin(&mut self, name: &'static str, shape: Shape) -> &mut String {
        self.forget(name);
        self.starts.push((name, self.text.len()));
        let is_first = self.text.is_empty();
        let text = &mut self.text;
        match shape {
            Shape::Json => {
                text.push_str(if is_first { "" } else { "," });
                escape::json(text, name);
                text.push(':');
            }
            Shape::Text { .. } => {
                text.push_str(if is_first { "" } else { " " });
                escape::plain(text, name);
                text.push('=');
            }
        }
        text
    }

    /// Takes over newer fields.
    pub(super) fn update(&mut self, newer: &Self, shape: Shape) {
        let separator = match shape {
            Shape::Json => ',',
            Shape::Text { .. } => ' ',
        };
        for (name, _) in &newer.starts {
            self.forget(name);
        }
        let end = self.text.len();
        if end > 0 && !newer.text.is_empty() {
            self.text.push(separator);
        }
        let moved = self.text.len();
        let place = |at: usize| if at == 0 { end } else { at + moved };
        let starts = newer.starts.iter().map(|(name, at)| (*name, place(*at)));
        self.starts.extend(starts);
        self.text.push_str(&newer.text);
    }

    fn forget(&mut self, name: &str) {
        let Some(which) = self.starts.iter().position(|(known, _)| *known == name) else {
            return;
        };
        let (_, from) = self.starts.remove(which);
        let next = self.starts.get(which).map(|(_, at)| *at);
        let to = next.unwrap_or(self.text.len());
        self.text.replace_range(from..to, "");
        for (_, at) in &mut self.starts[which..] {
            *at -= to - from;
        }
        // Who is the first now stands behind nothing.
        if from == 0 && !self.text.is_empty() {
            self.text.remove(0);
            for (_, at) in &mut self.starts[1..] {
                *at -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Shape = Shape::Text { colours: false };

    fn of(fields: &[(&'static str, &str)]) -> Written {
        let mut written = Written::default();
        for (name, value) in fields {
            written.begin(name, TEXT).push_str(value);
        }
        written
    }

    #[test]
    fn a_name_is_there_once_with_its_newest_value() {
        let mut written = of(&[("a", "1"), ("b", "2"), ("a", "3")]);
        assert_eq!(written.text(), "b=2 a=3");
        written.update(&of(&[("b", "44"), ("c", "5")]), TEXT);
        assert_eq!(written.text(), "a=3 b=44 c=5");
        written.update(&of(&[("b", "6")]), TEXT);
        assert_eq!(written.text(), "a=3 c=5 b=6");
        written.update(&of(&[("a", "7"), ("b", "8"), ("c", "9")]), TEXT);
        assert_eq!(written.text(), "a=7 b=8 c=9");
        written.begin("b", TEXT).push('0');
        written.begin("a", TEXT).push('x');
        assert_eq!(written.text(), "c=9 b=0 a=x");
        let mut written = Written::default();
        written.update(&of(&[("a", "1")]), TEXT);
        written.update(&Written::default(), TEXT);
        assert_eq!(written.text(), "a=1");
    }
}
