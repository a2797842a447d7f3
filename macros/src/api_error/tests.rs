//! What is derived, as text: the shape of the seam, and one error for each mistake.

use proptest::prelude::*;
use proptest::sample::select;
use quote::quote;

use super::derive;
use crate::any_tokens::{self, all_help_of_item, any_tokens, literal, mutated};

/// The messages that a derive on `item` tells, in their order.
fn told(item: proc_macro2::TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(derive(item)).unwrap();
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) => {
            let text: syn::LitStr = syn::parse2(item.mac.tokens.clone()).unwrap();
            Some(text.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(is_error).collect()
}

/// How many implementations a derive on `item` writes.
fn implementations(item: proc_macro2::TokenStream) -> usize {
    let file: syn::File = syn::parse2(derive(item)).unwrap();
    let is_impl = |item: &&syn::Item| matches!(item, syn::Item::Impl(_));
    file.items.iter().filter(is_impl).count()
}

#[test]
fn a_mistake_leaves_every_implementation() {
    let sound = quote! {
        enum Error {
            #[api(status = 404, code = "a", message = "{0}")]
            A(u8),
            #[api(internal)]
            B(#[from] Cause),
        }
    };
    let mistaken = quote! {
        enum Error {
            #[api(status = 44, code = "A", message = "{1}", retry_after = "5")]
            A(u8),
            #[api(internal, status = 500)]
            B(#[from] Cause),
        }
    };
    assert!(told(sound.clone()).is_empty());
    assert_eq!(told(mistaken.clone()).len(), 4);
    assert_eq!(implementations(sound), 6);
    assert_eq!(implementations(mistaken), 6);
}

#[test]
fn one_mistake_is_told_once() {
    let mistakes = [
        quote!(
            enum E {
                A,
            }
        ),
        quote!(
            enum E {
                #[api]
                A,
            }
        ),
        quote!(
            enum E {
                #[api = "x"]
                A,
            }
        ),
        quote!(
            enum E {
                #[api()]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(404)]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(stauts = 404, code = "a")]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(interal)]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(status = 99, code = "a", message = "{x}", retry_after = "1s", final)]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(status = 503, code = "a", message = "{x} {}")]
                A(u8),
            }
        ),
        quote!(
            enum E {
                #[api(status = 500, code = "a", message = "{x} {y}")]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(status: 404, code = "a")]
                A,
            }
        ),
        quote!(
            enum E {
                #[api(internal)]
                A(#[from] X, #[from] Y),
            }
        ),
        quote!(
            enum E {
                #[api(transparent)]
                A,
            }
        ),
        quote!(union E { a: u8 }),
        quote!(
            struct E;
        ),
    ];
    for item in mistakes {
        let text = item.to_string();
        assert_eq!(told(item).len(), 1, "{text}");
    }
}

#[test]
fn every_message_says_what_to_write() {
    let item = quote! {
        #[api(status = 404)]
        enum Error {
            A,
            #[api(status = 1, code = "X", level = "x", slo, colour = 1)]
            B,
            #[api(internal = 1, code = "x")]
            C,
        }
    };
    let told = told(item);
    assert_eq!(told.len(), 9, "{told:#?}");
    for text in told {
        let (message, help) = text.split_once("\nhelp: ").unwrap();
        assert!(message.contains('`') && !help.is_empty(), "{text}");
    }
}

#[test]
fn nothing_outside_of_the_seam_is_named() {
    let item = quote! {
        #[api(crate = renamed)]
        enum Error {
            #[api(status = 503, code = "a", message = "a", retry_after = "5s", level = "warn")]
            A,
            #[api(status = 404, code = "b", message = "{0}")]
            B(u8),
            #[api(transparent)]
            C(#[from] Inner),
            #[api(internal)]
            D(#[source] Cause),
        }
    };
    let text = derive(item).to_string();
    let roots = text.split(":: ").filter_map(|rest| rest.split(' ').next());
    assert!(roots.clone().any(|root| root == "core"));
    for outside in ["std", "alloc", "actix_web_", "hardpoint"] {
        assert!(
            !roots.clone().any(|root| root == outside),
            "{outside} in {text}"
        );
    }
}

const ITEMS: &[&str] = &[
    r#"#[api(crate = "renamed")] pub enum Error<'a, T: Copy = u8> where T: 'a {
        #[api(status = 404, code = "a", message = "{id:>3} {{}} {name}")] A { id: u8, name: &'a str },
        #[api(status = 503, code = "b", retry_after = "5s", not_retryable, level = "warn")] B(T),
        #[api(internal, slo = true, breaker = false)] C(#[from] Cause), #[api(transparent)] D(#[source] E),
        #[api(status = 409, code = "d", final)] #[deprecated] E = 5, }"#,
    r#"#[derive(Debug)] #[api(status = 409, code = "locked", message = "{0}")]
       pub(crate) struct Locked(#[from] std::io::Error, pub [u8; 4]);"#,
    "#[api(internal)] struct Unit; ",
    "union Error { a: u8 }",
];

proptest! {
    #[test]
    fn no_item_makes_it_panic(item in prop_oneof![1 => any_tokens(), 6 => mutated(ITEMS)]) {
        let texts = any_tokens::told(&derive(item.0.clone()));
        all_help_of_item(&texts, &item);
    }

    #[test]
    fn no_message_makes_it_panic(text in any::<String>()) {
        let item = quote!(enum E { #[api(status = 404, code = "a", message = #text)] A { id: u8 } });
        // Each unknown field is a mistake of its own.
        let most = text.matches('{').count().max(1);
        prop_assert!(told(item).len() <= most);
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(
        key in select(vec!["status", "code", "message", "retry_after", "level", "slo", "breaker"]),
        value in literal(),
    ) {
        let value = value.0;
        // What a text that is right says is another matter.
        prop_assume!(key != "message");
        let options = ["status = 503", "code = \"a\"", "message = \"b\"", "retry_after = \"5s\"", "level = \"warn\"", "slo = true", "breaker = true"];
        let key_is = key;
        let others = options.iter().filter(|option| !option.starts_with(key_is));
        let others: Vec<_> = others.map(|option| any_tokens::read(option)).collect();
        let key = any_tokens::read(key);
        let item = quote!(enum E { #[api(#(#others,)* #key = #value)] A });
        let texts = told(item);
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
