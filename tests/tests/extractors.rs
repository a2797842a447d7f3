//! Of every extractor, actix's and Hardpoint's, it is known what it reads and whether a cached
//! handler may take it: a new one does not pass unseen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use actix_web::dev::{ConnectionInfo, PeerAddr};
use actix_web::http::header::AcceptLanguage;
use actix_web::http::{Method, Uri};
use actix_web::{Either, HttpRequest, web};
use hardpoint::__private::{Cacheable, Probe, ProbeFallback as _};
use hardpoint::auth::Claims;
use hardpoint::{KeyNeeds, Principal, RequestContext};

/// What is known of one extractor.
struct Known {
    name: &'static str,
    /// Of body, query, path and header, what it may read.
    reads: [bool; 4],
    /// What a cached handler that takes it needs in its key; `None` where none may take it.
    needs: Option<KeyNeeds>,
}

const NOTHING: [bool; 4] = [false; 4];
const BODY: [bool; 4] = [true, false, false, false];
const QUERY: [bool; 4] = [false, true, false, false];
const PATH: [bool; 4] = [false, false, true, false];
const TARGET: [bool; 4] = [false, true, true, false];
const HEADER: [bool; 4] = [false, false, false, true];
const ANYTHING: [bool; 4] = [true, true, true, false];

const ALWAYS: Option<KeyNeeds> = Some(KeyNeeds::NOTHING);
const NEVER: Option<KeyNeeds> = None;
const WITH_WHO_ASKS: Option<KeyNeeds> = Some(Principal::NEEDS);
const WITH_A_HEADER: Option<KeyNeeds> = Some(<web::Header<()>>::NEEDS);

/// Asks whether a type is cacheable: the inherent constant goes before the trait's.
struct IsCacheable<T>(T);

impl<T: Cacheable> IsCacheable<T> {
    const NEEDS: Option<KeyNeeds> = Some(T::NEEDS);
}

trait IsNot {
    const NEEDS: Option<KeyNeeds> = None;
}

impl<T> IsNot for IsCacheable<T> {}

macro_rules! table {
    ($($name:literal $ty:ty: $reads:ident, $needs:ident;)+) => {
        &[$((
            Known { name: $name, reads: $reads, needs: $needs },
            Probe::<$ty>::FACTS,
            IsCacheable::<$ty>::NEEDS,
        )),+]
    };
}

const TABLE: &[(Known, hardpoint::__private::ArgFacts, Option<KeyNeeds>)] = table! {
    "()" (): NOTHING, ALWAYS;
    "Bytes" web::Bytes: BODY, ALWAYS;
    "Claims" Claims: NOTHING, NEVER;
    "ConnectionInfo" ConnectionInfo: NOTHING, NEVER;
    "Data" web::Data<str>: NOTHING, ALWAYS;
    "Either" Either<web::Path<u8>, web::Query<u8>>: ANYTHING, ALWAYS;
    "Form" web::Form<u8>: BODY, ALWAYS;
    "Header" web::Header<AcceptLanguage>: HEADER, WITH_A_HEADER;
    "HttpRequest" HttpRequest: TARGET, NEVER;
    "Json" web::Json<u8>: BODY, ALWAYS;
    "Method" Method: NOTHING, ALWAYS;
    "Option" Option<web::Query<u8>>: QUERY, ALWAYS;
    "Path" web::Path<u8>: PATH, ALWAYS;
    "Payload" web::Payload: BODY, ALWAYS;
    "PeerAddr" PeerAddr: NOTHING, NEVER;
    "Principal" Principal: NOTHING, WITH_WHO_ASKS;
    "Query" web::Query<u8>: QUERY, ALWAYS;
    "ReqData" web::ReqData<u8>: NOTHING, NEVER;
    "RequestContext" RequestContext: NOTHING, WITH_WHO_ASKS;
    "Result" Result<web::Header<AcceptLanguage>, ()>: HEADER, WITH_A_HEADER;
    "String" String: BODY, ALWAYS;
    "ThinData" web::ThinData<u8>: NOTHING, ALWAYS;
    "Uri" Uri: TARGET, NEVER;
    // Tuples.
    "($($T,)+)" (web::Path<u8>, Principal): ANYTHING, WITH_WHO_ASKS;
};

#[test]
fn what_an_extractor_reads_is_known() {
    for (known, facts, _) in TABLE {
        let reads = [facts.body, facts.query, facts.path, facts.header.is_some()];
        assert_eq!(reads, known.reads, "{}", known.name);
        assert_eq!(facts.known, known.reads != ANYTHING, "{}", known.name);
    }
}

#[test]
fn what_a_cached_handler_may_take_is_known() {
    for (known, _, needs) in TABLE {
        assert_eq!(*needs, known.needs, "{}", known.name);
    }
}

#[test]
fn every_extractor_is_in_the_table() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let mut found = extractors(&actix_web().join("src"));
    found.extend(extractors(&top.join("runtime/src")));
    // What is mounted by hand takes it, and no handler of a user's can.
    found.remove("Incoming");
    let listed: BTreeSet<String> = TABLE
        .iter()
        .map(|(known, ..)| known.name.to_owned())
        .collect();
    assert_eq!(found, listed);
}

/// Where actix-web's source is.
fn actix_web() -> PathBuf {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).expect("what cargo says");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == "actix-web")
        .expect("actix-web");
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_owned()
}

/// The types for which `FromRequest` is implemented below a folder, less their parameters.
fn extractors(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(extractors(&path));
            continue;
        }
        let source = fs::read_to_string(&path).expect("UTF-8");
        // A module of tests stands last.
        let code = source.split("\nmod tests {").next().unwrap_or_default();
        let is_of_tests = path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        for line in code.lines().map(str::trim_start) {
            let Some((before, ty)) = line.split_once("FromRequest for ") else {
                continue;
            };
            if is_of_tests || !before.starts_with("impl") {
                continue;
            }
            let ty = match ty.starts_with('(') {
                true => ty.trim_end_matches(" {"),
                false => ty.split(['<', ' ']).next().unwrap_or_default(),
            };
            found.insert(ty.trim_end().to_owned());
        }
    }
    found
}
