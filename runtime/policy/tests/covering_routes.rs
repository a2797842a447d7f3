//! What is said of two templates is what actix does with them.

use actix_web::dev::ResourceDef;
use hardpoint_policy::{RoutePath, covers, same_shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn template() -> impl Strategy<Value = String> {
    let segment = select(vec![
        "a", "b", "{x}", "{y}", "a{x}", "{x}-{y}", "{x:a+}", "{x:.*}", "{y:[^/]}", "",
    ]);
    let end = select(vec!["", "", "/", "/{z}*", "{z}*"]);
    (vec(segment, 0..4), end)
        .prop_map(|(segments, end)| match segments.concat().is_empty() {
            true => format!("/{}", end.trim_start_matches('/')),
            false => format!("/{}{end}", segments.join("/")),
        })
        .prop_filter("it is a route", |text| text.parse::<RoutePath>().is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_covers_takes_every_path_of_the_other(
        wide in template(),
        narrow in template(),
        path in "(/(a|b|aa|a-b|x)?){1,5}",
    ) {
        let takes = |template: &str| ResourceDef::new(template).is_match(&path);
        if covers(&wide, &narrow) && takes(&narrow) {
            prop_assert!(takes(&wide), "{} covers {}, and not {}", wide, narrow, path);
        }
        if same_shape(&wide, &narrow) {
            prop_assert_eq!(takes(&wide), takes(&narrow), "{} {} {}", wide, narrow, path);
        }
    }
}
