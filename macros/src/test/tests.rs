//! What a test expands to, and what is said of one that is wrong.

use proptest::prelude::*;

use super::*;
use crate::any_tokens::{any_tokens, mutated};

fn written(attribute: TokenStream, item: TokenStream) -> String {
    test(attribute, item).to_string()
}

#[test]
fn a_test_is_run_with_what_it_takes() {
    let nothing = written(
        quote!(),
        quote!(
            #[ignore]
            pub async fn a() -> Result<(), ()> {
                Ok(())
            }
        ),
    );
    assert!(
        nothing.starts_with(
            "# [:: core :: prelude :: v1 :: test] # [ignore] pub fn a () -> Result < () , () >"
        ),
        "{nothing}"
    );
    assert!(nothing.contains("test :: block_on (a ())"), "{nothing}");
    let service = written(
        quote!(endpoints![b],),
        quote!(
            async fn a(s: TestService) {}
        ),
    );
    assert!(
        service.contains(":: hardpoint :: __private :: test :: with_service (endpoints ! [b] , a)"),
        "{service}"
    );
    let store = written(
        quote!(crate = "renamed", built()),
        quote!(
            async fn a(s: TestService, k: TestStore) {}
        ),
    );
    assert!(
        store.contains("renamed :: __private :: test :: with_store (built () , a)"),
        "{store}"
    );
}

#[test]
fn what_is_wrong_is_said_once_and_the_function_stays() {
    for (attribute, item) in [
        (
            quote!(),
            quote!(
                fn a() {}
            ),
        ),
        (
            quote!(),
            quote!(
                async fn a(s: TestService) {}
            ),
        ),
        (
            quote!(endpoints![b]),
            quote!(
                async fn a() {}
            ),
        ),
        (
            quote!(endpoints![b]),
            quote!(
                async fn a(s: A, k: B, c: C) {}
            ),
        ),
        (
            quote!(endpoints![b]; 2),
            quote!(
                async fn a(s: A) {}
            ),
        ),
        (
            quote!(),
            quote!(
                async fn a<T>() {}
            ),
        ),
        (
            quote!(),
            quote!(
                struct A;
            ),
        ),
    ] {
        let item_text = item.to_string();
        let written = written(attribute, item);
        assert_eq!(written.matches("compile_error").count(), 1, "{written}");
        assert!(written.ends_with(&item_text), "{written}");
    }
}

const TESTS: &[&str] = &[
    "async fn a(service: TestService, store: TestStore) -> Result<(), Error> { Ok(()) }",
    "async fn a() {}",
];

proptest! {
    #[test]
    fn no_test_makes_it_panic(
        attribute in prop_oneof![any_tokens(), mutated(&["endpoints![quote]", "crate = \"a\", b()"])],
        item in prop_oneof![any_tokens(), mutated(TESTS)],
    ) {
        let _ = test(attribute.0, item.0);
    }
}
