//! The implementations, written out. Nothing can fail here, and nothing is decided.

mod codes;
mod pieces;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;

use self::pieces::{
    arm, binding, bound, each, format, implement, implement_if_debug, interpolated, is_option,
    path, transparent,
};

use super::input::Shape;
use super::plan::{Answer, FieldPlan, Message, Plan, Stated, VariantPlan};

/// All implementations for the item; a union has none.
pub(super) fn expand(plan: &Plan) -> TokenStream {
    if plan.shape == Shape::Union {
        return TokenStream::new();
    }
    let api_error = api_error(plan);
    let coded = codes::coded(plan);
    let response_error = response_error(plan);
    if plan.beside_thiserror {
        return quote!(#api_error #coded #response_error);
    }
    let display = display(plan);
    let error = error(plan);
    let from = plan.variants.iter().filter_map(|variant| {
        let field = variant.from.as_ref()?;
        Some(from(plan, variant, field))
    });
    quote!(#display #error #(#from)* #api_error #coded #response_error)
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
    implement_if_debug(plan, quote!(::core::error::Error), &bounds, body)
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
    implement_if_debug(plan, quote!(#rt::ApiError), &bounds, body)
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
            #[allow(unused_imports, reason = "needed where there is no `Debug`")]
            use #rt::AnyTold as _;
            #rt::Told(self).status()
        }
        fn error_response(&self) -> #rt::actix_web::HttpResponse {
            #[allow(unused_imports, reason = "needed where there is no `Debug`")]
            use #rt::AnyTold as _;
            #rt::Told(self).response()
        }
    };
    implement(plan, quote!(#rt::actix_web::ResponseError), &bounds, body)
}
