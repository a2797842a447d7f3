//! A proxy is used where the client was told to, and its address is nobody's secret but the operator's.

use std::io::Write;

use hardpoint::Environment;
use hardpoint::http::Error;

use crate::client_for_strangers;
use crate::server::{Server, ok};

#[tokio::test]
async fn a_proxy_of_the_environment_is_used_once_it_is_asked_for() {
    let proxy = Server::start(|_, stream| stream.write_all(&ok("by proxy")));
    let server = Server::well();
    let variables = [
        ("http_proxy", proxy.url()),
        ("no_proxy", "127.0.0.9".to_owned()),
    ];
    let environment = Environment::of(variables);
    let plain = client_for_strangers().build().unwrap();
    assert_eq!(
        plain
            .get(&server.url())
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "ok"
    );
    let client = client_for_strangers()
        .proxies_from(&environment)
        .build()
        .unwrap();
    let answer = client.get("http://nowhere.example/a").send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "by proxy");
    assert_eq!(proxy.asked()[0].line(), "GET http://nowhere.example/a");
}

#[tokio::test]
async fn what_is_written_as_an_address_is_refused_before_any_proxy() {
    let proxy = Server::well();
    let environment = Environment::of([("http_proxy", proxy.url())]);
    let client = hardpoint::http::Client::builder("strangers").proxies_from(&environment);
    let client = client.build().unwrap();
    let refused = client
        .get("http://169.254.169.254/latest/meta-data")
        .send()
        .await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    assert_eq!(proxy.connections(), 0);
}
