//! The derive as a function of tokens.

use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::select;
use quote::quote;

use super::derive;
use crate::any_tokens::{all_help_of_item, any_tokens, literal, mutated, read, told};

const STRUCT: &str = r#"# [ settings ( prefix = "SHOP" , ignore = [ "SHOP_PORT_*" ] , crate = "::hardpoint" ) ]
    pub struct Shop {
        /// Where to listen.
        # [ setting ( default = "127.0.0.1:8080" , env = "LISTEN" ) ] listen : SocketAddr ,
        # [ setting ( default = "5s" , min = "1ms" , max = "60s" ) ] timeout : std :: time :: Duration ,
        # [ setting ( default = - 16 , min = - 20 , max = 0x10 ) ] workers : i8 ,
        # [ setting ( nested ) ] database : Database ,
        # [ setting ( default = [ 0.5 , 1.0 ] , max = 1 ) ] shares : Vec < f64 > ,
        # [ setting ( default_with = Mode :: Fast ) ] mode : Mode ,
        # [ setting ( plain = "why" , required ) ] token : Box < str > ,
        key : Option < Secret < String > > ,
    }"#;

const ENUM: &str = r#"# [ settings ( crate = sturdy ) ]
    enum Mode { Fast , # [ setting ( name = "ro" ) ] ReadOnly }"#;

/// What is said of an item's mistakes.
fn errors(code: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let tokens: Vec<_> = code.clone().into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let is_error = matches!(token, TokenTree::Ident(ident) if ident == "compile_error");
        if let (true, Some(TokenTree::Group(group))) = (is_error, tokens.get(index + 2)) {
            let text: syn::LitStr = syn::parse2(group.stream()).expect("one text");
            found.push(text.value());
        }
    }
    found
}

/// The first words of the paths that begin with `::`.
fn roots(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            roots(group.stream(), found);
        }
        let text = |back: usize| {
            let at = index.checked_sub(back)?;
            tokens.get(at).map(ToString::to_string)
        };
        if text(1).as_deref() != Some(":") || text(2).as_deref() != Some(":") {
            continue;
        }
        let before = text(3).unwrap_or_default();
        let is_word = before.chars().all(|c| c.is_alphanumeric() || c == '_');
        let begins = ["", "as", "for", "impl", "use", "dyn"].contains(&before.as_str());
        let is_arrow = before == ">" && text(4).as_deref() == Some("-");
        if is_arrow || (begins || !is_word) && before != ">" {
            found.push(token.to_string());
        }
    }
}

fn parsed(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

#[test]
fn the_code_names_the_seam_and_core_only() {
    let shop: String = STRUCT.replace("std :: time :: Duration", "Duration");
    for item in [
        shop.as_str(),
        "enum Mode { Fast, Slow }",
        "struct A;",
        "enum B {}",
    ] {
        let code = derive(parsed(item));
        syn::parse2::<syn::File>(code.clone()).expect("the code is a list of items");
        let mut found = Vec::new();
        roots(code, &mut found);
        assert!(found.len() > 3, "{found:?}");
        let is_stranger = |root: &&String| !["hardpoint", "core"].contains(&root.as_str());
        let strangers: Vec<_> = found.iter().filter(is_stranger).collect();
        assert!(strangers.is_empty(), "{strangers:?}");
    }
}

#[test]
fn a_renamed_crate_is_named_throughout() {
    for item in [STRUCT.replace("::hardpoint", "sturdy").as_str(), ENUM] {
        let code = derive(parsed(item)).to_string();
        assert!(code.contains("sturdy :: __private"), "{code}");
        assert!(!code.contains("hardpoint"), "{code}");
    }
}

#[test]
fn a_refused_item_keeps_its_traits_and_says_each_mistake_once() {
    let code = derive(quote! {
        #[settings(prefix = "shop")]
        struct Shop {
            #[setting(default = "5")]
            timeout: Duration,
            #[setting(defualt = 5)]
            workers: u16,
        }
    });
    assert_eq!(errors(&code).len(), 3, "{code}");
    let code = code.to_string();
    assert!(code.contains("Settings for Shop") && code.contains("Group for Shop"));
    let code = derive(quote!(
        enum Mode {
            Fast(u8),
        }
    ));
    assert_eq!(errors(&code).len(), 1, "{code}");
    assert!(code.to_string().contains("Setting for Mode"));
}

#[test]
fn variants_are_named_in_words_with_hyphens() {
    let code = derive(quote!(
        enum Mode {
            ReadOnly,
            HTTP2,
            #[setting(name = "x")]
            Other,
        }
    ))
    .to_string();
    let names: Vec<_> = ["\"read-only\"", "\"http2\"", "\"x\""]
        .into_iter()
        .filter(|name| code.contains(name))
        .collect();
    assert_eq!(names.len(), 3, "{code}");
}

const ITEMS: &[&str] = &[
    r#"#[settings(prefix = "SHOP", ignore = ["SHOP_PORT", "SHOP_PORT_*"], crate = "renamed")]
       pub struct Shop { #[setting(default = "5s", min = "1ms", max = "60s")] timeout: Duration,
       #[setting(required, env = "DATABASE_URL")] url: Secret<String>, #[setting(nested)] inner: Inner,
       #[setting(default = ["1", "2"])] list: Vec<u8>, #[setting(default_with = a::b())] c: C,
       #[setting(default = "x", plain = "why")] token: Option<String>, #[setting(default = -1.5)] f: f64 }"#,
    r#"#[settings(file = "nowhere.toml", prefix = "A")] struct A { #[setting(default = 1_000u16)] b: u16 }"#,
    r#"enum Mode { Fast, #[setting(name = "slow")] Slow }"#,
    "struct A<T>(T);",
    "union U { a: u8 }",
];

proptest! {
    #[test]
    fn no_item_makes_it_panic(item in prop_oneof![1 => any_tokens(), 6 => mutated(ITEMS)]) {
        let texts = told(&derive(item.0.clone()));
        all_help_of_item(&texts, &item);
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(
        ty in select(vec!["u8", "f64", "bool", "char", "String", "Duration", "Rate", "Size", "IpAddr", "Vec<i8>"]),
        value in literal(),
    ) {
        let (ty, value) = (read(ty), value.0);
        let item = quote!(#[settings(prefix = "A")] struct A { #[setting(default = #value)] field: #ty });
        let texts = told(&derive(item));
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
