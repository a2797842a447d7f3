//! Where the function's other attributes go: onto the function, the endpoint's type, its value.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Path, Token, parse_quote};

use crate::errors::Errors;

/// The attributes, each where it belongs.
#[derive(Debug, Default)]
pub(crate) struct Split {
    pub(crate) ty: Vec<Attribute>,
    pub(crate) value: Vec<Attribute>,
    pub(crate) function: Vec<Attribute>,
    pub(crate) deprecated: bool,
}

/// Lints that speak of the type, which takes the function's place in the module.
const LINTS_OF_THE_TYPE: &[&str] = &["missing_docs", "unreachable_pub"];

/// Parts the attributes. What is not known stays on the function, as the user wrote it.
pub(crate) fn split(attributes: Vec<Attribute>, errors: &mut Errors) -> Split {
    let mut split = Split::default();
    for attribute in attributes {
        match attribute
            .path()
            .get_ident()
            .map(ToString::to_string)
            .as_deref()
        {
            Some("doc" | "allow" | "warn" | "deny" | "forbid") => {
                split.ty.push(attribute.clone());
                split.function.push(attribute);
            }
            Some(word @ ("cfg" | "deprecated")) => {
                split.deprecated |= word == "deprecated";
                split.ty.push(attribute.clone());
                split.value.push(attribute.clone());
                split.function.push(attribute);
            }
            Some("expect") => expect(attribute, &mut split),
            _ if is_endpoint(&attribute) => errors.add(
                &attribute,
                "`#[endpoint]` stands here twice",
                "put all options into one of them",
            ),
            _ => split.function.push(attribute),
        }
    }
    split
}

/// The first paragraph of the doc comment, in one line.
pub(crate) fn summary(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(doc_line);
    let text = lines.collect::<Vec<_>>().join("\n");
    let paragraph = text
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// An expectation is met in one place only: each lint goes where it fires. `dead_code` never
/// does, for the type is in use by its own implementations.
fn expect(attribute: Attribute, split: &mut Split) {
    let Meta::List(list) = &attribute.meta else {
        return split.function.push(attribute);
    };
    let Ok(items) = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone())
    else {
        return split.function.push(attribute);
    };
    let (mut ty, mut function, mut reason) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        match item {
            Meta::NameValue(_) => reason.push(item),
            lint if lint.path().is_ident("dead_code") => {}
            lint if is_of_the_type(lint.path()) => ty.push(lint),
            lint => function.push(lint),
        }
    }
    for (lints, attributes) in [(ty, &mut split.ty), (function, &mut split.function)] {
        if !lints.is_empty() {
            attributes.push(parse_quote!(#[expect(#(#lints,)* #(#reason)*)]));
        }
    }
}

fn is_of_the_type(lint: &Path) -> bool {
    LINTS_OF_THE_TYPE.iter().any(|known| lint.is_ident(known))
}

fn is_endpoint(attribute: &Attribute) -> bool {
    let path = attribute.path();
    path.segments.len() <= 2
        && path
            .segments
            .last()
            .is_some_and(|last| last.ident == "endpoint")
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn the_summary_is_the_first_paragraph_in_one_line() {
        let attributes: Vec<Attribute> = vec![
            parse_quote!(#[doc = " One order,"]),
            parse_quote!(#[doc = " by its id."]),
            parse_quote!(#[doc = ""]),
            parse_quote!(#[doc = " More."]),
        ];
        assert_eq!(summary(&attributes), "One order, by its id.");
        assert_eq!(summary(&[parse_quote!(#[doc = include_str!("x.md")])]), "");
    }

    #[test]
    fn an_expectation_goes_where_its_lint_fires() {
        let split = split(
            vec![
                parse_quote!(#[expect(dead_code, missing_docs, clippy::unused_async, reason = "x")]),
            ],
            &mut Errors::new(),
        );
        let text = |attributes: &[Attribute]| quote!(#(#attributes)*).to_string();
        assert_eq!(
            text(&split.ty),
            quote!(#[expect(missing_docs, reason = "x")]).to_string()
        );
        assert_eq!(
            text(&split.function),
            quote!(#[expect(clippy::unused_async, reason = "x")]).to_string()
        );
    }
}
