//! What all implementations are made of: their frame and bounds, and one arm for each variant.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{GenericParam, Generics, LitStr, Type};

use crate::api_error::input::Shape;
use crate::api_error::plan::{Answer, FieldPlan, Message, Plan, Stated, Template, VariantPlan};

/// `impl #name for` the item. Bounds matter where there are type parameters, and elsewhere would
/// only be in the way of a better message.
pub(super) fn implement(
    plan: &Plan,
    name: TokenStream,
    bounds: &[TokenStream],
    body: TokenStream,
) -> TokenStream {
    let mut generics = plan.generics.clone();
    if generics.type_params().next().is_some() && !bounds.is_empty() {
        let predicates = bounds.iter().filter(|bound| depends(plan, bound));
        generics.make_where_clause().predicates.extend(
            predicates.filter_map(|bound| syn::parse2::<syn::WherePredicate>(bound.clone()).ok()),
        );
    }
    frame(plan, name, &generics, body)
}

/// `impl #name for` an item that is an error only where it is `Debug`: without, that is said once,
/// by actix's trait, which cannot do without it either. A lifetime keeps rustc from looking before
/// it is asked.
pub(super) fn implement_if_debug(
    plan: &Plan,
    name: TokenStream,
    bounds: &[TokenStream],
    body: TokenStream,
) -> TokenStream {
    if plan.generics.type_params().next().is_some() {
        return implement(plan, name, bounds, body);
    }
    let rt = &plan.runtime;
    let mut generics = plan.generics.clone();
    let predicates = &mut generics.make_where_clause().predicates;
    predicates.push(syn::parse_quote!(for<'__debug> Self: #rt::Debugged<'__debug>));
    frame(plan, name, &generics, body)
}

fn frame(plan: &Plan, name: TokenStream, generics: &Generics, body: TokenStream) -> TokenStream {
    let ident = &plan.ident;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = plan.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated, reason = "a deprecated variant is answered, too")]
        impl #impl_generics #name for #ident #type_generics #where_clause {
            #body
        }
    }
}

/// Whether a bound names a type parameter, or `Self`.
fn depends(plan: &Plan, bound: &TokenStream) -> bool {
    let parameters = plan.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        _ => None,
    });
    let mut names: Vec<String> = parameters.collect();
    names.push("Self".to_owned());
    mentions(bound.clone(), &names)
}

fn mentions(tokens: TokenStream, names: &[String]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => false,
    })
}

pub(super) fn bound(field: &FieldPlan, bound: TokenStream) -> TokenStream {
    let ty = &field.ty;
    quote!(#ty: #bound)
}

/// That fields which stand in messages can be shown.
pub(super) fn interpolated(plan: &Plan) -> Vec<TokenStream> {
    let templates = plan.variants.iter().filter_map(|v| match &v.answer {
        Answer::Stated(Stated {
            message: Some(Message::Format(template)),
            ..
        }) => Some(template),
        _ => None,
    });
    templates
        .flat_map(|template| &template.fields)
        .map(|field| bound(field, quote!(::core::fmt::Display)))
        .collect()
}

pub(super) fn transparent(plan: &Plan) -> impl Iterator<Item = &FieldPlan> {
    plan.variants.iter().filter_map(|v| match &v.answer {
        Answer::Transparent(field) => Some(field),
        Answer::Stated(_) => None,
    })
}

/// One arm for each variant.
pub(super) fn each(plan: &Plan, arm: impl Fn(&VariantPlan) -> TokenStream) -> TokenStream {
    if plan.variants.is_empty() {
        return quote!(match *self {});
    }
    let arms = plan.variants.iter().map(arm);
    quote!(match self { #(#arms)* })
}

pub(super) fn arm(
    plan: &Plan,
    variant: &VariantPlan,
    fields: &[&FieldPlan],
    bindings: &[&Ident],
    value: TokenStream,
) -> TokenStream {
    let path = path(plan, variant);
    let members = fields.iter().map(|field| &field.member);
    quote!(#path { #(#members: #bindings,)* .. } => #value,)
}

/// An arm that makes something of the formatted message.
pub(super) fn format(
    plan: &Plan,
    variant: &VariantPlan,
    template: &Template,
    make: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let span = template.span;
    let format = LitStr::new(&template.format, span);
    let named = |letter| move |i| Ident::new(&format!("{letter}{i}"), span);
    let count = template.fields.len();
    let names = (0..count).map(named("f"));
    let bindings: Vec<Ident> = (0..count).map(named("__hardpoint")).collect();
    let rt = plan.runtime.to_token_stream();
    let arguments =
        quote_spanned!(span=> ::core::format_args!(#format, #(#names = #rt::shown(#bindings)),*));
    let fields: Vec<&FieldPlan> = template.fields.iter().collect();
    let bindings: Vec<&Ident> = bindings.iter().collect();
    arm(plan, variant, &fields, &bindings, make(arguments))
}

pub(super) fn path(plan: &Plan, variant: &VariantPlan) -> TokenStream {
    let ident = &variant.ident;
    match plan.shape {
        Shape::Enum => quote!(Self::#ident),
        Shape::Struct | Shape::Union => quote!(Self),
    }
}

/// A name that no constant in scope has, lest it become a pattern.
pub(super) fn binding(span: Span) -> Ident {
    Ident::new("__hardpoint_inner", span)
}

pub(super) fn is_option(ty: &Type) -> bool {
    let Type::Path(ty) = ty else { return false };
    ty.path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "Option")
}
