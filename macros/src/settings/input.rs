//! What stands at the item, as written: it may be wrong.

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

/// The item, with its attribute taken apart.
#[derive(Debug)]
pub(crate) struct SettingsInput {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) runtime: Runtime,
    pub(crate) options: Vec<Entry>,
    pub(crate) data: Data,
}

/// One `key` or `key = value`.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
    pub(crate) list: Option<TokenStream>,
}

/// Takes the item apart.
pub(crate) fn read(item: DeriveInput, errors: &mut Errors) -> SettingsInput {
    let options = of_item(&item.attrs, errors);
    SettingsInput {
        runtime: runtime(&options, errors),
        ident: item.ident,
        generics: item.generics,
        options,
        data: item.data,
    }
}

/// What `#[settings(…)]` above the item says.
fn of_item(attributes: &[Attribute], errors: &mut Errors) -> Vec<Entry> {
    misplaced(attributes, "setting", "above the item", "settings", errors);
    entries(attributes, "settings", "prefix = \"SHOP\"", errors)
}

/// What `#[setting(…)]` above a field or a variant says.
pub(crate) fn of_member(
    attributes: &[Attribute],
    example: &str,
    errors: &mut Errors,
) -> Vec<Entry> {
    misplaced(attributes, "settings", "here", "setting", errors);
    entries(attributes, "setting", example, errors)
}

/// One of the two attributes where the other is meant.
fn misplaced(attributes: &[Attribute], found: &str, place: &str, meant: &str, errors: &mut Errors) {
    for attribute in attributes {
        if attribute.path().is_ident(found) {
            errors.add(
                attribute.path(),
                format_args!("`{found}` does not stand {place}"),
                format_args!("write `#[{meant}(…)]`"),
            );
        }
    }
}

fn entries(attributes: &[Attribute], name: &str, example: &str, errors: &mut Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    for attribute in attributes.iter().filter(|each| each.path().is_ident(name)) {
        let read = match &attribute.meta {
            Meta::Path(path) => Err(syn::Error::new(path.span(), "it says nothing by itself")),
            _ => attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated),
        };
        match read {
            Ok(read) => entries.extend(read),
            Err(error) => {
                for error in error {
                    errors.add_at(
                        error.span(),
                        format_args!("`#[{name}]` cannot be read: {error}"),
                        format_args!("write it like `#[{name}({example})]`"),
                    );
                }
            }
        }
    }
    entries
}

fn runtime(options: &[Entry], errors: &mut Errors) -> Runtime {
    let Some(entry) = find(options, "crate") else {
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
                "`#[settings(crate = \"::hardpoint\")]`",
            );
            Runtime::default()
        },
        Runtime::at,
    )
}

/// The entry of a key.
pub(crate) fn find<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == key)
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut entry = Self {
            key: Ident::parse_any(input)?,
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

/// A value, if it is text.
pub(crate) fn text(value: &Expr) -> Option<LitStr> {
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
