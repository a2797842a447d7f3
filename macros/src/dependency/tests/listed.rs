//! A list finds what each of its functions says.

use proptest::prelude::*;

use crate::any_tokens::{any_tokens, mutated};
use crate::dependency::listed;

const LISTS: &[&str] = &[
    "::hardpoint; stock, payments::charge::<u8>, <Warehouse<u8> as Stock>::count, self::r#match,",
    "renamed;",
];

#[test]
fn each_function_is_found_by_the_constant_beside_it() {
    let list = listed(LISTS[0].parse().unwrap()).to_string();
    for said in [
        "[:: hardpoint :: __private :: SaidOfDependency ; 4usize]",
        "[__hardpoint_dependency_stock ,",
        ", payments :: __hardpoint_dependency_charge ,",
        ", < Warehouse < u8 > as Stock > :: __hardpoint_dependency_count ,",
        ", self :: __hardpoint_dependency_match]",
    ] {
        assert!(list.contains(said), "{said} is not in {list}");
    }
}

#[test]
fn what_is_no_path_is_an_error_and_no_panic() {
    for list in ["", "a", "a; 1", "a; b c", "a; b()", "a; |b| c"] {
        let list = listed(list.parse().unwrap()).to_string();
        assert!(list.contains("help: write `dependencies![stock"), "{list}");
    }
}

proptest! {
    #[test]
    fn no_list_makes_it_panic(list in prop_oneof![any_tokens(), mutated(LISTS)]) {
        let written = listed(list.0).to_string();
        prop_assert!(syn2::parse_str::<syn2::Expr>(&written).is_ok(), "{written}");
    }
}
