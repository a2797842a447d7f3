//! A line to a cluster whose servers say where things are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use redis::Script;

use super::fixture::Fake;
use super::tests::until;
use super::*;

/// The slot of `{a}`.
const A: u16 = 15_495;

/// Two servers, of which the first has all slots, until it is asked for the second time: then the
/// second one has [`A`]. What else they are asked is noted, and what they answer is up to the test.
struct Two {
    fakes: [Fake; 2],
    heard: Arc<Mutex<Vec<String>>>,
}

impl Two {
    /// `answer` gets the number of the server, the words, and the address of the other server.
    fn start(answer: impl Fn(usize, &str, &str) -> String + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::new(AtomicBool::new(false));
        let addresses = Arc::new(Mutex::new([String::new(), String::new()]));
        let fakes = [0, 1].map(|number| {
            let (answer, heard) = (Arc::clone(&answer), Arc::clone(&heard));
            let (addresses, asked) = (Arc::clone(&addresses), Arc::clone(&asked));
            Fake::start(move |words| {
                let addresses = addresses.lock().clone();
                let words = words.join(" ");
                if words == "CLUSTER SLOTS" {
                    let all = range(0, 16_383, &addresses[0]);
                    return Some(match asked.swap(true, Ordering::SeqCst) {
                        false => format!("*1\r\n{all}"),
                        true => format!("*2\r\n{all}{}", range(A, A, &addresses[1])),
                    });
                }
                heard.lock().push(format!("{number} {words}"));
                Some(format!(
                    "{}\r\n",
                    answer(number, &words, &addresses[1 - number])
                ))
            })
        });
        for (address, fake) in addresses.lock().iter_mut().zip(&fakes) {
            *address = fake.url.replace("redis://", "");
        }
        Self { fakes, heard }
    }

    fn line(&self) -> Line {
        Line::open(&self.fakes[1].url.replace("redis:", "redis+cluster:")).unwrap()
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock())
    }
}

/// A range of slots as `CLUSTER SLOTS` has it.
fn range(first: u16, last: u16, owner: &str) -> String {
    let (host, port) = owner.rsplit_once(':').unwrap();
    let length = host.len();
    format!("*3\r\n:{first}\r\n:{last}\r\n*2\r\n${length}\r\n{host}\r\n:{port}\r\n")
}

fn pipeline(commands: &[&str]) -> Pipeline {
    let mut pipeline = redis::pipe();
    for command in commands {
        let (name, key) = command.split_once(' ').unwrap();
        pipeline.cmd(name).arg(key);
    }
    pipeline
}

#[tokio::test]
async fn a_pipeline_follows_its_slot_and_the_next_one_goes_there_at_once() {
    let two = Two::start(|number, words, other| match number {
        0 if words.contains("{a}") => format!("-MOVED {A} {other}"),
        _ => ":1".into(),
    });
    let line = two.line();
    assert_eq!(*line.restarts().borrow(), 0);
    let both = pipeline(&["GET {a}1", "GET {a}2"]);
    let answers: (u64, u64) = line.query(&both).await.unwrap();
    assert_eq!(answers, (1, 1));
    // What was kept by the one may not be what the other has.
    assert_eq!(*line.restarts().borrow(), 1);
    let heard = ["0 GET {a}1", "0 GET {a}2", "1 GET {a}1", "1 GET {a}2"];
    assert_eq!(two.heard(), heard);
    let _: (u64, u64) = line.query(&both).await.unwrap();
    assert_eq!(two.heard(), heard[2..]);
    // Other slots stay where they are.
    let _: (u64,) = line.query(&pipeline(&["GET {b}"])).await.unwrap();
    assert_eq!(two.heard(), ["0 GET {b}"]);
}

#[tokio::test]
async fn of_a_pipeline_only_what_has_gone_already_is_asked_for_elsewhere() {
    let two = Two::start(|number, words, other| match (number, words) {
        (0, "DEL {a}2") => format!("-ASK {A} {other}"),
        (1, "ASKING") => "+OK".into(),
        _ => ":1".into(),
    });
    let line = two.line();
    for _ in 0..2 {
        let all = pipeline(&["DEL {a}1", "DEL {a}2", "DEL {a}3"]);
        let answers: (u64, u64, u64) = line.query(&all).await.unwrap();
        assert_eq!(answers, (1, 1, 1));
        // The command is sent alone, is told where it has to go, and is announced there.
        let expected = [
            "0 DEL {a}1",
            "0 DEL {a}2",
            "0 DEL {a}3",
            "0 DEL {a}2",
            "1 ASKING",
            "1 DEL {a}2",
        ];
        assert_eq!(two.heard(), expected);
    }
}

#[tokio::test]
async fn what_a_cluster_cannot_do_yet_is_tried_again_and_not_for_ever() {
    let tries = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&tries);
    let two = Two::start(move |_, words, _| {
        *counted.lock() += 1;
        match (words, *counted.lock()) {
            ("GET {a}", 3) => ":7".into(),
            ("GET {a}", _) => "-TRYAGAIN Multiple keys request during rehashing of slot".into(),
            _ => "-CLUSTERDOWN The cluster is down".into(),
        }
    });
    let line = two.line();
    let mut restarts = line.restarts();
    let answer: (u64,) = line.query(&pipeline(&["GET {a}"])).await.unwrap();
    assert_eq!((answer, *tries.lock()), ((7,), 3));
    let refused = line
        .query::<(u64,)>(&pipeline(&["GET {b}"]))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("down"), "{refused}");
    assert_eq!(*tries.lock(), 3 + 6);
    // It was asked anew who has what, and the other server is found to have something.
    until(&mut restarts, 1).await;
}

#[tokio::test]
async fn a_script_is_sent_to_the_server_that_misses_it() {
    let script = Script::new("return 7");
    let hash = script.get_hash().to_owned();
    let two = Two::start(move |number, words, other| match words.split(' ').next() {
        Some("EVALSHA") if number == 0 => format!("-MOVED {A} {other}"),
        Some("EVALSHA") if words.ends_with("known") => ":7".into(),
        Some("EVALSHA") => "-NOSCRIPT No matching script".into(),
        Some("SCRIPT") => format!("$40\r\n{hash}"),
        _ => "-ERR unknown command".into(),
    });
    let line = two.line();
    let mut call = script.prepare_invoke();
    call.key("{a}").arg("new");
    line.run::<u64>(&call).await.unwrap_err();
    let names: Vec<String> = two
        .heard()
        .iter()
        .map(|words| words.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    // To nobody else, and once more at most.
    let once = ["1 EVALSHA", "1 SCRIPT", "1 EVALSHA"];
    assert_eq!(names, [&["0 EVALSHA"][..], &once, &once].concat());
    call.arg("known");
    assert_eq!(line.run::<u64>(&call).await.unwrap(), 7);
}

#[tokio::test]
async fn keys_of_several_servers_are_refused_before_anybody_is_asked() {
    let two = Two::start(|_, _, _| ":1".into());
    let line = two.line();
    let several = pipeline(&["GET {a}", "GET {b}"]);
    let refused = line.query::<(u64, u64)>(&several).await.unwrap_err();
    assert!(refused.to_string().contains("several servers"), "{refused}");
    assert!(two.heard().is_empty());
}
