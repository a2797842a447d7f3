//! Nobody sends it to what is inside, by an address or by a name.

use std::io::Write;

use hardpoint::http::{Client, Error, Refusal};

use crate::names::Names;
use crate::server::{Server, ok, redirect};
use crate::{client_for_strangers, client_of, net};

#[track_caller]
fn kind(result: Result<hardpoint::http::Response, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refused)) => match refused.refusal() {
            Refusal::Address { kind } => kind,
            Refusal::Scheme => "scheme",
            Refusal::Credentials => "credentials",
            Refusal::NotHttps => "not https",
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_inside_is_refused_however_it_is_spelled() {
    let server = Server::well();
    let client = Client::new("strangers").unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "%31%32%37.0.0.1",
        "１２７.０.０.１",
        "localhost",
        "LOCALHOST",
    ] {
        let url = format!("http://{host}:{}/", server.port());
        assert_eq!(kind(client.get(&url).send().await), "loopback", "{url}");
    }
    for (url, expected) in [
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://[fd00:ec2::254]/latest/meta-data/", "private"),
        ("http://0/", "this network"),
        ("http://[::]/", "unspecified"),
        ("http://10.0.0.1/", "private"),
        ("http://100.100.100.200/", "shared by carriers"),
        ("http://[2002:7f00:1::]/", "loopback"),
    ] {
        assert_eq!(kind(client.get(url).send().await), expected, "{url}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn other_schemes_and_credentials_in_urls_are_refused() {
    let server = Server::well();
    let client = client_for_strangers().build().unwrap();
    let (address, port) = (server.address, server.port());
    for (url, expected) in [
        ("file:///etc/passwd".to_owned(), "scheme"),
        (format!("gopher://{address}/_x"), "scheme"),
        (format!("ftp://{address}/"), "scheme"),
        (format!("http://user:hunter2@{address}/"), "credentials"),
        (
            format!("http://a.example:80@127.0.0.1:{port}/"),
            "credentials",
        ),
    ] {
        let refused = client.get(&url).send().await;
        let shown = format!("{refused:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("passwd"),
            "{shown}"
        );
        assert_eq!(kind(refused), expected, "{url}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_name_of_something_inside_is_refused_though_the_rest_of_it_is_not() {
    let server = Server::at("127.0.0.2:0", |_, stream| stream.write_all(&ok("ok")));
    let names = Names::of([
        ("outside.example", &[&["127.0.0.2"]]),
        ("inside.example", &[&["127.0.0.1"]]),
        ("mixed.example", &[&["127.0.0.2", "127.0.0.1"]]),
        ("reversed.example", &[&["fe80::1", "127.0.0.2"]]),
        ("mapped.example", &[&["::ffff:169.254.169.254"]]),
    ]);
    let client = Client::builder("strangers").allow_private([net("127.0.0.2/32")]);
    let client = client.resolver(names).build().unwrap();
    let url = |name: &str| format!("http://{name}.example:{}/", server.port());
    assert!(client.get(&url("outside")).send().await.is_ok());
    for (name, expected) in [
        ("inside", "loopback"),
        ("mixed", "loopback"),
        ("reversed", "link-local"),
        ("mapped", "link-local"),
    ] {
        assert_eq!(
            kind(client.get(&url(name)).send().await),
            expected,
            "{name}"
        );
    }
    assert_eq!(server.connections(), 1);
    let unknown = client.get(&url("unknown")).send().await.unwrap_err();
    assert!(
        matches!(&unknown, Error::Connect(error) if error.is_dns()),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn the_address_that_is_checked_is_the_one_that_is_connected_to() {
    // The name means a stranger's server whenever it is asked for an odd time, and one inside
    // whenever for an even one.
    let closing = "connection: close\r\n";
    let outside = Server::at("127.0.0.2:0", move |_, stream| {
        stream.write_all(&crate::server::answer("200 OK", closing, "outside"))?;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    });
    let inside = Server::at(&format!("127.0.0.1:{}", outside.port()), |_, stream| {
        stream.write_all(&ok("inside"))
    });
    let answers: [&[&str]; 4] = [
        &["127.0.0.2"],
        &["127.0.0.1"],
        &["127.0.0.2"],
        &["127.0.0.1"],
    ];
    let names = Names::of([("rebound.example", &answers)]);
    let client = Client::builder("strangers").allow_private([net("127.0.0.2/32")]);
    let client = client.resolver(names.clone()).build().unwrap();
    let url = format!("http://rebound.example:{}/", outside.port());
    for time in 1..=4 {
        let answer = client.get(&url).send().await;
        // Asked for once, checked and connected to.
        assert_eq!(names.asked("rebound.example"), time);
        match time % 2 {
            1 => assert_eq!(answer.unwrap().text().await.unwrap(), "outside"),
            _ => assert_eq!(kind(answer), "loopback"),
        }
    }
    assert_eq!((outside.connections(), inside.connections()), (2, 0));
}

#[tokio::test]
async fn the_operators_origin_is_open_and_nothing_beside_it() {
    let (server, other) = (Server::well(), Server::well());
    let client = client_of(&server).build().unwrap();
    assert_eq!(
        client.get("/a").send().await.unwrap().text().await.unwrap(),
        "ok"
    );
    // As a whole URL it is the same origin.
    let whole = format!("{}/b?c=d", server.url());
    assert!(client.get(&whole).send().await.is_ok());
    assert_eq!(kind(client.get(&other.url()).send().await), "loopback");
    let spelled = format!("http://localhost:{}/", server.port());
    assert_eq!(kind(client.get(&spelled).send().await), "loopback");
    let trusting = client_of(&server).trust(other.url()).build().unwrap();
    assert!(trusting.get(&other.url()).send().await.is_ok());
    let lines: Vec<_> = server
        .asked()
        .iter()
        .map(|asked| asked.line().to_owned())
        .collect();
    assert_eq!(lines, ["GET /a", "GET /b?c=d"]);
    assert_eq!(other.connections(), 1);
}

#[tokio::test]
async fn a_name_that_the_operator_trusts_may_be_anywhere() {
    let server = Server::well();
    let names = Names::of([("inventory.internal", &[&["127.0.0.1"]])]);
    let base = format!("http://inventory.internal:{}/v1", server.port());
    let client = Client::builder("tested")
        .base_url(base)
        .resolver(names)
        .build()
        .unwrap();
    assert!(client.get("/stock").segment("a/../b").send().await.is_ok());
    let asked = &server.asked()[0];
    assert_eq!(asked.line(), "GET /v1/stock/a%2F..%2Fb");
    let host = format!("inventory.internal:{}", server.port());
    assert_eq!(asked.header("host"), Some(&*host));
    // The same name at another port is a stranger's.
    let other = Server::well();
    let url = format!("http://inventory.internal:{}/", other.port());
    assert_eq!(kind(client.get(&url).send().await), "loopback");
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let inside = Server::well();
    let to = [
        inside.url(),
        format!("http://2130706433:{}/", inside.port()),
        format!("//127.1:{}/", inside.port()),
        format!("http://[::ffff:127.0.0.1]:{}/", inside.port()),
        format!("http://inside.example:{}/", inside.port()),
        format!("http://user@127.0.0.2:{}/", inside.port()),
        "file:///etc/passwd".to_owned(),
    ];
    let count = to.len();
    let outside = Server::at("127.0.0.2:0", move |asked, stream| {
        let number: usize = asked.line().trim_start_matches("GET /").parse().unwrap();
        stream.write_all(&redirect(302, &to[number]))
    });
    let names = Names::of([("inside.example", &[&["127.0.0.1"]])]);
    let client = Client::builder("strangers").allow_private([net("127.0.0.2/32")]);
    let client = client.resolver(names).build().unwrap();
    for number in 0..count {
        let refused = client
            .get(&format!("{}/{number}", outside.url()))
            .send()
            .await;
        assert!(
            matches!(refused, Err(Error::Refused(_))),
            "{number}: {refused:?}"
        );
    }
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn a_stranger_cannot_lead_to_the_operators_origin() {
    let inside = Server::well();
    let to = format!("{}/admin", inside.url());
    let stranger = Server::at("127.0.0.2:0", move |_, stream| {
        stream.write_all(&redirect(307, &to))
    });
    let client = client_of(&inside)
        .allow_private([net("127.0.0.2/32")])
        .build()
        .unwrap();
    assert_eq!(kind(client.get(&stranger.url()).send().await), "loopback");
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn https_only_means_it() {
    let server = Server::well();
    let client = client_for_strangers().https_only().build().unwrap();
    assert_eq!(kind(client.get(&server.url()).send().await), "not https");
    assert_eq!(server.connections(), 0);
    let faulty = client_of(&server).https_only().build().unwrap_err();
    assert!(
        faulty
            .to_string()
            .contains("`https_only` refuses an origin that is trusted")
    );
}

#[test]
fn what_is_wrong_with_a_client_is_told_at_once() {
    let faulty = Client::builder("payments")
        .base_url("ftp://a.example")
        .trust("http://user:hunter2@b.example")
        .header("x y", "z")
        .user_agent("\n")
        .timeout(std::time::Duration::ZERO)
        .ca_file("/nowhere.pem");
    let told = faulty.build().unwrap_err().to_string();
    for part in [
        "`payments`",
        "a.example is neither http nor https",
        "b.example has a user or a password",
        "`x y`",
        "`user_agent`",
        "a timeout is zero",
        "`ca_file`: /nowhere.pem cannot be used",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("hunter2"));
}
