//! Any tokens at all: for the tests that no input makes a macro panic, nor write what is no Rust.

use std::fmt;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words that stand in attributes and items, right and wrong, with white space between them.
const WORDS: &str = r##"
    get post timeout rate cache idempotent crate name policy public auth authorize timout r#get r#type
    status code message internal transparent from source retryable default min max required nested
    secret plain prefix file env query path header body unbounded keys garde serde length inner dive
    skip rename flatten api setting settings endpoint größe __hardpoint _
    self Self super async fn unsafe const extern pub impl where dyn mut ref struct enum union mod use
    type move for box T Vec String Option Path Tx 'a 'static '_
    = , :: : -> => & # ! ? . .. ... ; < > + * - | @ $ ~ == $crate #[api] #[cfg(any())] #[doc=5]
    0 5 5s 5u8 404 1_000 0x1F 1.5 1e999 -1 99999999999999999999999999999999999999999999 true 'c' '\u{0}'
    b"x" b'x' c"x" r"raw" r#"raw"# br#"raw"# "" "5s" "1.5s" "10/min" "/{id}" "/{id" "not_found" "{0}{id}"
    "{" "::a::b" "2026-06-01" "99.9%" "SHOP" "\u{0}é\u{202e}" "99999999999999999999999999" concat!("a","b")
"##;

/// Tokens that show as text, for the reports of failures.
#[derive(Clone)]
pub(crate) struct Tokens(pub(crate) TokenStream);

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One change of tokens, at a place.
#[derive(Debug, Clone)]
enum Edit {
    Delete(usize),
    Duplicate,
    SwapWithNext,
    Replace(Tokens),
    Insert(Tokens),
    /// So many groups around the token, one in another.
    Wrap(Delimiter, usize),
    /// A group without its delimiters.
    Open,
    /// The group's delimiters are others.
    Redelimit(Delimiter),
}

/// One of the sources with a few changes; each must be Rust's tokens.
pub(crate) fn mutated(sources: &'static [&'static str]) -> impl Strategy<Value = Tokens> {
    let edits = vec((any::<Index>(), edit(sources)), 0..4);
    (select(sources), edits).prop_map(|(source, edits)| {
        let mut tokens = read(source);
        for (place, edit) in edits {
            let count = count(&tokens);
            if count > 0 {
                tokens = changed(tokens, &mut place.index(count).saturating_add(1), &edit);
            }
        }
        Tokens(tokens)
    })
}

/// Words in any order, groups within groups.
pub(crate) fn any_tokens() -> impl Strategy<Value = Tokens> {
    let leaf = words().prop_map(|Tokens(tokens)| tokens);
    let tree = leaf.prop_recursive(3, 24, 6, |inner| {
        (delimiter(), vec(inner, 0..6)).prop_map(|(delimiter, inner)| {
            TokenTree::from(Group::new(delimiter, inner.into_iter().collect())).into()
        })
    });
    vec(tree, 0..16).prop_map(|trees| Tokens(trees.into_iter().collect()))
}

/// A text with one change: what is typed wrong.
pub(crate) fn typo(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    let letters = "[a-z0-9:/%., {}_é\"=-]{0,2}";
    (select(texts), any::<Index>(), 0..3_usize, letters).prop_map(|(text, at, gone, typed)| {
        let letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len() + 1);
        let before = letters[..at].iter().copied();
        let after = letters.iter().skip(at + gone).copied();
        before.chain(typed.chars()).chain(after).collect()
    })
}

/// A value that is none, most likely.
pub(crate) fn literal() -> impl Strategy<Value = Tokens> {
    let number = any::<u64>().prop_map(Literal::u64_unsuffixed);
    let suffixed = any::<i16>().prop_map(|number| Literal::i32_suffixed(i32::from(number.max(0))));
    let float = (0.0..1e9_f64).prop_map(Literal::f64_unsuffixed);
    let text = any::<String>().prop_map(|text| Literal::string(&text));
    let bytes = vec(any::<u8>(), 0..4).prop_map(|bytes| Literal::byte_string(&bytes));
    let letter = any::<char>().prop_map(Literal::character);
    prop_oneof![number, suffixed, float, text, bytes, letter]
        .prop_map(|literal| Tokens(TokenTree::from(literal).into()))
}

/// Source text as tokens.
pub(crate) fn read(source: &str) -> TokenStream {
    source.parse().expect("a source of tokens is Rust's")
}

/// Asserts that an expansion is a list of items, and gives the texts of its `compile_error!`s,
/// each of which is a product: lower case, and something to do about it.
pub(crate) fn told(expansion: &TokenStream) -> Vec<String> {
    let file = syn2::parse_file(&expansion.to_string());
    assert!(file.is_ok(), "{:?} in {expansion}", file.err());
    let mut texts = Vec::new();
    gather(expansion.clone(), &mut texts);
    for text in &texts {
        let begin = text.chars().next();
        assert!(
            begin.is_some_and(|letter| !letter.is_ascii_uppercase()),
            "{text}"
        );
        assert!(
            !text.contains("help: \n") && !text.ends_with("help: "),
            "{text}"
        );
    }
    texts
}

