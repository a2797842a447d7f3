//! Whether two tags can be one.

use super::{TagPart, TagTemplate};

impl TagTemplate {
    /// Whether there are requests for which the two are the same tag.
    ///
    /// A capture may be any text, also none, whatever it is called: `order-{id}` meets
    /// `order-{order_id}`, `order-7` and `{kind}-7`, but neither `orders` nor `orders-{id}`. Two
    /// tags of text meet if they are the same. What does not meet can never be one tag; what meets
    /// need not be one in any request that is made.
    ///
    /// ```
    /// use hardpoint_policy::TagTemplate;
    ///
    /// let tag = |text: &str| text.parse::<TagTemplate>().unwrap();
    /// assert!(tag("order-{id}").meets(&tag("order-{order_id}")));
    /// assert!(!tag("order-{id}").meets(&tag("orders")));
    /// ```
    pub fn meets(&self, other: &Self) -> bool {
        let (one, other) = (letters(self), letters(other));
        // Whether the rest of `one` meets the rest of `other`, from each place in `other` on;
        // the rest of `one` grows from its end.
        let mut meets: Vec<bool> = (0..=other.len())
            .map(|at| other[at..].iter().all(Option::is_none))
            .collect();
        for letter in one.iter().rev() {
            let shorter = meets.clone();
            for at in (0..=other.len()).rev() {
                // A capture takes nothing, or one letter more of what the other has.
                meets[at] = match (letter, other.get(at)) {
                    (None, Some(_)) | (Some(_), Some(None)) => shorter[at] || meets[at + 1],
                    (None, None) => shorter[at],
                    (Some(letter), Some(Some(same))) => letter == same && shorter[at + 1],
                    (Some(_), None) => false,
                };
            }
        }
        meets[0]
    }
}

/// A letter, or any text.
type Letter = Option<u8>;

fn letters(tag: &TagTemplate) -> Vec<Letter> {
    let parts = tag.parts.iter();
    let letters = parts.flat_map(|part| match part {
        TagPart::Literal(text) => text.bytes().map(Some).collect(),
        TagPart::Capture(_) => vec![None],
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, other: &str) -> bool {
        let tag = |text: &str| text.parse::<TagTemplate>().unwrap();
        let met = tag(one).meets(&tag(other));
        assert_eq!(met, tag(other).meets(&tag(one)), "{one} {other}");
        met
    }

    #[test]
    fn captures_are_any_text_and_text_is_itself() {
        for (one, other) in [
            ("orders", "orders"),
            ("order-{id}", "order-{order_id}"),
            ("order-{id}", "order-7"),
            ("order-{id}", "order-"),
            ("order-{id}", "{kind}-7"),
            ("order-{id}", "order-{id}-lines"),
            ("{a}", "{b}"),
            ("{a}", "x"),
            ("{a}{b}", "x"),
            ("{a}-{b}", "--"),
            ("a{x}b{y}c", "{z}bc"),
            ("{a}x", "x{b}"),
            ("ab{x}", "a{y}b"),
        ] {
            assert!(meet(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("orders", "order"),
            ("order-{id}", "orders"),
            ("order-{id}", "orders-{id}"),
            ("order-{id}", "order"),
            ("{a}-x", "{b}-y"),
            ("a{x}", "b{y}"),
            ("{a}-{b}", "x"),
            ("a{x}b{y}c", "{z}bd"),
        ] {
            assert!(!meet(one, other), "{one} {other}");
        }
    }
}
