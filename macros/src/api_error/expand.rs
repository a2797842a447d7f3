//! The implementations, written out. Nothing can fail here, and nothing is decided.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericParam, LitStr, Type};

use super::input::Shape;
use super::plan::{Answer, FieldPlan, Message, Plan, Stated, Template, VariantPlan};

/// All implementations for the item; a union has none.
pub(super) fn expand(plan: &Plan) -> TokenStream {
    if plan.shape == Shape::Union {
        return TokenStream::new();
    }
    let api_error = api_error(plan);
    let response_error = response_error(plan);
    if plan.beside_thiserror {
        return quote!(#api_error #response_error);
    }
    let display = display(plan);
    let error = error(plan);
    let from = plan.variants.iter().filter_map(|variant| {
        let field = variant.from.as_ref()?;
        Some(from(plan, variant, field))
    });
    quote!(#display #error #(#from)* #api_error #response_error)
}

fn display(plan: &Plan) -> TokenStream {
    let mut bounds = interpolated(plan);
    bounds.extend(transparent(plan).map(|field| bound(field, quote!(::core::fmt::Display))));
    let body = each(plan, |variant| match &variant.answer {
        Answer::Transparent(field) => {
            let inner = binding(field.ty.span());
            arm(plan, variant, &[field], &[&inner], {
                quote_spanned!(field.ty.span()=> ::core::fmt::Display::fmt(#inner, __formatter))
            })
        }
        Answer::Stated(Stated {
            message: Some(Message::Format(template)),
            ..
        }) => format(
            plan,
            variant,
            template,
            |arguments| quote!(::core::fmt::Formatter::write_fmt(__formatter, #arguments)),
        ),
        Answer::Stated(stated) => {
            let text = match &stated.message {
                Some(Message::Fixed(text)) => text.to_token_stream(),
                _ => stated.code.to_token_stream(),
            };
            arm(plan, variant, &[], &[], {
                quote!(::core::fmt::Formatter::write_str(__formatter, #text))
            })
        }
    });
    let body = quote! {
        fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            #body
        }
    };
    implement(plan, quote!(::core::fmt::Display), &bounds, body)
}

fn error(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    let mut bounds = vec![quote!(Self: ::core::fmt::Debug + ::core::fmt::Display)];
    bounds.extend(transparent(plan).map(|field| bound(field, quote!(::core::error::Error))));
    let sources = plan.variants.iter().filter(|v| v.answer.is_stated());
    bounds.extend(sources.filter_map(|variant| {
        let field = variant.source.as_ref()?;
        Some(bound(field, quote!(::core::error::Error + 'static)))
    }));
    let has_source =
        |variant: &VariantPlan| variant.source.is_some() || !variant.answer.is_stated();
    let body = if plan.variants.iter().any(has_source) {
        let body = each(plan, |variant| source(plan, variant));
        quote! {
            fn source(
                &self,
            ) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                #[allow(unused_imports, reason = "not every source is boxed")]
                use #rt::AsSource as _;
                #body
            }
        }
    } else {
        TokenStream::new()
    };
    implement(plan, quote!(::core::error::Error), &bounds, body)
}

fn source(plan: &Plan, variant: &VariantPlan) -> TokenStream {
    if let Answer::Transparent(field) = &variant.answer {
        let inner = binding(field.ty.span());
        let source = quote_spanned!(field.ty.span()=> ::core::error::Error::source(#inner));
        return arm(plan, variant, &[field], &[&inner], source);
    }
    let Some(field) = &variant.source else {
        return arm(
            plan,
            variant,
            &[],
            &[],
            quote!(::core::option::Option::None),
        );
    };
    let span = field.ty.span();
    let inner = binding(span);
    let source = quote_spanned!(span=> ::core::option::Option::Some(#inner.as_source()));
    let source = if is_option(&field.ty) {
        quote! {
            match #inner {
                ::core::option::Option::Some(#inner) => #source,
                ::core::option::Option::None => ::core::option::Option::None,
            }
        }
    } else {
        source
    };
    arm(plan, variant, &[field], &[&inner], source)
}

fn from(plan: &Plan, variant: &VariantPlan, field: &FieldPlan) -> TokenStream {
    let (path, member, ty) = (path(plan, variant), &field.member, &field.ty);
    let body = quote! {
        fn from(__source: #ty) -> Self {
            #path { #member: __source }
        }
    };
    implement(plan, quote!(::core::convert::From<#ty>), &[], body)
}

fn api_error(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    let mut bounds = vec![quote!(Self: ::core::error::Error)];
    bounds.extend(transparent(plan).map(|field| bound(field, quote!(#rt::ApiError))));
    if plan.beside_thiserror {
        bounds.extend(interpolated(plan));
    }
    let facts = each(plan, |variant| {
        let facts = match &variant.answer {
            Answer::Stated(stated) => facts(plan, stated),
            // Asked for through `problem`, so that only one place asks the field.
            Answer::Transparent(_) => {
                quote!(#rt::ApiError::facts(&#rt::ApiError::problem(self)))
            }
        };
        arm(plan, variant, &[], &[], facts)
    });
    let message = message(plan);
    let problem = problem(plan);
    let body = quote! {
        fn facts(&self) -> #rt::ErrorFacts {
            #facts
        }
        #message
        #problem
    };
    implement(plan, quote!(#rt::ApiError), &bounds, body)
}

fn facts(plan: &Plan, stated: &Stated) -> TokenStream {
    let rt = &plan.runtime;
    let Stated { status, code, .. } = stated;
    let mut facts = quote!(#rt::facts(#status, #code));
    if let Some(retryable) = stated.retryable {
        facts.extend(quote!(.retryable(#retryable)));
    }
    if let Some(millis) = stated.retry_after_millis {
        facts.extend(quote!(.retry_after(::core::time::Duration::from_millis(#millis))));
    }
    if let Some(is_final) = stated.is_final {
        facts.extend(quote!(.is_final(#is_final)));
    }
    if let Some(counts) = stated.slo {
        facts.extend(quote!(.counts_against_slo(#counts)));
    }
    if let Some(counts) = stated.breaker {
        facts.extend(quote!(.counts_for_breaker(#counts)));
    }
    if let Some(level) = stated.level {
        let level = Ident::new(level, Span::call_site());
        facts.extend(quote!(.level(#rt::LogLevel::#level)));
    }
    facts
}

/// `message`, unless no variant has any.
fn message(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    let some = quote!(::core::option::Option::Some);
    let is_silent = |variant: &VariantPlan| matches!(&variant.answer, Answer::Stated(stated) if stated.message.is_none());
    if plan.variants.iter().all(is_silent) {
        return TokenStream::new();
    }
    let body = each(plan, |variant| match &variant.answer {
        Answer::Transparent(_) => arm(plan, variant, &[], &[], {
            quote!(#rt::ApiError::message(&#rt::ApiError::problem(self)))
        }),
        Answer::Stated(stated) => match &stated.message {
            None => arm(
                plan,
                variant,
                &[],
                &[],
                quote!(::core::option::Option::None),
            ),
            Some(Message::Fixed(text)) => arm(plan, variant, &[], &[], {
                quote!(#some(#rt::Cow::Borrowed(#text)))
            }),
            // `Display` is ours, and says the same: what is wrong with a field is told once.
            Some(Message::Format(_)) if !plan.beside_thiserror => {
                arm(plan, variant, &[], &[], quote!(#some(#rt::text(self))))
            }
            Some(Message::Format(template)) => format(
                plan,
                variant,
                template,
                |arguments| quote!(#some(#rt::text(&#arguments))),
            ),
        },
    });
    quote! {
        fn message(&self) -> ::core::option::Option<#rt::Cow<'static, ::core::primitive::str>> {
            #body
        }
    }
}

/// `problem`, where a variant has its field say everything.
fn problem(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    if transparent(plan).next().is_none() {
        return TokenStream::new();
    }
    let body = each(plan, |variant| match &variant.answer {
        Answer::Transparent(field) => {
            let inner = binding(field.ty.span());
            arm(plan, variant, &[field], &[&inner], {
                quote_spanned!(field.ty.span()=> #rt::ApiError::problem(#inner))
            })
        }
        Answer::Stated(_) => arm(plan, variant, &[], &[], quote!(#rt::own_problem(self))),
    });
    quote! {
        fn problem(&self) -> #rt::Problem {
            #body
        }
    }
}

fn response_error(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    let bounds = [quote!(Self: #rt::ApiError)];
    let body = quote! {
        fn status_code(&self) -> #rt::actix_web::http::StatusCode {
            #rt::ApiError::facts(self).status
        }
        fn error_response(&self) -> #rt::actix_web::HttpResponse {
            #rt::respond_to_error(self)
        }
    };
    implement(plan, quote!(#rt::actix_web::ResponseError), &bounds, body)
}

/// `impl #name for` the item. Bounds matter where there are type parameters, and elsewhere would
/// only be in the way of a better message.
fn implement(
    plan: &Plan,
    name: TokenStream,
    bounds: &[TokenStream],
    body: TokenStream,
) -> TokenStream {
    let ident = &plan.ident;
    let mut generics = plan.generics.clone();
    if generics.type_params().next().is_some() && !bounds.is_empty() {
        let predicates = bounds.iter().filter(|bound| depends(plan, bound));
        generics.make_where_clause().predicates.extend(
            predicates.filter_map(|bound| syn::parse2::<syn::WherePredicate>(bound.clone()).ok()),
        );
    }
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

fn bound(field: &FieldPlan, bound: TokenStream) -> TokenStream {
    let ty = &field.ty;
    quote!(#ty: #bound)
}

/// That fields which stand in messages can be shown.
fn interpolated(plan: &Plan) -> Vec<TokenStream> {
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

fn transparent(plan: &Plan) -> impl Iterator<Item = &FieldPlan> {
    plan.variants.iter().filter_map(|v| match &v.answer {
        Answer::Transparent(field) => Some(field),
        Answer::Stated(_) => None,
    })
}

/// One arm for each variant.
fn each(plan: &Plan, arm: impl Fn(&VariantPlan) -> TokenStream) -> TokenStream {
    if plan.variants.is_empty() {
        return quote!(match *self {});
    }
    let arms = plan.variants.iter().map(arm);
    quote!(match self { #(#arms)* })
}

fn arm(
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
fn format(
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
    let arguments = quote_spanned!(span=> ::core::format_args!(#format, #(#names = #bindings),*));
    let fields: Vec<&FieldPlan> = template.fields.iter().collect();
    let bindings: Vec<&Ident> = bindings.iter().collect();
    arm(plan, variant, &fields, &bindings, make(arguments))
}

fn path(plan: &Plan, variant: &VariantPlan) -> TokenStream {
    let ident = &variant.ident;
    match plan.shape {
        Shape::Enum => quote!(Self::#ident),
        Shape::Struct | Shape::Union => quote!(Self),
    }
}

/// A name that no constant in scope has, lest it become a pattern.
fn binding(span: Span) -> Ident {
    Ident::new("__hardpoint_inner", span)
}

fn is_option(ty: &Type) -> bool {
    let Type::Path(ty) = ty else { return false };
    ty.path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "Option")
}