/// Asserts that each of the texts says what to do.
pub(crate) fn all_help(texts: &[String]) {
    for text in texts {
        assert!(text.contains("\nhelp: "), "{text}");
    }
}

/// The same of a derive, where an item that is none is told in syn's words.
pub(crate) fn all_help_of_item(texts: &[String], item: &Tokens) {
    match syn::parse2::<syn::DeriveInput>(item.0.clone()) {
        Ok(_) => all_help(texts),
        Err(error) => assert_eq!(texts, [error.to_string()]),
    }
}

fn gather(tokens: TokenStream, texts: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let before = at.checked_sub(2).map(|before| tokens[before].to_string());
        match before.as_deref() {
            Some("compile_error") => {
                let text: syn::LitStr = syn::parse2(group.stream()).expect("one text");
                texts.push(text.value());
            }
            _ => gather(group.stream(), texts),
        }
    }
}

fn edit(sources: &'static [&'static str]) -> impl Strategy<Value = Edit> {
    let spliced = (select(sources), any::<Index>()).prop_map(|(source, at)| {
        let mut trees = Vec::new();
        flattened(read(source), &mut trees);
        Tokens(trees[at.index(trees.len())].clone().into())
    });
    let new = prop_oneof![4 => words(), 2 => literal(), 2 => spliced].boxed();
    prop_oneof![
        2 => (1..4_usize).prop_map(Edit::Delete),
        1 => Just(Edit::Duplicate),
        1 => Just(Edit::SwapWithNext),
        4 => new.clone().prop_map(Edit::Replace),
        3 => new.prop_map(Edit::Insert),
        1 => (delimiter(), prop_oneof![4 => Just(1_usize), 1 => 2..40_usize])
            .prop_map(|(delimiter, depth)| Edit::Wrap(delimiter, depth)),
        1 => Just(Edit::Open),
        1 => delimiter().prop_map(Edit::Redelimit),
    ]
}

fn words() -> impl Strategy<Value = Tokens> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    select(words).prop_map(|word| Tokens(read(word)))
}

fn delimiter() -> impl Strategy<Value = Delimiter> {
    select(vec![
        Delimiter::Parenthesis,
        Delimiter::Bracket,
        Delimiter::Brace,
        Delimiter::None,
    ])
}

fn flattened(tokens: TokenStream, trees: &mut Vec<TokenTree>) {
    for tree in tokens {
        trees.push(tree.clone());
        if let TokenTree::Group(group) = tree {
            flattened(group.stream(), trees);
        }
    }
}

fn count(tokens: &TokenStream) -> usize {
    let mut trees = Vec::new();
    flattened(tokens.clone(), &mut trees);
    trees.len()
}

/// The tokens with the change at the `place`th of all, counted from 1.
fn changed(tokens: TokenStream, place: &mut usize, edit: &Edit) -> TokenStream {
    let mut result: Vec<TokenTree> = Vec::new();
    let mut rest = tokens.into_iter();
    while let Some(tree) = rest.next() {
        *place = place.saturating_sub(1);
        if *place == 0 {
            *place = usize::MAX;
            apply(tree, &mut rest, &mut result, edit);
        } else if let TokenTree::Group(group) = tree {
            let inside = changed(group.stream(), place, edit);
            result.push(Group::new(group.delimiter(), inside).into());
        } else {
            result.push(tree);
        }
        if *place > usize::MAX / 2 {
            result.extend(rest);
            break;
        }
    }
    result.into_iter().collect()
}

fn apply(
    tree: TokenTree,
    rest: &mut impl Iterator<Item = TokenTree>,
    result: &mut Vec<TokenTree>,
    edit: &Edit,
) {
    match (edit, tree) {
        (Edit::Delete(count), _) => {
            for _ in 1..*count {
                rest.next();
            }
        }
        (Edit::Duplicate, tree) => result.extend([tree.clone(), tree]),
        (Edit::SwapWithNext, tree) => {
            result.extend(rest.next());
            result.push(tree);
        }
        (Edit::Replace(Tokens(new)), _) => result.extend(new.clone()),
        (Edit::Insert(Tokens(new)), tree) => {
            result.extend(new.clone());
            result.push(tree);
        }
        (Edit::Wrap(delimiter, depth), tree) => {
            let wrap = |inside: TokenTree| Group::new(*delimiter, inside.into()).into();
            result.push((0..*depth).fold(tree, |inside, _| wrap(inside)));
        }
        (Edit::Open, TokenTree::Group(group)) => result.extend(group.stream()),
        (Edit::Redelimit(delimiter), TokenTree::Group(group)) => {
            result.push(Group::new(*delimiter, group.stream()).into());
        }
        (Edit::Open | Edit::Redelimit(_), tree) => result.push(tree),
    }
}
