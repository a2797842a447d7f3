//! What the expansion looks like, and what it names.

use super::*;

#[test]
fn an_endpoint_is_data_and_a_few_calls() {
    let item = quote! {
        /// One order.
        #[tracing::instrument]
        pub async fn order<'a>(id: Path<u64>, #[cfg(test)] name: Data<&'a str>) -> impl Responder {
            id.to_string()
        }
    };
    let options = quote!(
        get = "/orders/{id}",
        timeout = "5s",
        rate = "10/min per:header(x-key)",
        cache = "ttl:60 tags:order-{id}"
    );
    let expansion = formatted(&endpoint(options, item));
    assert_eq!(expansion, include_str!("expanded.txt"), "\n{expansion}");
}

#[test]
fn without_a_route_nothing_mounts_itself() {
    let text = formatted(&endpoint(quote!(timeout = "5s"), order()));
    assert!(text.contains("routed {};"));
}

#[test]
fn what_is_not_said_leaves_no_trace() {
    let text = formatted(&endpoint(quote!(post = "/orders"), order()));
    for absent in [
        "timeout",
        "body",
        "rate",
        "concurrency",
        "cache",
        "idempotent",
        "panic!",
        "deprecated",
    ] {
        assert!(!text.contains(absent), "`{absent}` in\n{text}");
    }
}

#[test]
fn where_names_say_that_all_is_right_the_compiler_is_asked_nothing() {
    let item = quote! {
        async fn order(id: Path<(u64, String)>, page: Query<Page>, state: Data<State>)
            -> Result<Json<Order>, Error> { todo!() }
    };
    let text = formatted(&endpoint(quote!(get = "/{shop}/{id}"), item));
    assert!(!text.contains("const _"), "{text}");
    let item = quote!(
        async fn order(body: Json<Order>) -> HttpResponse {
            todo!()
        }
    );
    let text = formatted(&endpoint(quote!(post = "/orders", idempotent), item));
    assert!(!text.contains("const _"), "{text}");
}

#[test]
fn a_transaction_is_lent_and_not_extracted() {
    let item = quote! {
        async fn order(id: Path<u64>, tx: &mut Tx) -> String { todo!() }
    };
    let text = formatted(&endpoint(quote!(post = "/{id}", idempotent = "tx"), item));
    for part in [
        "arguments { Path<u64>, };",
        "in_transaction(async move |__hardpoint_argument_1: &mut Tx,",
        "order(__hardpoint_argument_0, __hardpoint_argument_1)",
        "is_transaction::<Tx>()",
    ] {
        let squeezed = |text: &str| text.replace(char::is_whitespace, "");
        assert!(
            squeezed(&text).contains(&squeezed(part)),
            "{part} in {text}"
        );
    }
}

#[test]
fn a_renamed_crate_is_the_only_one_named() {
    let options = quote!(
        crate = "renamed",
        put = "/orders/{id}",
        rate = "1/s",
        cache = "ttl:1",
        idempotent
    );
    let expansion = endpoint(options, order());
    assert!(errors(&expansion).is_empty());
    assert!(
        !names(expansion.clone())
            .iter()
            .any(|name| name == "hardpoint")
    );
    assert!(names(expansion).iter().any(|name| name == "renamed"));
}

#[test]
fn what_puts_items_beside_the_function_is_moved_above() {
    let item = quote! {
        #[get("/orders")]
        #[utoipa::path(get)]
        #[tracing::instrument]
        async fn order() -> String { String::new() }
    };
    let expansion = endpoint(quote!(timeout = "5s"), item);
    assert_eq!(
        expansion.to_string(),
        quote! {
            #[utoipa::path(get)]
            #[::hardpoint::endpoint(timeout = "5s")]
            #[get("/orders")]
            #[tracing::instrument]
            async fn order() -> String { String::new() }
        }
        .to_string()
    );
}

/// Every identifier.
fn names(tokens: TokenStream) -> Vec<String> {
    let each = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) => names(group.stream()),
        _ => Vec::new(),
    });
    each.collect()
}
