//! A line to one server, whatever becomes of that.

use std::time::Duration;

use futures_util::StreamExt;
use parking_lot::Mutex;

use super::fixture::{Fake, info};
use super::*;

/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn pong(words: &[String]) -> Option<String> {
    (words[0] == "PING").then(|| "+PONG\r\n".into())
}

async fn ping(line: &Line) -> Result<(String,), StoreError> {
    let mut pipeline = redis::pipe();
    pipeline.cmd("PING");
    line.query(&pipeline).await
}

pub(super) async fn until(counted: &mut watch::Receiver<u64>, count: u64) {
    let reached = counted.wait_for(|counted| *counted >= count);
    let reached = tokio::time::timeout(PATIENCE, reached).await;
    assert_eq!(*reached.expect("in time").expect("a line"), count);
}

#[tokio::test]
async fn a_server_that_restarts_is_told_from_a_connection_that_was_lost() {
    let fake = Fake::start(pong);
    let line = Line::open(&fake.url).unwrap();
    let (mut restarts, mut reconnections) = (line.restarts(), line.reconnections());
    ping(&line).await.unwrap();
    assert_eq!((*restarts.borrow(), *reconnections.borrow()), (0, 0));

    fake.hang_up();
    until(&mut reconnections, 1).await;
    ping(&line).await.unwrap();
    assert_eq!(*restarts.borrow(), 0);

    fake.says(info("another", "b"));
    fake.hang_up();
    // Whoever has the answer of the new server can know that it is one.
    while *reconnections.borrow() < 2 {
        assert_eq!(*restarts.borrow(), 0);
        ping(&line).await.unwrap();
    }
    assert_eq!(*restarts.borrow(), 1);

    // It was a replica for a while, and its data another's.
    fake.says(info("another", "c"));
    until(&mut restarts, 2).await;
    assert_eq!(*reconnections.borrow(), 2);
}

#[tokio::test]
async fn every_new_connection_may_be_a_restart_where_nobody_may_ask() {
    let fake = Fake::start(pong);
    fake.says("-NOPERM this user has no permissions to run the 'info' command\r\n".into());
    let line = Line::open(&fake.url).unwrap();
    let (mut restarts, mut reconnections) = (line.restarts(), line.reconnections());
    ping(&line).await.unwrap();
    for count in 1..=2 {
        assert_eq!(*restarts.borrow(), count - 1);
        fake.hang_up();
        until(&mut reconnections, count).await;
        until(&mut restarts, count).await;
    }
}

#[tokio::test]
async fn a_pipeline_is_sent_once_more_where_the_connection_is_lost_and_not_a_third_time() {
    for losses in 0..3 {
        let seen = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&seen);
        let fake = Fake::start(move |_| {
            let mut seen = counted.lock();
            *seen += 1;
            (*seen > losses).then(|| "+PONG\r\n".into())
        });
        let line = Line::open(&fake.url).unwrap();
        let answer = ping(&line).await;
        assert_eq!(answer.is_ok(), losses < 2, "{answer:?}");
        assert_eq!(*seen.lock(), 2.min(losses + 1));
    }
}

#[tokio::test]
async fn who_waits_at_a_server_that_hangs_is_answered_by_the_one_in_its_place() {
    let fake = Fake::start(pong);
    let line = Line::open(&fake.url).unwrap();
    ping(&line).await.unwrap();
    fake.is_mute(true);
    let patient = ping(&line);
    let another = async {
        // One that is given up has the connection looked at.
        let given_up = tokio::time::timeout(Duration::from_millis(50), ping(&line));
        given_up.await.unwrap_err();
        fake.is_mute(false);
    };
    let both = async { tokio::join!(patient, another) };
    let (answer, ()) = tokio::time::timeout(PATIENCE / 4, both).await.unwrap();
    assert_eq!(answer.unwrap().0, "PONG");
}

#[tokio::test]
async fn what_a_script_says_of_a_replica_is_understood_of_every_version() {
    for said in [
        "-READONLY You can't write against a read only replica. script: 5e1\r\n",
        "-ERR Error running script (call to f_5e1): @user_script:1: @user_script: 1: -READONLY \
         You can't write against a read only replica.\r\n",
    ] {
        let seen = Mutex::new(0);
        let fake = Fake::start(move |words| {
            assert_eq!(words[0], "EVALSHA");
            *seen.lock() += 1;
            Some(match *seen.lock() {
                1 => said.into(),
                _ => ":7\r\n".into(),
            })
        });
        let line = Line::open(&fake.url).unwrap();
        let script = redis::Script::new("return 7");
        let answer: u64 = line.run(&script.prepare_invoke()).await.unwrap();
        assert_eq!(answer, 7);
        assert_eq!(*line.reconnections().borrow(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_no_master_is_not_asked() {
    for (from, to) in [("role:master", "role:slave"), ("loading:0", "loading:1")] {
        let asked = Arc::new(Mutex::new(false));
        let noted = Arc::clone(&asked);
        let fake = Fake::start(move |words| {
            *noted.lock() = true;
            pong(words)
        });
        fake.says(info("a", "b").replace(from, to));
        let line = Line::open(&fake.url).unwrap();
        ping(&line).await.unwrap_err();
        assert!(!*asked.lock());
        // Until it is one.
        fake.says(info("a", "b"));
        let fit = async { while ping(&line).await.is_err() {} };
        tokio::time::timeout(PATIENCE, fit).await.unwrap();
    }
}

#[tokio::test]
async fn a_subscriber_hears_until_its_connection_is_lost() {
    let fake = Fake::start(|words| {
        assert_eq!(words, ["SUBSCRIBE", "news"]);
        let confirmed = "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n";
        let message = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\nold\r\n";
        Some(format!("{confirmed}{message}"))
    });
    let line = Line::open(&fake.url).unwrap();
    let mut subscriber = line.subscriber("news").await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    let mut messages = subscriber.on_message();
    let message = messages.next().await.unwrap();
    assert_eq!(message.get_payload::<String>().unwrap(), "old");
    fake.hang_up();
    let end = tokio::time::timeout(PATIENCE, messages.next()).await;
    assert!(end.expect("in time").is_none());
}
