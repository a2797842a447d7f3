//! Content codings: which are undone, and what becomes of bombs and of garbage.

use actix_web::http::header;

use super::*;

fn coded(coding: &str) -> HttpRequest {
    TestRequest::post()
        .insert_header(("content-encoding", coding))
        .to_http_request()
}

#[actix_web::test]
async fn identity_is_no_coding() {
    for name in ["identity", "Identity"] {
        let body = read_now(&coded(name), whole(&[b"abc"]), 3).await.unwrap();
        assert_eq!(body.decoded(), "abc");
    }
    let over = read_now(&coded("identity"), whole(&[b"abcd"]), 3).await;
    assert_eq!(over.unwrap_err(), BodyFaultKind::TooLarge { limit: 3 });
}

#[actix_web::test]
async fn unknown_and_several_codings_are_refused() {
    for name in [
        "br",
        "zstd",
        "compress",
        "gzip, gzip",
        "identity, gzip",
        "",
        "gzip;q=1",
    ] {
        let refused = read_now(&coded(name), whole(&[b"abc"]), 3).await;
        assert_eq!(
            refused.unwrap_err(),
            BodyFaultKind::UnsupportedCoding,
            "{name:?}"
        );
    }
    let twice = TestRequest::post()
        .append_header(("content-encoding", "identity"))
        .append_header(("content-encoding", "identity"))
        .to_http_request();
    let refused = read_now(&twice, whole(&[b"abc"]), 3).await;
    assert_eq!(refused.unwrap_err(), BodyFaultKind::UnsupportedCoding);
}

#[test]
fn an_unknown_coding_is_told_which_are_known() {
    let problem = BodyFaultKind::UnsupportedCoding.problem();
    let (name, value) = &problem.headers[0];
    assert_eq!(name, header::ACCEPT_ENCODING);
    let known = if cfg!(feature = "compress") {
        "gzip, deflate"
    } else {
        "identity"
    };
    assert_eq!(value, known);
}

#[cfg(not(feature = "compress"))]
#[actix_web::test]
async fn without_the_feature_only_identity_is_known() {
    for name in ["gzip", "x-gzip", "deflate"] {
        let refused = read_now(&coded(name), whole(&[b"abc"]), 3).await;
        assert_eq!(refused.unwrap_err(), BodyFaultKind::UnsupportedCoding);
    }
}

#[cfg(feature = "compress")]
mod compressed {
    use std::io::Write;

    use actix_web::FromRequest;
    use actix_web::web;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn sent(bytes: &[u8]) -> Payload {
        let (feed, payload) = fed();
        for chunk in bytes.chunks(1000) {
            feed.send(Ok(Bytes::copy_from_slice(chunk))).unwrap();
        }
        payload
    }

    async fn decoded(coding: &str, bytes: &[u8], limit: usize) -> Result<Bytes, BodyFaultKind> {
        let body = read_now(&coded(coding), sent(bytes), limit).await?;
        Ok(body.decoded().clone())
    }

    #[actix_web::test]
    async fn what_is_coded_is_decoded() {
        let text = b"{\"sku\":\"widget\",\"quantity\":1}".repeat(50);
        for (name, coded) in [
            ("gzip", gzip(&text)),
            ("GZIP", gzip(&text)),
            ("x-gzip", gzip(&text)),
            ("deflate", zlib(&text)),
            ("gzip", [gzip(&text[..7]), gzip(&text[7..])].concat()),
        ] {
            let result = decoded(name, &coded, text.len()).await;
            assert_eq!(result.as_deref(), Ok(&text[..]), "{name}");
        }
        assert_eq!(decoded("gzip", b"", 0).await, Ok(Bytes::new()));
    }

    #[actix_web::test]
    async fn the_limit_is_that_of_what_comes_out() {
        let noise: Vec<u8> = (0..50_000u64)
            .map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8)
            .collect();
        // It does not shrink, so more is sent than comes out.
        let coded = GzEncoder::new(Vec::new(), Compression::none());
        let mut coded = coded;
        coded.write_all(&noise).unwrap();
        let coded = coded.finish().unwrap();
        assert!(coded.len() > noise.len());
        let full = decoded("gzip", &coded, noise.len()).await;
        assert_eq!(full.as_deref(), Ok(&noise[..]));
        let limit = noise.len() - 1;
        let over = decoded("gzip", &coded, limit).await;
        assert_eq!(over, Err(BodyFaultKind::TooLarge { limit }));
    }

    #[actix_web::test]
    async fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 1 << 17);
        let limit = 1 << 17;
        for (name, bomb) in [("gzip", bomb), ("deflate", zlib(&vec![0; 64 << 20]))] {
            let result = decoded(name, &bomb, limit).await;
            assert_eq!(result, Err(BodyFaultKind::TooLarge { limit }));
        }
    }

    #[actix_web::test]
    async fn cut_short_or_with_something_after_the_end_it_is_corrupt() {
        let text = b"hello, hello, hello";
        for (name, whole) in [("gzip", gzip(text)), ("deflate", zlib(text))] {
            for end in 1..whole.len() {
                let cut = decoded(name, &whole[..end], 100).await;
                assert_eq!(cut, Err(BodyFaultKind::Corrupt), "{name} at {end}");
            }
            let mut more = whole.clone();
            more.push(0);
            assert_eq!(decoded(name, &more, 100).await, Err(BodyFaultKind::Corrupt));
        }
    }

    #[actix_web::test]
    async fn extractors_that_are_not_ours_undo_the_coding_themselves() {
        for (name, coded) in [
            ("gzip", gzip(b"[1,2]")),
            ("x-gzip", gzip(b"[1,2]")),
            ("deflate", zlib(b"[1,2]")),
            ("identity", b"[1,2]".to_vec()),
        ] {
            let request = TestRequest::post()
                .insert_header(("content-encoding", name))
                .insert_header(("content-type", "application/json"))
                .to_http_request();
            let body = read_now(&request, sent(&coded), 100).await.unwrap();
            let json = web::Json::<Vec<u8>>::from_request(&request, &mut body.to_payload());
            assert_eq!(json.await.unwrap().into_inner(), [1, 2], "{name}");
        }
    }

    fn now<F: Future>(work: F) -> F::Output {
        actix_web::rt::System::new().block_on(work)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn garbage_is_corrupt_or_within_the_limit(
            garbage in prop::collection::vec(any::<u8>(), 0..300),
            limit in 0..200usize,
        ) {
            now(async {
                for name in ["gzip", "deflate"] {
                    if let Ok(out) = decoded(name, &garbage, limit).await {
                        assert!(out.len() <= limit);
                    }
                }
            });
        }

        #[test]
        fn one_changed_byte_never_passes_for_another_body(
            data in prop::collection::vec(any::<u8>(), 1..300),
            at in any::<prop::sample::Index>(),
            flip in 1..=255u8,
        ) {
            now(async {
                let whole = gzip(&data);
                let mut changed = whole.clone();
                let at = at.index(changed.len());
                changed[at] ^= flip;
                // A byte of the header that decoding ignores may change; the data may not.
                if let Ok(out) = decoded("gzip", &changed, 1000).await {
                    assert_eq!(out, data);
                }
            });
        }
    }
}
