//! Answers that went well: the envelope, `Location`, pages.

use hardpoint::prelude::*;
use hardpoint::reply::{
    Accepted, Created, Cursor, CursorKey, NoContent, Page, PageLimit, Reply, Toward,
};
use hardpoint_tests::{Answer, Request, Service};

#[endpoint(get = "/reply")]
async fn reply() -> Reply<[u8; 2]> {
    Reply([2, 3])
}

#[endpoint(get = "/stored", cache = "ttl:60 shared")]
async fn stored() -> Reply<u8> {
    Reply(1)
}

#[endpoint(post = "/created", idempotent)]
async fn created() -> Created<&'static str> {
    Created::at("/things/a b", "thing")
}

#[endpoint(post = "/accepted", idempotent = "optional")]
async fn accepted() -> Accepted<&'static str> {
    Accepted::at("/jobs/7", "queued")
}

#[endpoint(delete = "/gone")]
async fn gone() -> NoContent {
    NoContent
}

#[derive(ApiRequest)]
#[api(query)]
struct List {
    #[api(default)]
    #[garde(skip)]
    limit: PageLimit,
    #[garde(skip)]
    cursor: Option<Cursor<u32>>,
    #[api(default)]
    #[garde(skip)]
    total: bool,
}

/// The numbers from 0 to 44.
#[endpoint(get = "/numbers")]
async fn numbers(list: List) -> Page<u32> {
    let most = list.limit.get() + 1;
    let rows: Vec<u32> = match list.cursor.map(|cursor| (cursor.toward(), *cursor.key())) {
        None => (0..45).take(most).collect(),
        Some((Toward::Next, key)) => (key + 1..45).take(most).collect(),
        Some((Toward::Previous, key)) => (0..key).rev().take(most).collect(),
    };
    let page = Page::of(rows, list.limit, list.cursor.as_ref(), |number| *number);
    if list.total {
        page.with_total(45)
    } else {
        page
    }
}

/// Another list, whose cursors are not those of the first.
#[endpoint(get = "/others")]
async fn others(list: List) -> Page<u32> {
    Page::of(vec![1, 2, 3], list.limit, list.cursor.as_ref(), |number| {
        *number
    })
}

fn service() -> Service {
    Service::of(endpoints![
        reply, stored, created, accepted, gone, numbers, others
    ])
}

#[tokio::test]
async fn what_went_well_is_in_the_envelope() {
    let service = service();
    let answer = service.get("/reply").await;
    let id = answer.header("x-request-id").expect("an id").to_owned();
    assert_eq!(
        answer.json(),
        serde_json::json!({ "data": [2, 3], "meta": { "request_id": id } })
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));

    let stored_answer = service.get("/stored").await;
    assert_eq!(
        stored_answer.json(),
        serde_json::json!({ "data": 1, "meta": {} }),
        "the same for all"
    );

    let post = |path| Request::post(path).header("idempotency-key", "k");
    let created_answer = service.send(post("/created")).await;
    assert_eq!(
        (created_answer.status, created_answer.header("location")),
        (201, Some("/things/a%20b"))
    );
    assert_eq!(created_answer.json()["data"], "thing");
    let again = service.send(post("/created")).await;
    assert_eq!((again.body, again.status), (created_answer.body, 201));
    let accepted_answer = service.send(post("/accepted")).await;
    assert_eq!(
        (accepted_answer.status, accepted_answer.header("location")),
        (202, Some("/jobs/7"))
    );
    let gone_answer = service.send(Request::new("DELETE", "/gone")).await;
    assert_eq!((gone_answer.status, gone_answer.body.len()), (204, 0));
}

#[tokio::test]
async fn without_the_envelope_the_values_are_as_they_are() {
    let service = Service::with(
        endpoints![reply, numbers],
        |builder| builder.raw_answers(),
        |_| {},
    );
    assert_eq!(
        service.get("/reply").await.json(),
        serde_json::json!([2, 3])
    );
    let page = service.get("/numbers?limit=2").await;
    assert_eq!(page.json(), serde_json::json!([0, 1]));
    assert!(
        page.header("link")
            .expect("a link")
            .ends_with("; rel=\"next\"")
    );
}

