//! Values, and where they come from.

use super::*;

#[test]
fn what_nothing_sets_has_its_default() {
    let shop = load(&[]).unwrap();
    assert_eq!(shop.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(shop.timeout, Duration::from_secs(5));
    assert_eq!(shop.workers, 16);
    assert_eq!(shop.mode, Mode::Fast);
    assert_eq!(shop.origins, ["a", "b"]);
    assert_eq!(shop.level, Level(3));
    assert_eq!(shop.feature, None);
    assert_eq!(shop.key.expose(), "hunter2");
    assert!(shop.database.password.is_none());
    println!("{shop}");
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = said(&[
        ("SHOP_TIMEOUT", "5"),
        ("SHOP_WORKERS", "0"),
        ("SHOP_MODE", "very_slow"),
        ("SHOP_LEVEL", "300"),
        ("SHOP_TIEMOUT", "hunter2"),
        ("SHOP_KEY", UNSET),
        ("SHOP_DATABASE_RATIO", "1.5"),
    ]);
    println!("{}", faults.join("\n"));
    panic!();
}
