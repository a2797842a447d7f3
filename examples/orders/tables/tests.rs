//! The shop in a database: beside the one in memory, and under a crowd at two instances.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use futures_util::future::join_all;
use hardpoint::db::DbSettings;
use hardpoint_tests::servers::{Database, database};

use super::*;
use crate::shelves::Shelves;

const STOCK: [(&str, u32); 3] = [("anvil", 7), ("rope", 40), ("rocket", 1)];

/// A shop in a new database, and one of its instances' ways to it.
async fn shop() -> (Database, Db) {
    let database = database();
    let db = instance(&database).await;
    prepare(&db, STOCK).await.expect("tables");
    (database, db)
}

async fn instance(database: &Database) -> Db {
    let settings = DbSettings::new(database.url()).pool_size(4);
    Db::connect(&settings).await.expect("a database")
}

/// What somebody wants.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Place(&'static str, u32),
    /// One of those that there are, or none.
    Cancel(usize),
    Restock(&'static str, u32),
}

fn wish(dice: &mut fastrand::Rng) -> Wish {
    match dice.u8(..4) {
        0 => Wish::Cancel(dice.usize(..4)),
        1 if dice.bool() => Wish::Restock(sku(dice), dice.u32(1..6)),
        _ => Wish::Place(sku(dice), dice.u32(1..6)),
    }
}

/// One that there is, or not.
fn sku(dice: &mut fastrand::Rng) -> &'static str {
    let skus = ["anvil", "rope", "rocket", "moon", "rope\0"];
    skus[dice.usize(..skus.len())]
}

/// Seeds of this run, each told as it is used; `SEED` has one of a run that failed.
fn seeds(count: usize) -> impl Iterator<Item = u64> {
    let said = hardpoint::Environment::process();
    let seeds = match said.get("SEED") {
        Some(seed) => vec![seed.parse().expect("a number")],
        None => std::iter::repeat_with(|| fastrand::u64(..))
            .take(count)
            .collect(),
    };
    #[expect(clippy::print_stdout, reason = "a failure is repeated by it")]
    seeds.into_iter().inspect(|seed| println!("SEED={seed}"))
}