#[tokio::test]
async fn a_list_is_walked_there_and_back_by_its_links() {
    let service = service();
    let mut target = "/numbers?limit=20".to_owned();
    let (mut there, mut pages) = (Vec::new(), Vec::new());
    loop {
        let answer = service.get(&target).await;
        let json = answer.json();
        let items: Vec<u64> = json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .collect();
        there.extend(items);
        pages.push(json.clone());
        let page = &json["meta"]["page"];
        assert_eq!(page["has_more"], page["next"].is_string());
        match page["next"].as_str() {
            Some(next) => target = format!("/numbers?limit=20&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(there, (0..45).collect::<Vec<_>>());
    assert_eq!(pages.len(), 3);
    // Back from the last page: what was there before, in the same order.
    let previous = pages[2]["meta"]["page"]["prev"]
        .as_str()
        .expect("one before");
    let back = service
        .get(&format!("/numbers?limit=20&cursor={previous}"))
        .await
        .json();
    assert_eq!(back["data"], pages[1]["data"]);
    let first = back["meta"]["page"]["prev"].as_str().expect("one before");
    let first = service
        .get(&format!("/numbers?limit=20&cursor={first}"))
        .await
        .json();
    assert_eq!(first["data"], pages[0]["data"]);
    assert!(
        first["meta"]["page"]["prev"].is_null(),
        "there is nothing before the first"
    );

    let default = service.get("/numbers?total=true").await.json();
    assert_eq!(
        (
            &default["meta"]["page"]["limit"],
            &default["meta"]["page"]["total"]
        ),
        (&20.into(), &45.into())
    );
}

/// The target of the link with that relation.
fn linked(answer: &Answer, relation: &str) -> Option<String> {
    let end = format!(">; rel=\"{relation}\"");
    let links = answer.headers.iter().filter(|(name, _)| name == "link");
    let mut targets = links.filter_map(|(_, link)| link.strip_prefix('<')?.strip_suffix(&*end));
    targets.next().map(str::to_owned)
}

#[tokio::test]
async fn links_lead_through_the_list_and_keep_what_else_was_asked() {
    let service = service();
    let mut seen = Vec::new();
    let mut at = "/numbers?total=true&limit=20".to_owned();
    let last = loop {
        let answer = service.get(&at).await;
        let json = answer.json();
        seen.push(json["data"].as_array().expect("a list").len());
        let page = &json["meta"]["page"];
        assert_eq!((&page["total"], &page["limit"]), (&45.into(), &20.into()));
        assert_eq!(linked(&answer, "prev").is_some(), seen.len() > 1);
        match linked(&answer, "next") {
            Some(next) => at = next,
            None => break answer,
        }
    };
    assert_eq!(seen, [20, 20, 5]);
    let back = service
        .get(&linked(&last, "prev").expect("one before"))
        .await;
    assert_eq!(back.json()["data"][0], 20);
    // A count is a walk over the whole list: nobody gets one who has not asked.
    let unasked = service.get("/numbers").await.json();
    assert!(unasked["meta"]["page"].get("total").is_none());
}

#[tokio::test]
async fn a_limit_out_of_range_and_a_foreign_cursor_are_422() {
    let service = service();
    for limit in ["0", "101", "-1", "many", "18446744073709551616"] {
        let answer = service.get(&format!("/numbers?limit={limit}")).await;
        assert_eq!(
            answer.problem(422, "invalid_field")["errors"][0]["pointer"],
            "query/limit"
        );
    }
    let page = service.get("/numbers?limit=1").await.json();
    let cursor = page["meta"]["page"]["next"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let (bytes, signature) = cursor.split_once('.').expect("signed");
    let long = "a".repeat(2_000);
    for forged in [
        "",
        "x",
        ".",
        "a.b",
        &*long,
        bytes,
        &format!("{bytes}.{}", &signature[1..]),
        &format!("{}A.{signature}", &bytes[..bytes.len() - 1]),
    ] {
        let answer = service.get(&format!("/numbers?cursor={forged}")).await;
        assert_eq!(
            answer.problem(422, "invalid_field")["errors"][0]["pointer"],
            "query/cursor",
            "{forged}"
        );
    }
    assert_eq!(
        service
            .get(&format!("/numbers?cursor={cursor}"))
            .await
            .status,
        200
    );
    service
        .get(&format!("/others?cursor={cursor}"))
        .await
        .problem(422, "invalid_field");
}

#[tokio::test]
async fn instances_with_one_key_take_each_others_cursors_and_others_do_not() {
    let key = CursorKey::new("sixteen bytes and then some").expect("a key");
    let with = |key: Option<CursorKey>| {
        Service::with(
            endpoints![numbers],
            |builder| match key {
                Some(key) => builder.cursor_key(key),
                None => builder,
            },
            |_| {},
        )
    };
    let (one, two, other) = (with(Some(key.clone())), with(Some(key)), with(None));
    let page = one.get("/numbers?limit=1").await.json();
    let next = page["meta"]["page"]["next"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let target = format!("/numbers?limit=1&cursor={next}");
    assert_eq!(
        two.get(&target).await.json()["data"],
        serde_json::json!([1])
    );
    other.get(&target).await.problem(422, "invalid_field");
}
