//! Names that a path captures, as one text, `shop,id`: of all that can be handed over in a
//! constant, a text costs the compiler least, and so does each step that is not taken here.

/// The position of a name among `names`.
pub(super) const fn position(name: &str, names: &str) -> Option<usize> {
    let (name, names) = (name.as_bytes(), names.as_bytes());
    let (length, end) = (name.len(), names.len());
    let mut position = 0;
    let mut at = 0;
    while at < end {
        let mut same = 0;
        while same < length && at < end && names[at] == name[same] {
            same += 1;
            at += 1;
        }
        if same == length && (at == end || names[at] == b',') {
            return Some(position);
        }
        while at < end && names[at] != b',' {
            at += 1;
        }
        at += 1;
        position += 1;
    }
    None
}

/// How many names there are.
pub(super) const fn count(names: &str) -> usize {
    let names = names.as_bytes();
    let mut count = !names.is_empty() as usize;
    let mut at = 0;
    while at < names.len() {
        count += (names[at] == b',') as usize;
        at += 1;
    }
    count
}

/// The first name, and what comes after it.
pub(super) const fn split(names: &str) -> (&str, &str) {
    let bytes = names.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b',' {
        at += 1;
    }
    let (first, rest) = names.split_at(at);
    match rest.is_empty() {
        true => (first, rest),
        false => (first, rest.split_at(1).1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_where_it_stands() {
        let names = "shop,id,i,größe";
        for (at, name) in names.split(',').enumerate() {
            assert_eq!(position(name, names), Some(at), "{name}");
        }
        for other in ["", "sho", "shops", "hop", "d", "größ", "other"] {
            assert_eq!(position(other, names), None, "{other}");
        }
        assert_eq!(position("id", ""), None);
    }

    #[test]
    fn names_are_counted_and_split() {
        assert_eq!(["", "id", "shop,id"].map(count), [0, 1, 2]);
        assert_eq!(split("shop,id"), ("shop", "id"));
        assert_eq!((split("id"), split("")), (("id", ""), ("", "")));
    }
}