/// An order or a refusal, without what chance has had a part in.
fn outcome(done: Result<Order, Refusal>) -> String {
    match done {
        Ok(order) => {
            let id = "its id".to_owned();
            format!("{:?}", Order { id, ..order })
        }
        Err(Refusal::NoSuchOrder(_)) => "no such order".into(),
        Err(Refusal::Shipped(_)) => "shipped".into(),
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[tokio::test]
async fn the_shop_in_a_database_does_what_the_one_in_memory_does() {
    for seed in seeds(4) {
        let mut dice = fastrand::Rng::with_seed(seed);
        let (_database, db) = shop().await;
        let (shelves, mut placed) = (Shelves::stocked(STOCK), Vec::new());
        for _ in 0..60 {
            let wish = wish(&mut dice);
            let (one, other) = match wish {
                Wish::Place(sku, quantity) => {
                    let one = shelves.place(sku, quantity, None);
                    let place = async |tx: &mut Tx| place(tx, sku, quantity, None).await;
                    let other = db.transaction(place).await;
                    if let (Ok(one), Ok(other)) = (&one, &other) {
                        placed.push((one.id.clone(), other.id.clone()));
                    }
                    (outcome(one), outcome(other))
                }
                Wish::Cancel(which) => {
                    let nothing = ("\0".to_owned(), "\0".to_owned());
                    let (one, other) = placed.get(which).unwrap_or(&nothing);
                    let cancel = async |tx: &mut Tx| cancel(tx, other).await;
                    let other = db.transaction(cancel).await;
                    (outcome(shelves.cancel(one)), outcome(other))
                }
                Wish::Restock(sku, quantity) => {
                    let one = shelves.restock(sku, quantity);
                    let restock = async |tx: &mut Tx| restock(tx, sku, quantity).await;
                    let other = db.transaction(restock).await;
                    (format!("{one:?}"), format!("{other:?}"))
                }
            };
            assert_eq!(one, other, "{wish:?}");
            let gone = sold_out(&db).await.expect("a list");
            assert_eq!(shelves.sold_out(), gone, "{wish:?}");
        }
        for sku in STOCK.map(|(sku, _)| sku).into_iter().chain(["moon", "\0"]) {
            let (one, other) = (shelves.left(sku), left(&db, sku).await);
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
        }
        let (one, other) = (shelves.order("\0"), order(&db, "\0").await);
        assert_eq!(outcome(one), outcome(other));
        let ids = |orders: Vec<Order>, at: fn(&(String, String)) -> &String| {
            let place = |order: &Order| placed.iter().position(|pair| *at(pair) == order.id);
            orders.iter().map(place).collect::<Vec<_>>()
        };
        let middle = placed.get(placed.len() / 2);
        for status in [None, Some(Status::Cancelled)] {
            for toward in [None, Some(Toward::Next), Some(Toward::Previous)] {
                let beyond = |at: fn(&(String, String)) -> &String| {
                    Some((toward?, middle.map_or("", |pair| at(pair).as_str())))
                };
                let in_memory = shelves.list(status, beyond(|(one, _)| one), 10);
                let in_database = list(&db, status, beyond(|(_, other)| other), 10).await;
                assert_eq!(
                    ids(in_memory, |(one, _)| one),
                    ids(in_database.expect("a list"), |(_, other)| other),
                    "{toward:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_crowd_at_two_instances_gets_no_more_than_there_is() {
    for seed in seeds(4) {
        let (database, one) = shop().await;
        let other = instance(&database).await;
        // What customers were told, the latest of each order last.
        let told: RefCell<Vec<Order>> = RefCell::default();
        let delivered: RefCell<HashMap<&str, u32>> = RefCell::default();
        let customers = (0..16).map(|number| {
            let db = if number % 2 == 0 { &one } else { &other };
            let mut dice = fastrand::Rng::with_seed(seed.wrapping_add(number));
            let (told, delivered) = (&told, &delivered);
            async move {
                for _ in 0..12 {
                    let wish = wish(&mut dice);
                    let did = db.transaction(async |tx| match wish {
                        Wish::Place(sku, quantity) => {
                            place(tx, sku, quantity, None).await.map(Some)
                        }
                        Wish::Cancel(which) => {
                            let latest = told.borrow().iter().rev().nth(which).cloned();
                            let id = latest.map_or_else(String::new, |order| order.id);
                            cancel(tx, &id).await.map(Some)
                        }
                        Wish::Restock(sku, quantity) => {
                            restock(tx, sku, quantity).await.map(|_| None)
                        }
                    });
                    match (did.await, wish) {
                        (Ok(Some(order)), _) => told.borrow_mut().push(order),
                        (Ok(None), Wish::Restock(sku, more)) => {
                            *delivered.borrow_mut().entry(sku).or_default() += more;
                        }
                        (Err(Refusal::Database(error)), _) => panic!("{error:?}"),
                        _ => {}
                    }
                }
            }
        });
        join_all(customers).await;
        let told = told.into_inner().into_iter();
        let told: BTreeMap<_, _> = told.map(|order| (order.id.clone(), order)).collect();
        for (sku, at_first) in STOCK {
            let sold = told
                .values()
                .filter(|order| order.sku == sku && order.status != Status::Cancelled);
            let sold: u32 = sold.map(|order| order.quantity).sum();
            let left = left(&one, sku).await.expect("an article");
            let more = delivered.borrow().get(sku).copied().unwrap_or_default();
            assert_eq!(left + sold, at_first + more, "{sku}");
        }
        let kept = list(&other, None, None, told.len() + 1)
            .await
            .expect("a list");
        let kept = kept.into_iter().map(|order| (order.id.clone(), order));
        assert_eq!(kept.collect::<BTreeMap<_, _>>(), told);
    }
}

#[tokio::test]
async fn many_that_start_at_once_make_the_tables_once_and_stock_them_once() {
    let database = database();
    let instances = join_all((0..10).map(|_| instance(&database))).await;
    for prepared in join_all(instances.iter().map(|db| prepare(db, STOCK))).await {
        prepared.expect("tables");
    }
    let db = &instances[0];
    let all = async |tx: &mut Tx| place(tx, "rope", 40, None).await;
    db.transaction(all).await.expect("all the rope");
    // Who starts later does not find the shelves full again.
    prepare(db, STOCK).await.expect("tables");
    assert_eq!(left(db, "rope").await.expect("an article"), 0);
}
