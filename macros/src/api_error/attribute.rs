//! `#[api(…)]` as written: keys and values with their places, right or wrong.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Lit, Meta, Token};

use crate::errors::Errors;

/// Everything that the `#[api(…)]`s of one variant say.
#[derive(Debug, Default)]
pub(super) struct ApiInput {
    pub(super) options: Vec<OptionInput>,
    /// Whether a part cannot be read, which has been said: what seems missing may stand there.
    pub(super) broken: bool,
}

/// One option of an `#[api(…)]`.
#[derive(Debug)]
pub(super) struct OptionInput {
    pub(super) key: Ident,
    pub(super) value: Value,
}

/// What stands after a key.
#[derive(Debug)]
pub(super) enum Value {
    /// Nothing: `internal`.
    Flag,
    /// `= 404`, `= "text"`, `= true`
    Literal(Lit),
    /// Anything else after `=`.
    Other(TokenStream),
    /// It was malformed, and that has been said already.
    Malformed,
}

impl OptionInput {
    /// The key as text.
    pub(super) fn name(&self) -> String {
        self.key.unraw().to_string()
    }
}

impl ApiInput {
    /// Reads one more `#[api(…)]`; what cannot be read is noted, and skipped up to the next comma.
    pub(super) fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            errors.add(
                &attribute.meta,
                "`api` takes its options in parentheses",
                "write `#[api(status = 404, code = \"not_found\")]`",
            );
            self.broken = true;
            return;
        };
        let parsed = (|input: ParseStream<'_>| {
            while !input.is_empty() {
                match option(input, errors) {
                    Some(option) => self.options.push(option),
                    None => self.broken = true,
                }
                self.broken |= !separator(input, errors);
            }
            Ok(())
        })
        .parse2(list.tokens.clone());
        if let Err(error) = parsed {
            errors.add_syn(&error);
            self.broken = true;
        }
    }
}

fn option(input: ParseStream<'_>, errors: &mut Errors) -> Option<OptionInput> {
    if !input.peek(Ident::peek_any) {
        let rest = until_comma(input);
        if rest.is_empty() {
            let comma: Option<TokenTree> = input.fork().parse().ok();
            errors.add(
                quote!(#comma),
                "there is no option before this `,`",
                "remove the comma",
            );
        } else {
            not_an_option(&rest, errors);
        }
        return None;
    }
    let key = input.call(Ident::parse_any).ok()?;
    let value = if input.parse::<Token![=]>().is_ok() {
        value(&key, input, errors)
    } else if input.is_empty() || input.peek(Token![,]) || input.peek(Ident::peek_any) {
        Value::Flag
    } else {
        let rest = until_comma(input);
        errors.add(
            quote!(#key #rest),
            format_args!("`{key}` takes its value after `=`"),
            format_args!("write `{key} = {}`", meant(&rest)),
        );
        Value::Malformed
    };
    Some(OptionInput { key, value })
}

/// What is most likely meant by `(404)`, `: 404` or `404` after a key.
fn meant(rest: &TokenStream) -> String {
    let literal = rest.clone().into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => Some(literal.to_string()),
        TokenTree::Group(group) => Some(meant(&group.stream())),
        _ => None,
    });
    literal.unwrap_or_else(|| "…".to_owned())
}

fn value(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Value {
    if input.is_empty() || input.peek(Token![,]) {
        errors.add(
            key,
            format_args!("`{key}` has no value after its `=`"),
            format_args!("write it behind the `=`, or leave `{key} =` out"),
        );
        return Value::Malformed;
    }
    let ahead = input.fork();
    let literal = ahead.parse::<Lit>();
    // A word after a literal is the next option; `separator` says that a comma is missing.
    if literal.is_ok() && (ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(Ident::peek_any))
    {
        return input.parse().map_or(Value::Malformed, Value::Literal);
    }
    Value::Other(until_comma(input))
}

/// Takes the comma after an option; `false` where something else stands there.
fn separator(input: ParseStream<'_>, errors: &mut Errors) -> bool {
    if input.is_empty() || input.parse::<Token![,]>().is_ok() {
        return true;
    }
    if let Ok(next) = input.fork().call(Ident::parse_any) {
        errors.add(
            &next,
            format_args!("a comma is missing before `{next}`"),
            format_args!("write `, {next}`"),
        );
        return true;
    }
    let rest = until_comma(input);
    let _ = input.parse::<Token![,]>();
    not_an_option(&rest, errors);
    false
}

fn not_an_option(rest: &TokenStream, errors: &mut Errors) {
    errors.add(
        rest,
        format_args!("`{rest}` is no option"),
        "options are written `status = 404, code = \"not_found\"`",
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
