//! What stands at the struct, as written: it may be wrong.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Generics, Ident, Lit, LitStr, Meta, Path, Token,
};

use crate::errors::Errors;
use crate::paths::Runtime;

/// The item, with its attributes taken apart.
#[derive(Debug)]
pub(crate) struct RequestInput {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) runtime: Runtime,
    pub(crate) attributes: Attributes,
    pub(crate) data: Data,
}

/// The attributes of the struct or of one field.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    pub(crate) api: Vec<Entry>,
    pub(crate) serde: Vec<Entry>,
    pub(crate) garde: Vec<Entry>,
    /// `garde`'s attributes could not be taken apart.
    pub(crate) garde_is_broken: bool,
}

/// One `key`, `key = value` or `key(…)`.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
    pub(crate) list: Option<TokenStream>,
}

/// Takes the item apart.
pub(crate) fn read(item: DeriveInput, errors: &mut Errors) -> RequestInput {
    let attributes = Attributes::read(&item.attrs, errors);
    RequestInput {
        runtime: runtime(&attributes, errors),
        ident: item.ident,
        generics: item.generics,
        attributes,
        data: item.data,
    }
}

fn runtime(attributes: &Attributes, errors: &mut Errors) -> Runtime {
    let Some(entry) = attributes.api.iter().find(|entry| entry.key == "crate") else {
        return Runtime::default();
    };
    let path = match &entry.value {
        Some(Expr::Path(path)) => Some(path.path.clone()),
        Some(value) => text(value).and_then(|text| text.parse_with(Path::parse_mod_style).ok()),
        None => None,
    };
    path.map_or_else(
        || {
            errors.add(
                entry,
                "`crate` takes the path of the crate",
                "`#[api(crate = \"::hardpoint\")]`",
            );
            Runtime::default()
        },
        Runtime::at,
    )
}

impl Attributes {
    /// Reads the attributes that are ours, `serde`'s and `garde`'s.
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("api") {
                match entries(attribute) {
                    Ok(entries) => read.api.extend(entries),
                    Err(error) => unreadable("api", &error, errors),
                }
            } else if attribute.path().is_ident("serde") {
                match entries(attribute) {
                    Ok(entries) => read.serde.extend(entries),
                    Err(error) => unreadable("serde", &error, errors),
                }
            } else if attribute.path().is_ident("garde") {
                match entries(attribute) {
                    Ok(entries) => read.garde.extend(entries),
                    Err(error) => {
                        unreadable("garde", &error, errors);
                        read.garde_is_broken = true;
                    }
                }
            }
        }
        read
    }

    /// The entry of that key among `serde`'s.
    pub(crate) fn serde(&self, key: &str) -> Option<&Entry> {
        self.serde.iter().find(|entry| entry.key == key)
    }
}

fn entries(attribute: &Attribute) -> syn::Result<Vec<Entry>> {
    if let Meta::Path(path) = &attribute.meta {
        return Err(syn::Error::new(path.span(), "it says nothing by itself"));
    }
    attribute.parse_args_with(parse_entries)
}

/// Says at its place what a parser of syn's could not read, and how the attribute is written.
fn unreadable(attribute: &str, error: &syn::Error, errors: &mut Errors) {
    let example = match attribute {
        "api" => "query = \"page\", default",
        "garde" => "length(min = 1, max = 64)",
        _ => "rename = \"name\"",
    };
    for error in error.clone() {
        errors.add_at(
            error.span(),
            format_args!("`#[{attribute}]` cannot be read: {error}"),
            format_args!("write it like `#[{attribute}({example})]`"),
        );
    }
}

/// The entries of a list.
pub(crate) fn parse_entries(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input)?;
    Ok(entries.into_iter().collect())
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = Ident::parse_any(input)?;
        let mut entry = Self {
            key,
            value: None,
            list: None,
        };
        if input.parse::<Option<Token![=]>>()?.is_some() {
            entry.value = Some(input.parse()?);
        } else if input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in input);
            entry.list = Some(list.parse()?);
        }
        Ok(entry)
    }
}

impl Entry {
    /// The key, as written.
    pub(crate) fn name(&self) -> String {
        self.key.unraw().to_string()
    }

    /// Its value, if it is text.
    pub(crate) fn text(&self) -> Option<LitStr> {
        self.value.as_ref().and_then(text)
    }

    /// The entries in its parentheses; none where they are something else.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let list = self.list.clone().unwrap_or_default();
        syn::parse::Parser::parse2(parse_entries, list).unwrap_or_default()
    }

    pub(crate) fn span(&self) -> Span {
        self.key.span()
    }
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { key, value, list } = self;
        key.to_tokens(tokens);
        if let Some(value) = value {
            tokens.extend(quote!(= #value));
        }
        if let Some(list) = list {
            tokens.extend(quote!((#list)));
        }
    }
}

fn text(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        // A value that another macro has passed on may stand in an invisible group.
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}
