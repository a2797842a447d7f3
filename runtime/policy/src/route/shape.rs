//! Which requests two templates share, as far as the templates tell.

/// Whether two templates differ at most in what their captures are called: then both take the same
/// paths.
///
/// ```
/// use hardpoint_policy::same_shape;
///
/// assert!(same_shape("/orders/{id}", "/orders/{number}"));
/// assert!(!same_shape("/orders/{id}", r"/orders/{id:\d+}"));
/// ```
pub const fn same_shape(one: &str, other: &str) -> bool {
    let whole = (one.len(), other.len());
    same_part(one.as_bytes(), (0, whole.0), other.as_bytes(), (0, whole.1))
}

/// A template without the names of its captures: templates of one shape have one text.
pub(crate) fn shape(path: &str) -> String {
    let (mut shape, mut depth, mut is_name) = (String::with_capacity(path.len()), 0, false);
    for c in path.chars() {
        is_name &= !matches!(c, '}' | ':');
        if is_name {
            continue;
        }
        shape.push(c);
        is_name = c == '{' && depth == 0;
        depth = u8::try_from(c).map_or(depth, |byte| deeper(depth, byte));
    }
    shape
}

/// Whether `wide` is certain to take every path that `narrow` takes, and more.
///
/// It goes segment by segment. A plain capture, `{name}`, takes any segment that is not empty,
/// which one of text or of plain captures never is; what an expression takes is only known to be
/// the same where it is written the same. `{tail}*` takes all that is left, if there is a segment
/// left. What is not certain is `false`.
///
/// ```
/// use hardpoint_policy::covers;
///
/// assert!(covers("/orders/{id}", "/orders/new"));
/// assert!(covers("/files/{tail}*", "/files/{name}/raw"));
/// assert!(!covers("/orders/{id}", "/orders"));
/// assert!(!covers("/orders/new", "/orders/{id}"));
/// ```
pub const fn covers(wide: &str, narrow: &str) -> bool {
    if same_shape(wide, narrow) {
        return false;
    }
    let (wide, narrow) = (wide.as_bytes(), narrow.as_bytes());
    let (mut at, mut narrow_at) = (0, 0);
    while at < wide.len() && narrow_at < narrow.len() {
        let part = (at + 1, segment_end(wide, at + 1));
        let narrow_part = (narrow_at + 1, segment_end(narrow, narrow_at + 1));
        if is_tail(wide, part) {
            return true;
        }
        let taken = (is_plain_capture(wide, part) && is_never_empty(narrow, narrow_part))
            || same_part(wide, part, narrow, narrow_part);
        if !taken {
            return false;
        }
        (at, narrow_at) = (part.1, narrow_part.1);
    }
    at == wide.len() && narrow_at == narrow.len()
}

/// Whether two parts are the same but for the names of captures.
const fn same_part(
    one: &[u8],
    (mut at, end): (usize, usize),
    other: &[u8],
    (mut other_at, other_end): (usize, usize),
) -> bool {
    let mut depth = 0_usize;
    while at < end && other_at < other_end {
        if one[at] != other[other_at] {
            return false;
        }
        let opens = one[at] == b'{';
        depth = deeper(depth, one[at]);
        at += 1;
        other_at += 1;
        // Braces inside of braces belong to a capture's expression.
        if opens && depth == 1 {
            at = name_end(one, at);
            other_at = name_end(other, other_at);
        }
    }
    at == end && other_at == other_end
}

/// Where the segment that starts at `at` ends: at a `/` outside of captures, or with the path.
const fn segment_end(path: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < path.len() && !(depth == 0 && path[at] == b'/') {
        depth = deeper(depth, path[at]);
        at += 1;
    }
    at
}

/// Whether a part is `{name}` and nothing else.
const fn is_plain_capture(path: &[u8], (start, end): (usize, usize)) -> bool {
    if start == end || path[start] != b'{' {
        return false;
    }
    let close = name_end(path, start + 1);
    close + 1 == end && path[close] == b'}'
}

