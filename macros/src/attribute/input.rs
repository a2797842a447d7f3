//! The attribute as written: keys and values with their places, right or wrong.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Lit, LitInt, LitStr, Path, Token, token};

use crate::errors::Errors;

/// The options that an attribute takes, each with what a user might paste.
pub(crate) type Known = [(&'static str, &'static str)];

/// Everything between the parentheses of `#[endpoint(…)]`, or of another attribute that is written
/// so.
#[derive(Debug)]
pub(crate) struct AttributeInput {
    pub(crate) options: Vec<OptionInput>,
}

/// One option: a key, and what stands after it.
#[derive(Debug)]
pub(crate) struct OptionInput {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What stands after a key.
#[derive(Debug)]
pub(crate) enum Value {
    /// Nothing: `idempotent`.
    Flag,
    /// `= "text"`
    Text(LitStr),
    /// `= 64`
    Number(LitInt),
    /// `= ["one", "two"]`
    List(token::Bracket, Vec<Value>),
    /// `= some::path`, which is also a bare word.
    Path(Path),
    /// Anything else that stands after `=`.
    Other(TokenStream),
    /// It was malformed, and that has been said already.
    Malformed,
}

impl OptionInput {
    /// The key as text.
    pub(crate) fn name(&self) -> String {
        self.key.unraw().to_string()
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Flag | Self::Malformed => {}
            Self::Text(text) => text.to_tokens(tokens),
            Self::Number(number) => number.to_tokens(tokens),
            Self::List(bracket, items) => {
                bracket.surround(tokens, |tokens| tokens.extend(quote!(#(#items),*)));
            }
            Self::Path(path) => path.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

impl AttributeInput {
    /// Reads the options; what cannot be read is noted, and skipped up to the next comma.
    pub(crate) fn parse(tokens: TokenStream, known: &Known, errors: &mut Errors) -> Self {
        let mut options = Vec::new();
        let parsed = (|input: ParseStream<'_>| {
            while !input.is_empty() {
                options.extend(option(input, known, errors));
                separator(input, errors);
            }
            Ok(())
        })
        .parse2(tokens);
        if let Err(error) = parsed {
            errors.add_syn(&error);
        }
        Self { options }
    }
}

fn option(input: ParseStream<'_>, known: &Known, errors: &mut Errors) -> Option<OptionInput> {
    if !input.peek(Ident::peek_any) {
        return not_an_option(input, known, errors);
    }
    let key = input.call(Ident::parse_any).ok()?;
    if input.is_empty() || input.peek(Token![,]) {
        let value = Value::Flag;
        return Some(OptionInput { key, value });
    }
    if input.parse::<Token![=]>().is_ok() {
        let value = if input.is_empty() || input.peek(Token![,]) {
            let name = key.unraw().to_string();
            let help = match known.iter().find(|(known, _)| *known == name) {
                None => "write it behind the `=`, in quotes".to_owned(),
                Some((_, example)) => format!("write `{example}`"),
            };
            errors.add(
                &key,
                format_args!("`{key}` has no value after its `=`"),
                help,
            );
            Value::Malformed
        } else {
            value(input)
        };
        return Some(OptionInput { key, value });
    }
    if input.peek(Ident::peek_any) || input.peek(Token![#]) {
        // A comma is missing after a flag; `separator` says so.
        let value = Value::Flag;
        return Some(OptionInput { key, value });
    }
    let rest = until_comma(input);
    errors.add(
        quote!(#key #rest),
        format_args!("`{key}` takes its value after `=`"),
        format_args!("write `{key} = {}`", suggestion(&rest)),
    );
    let value = Value::Malformed;
    Some(OptionInput { key, value })
}

/// What a user most likely means by `("…")`, `: "…"` or `"…"` after a key.
fn suggestion(rest: &TokenStream) -> String {
    let literal = rest.clone().into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => Some(literal),
        TokenTree::Group(group) => group.stream().into_iter().find_map(|token| match token {
            TokenTree::Literal(literal) => Some(literal),
            _ => None,
        }),
        _ => None,
    });
    literal.map_or_else(|| "\"…\"".to_owned(), |literal| literal.to_string())
}

/// Notes what stands in place of an option; a path is kept as the route that it is meant to be.
fn not_an_option(
    input: ParseStream<'_>,
    known: &Known,
    errors: &mut Errors,
) -> Option<OptionInput> {
    if let Ok(comma) = input.fork().parse::<Token![,]>() {
        errors.add(
            comma,
            "there is no option before this `,`",
            "remove the comma",
        );
        return None;
    }
    let key = Ident::new("get", input.span());
    let text = input.fork().parse::<LitStr>();
    let rest = until_comma(input);
    let path = text.map(|text| text.value()).unwrap_or_default();
    if path.starts_with('/') && known.iter().any(|(known, _)| *known == "get") {
        errors.add(
            &rest,
            format_args!("the path `{path}` stands without a method"),
            format_args!("write `get = \"{path}\"`, or `post`, `put`, `patch`, `delete`"),
        );
        let value = Value::Malformed;
        return Some(OptionInput { key, value });
    }
    errors.add(
        &rest,
        format_args!("`{rest}` is not an option"),
        format_args!(
            "options are written `key = \"value\"`, such as `{}`",
            usual(known)
        ),
    );
    None
}

/// The option that is said most often.
fn usual(known: &Known) -> &'static str {
    let timeout = known.iter().find(|(name, _)| *name == "timeout");
    timeout.map_or("timeout = \"5s\"", |(_, example)| example)
}

fn value(input: ParseStream<'_>) -> Value {
    let ahead = input.fork();
    match single(&ahead) {
        Some(value) if ends_here(&ahead.fork()) => {
            input.advance_to(&ahead);
            value
        }
        _ => Value::Other(until_comma(input)),
    }
}

/// Whether a value is complete: at the end, at a comma, or where another option clearly begins.
fn ends_here(input: ParseStream<'_>) -> bool {
    input.is_empty()
        || input.peek(Token![,])
        || (input.call(Ident::parse_any).is_ok() && input.peek(Token![=]))
}

/// One value of a kind that some option takes.
fn single(input: ParseStream<'_>) -> Option<Value> {
    if input.peek(token::Bracket) {
        return list(input).ok();
    }
    // To peek at a literal is to read it: this one is read once.
    if input.cursor().literal().is_some() {
        return match input.parse().ok()? {
            Lit::Str(text) => text.suffix().is_empty().then_some(Value::Text(text)),
            Lit::Int(number) => Some(Value::Number(number)),
            _ => None,
        };
    }
    input.call(Path::parse_mod_style).ok().map(Value::Path)
}

fn list(input: ParseStream<'_>) -> syn::Result<Value> {
    let content;
    let bracket = syn::bracketed!(content in input);
    let mut items = Vec::new();
    while !content.is_empty() {
        items.push(match content.peek(token::Bracket) {
            // No option takes a list of lists, and each level would be read twice.
            true => Value::Other(until_comma(&content)),
            false => value(&content),
        });
        if content.parse::<Token![,]>().is_err() && !content.is_empty() {
            items.push(Value::Other(until_comma(&content)));
        }
    }
    Ok(Value::List(bracket, items))
}

/// Takes the comma after an option, or says that it is missing.
fn separator(input: ParseStream<'_>, errors: &mut Errors) {
    if input.is_empty() || input.parse::<Token![,]>().is_ok() {
        return;
    }
    if input.peek(Ident::peek_any)
        && let Ok(next) = input.call(|input| input.fork().call(Ident::parse_any))
    {
        errors.add(
            &next,
            format_args!("a comma is missing before `{next}`"),
            format_args!("write `, {next}`"),
        );
        return;
    }
    let rest = until_comma(input);
    let _ = input.parse::<Token![,]>();
    errors.add(
        &rest,
        format_args!("`{rest}` is not an option"),
        "options are written `key = \"value\"`, with commas between them",
    );
}

fn until_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>() {
            Ok(token) => tokens.extend([token]),
            Err(_) => break,
        }
    }
    tokens
}
