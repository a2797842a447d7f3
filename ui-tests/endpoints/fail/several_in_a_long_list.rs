//! A list that is longer than there are checks: one check tells of two endpoints.
//! Breaks: `a_route_is_taken_once`.
use hardpoint::prelude::*;

#[endpoint(get = "/0")]
async fn answer_0() -> String {
    String::new()
}

#[endpoint(get = "/1")]
async fn answer_1() -> String {
    String::new()
}

#[endpoint(get = "/1")]
async fn answer_2() -> String {
    String::new()
}

#[endpoint(get = "/3")]
async fn answer_3() -> String {
    String::new()
}

#[endpoint(get = "/4")]
async fn answer_4() -> String {
    String::new()
}

#[endpoint(get = "/5")]
async fn answer_5() -> String {
    String::new()
}

#[endpoint(get = "/6")]
async fn answer_6() -> String {
    String::new()
}

#[endpoint(get = "/7")]
async fn answer_7() -> String {
    String::new()
}

#[endpoint(get = "/8")]
async fn answer_8() -> String {
    String::new()
}

#[endpoint(get = "/9")]
async fn answer_9() -> String {
    String::new()
}

#[endpoint(get = "/10")]
async fn answer_10() -> String {
    String::new()
}

#[endpoint(get = "/11")]
async fn answer_11() -> String {
    String::new()
}

#[endpoint(get = "/12")]
async fn answer_12() -> String {
    String::new()
}

#[endpoint(get = "/13")]
async fn answer_13() -> String {
    String::new()
}

#[endpoint(get = "/14")]
async fn answer_14() -> String {
    String::new()
}

#[endpoint(get = "/15")]
async fn answer_15() -> String {
    String::new()
}

#[endpoint(get = "/16")]
async fn answer_16() -> String {
    String::new()
}

#[endpoint(get = "/3")]
async fn answer_17() -> String {
    String::new()
}

#[endpoint(get = "/0")]
async fn answer_18() -> String {
    String::new()
}

#[endpoint(get = "/19")]
async fn answer_19() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![
        answer_0,
        answer_1,
        answer_2,
        answer_3,
        answer_4,
        answer_5,
        answer_6,
        answer_7,
        answer_8,
        answer_9,
        answer_10,
        answer_11,
        answer_12,
        answer_13,
        answer_14,
        answer_15,
        answer_16,
        answer_17,
        answer_18,
        answer_19,
    ];
}