/// Whether a part is `{name}*` and nothing else.
const fn is_tail(path: &[u8], (start, end): (usize, usize)) -> bool {
    start < end && path[end - 1] == b'*' && is_plain_capture(path, (start, end - 1))
}

/// Whether whatever a segment takes is one segment, and not empty: it has text or plain captures
/// in it, and no expression or tail.
const fn is_never_empty(path: &[u8], (start, end): (usize, usize)) -> bool {
    let mut at = start;
    while at < end {
        if path[at] == b'{' {
            at = name_end(path, at + 1);
            let is_tail = at + 2 == path.len() && path[at + 1] == b'*';
            if at == path.len() || path[at] == b':' || is_tail {
                return false;
            }
        }
        at += 1;
    }
    start < end
}

const fn deeper(depth: usize, byte: u8) -> usize {
    match byte {
        b'{' => depth + 1,
        b'}' => depth.saturating_sub(1),
        _ => depth,
    }
}

/// Where the name of a capture ends that starts at `at`; with the path where it is not closed.
const fn name_end(path: &[u8], mut at: usize) -> usize {
    while at < path.len() && path[at] != b'}' && path[at] != b':' {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_captures_make_no_difference_and_their_expressions_do() {
        for (one, other) in [
            ("/a", "/a"),
            ("/a/{id}", "/a/{name}"),
            ("/{a}/{b}", "/{b}/{a}"),
            (r"/{a:\d{2}}/x", r"/{b:\d{2}}/x"),
            ("/{tail}*", "/{rest}*"),
            ("/", "/"),
        ] {
            assert!(same_shape(one, other), "{one} {other}");
            assert_eq!(shape(one), shape(other));
        }
        for (one, other) in [
            ("/a", "/b"),
            ("/a", "/a/"),
            ("/a/{id}", "/a/{id}/b"),
            ("/a/{id}", "/a/id"),
            (r"/{a:\d{2}}", r"/{a:\d{3}}"),
            (r"/{a:\d+}", "/{a}"),
            ("/{tail}*", "/{tail}"),
            ("/{a}", "/{ab}x"),
        ] {
            assert!(!same_shape(one, other), "{one} {other}");
            assert_ne!(shape(one), shape(other));
        }
    }

    #[test]
    fn a_capture_takes_segments_and_a_tail_takes_what_is_left() {
        for (wide, narrow) in [
            ("/{a}", "/a"),
            ("/{a}/b", "/a/b"),
            ("/a/{b}/c", "/a/{b}-{c}/c"),
            ("/a/{tail}*", "/a/b"),
            ("/a/{tail}*", "/a/"),
            ("/a/{tail}*", "/a/{b}/c"),
            (r"/a/{tail}*", r"/a/{b:.*}"),
            ("/{tail}*", "/"),
            (r"/{a:\d+}/{b}", r"/{c:\d+}/d"),
        ] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
            assert!(!covers(narrow, wide), "{narrow} {wide}");
        }
        for (wide, narrow) in [
            ("/{a}", "/{b}"),
            ("/{a}", "/"),
            ("/{a}", "/a/b"),
            ("/{a}/b", "/a"),
            ("/a/{tail}*", "/a"),
            ("/a/{b}", "/a/{tail}*"),
            ("/a/{b}", "/a/b{tail}*"),
            // It may take a `/`, or nothing.
            ("/a/{b}", "/a/{b:.*}"),
            ("/a/{b}.json", "/a/b.json"),
            ("/a/{b:[a-z]+}", "/a/b"),
        ] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn a_template_that_is_none_covers_and_shares_nothing_by_accident() {
        for text in [
            "", "{", "/{", "/{a", "/a}", "/{a:", "/{}*", "*", "/{a}}", "{}",
        ] {
            for other in ["", "/", "/a", "/{b}", "/{b", "/{tail}*"] {
                let _ = (covers(text, other), covers(other, text));
                assert!(same_shape(text, text));
            }
        }
    }
}
