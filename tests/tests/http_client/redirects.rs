//! Which redirects are followed, how far, and what goes with them.

use std::io::Write;

use hardpoint::http::{Error, Method};

use crate::connections::are_few;
use crate::server::{Server, ok, redirect};
use crate::{client_for_strangers, client_of};

#[tokio::test]
async fn five_redirects_are_followed_and_not_six() {
    let server = Server::start(|asked, stream| {
        let left: u32 = asked.line().trim_start_matches("GET /").parse().unwrap();
        match left {
            0 => stream.write_all(&ok("there")),
            left => stream.write_all(&redirect(302, &format!("/{}", left - 1))),
        }
    });
    let client = client_of(&server).build().unwrap();
    let answer = client.get("/5").send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "there");
    assert_eq!(server.asked().len(), 6);
    let error = client.get("/6").send().await.unwrap_err();
    assert!(
        matches!(error, Error::TooManyRedirects { limit: 5 }),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 12);
    // What a redirect says is read, so that its connection serves the next.
    assert!(are_few(server.connections()), "{}", server.connections());
}

#[tokio::test]
async fn a_loop_comes_to_its_end() {
    let server = Server::start(|_, stream| stream.write_all(&redirect(301, "/again")));
    let client = client_of(&server).max_redirects(3).build().unwrap();
    let error = client.get("/").send().await.unwrap_err();
    assert!(
        matches!(error, Error::TooManyRedirects { limit: 3 }),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 4);
}

#[tokio::test]
async fn only_get_and_head_are_sent_on() {
    let server = Server::start(|asked, stream| match asked.line() {
        line if line.ends_with(" /there") => stream.write_all(&ok("")),
        line => {
            let status = line.rsplit('/').next().unwrap().parse().unwrap();
            stream.write_all(&redirect(status, "/there"))
        }
    });
    let client = client_of(&server).build().unwrap();
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for status in [301, 302, 303, 307, 308] {
            let sent = client
                .request(method.clone(), &format!("/{status}"))
                .body("hunter2");
            let error = sent.send().await.unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), status, "{method}");
        }
    }
    assert!(
        server
            .asked()
            .iter()
            .all(|asked| !asked.line().ends_with("/there"))
    );
    for method in [Method::GET, Method::HEAD] {
        assert!(client.request(method, "/307").send().await.is_ok());
    }
    // Nor is a body that a GET may have.
    assert!(client.get("/307").body("x").send().await.is_err());
    let off = client_of(&server).max_redirects(0).build().unwrap();
    assert_eq!(
        off.get("/302").send().await.unwrap_err().status().unwrap(),
        302
    );
}

#[tokio::test]
async fn secrets_stay_with_the_origin_they_are_for() {
    let stranger = Server::well();
    let to = stranger.url();
    let server = Server::start(move |asked, stream| match asked.line() {
        "GET /away" => stream.write_all(&redirect(302, &to)),
        "GET /here" => stream.write_all(&redirect(302, "/there")),
        _ => stream.write_all(&ok("")),
    });
    let client = client_for_strangers()
        .header("x-tenant", "shop")
        .build()
        .unwrap();
    let secrets = ["authorization", "cookie", "x-api-key", "x-tenant"];
    let ask = |target: &str| {
        let request = client.get(&format!("{}{target}", server.url()));
        request
            .bearer_auth("hunter2")
            .header("cookie", "session=hunter2")
            .header("x-api-key", "hunter2")
            .header("accept", "text/plain")
    };
    ask("/here").send().await.unwrap();
    for asked in server.asked() {
        assert!(
            secrets.iter().all(|name| asked.header(name).is_some()),
            "{asked:?}"
        );
    }
    ask("/away").send().await.unwrap();
    let asked = &stranger.asked()[0];
    assert!(
        secrets.iter().all(|name| asked.header(name).is_none()),
        "{asked:?}"
    );
    assert_eq!(asked.header("accept"), Some("text/plain"));
    assert_eq!(asked.header("referer"), None);
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_says_so_without_its_words() {
    let server = Server::start(|_, stream| stream.write_all(&redirect(302, "http://hunter2:x/")));
    let client = client_of(&server).build().unwrap();
    let error = client.get("/").send().await.unwrap_err();
    assert!(matches!(error, Error::Redirect), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
