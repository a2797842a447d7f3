//! Whatever is called as what the expansion names, it names what it means.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, reason = "these are in the way")]

extern crate hardpoint as renamed;

mod hardpoint {}
mod core {}
mod std {}

struct Option;
struct Result;
struct Some;
struct None;
struct Job;
struct Future;

#[renamed::job(every = "1h", crate = "renamed")]
async fn cleanup(run: ::renamed::JobRun) -> ::core::result::Result<(), ::std::string::String> {
    let _ = run;
    ::core::result::Result::Ok(())
}

fn main() {
    let _ = ::renamed::Hardpoint::builder().jobs(::renamed::jobs![cleanup]);
}
