//! `tracestate`: what other vendors say of a trace, handed on as it came (W3C Trace Context, §3.3).

use smallvec::SmallVec;

/// How many members there may be.
const MEMBERS: usize = 32;

/// How long all of them together may be; vendors hand on at least that many characters (§3.3.1.5).
const LENGTH: usize = 512;

/// Members that are longer go first where there is too much.
const LONG: usize = 128;

/// What the lines of the field say together, in their order; nothing where any of it cannot be read,
/// where a key is there twice, or where there are more than 32 members.
///
/// Empty members count for nothing. What is longer than 512 characters is shortened by whole
/// members: first those of more than 128 characters, then the last ones.
pub(super) fn combined<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Option<String> {
    let mut members: SmallVec<[&str; MEMBERS]> = SmallVec::new();
    for line in lines {
        for member in line.split(|byte| *byte == b',') {
            let member = trim(member);
            if member.is_empty() {
                continue;
            }
            let member = std::str::from_utf8(member).ok()?;
            let key = key_of(member)?;
            let is_it = |known: &&str| key_of(known) == Some(key);
            if members.len() == MEMBERS || members.iter().any(is_it) {
                return None;
            }
            members.push(member);
        }
    }
    shorten(&mut members);
    (!members.is_empty()).then(|| members.join(","))
}

/// Blanks and tabs, and nothing else (RFC 9110 §5.6.3).
fn trim(member: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let from = member.iter().position(|byte| !is_blank(byte));
    let to = member.iter().rposition(|byte| !is_blank(byte));
    match (from, to) {
        (Some(from), Some(to)) => &member[from..=to],
        _ => &[],
    }
}

/// The key of a member that is well formed.
fn key_of(member: &str) -> Option<&str> {
    let (key, value) = member.split_once('=')?;
    (is_key(key) && is_value(value)).then_some(key)
}

fn is_key(key: &str) -> bool {
    match key.split_once('@') {
        None => is_name(key, 256, |first| first.is_ascii_lowercase()),
        Some((tenant, system)) => {
            let is_first = |first: u8| first.is_ascii_lowercase() || first.is_ascii_digit();
            is_name(tenant, 241, is_first) && is_name(system, 14, |b| b.is_ascii_lowercase())
        }
    }
}

fn is_name(name: &str, longest: usize, is_first: impl Fn(u8) -> bool) -> bool {
    let is_next = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-*/".contains(&b);
    (1..=longest).contains(&name.len())
        && name.bytes().next().is_some_and(is_first)
        && name.bytes().all(is_next)
}

/// It ends in no blank: that has been trimmed.
fn is_value(value: &str) -> bool {
    let may_be = |b: u8| (b' '..=b'~').contains(&b) && b != b'=';
    (1..=256).contains(&value.len()) && value.bytes().all(may_be)
}

fn shorten(members: &mut SmallVec<[&str; MEMBERS]>) {
    let length = |members: &[&str]| {
        let commas = members.len().saturating_sub(1);
        members.iter().map(|member| member.len()).sum::<usize>() + commas
    };
    if length(members) > LENGTH {
        members.retain(|member| member.len() <= LONG);
    }
    while length(members) > LENGTH {
        members.pop();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(lines: &[&str]) -> Option<String> {
        combined(lines.iter().map(|line| line.as_bytes()))
    }

    fn numbered(from: usize, to: usize) -> String {
        let members: Vec<String> = (from..=to)
            .map(|at| format!("bar{at:02}={at:02}"))
            .collect();
        members.join(",")
    }

    #[test]
    fn several_lines_are_one_list() {
        let lines = ["foo=1,bar=2", "rojo=1,congo=2", "baz=3"];
        assert_eq!(of(&lines).unwrap(), "foo=1,bar=2,rojo=1,congo=2,baz=3");
    }

    #[test]
    fn empty_members_and_blanks_count_for_nothing() {
        for lines in [
            &["foo=1", ""][..],
            &["", "foo=1"],
            &[",,foo=1, ,\t,"],
            &["\t foo=1 \t"],
        ] {
            assert_eq!(of(lines).unwrap(), "foo=1", "{lines:?}");
        }
        let blanks = ["foo=1 \t , \t bar=2, \t baz=3"];
        assert_eq!(of(&blanks).unwrap(), "foo=1,bar=2,baz=3");
        assert_eq!(of(&["foo= 1 2 "]).unwrap(), "foo= 1 2");
        for nothing in [&[][..], &[""], &[" , ,"]] {
            assert_eq!(of(nothing), None);
        }
    }

    #[test]
    fn thirty_two_members_are_kept_and_one_more_is_too_many() {
        let kept = of(&[&numbered(1, 10), &numbered(11, 32)]).unwrap();
        assert_eq!(kept, numbered(1, 32));
        assert_eq!(of(&[&numbered(1, 10), &numbered(11, 33)]), None);
    }

    #[test]
    fn a_key_that_is_there_twice_makes_all_of_it_nothing() {
        for lines in [&["foo=1,foo=1"][..], &["foo=1,foo=2"], &["foo=1", "foo=2"]] {
            assert_eq!(of(lines), None, "{lines:?}");
        }
    }

    #[test]
    fn keys_and_values_have_the_characters_and_lengths_of_the_rules() {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/";
        let visible = (b' '..=b'~').filter(|b| !b",=".contains(b));
        let value: String = visible.map(char::from).collect();
        for member in [
            format!("{key}={value}"),
            format!("{key}@a-z0-9_-*/={value}"),
            format!("{}=1", "z".repeat(256)),
            format!("{}@{}=1", "t".repeat(241), "v".repeat(14)),
            "0a@v=1".to_owned(),
            format!("k={}", "v".repeat(256)),
        ] {
            assert_eq!(of(&[&member]).as_ref(), Some(&member));
        }
        for member in [
            "foo =1",
            "FOO=1",
            "foo.bar=1",
            "foo@=1,bar=2",
            "@foo=1,bar=2",
            "foo@@bar=1,bar=2",
            "foo@bar@baz=1,bar=2",
            "foo=bar=baz",
            "foo=,bar=3",
            "foo",
            "=1",
            "0foo=1",
            "foo=\u{e4}",
            "foo=\u{7f}",
            "foo=a\tb",
            &format!("{}=1", "z".repeat(257)),
            &format!("{}@v=1", "t".repeat(242)),
            &format!("t@{}=1", "v".repeat(15)),
            &format!("k={}", "v".repeat(257)),
        ] {
            assert_eq!(of(&["ok=1", member]), None, "{member}");
        }
    }

    #[test]
    fn what_is_too_long_loses_whole_members_the_long_ones_first() {
        let long = format!("long={}", "x".repeat(250));
        let lines = [&*numbered(1, 20), &long, &*numbered(21, 30), "last=1"];
        let whole: usize = lines.iter().map(|line| line.len() + 1).sum();
        assert!(whole > 512);
        let without = format!("{},{},last=1", numbered(1, 20), numbered(21, 30));
        assert_eq!(of(&lines).unwrap(), without);

        let hundred = |at: usize| format!("k{at}={}", "x".repeat(97));
        let six: Vec<String> = (1..=6).map(hundred).collect();
        assert_eq!(of(&[&six.join(",")]).unwrap(), six[..5].join(","));
    }

    proptest! {
        #[test]
        fn what_is_handed_on_keeps_the_rules(
            lines in proptest::collection::vec(
                prop_oneof![
                    "[a-c]{1,2}(@[a-c])?=[ -~]{0,9}(,[a-z]{1,3}=[0-9]{1,200})*",
                    "[a-z=,@ \t]{0,60}",
                    "\\PC{0,30}",
                ],
                0..5,
            ),
        ) {
            let lines: Vec<&str> = lines.iter().map(|line| &**line).collect();
            if let Some(kept) = of(&lines) {
                prop_assert!(kept.len() <= LENGTH);
                prop_assert!(kept.split(',').count() <= MEMBERS);
                // It is read again as it is, and each member was sent.
                prop_assert_eq!(of(&[&kept]), Some(kept.clone()));
                let sent = lines.join(",");
                prop_assert!(kept.split(',').all(|member| sent.contains(member)));
            }
        }
    }
}
